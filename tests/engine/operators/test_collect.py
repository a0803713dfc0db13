"""When collect lets its lists go: by size, after a pause, at the end."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SECOND = 1_000_000


def pairs(text: str) -> list[tuple[str, int]]:
    """Return the items of `a1 b2 a3`: key and value."""
    return [(word[0], int(word[1:])) for word in text.split()]


def lists(outputs: list[tuple[str, list[Any]]]) -> str:
    """Return what left as `a[1 3] b[2]`."""
    assert all(port == "down" for port, _ in outputs)
    return " ".join(f"{key}[{' '.join(map(str, held))}]" for _, items in outputs for key, held in items)


def check(stage: Any, timeout: str, max_size: int, drawing: str) -> None:
    """Each line is `second: items -> lists`, a line without items lets time pass, and `end` ends the input."""
    step = stage("collect", "keyed int", timeout=timeout, max_size=max_size)
    for line in drawing.strip().splitlines():
        before, _, expected = line.partition("->")
        when, _, items = before.partition(":")
        if when.strip() == "end":
            left = step.end()
        elif items.strip():
            left = step.send(pairs(items), round(float(when) * SECOND))
        else:
            left = step.wake(round(float(when) * SECOND))
        assert lists(left) == expected.strip(), line


def test_a_list_leaves_when_it_is_full_and_the_rest_at_the_end(stage):
    check(
        stage,
        "10s",
        3,
        """
        0:   a0 a1      ->
        0:   a2         -> a[0 1 2]
        0:   a3 a4 a5 a6 a7 a8 a9  -> a[3 4 5] a[6 7 8]
        end             -> a[9]
        """,
    )


def test_every_item_starts_the_wait_anew(stage):
    check(
        stage,
        "0.6s",
        99,
        """
        0.0:  a1  ->
        0.4:  a2  ->
        0.8:  a3  ->
        1.2:      ->
        1.4:      -> a[1 2 3]
        9.0:      ->
        end       ->
        """,
    )


def test_an_overdue_list_takes_in_the_items_that_find_it_overdue(stage):
    check(
        stage,
        "1s",
        99,
        """
        0:  a1 b5  ->
        5:  a2     -> a[1 2] b[5]
        end        ->
        """,
    )


def test_what_is_left_of_an_overdue_list_that_became_full_leaves_too(stage):
    check(
        stage,
        "1s",
        3,
        """
        0:  a1 a2     ->
        5:  a3 a4     -> a[1 2 3] a[4]
        end           ->
        """,
    )


def test_the_wait_of_a_list_that_left_full_is_forgotten(stage):
    check(
        stage,
        "1s",
        2,
        """
        0:    a1 a2   -> a[1 2]
        0.5:  a3      ->
        1:            ->
        1.5:          -> a[3]
        """,
    )


def test_lists_of_one_activation_leave_key_by_key_in_the_order_of_their_bytes(stage):
    check(
        stage,
        "1s",
        2,
        """
        0:  b1 a1 z1 b2 a2 b3 b4 a3  -> a[1 2] b[1 2] b[3 4]
        end                          -> a[3] z[1]
        """,
    )
    step = stage("collect", "keyed int", timeout="1s", max_size=1)
    step_keys = ["é", "z", "b", "aa", "a", "B", "9", "10", ""]
    assert [key for _, items in step.send([(key, 1) for key in step_keys]) for key, _ in items] == step_keys[::-1]


def test_a_size_of_one_makes_lists_of_one(stage):
    check(stage, "1s", 1, "0: b1 a1 b2 -> a[1] b[1] b[2]")


def test_no_timeout_lets_a_list_go_with_its_batch(stage):
    check(stage, "0s", 99, "5: b1 a1 b2 -> a[1] b[1 2]")


def test_records_are_collected_whole(stage):
    step = stage("collect", "keyed {u: str, n: int}", timeout="1s", max_size=2)
    assert str(step.derived.types["down"]) == "keyed list[{u: str, n: int}]"
    items = [{"u": "x", "n": 1}, {"u": None, "n": None}]
    assert step.send([("k", item) for item in items]) == [("down", [("k", items)])]


def test_it_asks_to_be_woken_when_the_first_list_is_due(stage):
    step = stage("collect", "keyed int", timeout="10s", max_size=99)
    assert step.logic.wake_at() is None
    step.send(pairs("a1"), 1 * SECOND)
    step.send(pairs("b1"), 3 * SECOND)
    assert step.logic.wake_at() == 11 * SECOND
    assert lists(step.wake(11 * SECOND)) == "a[1]"
    assert step.logic.wake_at() == 13 * SECOND
    step.wake(13 * SECOND)
    assert step.logic.wake_at() is None


def test_a_resumed_step_goes_on_with_lists_and_waits(stage):
    step = stage("collect", "keyed int", timeout="10s", max_size=3)
    step.send(pairs("z9 a1 a2"), 1 * SECOND)
    step.send(pairs("b1"), 2 * SECOND)
    other = stage("collect", "keyed int", timeout="10s", max_size=3).open(step.logic.snapshot())
    assert (other.logic.gauges().keys, other.logic.gauges().held) == (3, 4)
    assert lists(other.send(pairs("a3"), 3 * SECOND)) == "a[1 2 3]"
    assert other.logic.wake_at() == 11 * SECOND
    assert lists(other.wake(11 * SECOND)) == "z[9]"
    assert lists(other.end()) == "b[1]"


def test_a_snapshot_of_nothing_resumes_to_nothing(stage):
    step = stage("collect", "keyed int", timeout="1s", max_size=3)
    assert step.open(step.logic.snapshot()).end() == []


def slow_collect(batches: list[tuple[int, list[tuple[str, int]]]], timeout: int, size: int) -> str:
    """Return what leaves, by the definition: one logic per key, one call per key and batch, one wake per key."""
    held: dict[str, list[int]] = {}
    due: dict[str, int] = {}
    left: list[str] = []
    for now, items in batches:
        touched = sorted({key for key, _ in items}, key=str.encode)
        for key in touched:
            for value in [value for of, value in items if of == key]:
                held.setdefault(key, []).append(value)
                if len(held[key]) >= size:
                    left.append(f"{key}[{' '.join(map(str, held.pop(key)))}]")
            if key not in held:
                due.pop(key, None)
        for key in sorted((key for key in due if due[key] <= now), key=str.encode):
            left.append(f"{key}[{' '.join(map(str, held.pop(key)))}]")
            del due[key]
        due |= {key: now + timeout for key in touched if key in held}
    left += [f"{key}[{' '.join(map(str, held[key]))}]" for key in sorted(held, key=str.encode)]
    return " ".join(left)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(
    steps=st.lists(st.tuples(st.integers(0, 4), st.text("abcé", max_size=12)), max_size=12),
    timeout=st.integers(1, 5),
    size=st.integers(1, 5),
)
def test_it_is_what_one_slow_list_per_key_would_do(stage, steps, timeout, size):
    step, now, number, batches, left = stage("collect", "keyed int", timeout=f"{timeout}s", max_size=size), 0, 0, [], []
    for passed, keys in steps:
        now += passed
        items = [(key, number + at) for at, key in enumerate(keys)]
        number += len(keys)
        batches.append((now * SECOND, items))
        left.append(lists(step.send(items, now * SECOND) if items else step.wake(now * SECOND)))
    left.append(lists(step.end()))
    assert " ".join(filter(None, left)) == slow_collect(batches, timeout * SECOND, size)


@pytest.mark.parametrize("batch_size", [1, 7, 100, 5_000])
def test_much_is_held_and_nothing_is_lost(stage, batch_size):
    items = [(f"k{number * 7919 % 613}", number) for number in range(5_000)]
    step, held = stage("collect", "keyed int", timeout="10s", max_size=5), {}
    outputs = [step.send(items[at : at + batch_size]) for at in range(0, len(items), batch_size)]
    assert step.logic.gauges().held == 5_000 - 5 * sum(len(batch) for out in outputs for _, batch in out)
    for key, values in (pair for out in [*outputs, step.end()] for _, batch in out for pair in batch):
        held.setdefault(key, []).extend(values)
    assert held == {key: [value for of, value in items if of == key] for key in dict.fromkeys(key for key, _ in items)}
    assert step.logic.gauges().held == 0


def test_it_says_in_words_what_it_does(stage):
    assert stage("collect", "keyed int", timeout="90s", max_size=3).config.summary() == (
        "lists of 3, or after 1m 30s without an item"
    )
