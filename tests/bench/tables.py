"""The figures as the README shows them: a table of ratios, one of batch sizes, and sentences."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version

from tests.bench.measuring import HOUSE, ROUNDS, Rounds, ours
from tests.bench.works import BATCHES, ITEMS, SMALL_BATCHES, Work

LARGE = BATCHES[-1]
HELD_KEYS = 1_000_000
SINGLE_AIM_US = 50


def machine() -> str:
    """Return where and with what this is measured."""
    names = ("tidegate", "bytewax", "polars", "numba", "numpy", "pyarrow", "msgspec")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    return (
        f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start, "
        f"Python {platform.python_version()}; {versions}."
    )


RULES = (
    f"Items per CPU-second, {ITEMS:,} items, medians of {ROUNDS} rounds, ratios within a round. Event time is 10,000 items "
    "a second, 1,000 for sessions; one in a hundred is up to 20 s behind. Bytewax runs with a frozen clock, no wake-ups, "
    "keyed input and the best of two batch sizes, on fewer items where it is slow; JSON with msgspec. Polars gets all items "
    "at once, without those that are late. All answers are compared, result by result."
)


def beside_others(found: Sequence[Rounds]) -> Iterator[str]:
    """Draw the table of ratios."""
    sizes = [f"{size:,}" for size in BATCHES]
    yield _row(["work", "keys", *(f"Tidegate, {size} a batch" for size in sizes), "Bytewax", "Polars, one shot",
                *(f"of Bytewax, {size}" for size in sizes), "of Polars", "aim"])  # fmt: skip
    yield "|---" * (7 + 2 * len(sizes) - 1) + "|"
    for rounds in found:
        work = rounds.work
        yield _row(
            [
                work.words,
                f"{work.keys:,}" if work.name != "map" else "none",
                *(_millions(rounds.rate(ours(size))) for size in BATCHES),
                _millions(rounds.rate("bytewax")),
                _millions(rounds.rate("polars")),
                *(f"**{rounds.ratio(ours(size), 'bytewax'):.0f}x**" for size in BATCHES),
                f"{rounds.ratio(ours(LARGE), 'polars'):.2f}",
                _aim(work, rounds.ratio(ours(LARGE), "bytewax"), rounds.ratio(ours(LARGE), "polars")),
            ]
        )


def by_batch_size(found: Sequence[Rounds]) -> Iterator[str]:
    """Draw the table of batch sizes."""
    sizes = [*SMALL_BATCHES, *BATCHES]
    yield _row(["work", "keys", *(f"{size:,}" for size in sizes), "MB added: Tidegate / Bytewax / Polars"])
    yield "|---" * (3 + len(sizes)) + "|"
    for rounds in found:
        rates = {**rounds.small, **{size: rounds.rate(ours(size)) for size in BATCHES}}
        added = " / ".join(f"{rounds.added_mb(name):.0f}" for name in (ours(LARGE), "bytewax", "polars"))
        yield _row([rounds.work.words, f"{rounds.work.keys:,}", *(_millions(rates[size]) for size in sizes), added])


def single_words(costs: Mapping[str, float]) -> str:
    """Say what a batch of one item costs."""
    each = [f"{cost_us:.0f} µs ({name})" for name, cost_us in costs.items()]
    missed = [name for name, cost_us in costs.items() if cost_us > SINGLE_AIM_US]
    aim = f"missed by {' and '.join(missed)}" if missed else "met"
    return (
        f"A batch of one item costs one window step {_listed(each)}, key lookup not counted; the aim is {SINGLE_AIM_US} µs: "
        f"{aim}."
    )


def memory_words(held: Mapping[str, Mapping[str, int]]) -> str:
    """Say what keys and open windows cost."""
    key = (held["sums"]["first"] - held["sums"]["second"]) / HELD_KEYS
    windows = [f"{told['second'] / HELD_KEYS:.0f} ({work})" for work, told in held.items()]
    left = [f"{told['left'] / 1e6:.0f} MB ({work})" for work, told in held.items()]
    return (
        f"With {HELD_KEYS:,} keys, a key takes {key:.0f} bytes with its text and its clock, and each open window of it "
        f"{_listed(windows)}, a window of one item, which is not counted itself; once all have closed, {_listed(left)} stay "
        "for those to come."
    )


def write(text: str) -> None:
    """Put the figures into the README."""
    readme = HOUSE / "README.md"
    before, begin, rest = readme.read_text().partition("<!-- bench:begin -->\n")
    _, end, after = rest.partition("<!-- bench:end -->")
    assert begin and end, "the README has no place for the figures any more"
    readme.write_text(f"{before}{begin}{text}\n{end}{after}")


def _aim(work: Work, times: float, of_polars: float) -> str:
    aims = [(work.times_bytewax, times, "{:.0f}x"), (work.of_polars, of_polars, "{} of Polars")]
    told = [f"{words.format(aim)}: {'met' if got >= aim else 'missed'}" for aim, got, words in aims if aim is not None]
    return "; ".join(told)


def _millions(rate: float) -> str:
    return f"{rate / 1e6:.3g} M"


def _listed(parts: Sequence[str]) -> str:
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
