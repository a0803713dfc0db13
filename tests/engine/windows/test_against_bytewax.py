"""The window steps against the real Bytewax, over random runs with a clock that stands still."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.engine.windows.engine_side import EPOCH, Case, rows, run_engine
from tests.engine.windows.oracle import Item, Tumbling

from tidegate.testing import RunResult

pytest.importorskip("bytewax.operators.windowing", reason="Bytewax does not run on this Python", exc_type=ImportError)

import bytewax.operators as op
import bytewax.operators.windowing as win
from bytewax.dataflow import Dataflow
from bytewax.testing import TestingSink, TestingSource, run_main

NOW = datetime(2030, 1, 1, tzinfo=UTC)
SECOND = 1_000_000
START = 1_640_995_200 * SECOND
KEYS = ("b", "a", "", "é", "aa", "B", "\U0001f600", "\uffff")

ITEM = st.builds(
    Item, st.sampled_from(KEYS), st.integers(-30, 60).map(lambda s: START + s * SECOND), st.integers(-9, 9), st.none()
)
CASES = st.builds(
    Case,
    st.builds(
        Tumbling,
        st.sampled_from([SECOND, 7 * SECOND, 10 * SECOND]),
        st.sampled_from([0, START, START + 100 * SECOND, START + 1]),
        st.sampled_from([0, SECOND, 5 * SECOND, 40 * SECOND]),
        st.booleans(),
    ),
    st.lists(ITEM, min_size=1, max_size=30).map(tuple),
    batch_size=st.sampled_from([1, 2, 5, 1000]),
)


@settings(max_examples=80, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(CASES)
def test_lists_sums_late_items_and_windows_come_out_as_from_bytewax(case: Case) -> None:
    result = run_engine(case)
    theirs = _bytewax(case)
    assert _triples(result, "lists.down", "value") == theirs["lists"].down
    assert _triples(result, "lists.late", "value") == theirs["lists"].late
    assert _spans(result, "lists.meta") == theirs["lists"].meta
    assert _triples(result, "sums.late", "value") == theirs["sums"].late
    # A fold over items in the order of timestamps sums the same as one in the order of arrival.
    assert _triples(result, "sums.down", "sum_whole") == theirs["sums"].down
    assert _spans(result, "sums.meta") == theirs["sums"].meta


def _triples(result: RunResult, place: str, value: str) -> list[Any]:
    return [(row["key"], (row["window_id"], row[value])) for row in rows(result, place)]


def _spans(result: RunResult, place: str) -> list[Any]:
    return [(row["key"], (row["window_id"], row["open_time"], row["close_time"])) for row in rows(result, place)]


@dataclass
class Outs:
    """What left the three ports of a step."""

    down: list[Any] = field(default_factory=list)
    late: list[Any] = field(default_factory=list)
    meta: list[Any] = field(default_factory=list)


def _bytewax(case: Case) -> dict[str, Outs]:
    """Return what Bytewax gives for the case, items as their numbers and instants as microseconds."""
    found = {"lists": Outs(), "sums": Outs()}
    run_main(_dataflow(case, found))
    for outs in found.values():
        outs.late = [(key, (window_id, value[0])) for key, (window_id, value) in outs.late]
        outs.meta = [(key, (window_id, *_span(meta))) for key, (window_id, meta) in outs.meta]
    lists = found["lists"]
    lists.down = [(key, (window_id, [number for number, _ in held])) for key, (window_id, held) in lists.down]
    return found


def _dataflow(case: Case, found: dict[str, Outs]) -> Dataflow:
    flow = Dataflow("flow")
    items = [(item.key, (number, item)) for number, item in enumerate(case.items)]
    up = op.input("items", flow, TestingSource(items, case.batch_size))
    known = case.settings
    clock = win.EventClock(
        lambda value: EPOCH + timedelta(microseconds=value[1].at_us),
        timedelta(microseconds=known.wait_us),
        now_getter=lambda: NOW,
        to_system_utc=lambda _: None,
    )
    align = EPOCH + timedelta(microseconds=known.align_us)
    windower = win.TumblingWindower(length=timedelta(microseconds=known.length_us), align_to=align)
    lists = win.collect_window("lists", up, clock, windower, ordered=known.ordered)
    sums = win.fold_window("sums", up, clock, windower, lambda: 0, _add, _merge, ordered=known.ordered)
    for name, out in (("lists", lists), ("sums", sums)):
        for port in ("down", "late", "meta"):
            op.output(f"{name}_{port}", getattr(out, port), TestingSink(getattr(found[name], port)))
    return flow


def _add(total: int, value: tuple[int, Item]) -> int:
    return total + value[1].whole


def _merge(left: int, right: int) -> int:
    return left + right


def _span(meta: Any) -> tuple[int, int]:
    return tuple((instant - EPOCH) // timedelta(microseconds=1) for instant in (meta.open_time, meta.close_time))
