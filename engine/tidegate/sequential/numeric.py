"""`NumericStates`: states that are numbers, which one kernel takes through a whole batch."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tidegate.arrow_views import sealed
from tidegate.expression.arrays import as_array, repeated
from tidegate.expression.compile import Frame
from tidegate.expression.tree import Column
from tidegate.flat import roomier
from tidegate.holding import Int64s
from tidegate.kernels import registers as machine
from tidegate.kernels.instructions import FAULTY
from tidegate.sequential.leaves import leaves_of, read_leaves, write_leaves
from tidegate.sequential.program import Program
from tidegate.sequential.recurrence import NOTHING_BAD, Advanced, Entries, Reason, Recurrence
from tidegate.sequential.writer import program_of
from tidegate.types import Type

_NO_TRACE = np.empty((0, 0), np.int64)
_NO_LACKS = np.empty((0, 0), np.uint8)
_NO_ROWS = sealed(np.empty(0, np.int64))


def numeric_states(recurrence: Recurrence) -> NumericStates | None:
    """Return states for a recurrence, or None when it is not all numbers, or needs what the kernel cannot do."""
    if leaves_of(recurrence.type) is None:
        return None
    start = Column(recurrence.type, recurrence.value) if recurrence.value else None
    also = recurrence.check.typed if recurrence.check else None
    program = program_of(recurrence.next.typed, {recurrence.name: recurrence.type}, start, also, recurrence.new)
    if program is None:
        return None
    both = {"a": recurrence.type, "b": recurrence.type}
    merge = program_of(recurrence.merge.typed, both) if recurrence.merge else None
    return None if recurrence.merge and merge is None else NumericStates(recurrence, program, merge)


class _Machine:
    """A program with registers to work on."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.regs, self.nulls = program.regs.copy(), program.nulls.copy()
        self.floats = self.regs.view(np.float64)

    def load(self, entries: Entries) -> tuple[Any, Any]:
        """Return the leaves of every input for every item, and what they lack."""
        program = self.program
        words = np.empty((len(program.input_at), entries.length), np.int64)
        lacks = np.zeros(words.shape, np.uint8)
        frame, at = Frame(entries.columns, entries.length, entries.key), 0
        for one in program.inputs:
            values, faults = one.step(frame)
            after = at + 1
            if one.type is not None:
                after = write_leaves(as_array(values, entries.length), one.type, words, lacks, at)
            if faults is not None:
                lacks[at, faults.mask] = FAULTY
            at = after
        self.nulls[program.input_at] = 0
        return words, lacks if lacks.any() else _NO_LACKS


