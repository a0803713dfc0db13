"""`make bench`: every contender in a process of its own, one after the other, three times round; answers compared.

Ratios are of items per CPU-second and of one round, so that what else the machine does weighs on both sides; the median
of the rounds is told. Writes the table into the README.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).parents[2]
ROUNDS = 3
ITEMS = 1_000_000
BYTEWAX_ITEMS = {10: 200_000, 10_000: 100_000, 1_000_000: 50_000}
"""Smaller where it is slow: its cost per item does not fall with more of them."""
BYTEWAX_BATCHES = {10: (1_000, 10_000), 10_000: (1_000, 10_000), 1_000_000: (1_000, 10_000)}
OUR_BATCHES = (10_000, 100_000)
AIMS = {
    ("sums", 10): (50, None),
    ("sums", 10_000): (100, 0.7),
    ("sums", 1_000_000): (100, None),
    ("lists", 10): (20, None),
    ("lists", 10_000): (50, None),
    ("lists", 1_000_000): (50, None),
}
"""At least so many times Bytewax, and so much of one-shot Polars."""


@dataclass(frozen=True)
class Measured:
    """One contender's one round."""

    rate: float
    """Items per CPU-second."""
    added_mb: float
    answer: dict[str, Any]


def main() -> None:
    print(_machine(), flush=True)
    rows = [_row(work, keys) for work, keys in AIMS]
    single = {work: _single(work) for work in ("sums", "lists")}
    table = "\n".join([*_head(), *rows])
    text = f"{_machine()}\n\n{table}\n\n{_single_words(single)}"
    print(f"\n{table}\n\n{_single_words(single)}")
    _write(text)


def _row(work: str, keys: int) -> str:
    batch = _best_batch(work, keys)
    rounds = [_round(work, keys, batch) for _ in range(ROUNDS)]
    ours = {size: [measured[f"tidegate {size}"] for measured in rounds] for size in OUR_BATCHES}
    theirs, polars = [measured["bytewax"] for measured in rounds], [measured["polars"] for measured in rounds]
    fast = ours[OUR_BATCHES[-1]]
    times = {size: _ratio(ours[size], theirs) for size in OUR_BATCHES}
    cells = [
        f"{work}, {keys:,} keys",
        *(f"{_median(ours[size]) / 1e6:.2f} M" for size in OUR_BATCHES),
        f"{_median(theirs) / 1e6:.3f} M",
        f"{_median(polars) / 1e6:.1f} M",
        *(f"**{times[size]:.0f}x**" for size in OUR_BATCHES),
        f"{_ratio(fast, polars):.2f}",
        " / ".join(f"{statistics.median(each.added_mb for each in many):.0f}" for many in (fast, theirs, polars)),
        _aim(work, keys, times[OUR_BATCHES[-1]], _ratio(fast, polars)),
    ]
    row = "| " + " | ".join(cells) + " |"
    print(row, flush=True)
    return row


def _round(work: str, keys: int, batch: int) -> dict[str, Measured]:
    fewer = BYTEWAX_ITEMS[keys]
    found = {f"tidegate {size}": _measure("tidegate", work, keys, ITEMS, size) for size in OUR_BATCHES}
    found["bytewax"] = _measure("bytewax", work, keys, fewer, batch)
    found["polars"] = _measure("polars", work, keys, ITEMS, 0)
    _compare(work, keys, found, _measure("tidegate", work, keys, fewer, 10_000))
    return found


def _compare(work: str, keys: int, found: dict[str, Measured], on_fewer: Measured) -> None:
    """Stop if the answers differ: Bytewax's on the same items exactly, Polars' once its late items are accounted for."""
    assert on_fewer.answer == found["bytewax"].answer, f"{work}, {keys} keys: not Bytewax's answer"
    first, second = (found[f"tidegate {size}"].answer for size in OUR_BATCHES)
    assert first == second, f"{work}, {keys} keys: the batch size changes the answer"
    whole, ours = found["polars"].answer, first
    late_items, late_total = whole["items"] - ours["items"], whole["total"] - ours["total"]
    assert (late_items, late_total) == (ours["late_items"], ours["late_total"]), (
        f"{work}, {keys} keys: not Polars' answer"
    )


def _best_batch(work: str, keys: int) -> int:
    few = BYTEWAX_ITEMS[keys] // 2
    return max(BYTEWAX_BATCHES[keys], key=lambda size: _measure("bytewax", work, keys, few, size).rate)


def _measure(name: str, work: str, keys: int, items: int, batch: int) -> Measured:
    told = json.loads(_contender(name, work, str(keys), str(items), str(batch)))
    return Measured(items / told["cpu_s"], told["added_mb"], told["answer"])


def _single(work: str) -> float:
    return statistics.median(float(_contender("single", work, "10000", "20000", "1")) for _ in range(ROUNDS))


def _contender(*arguments: str) -> str:
    command = [sys.executable, "-m", "tests.bench.contenders", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=HOUSE, check=False)
    assert done.returncode == 0, done.stderr[-2_000:]
    return done.stdout.splitlines()[-1]


def _median(rounds: list[Measured]) -> float:
    return statistics.median(each.rate for each in rounds)


def _ratio(ours: list[Measured], theirs: list[Measured]) -> float:
    return statistics.median(mine.rate / other.rate for mine, other in zip(ours, theirs, strict=True))


def _aim(work: str, keys: int, times: float, of_polars: float) -> str:
    least, share = AIMS[work, keys]
    words = f"{least}x" + (f", {share} of Polars" if share else "")
    met = times >= least and (share is None or of_polars >= share)
    return f"{words}: {'met' if met else 'missed'}"


def _head() -> Iterator[str]:
    names = ["work", *(f"Tidegate, batches of {size:,}" for size in OUR_BATCHES), "Bytewax", "Polars, one shot"]
    names += [*(f"of Bytewax, {size:,}" for size in OUR_BATCHES), "of Polars", "MB added, each", "aim"]
    yield "| " + " | ".join(names) + " |"
    yield "|---" * len(names) + "|"


def _single_words(single: dict[str, float]) -> str:
    return (
        "A batch of one item costs one window step "
        + " and ".join(f"{cost_us:.0f} µs ({work})" for work, cost_us in single.items())
        + ", key lookup not counted; the aim is 50 µs."
    )


def _machine() -> str:
    names = ("tidegate", "bytewax", "polars", "numba", "numpy", "pyarrow")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    busy = os.getloadavg()[0]
    return (
        f"Items per CPU-second, {ITEMS:,} items in windows of 10 s, medians of {ROUNDS} rounds. {platform.machine()}, "
        f"{os.cpu_count()} cores, load {busy:.1f} at the start, Python {platform.python_version()}; {versions}. Bytewax runs "
        "with a frozen clock, no wake-ups, keyed input and its best batch size, on fewer items where it is slow."
    )


def _write(text: str) -> None:
    readme = HOUSE / "README.md"
    before, begin, rest = readme.read_text().partition("<!-- bench:begin -->\n")
    _, end, after = rest.partition("<!-- bench:end -->")
    assert begin and end, "the README has no place for the figures any more"
    readme.write_text(f"{before}{begin}{text}\n{end}{after}")


if __name__ == "__main__":
    main()
