"""The real Bytewax's side of a comparison: a case as a dataflow, and what came out in the oracle's words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import bytewax.operators as op
import bytewax.operators.windowing as win
from bytewax.dataflow import Dataflow
from bytewax.inputs import DynamicSource, StatelessSourcePartition
from bytewax.testing import TestingSink, run_main
from tests.engine.windows.cases import FOREVER_US, Case, concat, joined_texts, reduced, whole_of
from tests.engine.windows.oracle import Down, Grid, Item, Late, Meta, WindowStep

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NOW = datetime(2030, 1, 1, tzinfo=UTC)
PAST = datetime(2000, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def instant(at_us: int) -> datetime:
    return EPOCH + timedelta(microseconds=at_us)


@dataclass
class Hand:
    """The hand of a clock that moves when a turn begins."""

    now: datetime = NOW
    turn: int = 0


class Turns(DynamicSource[Any]):
    """Gives the items of one turn after the other, and moves the hand before each."""

    def __init__(self, turns: list[list[Any]], hand: Hand, readings: list[datetime]) -> None:
        self.turns, self.hand, self.readings = turns, hand, readings

    def build(self, step_id: str, worker_index: int, worker_count: int) -> Any:
        return _Turning(self)


class _Turning(StatelessSourcePartition[Any]):
    def __init__(self, source: Turns) -> None:
        self.source, self.turn = source, 0

    def next_batch(self) -> list[Any]:
        if self.source.readings:
            self.source.hand.now = self.source.readings[min(self.turn, len(self.source.readings) - 1)]
        self.source.hand.turn = self.turn
        if self.turn >= len(self.source.turns):
            raise StopIteration
        self.turn += 1
        return self.source.turns[self.turn - 1]

    def next_awake(self) -> datetime:
        # Without any time to wait for, a source that had nothing is left alone for a while, and the sides part.
        return PAST


@dataclass
class Outs:
    """What left the three ports of a step, each with the turn it left in."""

    down: list[Any] = field(default_factory=list)
    late: list[Any] = field(default_factory=list)
    meta: list[Any] = field(default_factory=list)


def run_bytewax(case: Case, wakes: bool = False) -> Outs:
    """Run the case; with `wakes`, every key is woken in every turn, after its items."""
    outs, flow, hand = Outs(), Dataflow("flow"), Hand()
    readings = [instant(reading) for reading in case.readings]
    sides: list[Any] = []
    for side in range(case.setting.sides):
        turns = [[(item.key, item) for item in turn if item.side == side] for turn in case.turns]
        sides.append(op.input(f"side{side}", flow, Turns(turns, hand, readings)))
    out = STEPS[case.setting.operator](case, _clock(case, hand, wakes), _windower(case), sides)
    for port in ("down", "late", "meta"):
        told = op.map(f"{port}_turn", getattr(out, port), lambda row: (hand.turn, row))
        op.output(port, told, TestingSink(getattr(outs, port)))
    run_main(flow)
    return outs


def _clock(case: Case, hand: Hand, wakes: bool) -> Any:
    wait_us = case.setting.wait_us
    assert wait_us is not None, "Bytewax reads the system clock itself"

    def timestamp(value: Any) -> datetime:
        item = value[1] if case.setting.operator == "count_window" else value
        return instant(item.at_us)

    return win.EventClock(
        timestamp,
        timedelta.max if wait_us == FOREVER_US else timedelta(microseconds=wait_us),
        now_getter=lambda: hand.now,
        to_system_utc=lambda _: PAST if wakes else None,
    )


def _windower(case: Case) -> Any:
    windower = case.setting.windower
    if not isinstance(windower, Grid):
        return win.SessionWindower(timedelta(microseconds=windower.gap_us))
    length, align = timedelta(microseconds=windower.length_us), instant(windower.align_us)
    if windower.length_us == windower.offset_us:
        return win.TumblingWindower(length=length, align_to=align)
    return win.SlidingWindower(length=length, offset=timedelta(microseconds=windower.offset_us), align_to=align)


def _collect(case: Case, clock: Any, windower: Any, sides: list[Any]) -> Any:
    """Collect into a list; what the items are to be is told from it, sets are not ordered in Python."""
    setting = case.setting
    if setting.into == "map":
        pairs = op.map_value("pairs", sides[0], lambda item: (str(item.value.whole), item))
        inner = win.EventClock(
            lambda pair: instant(pair[1].at_us), clock.wait_for_system_duration, clock.now_getter, clock.to_system_utc
        )
        return win.collect_window("step", pairs, inner, windower, dict, setting.ordered)
    return win.collect_window("step", sides[0], clock, windower, list, setting.ordered)


def _reduce(a: Item, b: Item) -> Item:
    return a._replace(value=reduced(a.value, b.value))


def _whole(item: Item) -> int:
    return whole_of(item.value)


STEPS: dict[str, Callable[[Case, Any, Any, list[Any]], Any]] = {
    "collect_window": _collect,
    "count_window": lambda case, clock, windower, sides: win.count_window(
        "step", sides[0], clock, windower, lambda pair: pair[0]
    ),
    "fold_window": lambda case, clock, windower, sides: win.fold_window(
        "step",
        sides[0],
        clock,
        windower,
        str,
        lambda acc, item: concat(acc, item.value),
        joined_texts,
        case.setting.ordered,
    ),
    "reduce_window": lambda case, clock, windower, sides: win.reduce_window("step", sides[0], clock, windower, _reduce),
    "max_window": lambda case, clock, windower, sides: win.max_window("step", sides[0], clock, windower, _whole),
    "min_window": lambda case, clock, windower, sides: win.min_window("step", sides[0], clock, windower, _whole),
    "join_window": lambda case, clock, windower, sides: win.join_window(
        "step",
        clock,
        windower,
        *sides,
        insert_mode=case.setting.insert_mode,
        emit_mode=case.setting.emit_mode,
        ordered=case.setting.ordered,
    ),
}


# -- the words of the oracle, as Bytewax says them ----------------------------------------------------------------------


def told(step: WindowStep) -> Outs:
    """Return what the oracle found in the words of Bytewax."""
    down, late, meta = (step.turns_of(kind) for kind in (Down, Late, Meta))
    return Outs(
        [(turn, (one.key, (one.window_id, one.value))) for turn, one in zip(down, step.down, strict=True)],
        [(turn, (one.key, (one.window_id, one.item))) for turn, one in zip(late, step.late, strict=True)],
        [(turn, (one.key, (one.window_id, *one[2:]))) for turn, one in zip(meta, step.meta, strict=True)],
    )


def heard(case: Case, outs: Outs) -> Outs:
    """Return what Bytewax gave in the words of the oracle."""
    return Outs(
        [(turn, (key, (window_id, _value(case, value)))) for turn, (key, (window_id, value)) in outs.down],
        [(turn, (key, (window_id, _late(case, value)))) for turn, (key, (window_id, value)) in outs.late],
        [(turn, (key, (window_id, *_span(meta)))) for turn, (key, (window_id, meta)) in outs.meta],
    )


def _value(case: Case, value: Any) -> Any:
    if isinstance(value, list):
        numbers = [item.value.number for item in value]
        return numbers if case.setting.into == "list" else list(dict.fromkeys(item.value.whole for item in value))
    if isinstance(value, dict):
        return {name: item.value.number for name, item in value.items()}
    if isinstance(value, Item):
        return value.value
    return tuple(part and part.value.number for part in value) if isinstance(value, tuple) else value


def _late(case: Case, value: Any) -> Item:
    """Return the late item: a join labels it with its side, a count gives it with its key, a map with its name."""
    if case.setting.operator == "join_window":
        assert value[0] == value[1].side
    item: Item = value if isinstance(value, Item) else value[1]
    return item


def _span(meta: Any) -> tuple[int, int, tuple[int, ...]]:
    open_us, close_us = ((at - EPOCH) // MICROSECOND for at in (meta.open_time, meta.close_time))
    return open_us, close_us, tuple(sorted(meta.merged_ids))
