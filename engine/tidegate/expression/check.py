"""Types a written expression against a scope, and reports every problem with its place.

A part that has a problem is `None` from there on, so that one mistake is reported once and the rest is still checked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tidegate.expression import advice, containers, deciding, texts
from tidegate.expression.comparisons import Comparisons
from tidegate.expression.constants import constant, widened
from tidegate.expression.declare import Form, arguments_of, common_type, joined
from tidegate.expression.errors import CALL, CONSTANT, TYPE, BadConstant
from tidegate.expression.functions import FUNCTIONS
from tidegate.expression.operators import OPERATORS
from tidegate.expression.tree import (
    Apply,
    Branch,
    Call,
    Chain,
    Choice,
    Column,
    Constant,
    Index,
    ListDisplay,
    Literal,
    Logic,
    Name,
    Operation,
    Part,
    RecordDisplay,
    Typed,
    Written,
)
from tidegate.types import BOOL, FLOAT, INT, NULL, STR, ListOf, MapOf, Record, Scalar, Type

_LITERALS: dict[type, Scalar] = {bool: BOOL, int: INT, float: FLOAT, str: STR, type(None): NULL}


class Checker(Comparisons):
    """Checks one expression; `problems` and `names` fill up as it goes."""

    def check(self, written: Written) -> Typed | None:
        """Return the typed form, or None after noting at least one problem."""
        match written:
            case Literal(_, _, value):
                return constant(_LITERALS[type(value)], value)
            case Name():
                return self.noted(written, self.names.value(written.name))
            case Part():
                return self.part(written)
            case Index():
                return self.index(written)
            case Call():
                return self.call(written)
            case Operation():
                return self.operation(written)
            case Chain():
                return self.chain(written)
            case Logic():
                return self.logic(written)
            case Choice():
                return self.choice(written)
            case ListDisplay():
                return self.list_display(written)
            case RecordDisplay():
                return self.record_display(written)

    def part(self, written: Part) -> Typed | None:
        if isinstance(written.whole, Name) and self.names.is_item(written.whole.name):
            return self.noted(written, self.names.field(written.name))
        whole = self.check(written.whole)
        return None if whole is None else self.field(written, whole, written.name)

    def field(self, place: Written, whole: Typed, name: str) -> Typed | None:
        if _is_unknown(whole, place):
            return constant(NULL, None)
        if not isinstance(whole.type, Record) or name not in whole.type.as_dict():
            self.note(place, *advice.no_field(whole.type, name))
            return None
        return self.folded(place, Apply(whole.type.as_dict()[name], containers.Part(name), (whole,)))

    def index(self, written: Index) -> Typed | None:
        index = written.index
        of_item = isinstance(written.whole, Name) and self.names.is_item(written.whole.name)
        if of_item and isinstance(index, Literal) and isinstance(index.value, str):
            return self.noted(written, self.names.field(index.value))
        both = self.all_of((written.whole, index))
        if both is None:
            return None
        whole, at = both
        if _is_unknown(whole, written):
            return constant(NULL, None)
        if isinstance(whole.type, Record) and isinstance(at, Constant) and at.type is STR:
            return self.field(written, whole, at.value.as_py())
        if isinstance(whole.type, ListOf) and at.type is INT:
            return self.folded(written, Apply(whole.type.element, containers.element, (whole, at)))
        if isinstance(whole.type, MapOf) and at.type is STR:
            return self.folded(written, Apply(whole.type.value, containers.entry, (whole, at)))
        if whole.type is STR and at.type is INT:
            return self.folded(written, Apply(STR, texts.letter, (whole, at)))
        self.note(written, TYPE, advice.no_index(whole.type, at.type))
        return None

    def call(self, written: Call) -> Typed | None:
        arguments = self.all_of(written.arguments)
        function = FUNCTIONS.get(written.function)
        if function is None:
            self.note(written, CALL, advice.no_function(written.function, FUNCTIONS, self.names.columns))
            return None
        if arguments is None:
            return None
        chosen = nearest_form(function.forms, [argument.type for argument in arguments])
        if chosen is None:
            self.note(written, *advice.no_form(function, [argument.type for argument in arguments]))
            return None
        return self.applied(written, written.arguments, arguments, *chosen)

    def operation(self, written: Operation) -> Typed | None:
        operands = self.all_of(written.operands)
        if operands is None:
            return None
        operator = "negative" if written.operator == "-" and len(operands) == 1 else written.operator
        kinds = [operand.type for operand in operands]
        chosen = nearest_form(OPERATORS[operator], kinds)
        if chosen is None:
            self.note(written, TYPE, advice.no_operation(written.operator, kinds))
            return None
        return self.applied(written, written.operands, operands, *chosen)

    def applied(
        self,
        place: Written,
        written: Sequence[Written],
        given: list[Typed],
        form: Form,
        kinds: list[Type],
        result: Type,
    ) -> Typed | None:
        """Apply a form: widen what it is given, and build its kernel when that needs constants."""
        typed = [widened(argument, kind) for argument, kind in zip(given, kinds, strict=True)]
        parameters = form.spread(len(typed)) or ()
        fixed = [at for at, parameter in enumerate(parameters) if parameter.constant]
        kernel = self.built(form, written, typed, fixed) if form.built else form.kernel
        if kernel is None:
            return None
        operands = tuple(operand for at, operand in enumerate(typed) if at not in fixed)
        if not operands:
            return self.noted(place, constant(result, kernel()))
        return self.folded(place, Branch(result, kernel, operands) if form.lazy else Apply(result, kernel, operands))

    def built(self, form: Form, written: Sequence[Written], typed: list[Typed], fixed: list[int]) -> Any:
        values: list[Any] = []
        for at in fixed:
            operand = typed[at]
            if not isinstance(operand, Constant) or operand.value.as_py() is None:
                self.note(written[at], CONSTANT, advice.not_constant(form.parameters[at].name))
                return None
            values.append(operand.value.as_py())
        try:
            return form.kernel(*values)
        except BadConstant as error:
            self.note(written[fixed[min(error.argument, len(fixed) - 1)]], error.code, error.message)
            return None

    def logic(self, written: Logic) -> Typed | None:
        operands = self.all_of(written.operands)
        if operands is None:
            return None
        typed = [
            self.condition(place, operand, f"'{written.operator}'")
            for place, operand in zip(written.operands, operands, strict=True)
        ]
        if None in typed:
            return None
        merge = deciding.all_true if written.operator == "and" else deciding.any_true
        return self.folded(written, Branch(BOOL, merge, tuple(one for one in typed if one is not None)))

    def condition(self, place: Written, typed: Typed, what: str) -> Typed | None:
        if typed.type in (BOOL, NULL):
            return widened(typed, BOOL)
        self.note(place, TYPE, advice.no_condition(what, typed.type))
        return None

    def choice(self, written: Choice) -> Typed | None:
        parts = self.all_of((written.condition, written.then, written.otherwise))
        if parts is None:
            return None
        condition, (then, otherwise) = self.condition(written.condition, parts[0], "'if'"), parts[1:]
        kind = joined(then.type, otherwise.type)
        if kind is None:
            self.note(written, TYPE, advice.no_choice(then.type, otherwise.type))
        if kind is None or condition is None:
            return None
        then, otherwise = widened(then, kind), widened(otherwise, kind)
        if isinstance(condition, Constant):
            return then if condition.value.as_py() else otherwise
        return self.folded(written, Branch(kind, deciding.choose, (condition, then, otherwise)))

    def list_display(self, written: ListDisplay) -> Typed | None:
        elements = self.all_of(written.elements)
        if elements is None:
            return None
        if not elements:
            return constant(ListOf(NULL), [])
        kind = common_type([element.type for element in elements])
        if kind is None:
            self.note(written, TYPE, advice.no_list([element.type for element in elements]))
            return None
        typed = tuple(widened(element, kind) for element in elements)
        return self.folded(written, Apply(ListOf(kind), containers.MakeList(kind), typed))

    def record_display(self, written: RecordDisplay) -> Typed | None:
        values = self.all_of(written.values)
        if values is None:
            return None
        if not values:
            return constant(Record(()), {})
        kind = Record(tuple((name, value.type) for name, value in zip(written.names, values, strict=True)))
        return self.folded(written, Apply(kind, containers.MakeRecord(kind), tuple(values)))


def _is_unknown(whole: Typed, place: Written) -> bool:
    """Whether a part is asked of a state whose type is being looked for and of which only null has been seen yet."""
    return whole.type is NULL and (
        isinstance(whole, Column) or isinstance(getattr(place, "whole", None), (Part, Index))
    )


def nearest_form(forms: Sequence[Form], kinds: Sequence[Type]) -> tuple[Form, list[Type], Type] | None:
    """Return the form that fits with the fewest conversions, with its arguments' types and its result."""
    fitting = [(form, found) for form in forms if (found := arguments_of(form, kinds)) is not None]
    if not fitting:
        return None
    form, (arguments, result) = min(fitting, key=lambda one: sum(a != b for a, b in zip(one[1][0], kinds, strict=True)))
    return form, arguments, result
