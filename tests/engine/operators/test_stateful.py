"""What keys remember: the state before and after each item, what is emitted, and when a key forgets."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tidegate.operator import Counters
from tidegate.sequential.numeric import NumericStates
from tidegate.sequential.rounds import RoundStates

MANY = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
ITEM = "keyed {val: int, s: str}"
KEYS = st.sampled_from(["a", "B", "é", "aa", ""])
ITEMS = st.lists(
    st.tuples(
        KEYS, st.fixed_dictionaries({"val": st.one_of(st.none(), st.integers(-4, 4)), "s": st.sampled_from("xyz")})
    ),
    min_size=1,
    max_size=12,
)


def loop(batches: list[Any], state_of: Any, emits: Any) -> tuple[list[Any], list[int], dict[str, Any]]:
    """Return what leaves, the positions of what fails, and the states: one item after the other."""
    states: dict[str, Any] = {}
    left, bad, first = [], [], 0
    for batch in batches:
        for at in sorted(range(len(batch)), key=lambda at: batch[at][0].encode()):
            key, item = batch[at]
            before = states.get(key)
            try:
                after = state_of(before, item)
                emitted = emits(before, after, item)
            except ZeroDivisionError:
                bad.append(first + at)
                continue
            states[key] = after
            left += [(key, one) for one in emitted]
        first += len(batch)
    return left, sorted(bad), {key: state for key, state in states.items() if state is not None}


def _sum(state: Any, item: Any) -> Any:
    return None if item["val"] is None else (state or 0) + item["val"]


def _list(state: Any, item: Any) -> Any:
    return None if item["val"] is None else [*(state or []), item["s"]][-3:]


CASES: list[tuple[str, dict[str, str], type, Any, Any]] = [
    ("stateful_map", {"state": "coalesce(state, 0) + val", "value": '{"b": state, "a": new_state, "s": s}'}, NumericStates,
     _sum, lambda before, after, item: [{"b": before, "a": after, "s": item["s"]}]),
    ("stateful_map", {"state": "coalesce(state, 0) + val", "value": "10 // new_state if s == \"x\" else 0"}, NumericStates,
     _sum, lambda before, after, item: [(None if after is None else 10 // after) if item["s"] == "x" else 0]),
    ("stateful_map", {"state": "coalesce(state, 0) + val", "value": "str(10 // new_state)"}, RoundStates,
     _sum, lambda before, after, item: [None if after is None else str(10 // after)]),
    ("stateful_map", {"state": "slice(coalesce(state, []) + [s], -3, 9) if val is not null else null", "value": "join(new_state, '')"}, RoundStates,
     _list, lambda before, after, item: [None if after is None else "".join(after)]),
    ("stateful_flat_map", {"state": "coalesce(state, 0) + val", "values": "[val, 6 // val] if new_state > 2 else []"}, NumericStates,
     _sum, lambda before, after, item: [item["val"], 6 // item["val"]] if after is not None and after > 2 else []),
    ("stateful_flat_map", {"state": "coalesce(state, 0) + val", "values": "split(s, '') if state is not null else null", "state_type": "int"}, NumericStates,
     _sum, lambda before, after, item: [item["s"]] if before is not None else []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "config", "way", "state_of", "emits"), CASES, ids=[f"{kind} {config}" for kind, config, *_ in CASES]
)
@MANY
@given(st.lists(ITEMS, max_size=3))
def test_a_state_per_key_is_a_loop(
    stage: Any, kind: str, config: Any, way: type, state_of: Any, emits: Any, batches: list[Any]
) -> None:
    step = stage(kind, ITEM, **config)
    assert type(step.logic.states) is way
    left: dict[str, list[Any]] = {"down": [], "errors": []}
    for batch in batches:
        for port, values in step.send(batch):
            left[port] += values
    wanted, bad, states = loop(batches, state_of, emits)
    assert left["down"] == wanted
    assert [one["position"] for one in left["errors"]] == bad
    table = step.logic.snapshot()["states"]
    assert dict(zip(table["key"].to_pylist(), table["state"].to_pylist(), strict=True)) == states


@pytest.mark.parametrize("state", ["coalesce(state, 0) + val", 'coalesce(state, "") + str(val)'])
@pytest.mark.parametrize("cut", range(5))
def test_a_snapshot_at_any_place_changes_nothing(stage: Any, state: str, cut: int) -> None:
    items = [("ab"[val % 2], {"val": val, "s": ""}) for val in (7, 2, 9, 4)]
    whole, first, second = (stage("stateful_map", ITEM, state=state, value="new_state") for _ in range(3))
    left: list[Any] = []
    for step, part in ((first, items[:cut]), (second, items[cut:])):
        if step is second:
            step.open(first.logic.snapshot())
        left += [one for item in part for _, values in step.send([item]) for one in values]
    assert left == [one for item in items for _, values in whole.send([item]) for one in values]


def test_a_null_state_forgets_the_key(stage: Any) -> None:
    step = stage("stateful_map", "keyed int", state="null if item == 0 else coalesce(state, 0) + item", value="state")
    assert step.send([("a", 1), ("a", 2), ("a", 0), ("a", 5)]) == [
        ("down", [("a", None), ("a", 1), ("a", 3), ("a", None)])
    ]
    assert step.logic.gauges().keys == 1
    step.send([("a", 0)])
    assert step.logic.gauges().keys == 0


def test_keys_are_visited_in_the_order_of_their_bytes(stage: Any) -> None:
    step = stage("stateful_map", "keyed int", state="coalesce(state, 0) + 1", value="[item, new_state]")
    assert step.send([("b", 7), ("a", 8), ("é", 9), ("b", 5)]) == [
        ("down", [("a", [8, 1]), ("b", [7, 1]), ("b", [5, 2]), ("é", [9, 1])])
    ]


def test_a_bad_item_leaves_by_errors_and_the_state_stays(stage: Any) -> None:
    step = stage("stateful_map", "keyed int", state="coalesce(state, 100) // item", value="new_state // (item - 1)")
    down, errors = step.send([("a", 5), ("a", 0), ("a", 1), ("a", 2)])
    assert down == ("down", [("a", 5), ("a", 10)])
    assert [(one["reason"], one["position"], one["item"]) for one in errors[1]] == [
        ("20 // 0 divides by zero", 1, '["a",0]'),
        ("20 // 0 divides by zero", 2, '["a",1]'),
    ]
    assert step.logic.counters == Counters(kept=2, bad=2)


@pytest.mark.parametrize("value", ['{"n": new_state} if item > 1 else null', 'null if item <= 1 else {"n": new_state}'])
def test_an_item_cannot_be_a_record_that_is_null(stage: Any, value: str) -> None:
    step = stage("stateful_map", "keyed int", state="coalesce(state, 0) + item", value=value)
    down, errors = step.send([("a", 1), ("a", 2)])
    assert down == ("down", [("a", {"n": 2})]), "the state does not count what was bad"
    assert [(one["code"], one["position"]) for one in errors[1]] == [("item-null", 0)]


REFUSED = [
    ("stateful_map", {"state": "state", "value": "1"}, "Nothing says what 'state' is beyond null. Write its type in 'state_type', such as: {n: int}."),
    ("stateful_map", {"state": "1", "value": "new_stat"}, "There is no field 'new_stat'. Did you mean 'new_state'?"),
    ("stateful_map", {"state": "1", "value": "1", "state_type": "intt"}, "Unknown type 'intt'; use one of bool, int, float, str, timestamp, duration, date, list[...], map[...], {name: type}."),
    ("stateful_map", {"state": "s", "value": "1", "state_type": "int"}, "This gives str, and int is needed. Convert it with int(...)."),
    ("stateful_flat_map", {"state": "1", "values": "val"}, "This gives int, and a list is needed. Put it in brackets: [val]."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "config", "message"), REFUSED, ids=[f"{kind} {config}" for kind, config, _ in REFUSED]
)
def test_what_cannot_be_is_told_before_the_run(stage: Any, kind: str, config: Any, message: str) -> None:
    assert stage(kind, ITEM, **config).messages == [message]


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("coalesce(state, 0) + val", "int"),
        ('{"n": state.n + 1, "last": s} if state is not null else {"n": 1, "last": s}', "{n: int, last: str}"),
        ("[val] if state is null else state + [val]", "list[int]"),
        ('{"n": coalesce(state["n"], 0) + 1}', "{n: int}"),
        ('{"r": {"m": max(coalesce(state.r.m, val), val)}}', "{r: {m: int}}"),
    ],
)
def test_the_type_of_a_state_is_found(stage: Any, state: str, kind: str) -> None:
    step = stage("stateful_map", ITEM, state=state, value="[new_state]")
    assert step.messages == []
    assert str(step.derived.types["down"].item) == f"list[{kind}]"
