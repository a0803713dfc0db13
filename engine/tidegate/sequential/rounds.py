"""`RoundStates`: states of any type, taken on round by round with the columns of the expression language.

    slot 1   x x x x        round 0: the first entry of every slot, round 1: the second ...
    slot 2   x x            slots with more entries come first, so that a round is a beginning of the round before
    slot 3   x

A round is a few kernel calls whatever its size, so a batch costs as many as its busiest slot has entries.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tidegate.arrow_views import nulls, positions
from tidegate.expression import Evaluated
from tidegate.expression.arrays import pc
from tidegate.holding import Int64s
from tidegate.kernels.turns import pair_turns, turns
from tidegate.sequential.recurrence import NOTHING_BAD, Advanced, Entries, Reason, Recurrence
from tidegate.sequential.slot_values import EMPTY, SlotValues
from tidegate.types import arrow_type

Mask = npt.NDArray[np.bool_]


class _Rounds(NamedTuple):
    """The entries of a batch in the order in which they are worked on."""

    entries: Int64s
    """Round by round, the same order of slots in each."""
    slots: Int64s
    sizes: list[int]


class _Round(NamedTuple):
    """What one round came to, for each of its entries."""

    after: pa.Array[Any]
    bad: Mask | None
    held: Mask
    reasons: list[Reason]


class RoundStates:
    """One Arrow value per slot."""

    def __init__(self, recurrence: Recurrence) -> None:
        self._recurrence = recurrence
        self._kind = arrow_type(recurrence.type)
        self._values = SlotValues(self._kind)
        initial = recurrence.initial
        self._starts_with_null = initial is None or not initial.is_valid

    def make_room(self, slots: int) -> None:
        """Be ready for so many slots."""
        self._values.make_room(slots)

    def read(self, slots: Int64s) -> tuple[pa.Array[Any], Mask]:
        """Return the states of slots and which of them hold one."""
        return self._values.read(slots), self._values.rows[slots] != EMPTY

    def write(self, slots: Int64s, values: pa.Array[Any]) -> None:
        """Make slots hold states."""
        self._values.put(slots, values)

    def held(self) -> Int64s:
        """Return the slots that hold something."""
        return np.flatnonzero(self._values.rows[: self._values.ready] != EMPTY)

    def clear(self, slots: Int64s) -> None:
        """Empty slots."""
        self._values.clear(slots)

    def advance(self, entries: Entries, traced: bool) -> Advanced:
        """Apply the expression to the first entries of all slots, then to the second ones, and so on."""
        rounds, recurrence = _rounds_of(entries.slots), self._recurrence
        if not rounds.sizes and not traced:
            return NOTHING_BAD
        names = recurrence.next.names | (recurrence.check.names if recurrence.check else frozenset())
        columns = entries.picked(rounds.entries, names | {recurrence.value})
        keys = entries.keys_of(rounds.entries)
        key = keys() if keys else None
        states, held = self._begin(rounds.slots)
        found: list[_Round] = []
        befores, ends = [], []
        at = 0
        for size in rounds.sizes:
            ends.append(states.slice(size))
            before, here = states.slice(0, size), {name: part.slice(at, size) for name, part in columns.items()}
            done = self._round(before, held[:size], here, None if key is None else key.slice(at, size))
            found.append(done)
            befores.append(before)
            held[:size] = done.held
            states, at = done.after, at + size
        self._keep(rounds.slots, held, [*ends, states])
        return self._advanced(entries, rounds, found, befores if traced else None)

    def _begin(self, slots: Int64s) -> tuple[pa.Array[Any], Mask]:
        states, held = self.read(slots)
        if not held.all() and not self._starts_with_null:
            states = pc.if_else(pa.array(held), states, self._recurrence.initial)
        return states, held

    def _round(
        self, before: pa.Array[Any], held: Mask, columns: dict[str, pa.Array[Any]], key: pa.Array[Any] | None
    ) -> _Round:
        recurrence = self._recurrence
        empty = self._empty(before, held)
        if empty is not None and empty.all():
            return _Round(columns[recurrence.value], None, np.ones(len(before), np.bool_), [])
        given = {**columns, recurrence.name: before}
        found = recurrence.next.evaluate(given, len(before), None if key is None else lambda: key)
        again = None
        if recurrence.check is not None:
            given[recurrence.new] = found.values
            again = recurrence.check.evaluate(given, len(before), None if key is None else lambda: key)
        bad, reasons = _failures(found, again, empty)
        after: Any = found.values
        if bad is not None:
            after = pc.if_else(pa.array(bad), before, after)
        if empty is not None and empty.any():
            after = pc.if_else(pa.array(empty), columns[recurrence.value], after)
        return _Round(after, bad, np.ones(len(before), np.bool_) if bad is None else held | ~bad, reasons)

    def _empty(self, before: pa.Array[Any], held: Mask) -> Mask | None:
        """Return the entries that just put their own value into their slot, None where there are no such entries."""
        if self._recurrence.initial is not None:
            return None
        null = np.asarray(before.is_null().to_numpy(zero_copy_only=False), np.bool_)
        return null if self._recurrence.null_is_empty else ~held

    def _keep(self, slots: Int64s, held: Mask, ends: list[pa.Array[Any]]) -> None:
        """Put back the states of slots: those with the fewest entries ended first, and stand last."""
        states = pa.concat_arrays(ends[::-1])
        if self._recurrence.forgets:
            known = np.asarray(states.is_valid().to_numpy(zero_copy_only=False), np.bool_)
            self._values.clear(slots[~known])
            held = held & known
        if not held.all():
            slots, states = slots[held], states.take(positions(np.flatnonzero(held)))
        self._values.put(slots, states)

    def _advanced(
        self, entries: Entries, rounds: _Rounds, found: list[_Round], befores: list[pa.Array[Any]] | None
    ) -> Advanced:
        bad, reasons = NOTHING_BAD.bad, [reason for done in found for reason in done.reasons]
        if reasons:
            masks = [np.zeros(len(done.after), np.bool_) if done.bad is None else done.bad for done in found]
            failed = rounds.entries[np.concatenate(masks)]
            order = np.argsort(failed)
            bad, reasons = failed[order], [reasons[at] for at in order.tolist()]
        if befores is None:
            return Advanced(bad, reasons)
        at = np.full(len(entries.slots), -1, np.int64)
        at[rounds.entries] = np.arange(len(rounds.entries))
        back: Any = pa.array(at, mask=at < 0)
        before, after = (
            pa.concat_arrays([*parts, nulls(0, self._kind)]).take(back)
            for parts in (befores, [done.after for done in found])
        )
        return Advanced(bad, reasons, before, after)

    def merge(self, sources: Int64s, targets: Int64s) -> list[Reason]:
        """Merge pairs of slots: at once, as far as none needs the outcome of another."""
        slots, places = np.unique(np.concatenate([sources, targets]), return_inverse=True)
        turn = np.empty(len(sources), np.int64)
        places = places.astype(np.int64)
        rounds = pair_turns(places[: len(sources)], places[len(sources) :], np.zeros(len(slots), np.int64), turn)
        reasons: list[Reason] = []
        for number in range(rounds):
            reasons += self._merge_round(sources[turn == number], targets[turn == number])
        return reasons

    def _merge_round(self, sources: Int64s, targets: Int64s) -> list[Reason]:
        expression = self._recurrence.merge
        assert expression is not None, "what cannot be merged was merged"
        held = self._values.rows[sources] != EMPTY
        sources, targets = sources[held], targets[held]
        if not len(sources):
            return []
        (b, _), (a, target_held) = self.read(sources), self._begin(targets)
        found = expression.evaluate({"a": a, "b": b}, len(sources))
        moved = ~target_held if self._recurrence.initial is None else None
        bad, reasons = _failures(found, None, moved)
        merged: Any = found.values
        if moved is not None and moved.any():
            merged = pc.if_else(pa.array(moved), b, merged)
        self._values.clear(sources)
        good = np.flatnonzero(~bad) if bad is not None else np.arange(len(targets))
        self._values.put(targets[good], merged.take(positions(good)))
        return reasons


def _failures(found: Evaluated, again: Evaluated | None, spared: Mask | None) -> tuple[Mask | None, list[Reason]]:
    """Return which entries failed, at the first expression or at the second, and why."""
    first, second = found.bad, None if again is None else again.bad
    if first is None and second is None:
        return None, []
    bad = first if second is None else second if first is None else first | second
    assert bad is not None
    if spared is not None:
        bad = bad & ~spared
    if not bad.any():
        return None, []
    reasons = []
    for row in np.flatnonzero(bad).tolist():
        fails = found if first is not None and first[row] else again
        assert fails is not None
        reasons.append(fails.reasons(row))
    return bad, reasons


def _rounds_of(slots: Any) -> _Rounds:
    """Return the order in which to work on these entries."""
    inside = np.flatnonzero(slots >= 0)
    distinct, place, counts = np.unique(slots[inside], return_inverse=True, return_counts=True)
    turn = np.empty(len(inside), np.int64)
    number = turns(place.astype(np.int64), np.zeros(len(distinct), np.int64), turn)
    busiest_first = np.argsort(-counts, kind="stable")
    rank = np.empty(len(distinct), np.int64)
    rank[busiest_first] = np.arange(len(distinct))
    order = np.argsort(turn * len(distinct) + rank[place], kind="stable")
    sizes = np.bincount(turn, minlength=number).tolist()
    return _Rounds(inside[order], distinct[busiest_first].astype(np.int64), sizes)
