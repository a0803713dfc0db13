"""Runs of the engine at several waits, recorded for the tests of the what-if slider: what was decided, and who was late.

Run as a script, it writes them anew. Each case is one random stream: the decisions of a run at one wait, as the run tells
them, and the positions of the late items of real runs at others, some of them just long enough for an item and some a
microsecond too short.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from typing import Any

from tests.engine.windows.cases import FOREVER_US, SECOND, WINDOWERS, Case, various_cases
from tests.engine.windows.engine_side import flow_of

from tidegate import Items, Plan, Worker, read_flow
from tidegate.fields import parse_duration

RECORDED = Path(__file__).parents[2] / "frontend/src/timeline/recorded/waits.json"
STEPS = ("collect_window list", "count_window", "join_window")
CASES = 12
"""Of each windower and rule, half of them with a live clock."""
DEFAULT_WAIT_US = 5 * SECOND


def main() -> None:
    RECORDED.write_text(recorded(), "utf-8")


def recorded() -> str:
    """Return all cases, one a line."""
    lines = [json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in _cases()]
    return "[\n" + ",\n".join(lines) + "\n]\n"


def _cases() -> Iterator[dict[str, Any]]:
    for windower in WINDOWERS:
        for late_rule in ("behind_watermark", "window_closed"):
            for number, case in enumerate(various_cases("what if", CASES, STEPS, windower, late_rule)):
                yield _recorded(f"{windower}, {late_rule}, {number}", _driven(case))


def _driven(case: Case) -> Case:
    """Return a live case as a motor drives it: time moves between turns, and windows that are due close before the next."""
    if not case.readings:
        return case
    moving = list(accumulate(case.readings, lambda before, now: max(before + 2, now)))
    turns = [turn for items in case.turns for turn in ((), items)]
    readings = [reading for now in moving for reading in (now - 1, now)]
    return replace(case, turns=tuple(turns), readings=tuple(readings))


def _recorded(name: str, case: Case) -> dict[str, Any]:
    """Return what a run of the case decided, and who was late at other waits."""
    rng = random.Random(name)
    wait_us = rng.choice([0, SECOND, 2 * SECOND, DEFAULT_WAIT_US, 12 * SECOND])
    events = decided(case, wait_us)
    waits = sorted(_waits(rng, decided(case, 0), wait_us))
    return {
        "name": name,
        "clock": "live" if case.readings else "frozen",
        "config": _config(case, wait_us),
        "events": events,
        "late": [[wait, _late(decided(case, wait))] for wait in waits],
    }


def _config(case: Case, wait_us: int) -> dict[str, Any]:
    """Return what the step is set to, as far as it tells time; the wait goes without saying where it is the usual one."""
    document = flow_of(_with_wait(case, wait_us))
    config = next(step for step in document["steps"] if step["id"] == case.setting.operator)["config"]
    clock = {name: value for name, value in config["clock"].items() if name != "wait" or wait_us != DEFAULT_WAIT_US}
    return {"clock": clock, "windower": config["windower"]}


def _with_wait(case: Case, wait_us: int) -> Case:
    return replace(case, setting=replace(case.setting, wait_us=wait_us))


def _waits(rng: random.Random, events: list[dict[str, Any]], wait_us: int) -> set[int]:
    """Return waits to run at; without a wait most items are late, and tell which one they need."""
    needed = sorted({parse_duration(one) for event in events for one in event["columns"]["wait_needed"] if one})
    near = [one + more for one in rng.sample(needed, min(3, len(needed))) for more in (-1, 0)]
    return {0, wait_us // 2, wait_us, 3 * wait_us, rng.randint(0, 20 * SECOND), FOREVER_US, *near}


def decided(case: Case, wait_us: int) -> list[dict[str, Any]]:
    """Return what a run tells of the step's decisions."""
    document = flow_of(_with_wait(case, wait_us)) | {"run": {"clock": "live" if case.readings else "frozen"}}
    flow = read_flow(document).flow
    assert flow is not None, "a recorded flow can be read"
    worker = Worker(Plan.of(flow, Path()), data_root=Path())
    worker.open()
    while not worker.ended:
        worker.turn(case.reading(worker.turns))
    told = [event for event in worker.take_events() if isinstance(event, Items) and event.port == "decisions"]
    worker.close()
    return [
        {"keys": event.keys, "first": event.first, "count": event.count, "columns": dict(event.columns)}
        for event in told
    ]


def _late(events: list[dict[str, Any]]) -> list[int]:
    return [
        position
        for event in events
        for position, verdict in zip(event["columns"]["position"], event["columns"]["verdict"], strict=True)
        if verdict == "late"
    ]


if __name__ == "__main__":
    main()
