"""Pausing a run, and going through it in steps of any kind, at any moment: its output is that of a run left alone."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.windows.cases import WINDOWERS, Case, in_turns, merging_case, random_case
from tests.engine.windows.oracle import Session
from tests.engine.windows.recorded import Stop, driven
from tests.engine.windows.settled import settled
from tests.thorough import examples

from tidegate import StepUntil

KINDS = list(StepUntil)
STOPS = st.dictionaries(
    st.integers(1, 60),
    st.builds(
        Stop,
        look_us=st.sampled_from([0, 1, 5_000_000, 3_600_000_000]),
        steps=st.lists(st.sampled_from(KINDS), max_size=6),
        patience=st.sampled_from([0, 3, 1_000]),
    ),
    min_size=1,
    max_size=4,
)


def _same(case: Case, found: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Demand the same output, to the byte and in the same order but for late items of several keys in one batch.

    What merging sessions of a step that is not ordered hold is theirs in an order that depends on batches in any case.
    """
    if isinstance(case.setting.windower, Session) and not case.setting.is_ordered:
        assert settled(case, found) == settled(case, wanted), str(case)
        return
    assert found["down"] == wanted["down"], str(case)
    assert found["meta"] == wanted["meta"], str(case)
    assert _by_key(found["late"]) == _by_key(wanted["late"]), str(case)


def _by_key(columns: dict[str, list[Any]]) -> list[tuple[Any, ...]]:
    rows = list(zip(*(map(repr, columns[name]) for name in sorted(columns)), strict=True))
    return sorted(rows, key=lambda row: row[sorted(columns).index("key")])


@settings(max_examples=examples(100), deadline=None)
@given(st.integers(0, 2**32), STOPS)
def test_steps_through_a_recorded_live_stream_change_no_output(seed: int, stops: dict[int, Stop]) -> None:
    rng = random.Random(seed)
    rule = rng.choice(["behind_watermark", "window_closed"])
    case = (merging_case if rng.random() < 0.2 else random_case)(rng, live=True, late_rule=rule)
    wanted, left_alone = driven(case, {})
    found, person = driven(case, stops)
    _same(case, found, wanted)
    assert person.clock.system_us == left_alone.clock.system_us, "a step went further than something was due"


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), STOPS)
def test_steps_where_time_stands_still_change_what_smaller_batches_may(seed: int, stops: dict[int, Stop]) -> None:
    case = random_case(random.Random(seed), live=False)
    assert settled(case, driven(case, stops)[0]) == settled(case, driven(case, {})[0])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), STOPS)
def test_where_batches_hold_one_item_steps_change_nothing_at_all(seed: int, stops: dict[int, Stop]) -> None:
    case = random_case(random.Random(seed), live=False)
    alone = Case(case.setting, in_turns(case.items, [1] * len(case.items)))
    assert driven(alone, stops)[0] == driven(alone, {})[0]


def _stepped_all_the_way(windower: str, kind: StepUntil) -> Iterator[Case]:
    for seed in range(8):
        case = random_case(random.Random(f"all the way {seed}"), live=True, windowers=[windower])
        wanted, _ = driven(case, {})
        found, person = driven(case, {1: Stop(1_000_000, [kind] * 500)})
        _same(case, found, wanted)
        assert person.left, "the run ended before all steps were asked for"
        yield case


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("windower", WINDOWERS)
def test_a_run_that_is_stepped_to_its_end_gives_what_it_gives(windower: str, kind: StepUntil) -> None:
    assert len(list(_stepped_all_the_way(windower, kind))) == 8
