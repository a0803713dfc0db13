"""From a typed expression to a program.

Only what depends on the state runs there. A part that does not, such as `len(user)` or `price * count`, is evaluated
before, column by column as everywhere, and is an input of the program; that it failed for an item counts only if the
program comes to need it. An expression that does with its state what the machine has no instruction for has no
program, and goes the general way.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tidegate.expression import deciding
from tidegate.expression.arrays import repeated
from tidegate.expression.compile import step_of
from tidegate.expression.constants import Widening
from tidegate.expression.containers import MakeList, MakeRecord, Part
from tidegate.expression.tree import Apply, Branch, Column, Constant, KeyColumn, Typed
from tidegate.kernels import instructions as machine
from tidegate.sequential.instructions import FLOATS, INTS, NAMED, SAME, TIMES
from tidegate.sequential.known import NEED_RECORDS
from tidegate.sequential.leaves import leaves_of, write_leaves
from tidegate.sequential.program import Input, Places, Program
from tidegate.types import BOOL, DATE, DURATION, FLOAT, INT, NULL, TIMESTAMP, Record, Type

MAX_INSTRUCTIONS = 2_000


class _NoProgram(Exception):
    """The expression needs more than the machine can do."""


def program_of(
    typed: Typed,
    states: Mapping[str, Type],
    start: Column | None = None,
    also: Typed | None = None,
    new: str = "",
) -> Program | None:
    """Return the program of an expression over these states, or None when there is none.

    `start` is the value that an empty slot takes as it is. `also` is an expression whose value is not wanted, only
    whether it fails, once the first has a value; `new` is what it calls that value.
    """
    writer = _Writer()
    try:
        for name, kind in states.items():
            writer.states[name] = [writer.register() for _ in _leaves(kind)]
        given = {name: np.array(places, np.int64) for name, places in writer.states.items()}
        results = writer.value(typed)
        if also is not None:
            writer.states[new] = results
            writer.fails(also)
        starts = [] if start is None else writer.value(start)
    except _NoProgram:
        return None
    return writer.program(given, results, starts) if len(writer.code) <= MAX_INSTRUCTIONS else None


def _leaves(kind: Type) -> tuple[Any, ...]:
    leaves = leaves_of(kind)
    if leaves is None:
        raise _NoProgram
    return leaves


class _Writer:
    """Writes one program; a value is the registers of its leaves."""

    def __init__(self) -> None:
        self.states: dict[str, list[int]] = {}
        self.code: list[list[int]] = []
        self.words: list[int] = []
        self.lacks: list[int] = []
        self.inputs: list[tuple[Typed, Input]] = []

    def program(self, states: Mapping[str, Places], results: list[int], starts: list[int]) -> Program:
        """Return what has been written."""
        inputs = tuple(made for _, made in self.inputs)
        code = np.array(self.code, np.int64).reshape(len(self.code), 4)
        places = np.array([place for one in inputs for place in one.places], np.int64)
        words, lacks = np.array(self.words, np.int64), np.array(self.lacks, np.uint8)
        return Program(
            code, words, lacks, states, inputs, places, *(np.array(one, np.int64) for one in (results, starts))
        )

    def register(self, word: int = 0, lack: int = 0) -> int:
        self.words.append(word)
        self.lacks.append(lack)
        return len(self.words) - 1

    def emit(self, op: int, target: int = 0, left: int = 0, right: int = 0) -> int:
        """Write an instruction; return where it is."""
        self.code.append([op, target, left, right])
        return len(self.code) - 1

    def operate(self, op: int, left: int, right: int | None = None) -> list[int]:
        """Write an instruction with a result."""
        target = self.register()
        self.emit(op, target, left, left if right is None else right)
        return [target]

    def land(self, *jumps: int) -> None:
        """Let these jumps go to what is written next."""
        for at in jumps:
            self.code[at][3] = len(self.code)

    def move(self, targets: list[int], sources: list[int]) -> None:
        for target, source in zip(targets, sources, strict=True):
            self.emit(machine.MOVE, target, source)

    def depends(self, typed: Typed) -> bool:
        match typed:
            case Constant() | KeyColumn():
                return False
            case Column(_, name):
                return name in self.states
            case Apply() | Branch():
                return any(self.depends(operand) for operand in typed.operands)

    def value(self, typed: Typed) -> list[int]:
        match typed:
            case Constant():
                return self.constant(typed)
            case Column(_, name) if name in self.states:
                return self.states[name]
            case Apply() if self.depends(typed):
                return self.apply(typed)
            case Branch() if self.depends(typed):
                return self.branch(typed)
        return self.input(typed)

    def fails(self, typed: Typed) -> None:
        """Write what finds out whether a value can be had, whatever it is."""
        match typed:
            case Constant() | Column() | KeyColumn():
                return
            case Apply(_, kernel, operands) if isinstance(kernel, (MakeRecord, MakeList)):
                for operand in operands:
                    self.fails(operand)
            case Apply(_, kernel, (record,)) if kernel is NEED_RECORDS and self.depends(typed):
                self.fails_as_record(record)
            case Branch(_, merge, (condition, then, otherwise)) if merge is deciding.choose and self.depends(typed):
                to_otherwise = self.emit(machine.UNLESS_TRUE, 0, self.value(condition)[0])
                self.fails(then)
                to_end = self.emit(machine.JUMP)
                self.land(to_otherwise)
                self.fails(otherwise)
                self.land(to_end)
            case Apply() | Branch() if not self.depends(typed):
                made = Input(step_of(typed), None, (self.register(),))
                self.inputs.append((typed, made))
                self.emit(machine.CHECK, 0, made.places[0])
            case _:
                self.value(typed)

    def fails_as_record(self, record: Typed) -> None:
        if isinstance(record, Apply) and isinstance(record.kernel, MakeRecord):
            self.fails(record)
        elif isinstance(record, Apply) and isinstance(record.kernel, MakeList):
            for element in record.operands:
                self.fails_as_record(element)
        elif isinstance(record.type, Record):
            self.emit(machine.NEED, 0, self.value(record)[0])
        else:
            raise _NoProgram

    def constant(self, typed: Constant) -> list[int]:
        leaves = _leaves(typed.type)
        words, lacks = np.zeros((len(leaves), 1), np.int64), np.zeros((len(leaves), 1), np.uint8)
        write_leaves(repeated(typed.value, 1), typed.type, words, lacks, 0)
        return [self.register(int(word), int(lack)) for word, lack in zip(words[:, 0], lacks[:, 0], strict=True)]

    def input(self, typed: Typed) -> list[int]:
        found = next(
            (made for one, made in self.inputs if made.type and (one is typed or _same_column(one, typed))), None
        )
        if found is None:
            found = Input(step_of(typed), typed.type, tuple(self.register() for _ in _leaves(typed.type)))
            self.inputs.append((typed, found))
        if not isinstance(typed, Column):
            self.emit(machine.CHECK, 0, found.places[0])
        return list(found.places)

    def apply(self, part: Apply) -> list[int]:
        kernel, first = part.kernel, part.operands[0]
        if isinstance(kernel, MakeRecord):
            return [self.register(), *[leaf for one in part.operands for leaf in self.value(one)]]
        if isinstance(kernel, Part):
            return self.part(first, kernel.name)
        if isinstance(kernel, Widening):
            return self.widened(self.value(first), first.type, part.type)
        symbol = NAMED.get(kernel)
        if symbol in ("is null", "is known"):
            return self.operate(machine.IS_NULL if symbol == "is null" else machine.IS_KNOWN, self.value(first)[0])
        if symbol is None or isinstance(first.type, Record):
            raise _NoProgram
        if kernel in SAME or (symbol == "int" and first.type is BOOL):
            return self.value(first)
        return self.computed(symbol, part)

    def computed(self, symbol: str, part: Apply) -> list[int]:
        kind = part.operands[0].type
        table = FLOATS if kind is FLOAT else TIMES if part.type is TIMESTAMP and symbol in TIMES else INTS
        if symbol not in table or kind not in (BOOL, INT, FLOAT, TIMESTAMP, DURATION, DATE):
            raise _NoProgram
        values = [self.value(operand) for operand in part.operands]
        made = self.operate(table[symbol], values[0][0], values[1][0] if len(values) > 1 else None)
        for value in values[2:]:
            made = self.operate(table[symbol], made[0], value[0])
        return made

    def part(self, whole: Typed, name: str) -> list[int]:
        leaves, at = self.value(whole), 1
        assert isinstance(whole.type, Record), "only records have fields"
        for field, kind in whole.type.fields:
            width = len(_leaves(kind))
            if field == name:
                return leaves[at : at + width]
            at += width
        raise AssertionError(f"there is no field {name!r}")

    def widened(self, leaves: list[int], kind: Type, wider: Type) -> list[int]:
        if kind == wider:
            return leaves
        if kind is NULL:
            return [self.register(0, machine.NULL) for _ in _leaves(wider)]
        if not isinstance(kind, Record) or not isinstance(wider, Record):
            return self.operate(machine.TO_FLOAT, leaves[0])
        made, at = leaves[:1], 1
        for (_, part), (_, wider_part) in zip(kind.fields, wider.fields, strict=True):
            width = len(_leaves(part))
            made += self.widened(leaves[at : at + width], part, wider_part)
            at += width
        return made

    def branch(self, part: Branch) -> list[int]:
        if part.merge is deciding.choose:
            return self.chosen(part)
        if part.merge is deciding.first_known:
            return self.first_known(part)
        if isinstance(part.merge, deciding.CompareInTurn):
            return self.compared_in_turn(part, part.merge)
        if part.merge in (deciding.all_true, deciding.any_true):
            return self.decided(part, part.merge is deciding.any_true)
        raise _NoProgram

    def chosen(self, part: Branch) -> list[int]:
        condition, then, otherwise = part.operands
        made = [self.register() for _ in _leaves(part.type)]
        to_otherwise = self.emit(machine.UNLESS_TRUE, 0, self.value(condition)[0])
        self.move(made, self.value(then))
        to_end = self.emit(machine.JUMP)
        self.land(to_otherwise)
        self.move(made, self.value(otherwise))
        self.land(to_end)
        return made

    def first_known(self, part: Branch) -> list[int]:
        made = [self.register() for _ in _leaves(part.type)]
        jumps = []
        for operand in part.operands:
            self.move(made, self.value(operand))
            jumps.append(self.emit(machine.IF_KNOWN, 0, made[0]))
        self.land(*jumps)
        return made

    def decided(self, part: Branch, decision: bool) -> list[int]:
        made, jumps = [self.register()], []
        self.move(made, self.value(part.operands[0]))
        for operand in part.operands[1:]:
            jumps.append(self.emit(machine.IF_TRUE if decision else machine.IF_FALSE, 0, made[0]))
            self.emit(machine.OR if decision else machine.AND, made[0], made[0], self.value(operand)[0])
        self.land(*jumps)
        return made

    def compared_in_turn(self, part: Branch, merge: deciding.CompareInTurn) -> list[int]:
        table = FLOATS if part.operands[0].type is FLOAT else INTS
        left, right = (self.value(operand)[0] for operand in part.operands[:2])
        made, jumps = self.operate(table[NAMED[merge.comparisons[0]]], left, right), []
        for comparison, operand in zip(merge.comparisons[1:], part.operands[2:], strict=True):
            jumps.append(self.emit(machine.IF_FALSE, 0, made[0]))
            left, right = right, self.value(operand)[0]
            self.emit(machine.AND, made[0], made[0], self.operate(table[NAMED[comparison]], left, right)[0])
        self.land(*jumps)
        return made


def _same_column(one: Typed, other: Typed) -> bool:
    return isinstance(one, Column) and isinstance(other, Column) and one == other
