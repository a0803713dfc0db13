"""One input through every window step in batches of several sizes, printed: `python -m tests.engine.windows.printed_runs`.

Printing the same in every process, whatever seed its hashes have, is what the test of determinism asks of it.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tests.engine.windows.cases import SECOND, WINDOW_STEPS, WINDOWERS, Case, random_items, random_setting
from tests.engine.windows.engine_side import refusal, results, run_engine
from tests.engine.windows.oracle import Session

BATCH_SIZES = (1, 7, 1000)
KEYS = ("b", "a", "", "é", "aa", "B")


def inputs() -> Iterator[Case]:
    """Return a case in and out of order for every step that the engine has, all with the same items."""
    for step in (*WINDOW_STEPS, "aggregate_window"):
        for windower in WINDOWERS:
            for ordered in (True, False):
                rng = random.Random(7)
                setting = replace(
                    random_setting(rng, [step], [windower]), wait_us=20 * SECOND, ordered=ordered, sides=1
                )
                if windower == "session":
                    setting = replace(setting, windower=Session(2 * SECOND))
                items = random_items(rng, 150, KEYS)
                case = Case(setting, tuple((item,) for item in items))
                if not refusal(case):
                    yield case


def in_batches(case: Case, size: int) -> Case:
    return case.rebatched([size] * (len(case.items) // size))


def ports(case: Case) -> dict[str, Any]:
    """Return everything that left the case's step."""
    result = run_engine(case)
    return {port: results(case, result, port) for port in ("down", "late", "meta")}


def main() -> None:
    for case in inputs():
        for size in BATCH_SIZES:
            printed = {"setting": str(case.setting), "size": size, **ports(in_batches(case, size))}
            sys.stdout.write(json.dumps(printed) + "\n")


if __name__ == "__main__":
    main()