class NumericStates:
    """One row of words per slot."""

    def __init__(self, recurrence: Recurrence, program: Program, merge: Program | None) -> None:
        self._recurrence = recurrence
        self._machine = _Machine(program)
        self._merge = None if merge is None else _Machine(merge)
        self._width = 1 + len(leaves_of(recurrence.type) or ())
        self._initial = np.zeros((1, self._width), np.int64)
        if recurrence.initial is not None:
            self._initial = self._rows(repeated(recurrence.initial, 1))
        self._state = np.empty((0, self._width), np.int64)
        self._ready = 0

    def make_room(self, slots: int) -> None:
        """Be ready for so many slots."""
        if self._ready >= slots:
            return
        if len(self._state) < slots:
            self._state = roomier(self._state, self._ready, slots)
        self._state[self._ready : slots, machine.MARKS] = 0
        self._ready = slots

    def advance(self, entries: Entries, traced: bool) -> Advanced:
        """Run the program for every entry."""
        count = len(entries.slots)
        words, lacks = self._machine.load(entries)
        bad, bad_states = np.empty(count, np.int64), np.empty((count, self._width), np.int64)
        before, after = (np.empty((count, self._width), np.int64) if traced else _NO_TRACE for _ in range(2))
        program, recurrence = self._machine.program, self._recurrence
        failed = machine.advance(
            sealed(entries.slots.view()),
            _NO_ROWS if entries.rows is None else sealed(entries.rows.view()),
            words,
            lacks,
            program.input_at,
            program.code,
            self._machine.regs,
            self._machine.floats,
            self._machine.nulls,
            program.states[recurrence.name],
            program.results,
            self._initial,
            program.starts,
            recurrence.null_is_empty,
            recurrence.forgets,
            self._state,
            bad,
            bad_states,
            before,
            after,
        )
        reasons = self._reasons(entries, bad[:failed], bad_states[:failed]) if failed else []
        if not traced:
            return Advanced(bad[:failed], reasons) if failed else NOTHING_BAD
        return Advanced(bad[:failed], reasons, self._values(before), self._values(after))

    def _reasons(self, entries: Entries, bad: Int64s, states: Any) -> list[Reason]:
        """Return why these entries failed, in the words of the expression itself."""
        recurrence, check = self._recurrence, self._recurrence.check
        names = recurrence.next.names | (check.names if check else frozenset())
        columns = {**entries.picked(bad, names), recurrence.name: self._values(states)}
        found = recurrence.next.evaluate(columns, len(bad), entries.keys_of(bad))
        again = check and check.evaluate({**columns, recurrence.new: found.values}, len(bad), entries.keys_of(bad))
        reasons = []
        for at in range(len(bad)):
            fails = found if found.bad is not None and found.bad[at] else again
            assert fails, "the kernel and the columns disagree about what fails"
            reasons.append(fails.reasons(at))
        return reasons

    def merge(self, sources: Int64s, targets: Int64s) -> list[Reason]:
        """Run the merging program for every pair."""
        merge, expression = self._merge, self._recurrence.merge
        assert merge is not None and expression is not None, "what cannot be merged was merged"
        bad = np.empty(len(sources), np.int64)
        bad_targets, bad_sources = (np.empty((len(sources), self._width), np.int64) for _ in range(2))
        program = merge.program
        failed = machine.merge(
            sealed(sources.view()),
            sealed(targets.view()),
            program.code,
            merge.regs,
            merge.floats,
            merge.nulls,
            program.states["a"],
            program.states["b"],
            program.results,
            self._initial,
            self._recurrence.initial is None,
            self._state,
            bad,
            bad_targets,
            bad_sources,
        )
        if not failed:
            return []
        columns = {"a": self._values(bad_targets[:failed]), "b": self._values(bad_sources[:failed])}
        found = expression.evaluate(columns, failed)
        return [found.reasons(at) for at in range(failed)]

    def read(self, slots: Int64s) -> tuple[pa.Array[Any], Any]:
        """Return the states of slots and which of them hold one."""
        rows = self._state[slots]
        held = rows[:, machine.MARKS] != 0
        rows[~held] = 0
        return self._values(rows), held

    def write(self, slots: Int64s, values: pa.Array[Any]) -> None:
        """Make slots hold states."""
        self._state[slots] = self._rows(values)

    def held(self) -> Int64s:
        """Return the slots that hold something."""
        return np.flatnonzero(self._state[: self._ready, machine.MARKS])

    def clear(self, slots: Int64s) -> None:
        """Empty slots."""
        self._state[slots, machine.MARKS] = 0

    def _values(self, rows: Any) -> pa.Array[Any]:
        return read_leaves(rows[:, 1:], rows[:, machine.MARKS], self._recurrence.type)[0]

    def _rows(self, values: pa.Array[Any]) -> npt.NDArray[np.int64]:
        return _rows_of(values, self._recurrence.type, self._width)


def _rows_of(values: pa.Array[Any], kind: Type, width: int) -> npt.NDArray[np.int64]:
    words = np.zeros((width - 1, len(values)), np.int64)
    lacks = np.zeros(words.shape, np.uint8)
    write_leaves(values, kind, words, lacks, 0)
    rows = np.empty((len(values), width), np.int64)
    rows[:, 1:] = words.T
    shifts = np.arange(1, width, dtype=np.int64)[:, None]
    rows[:, machine.MARKS] = machine.HELD | np.bitwise_or.reduce((lacks != 0).astype(np.int64) << shifts, axis=0)
    return rows
