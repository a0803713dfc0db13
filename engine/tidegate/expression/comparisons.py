"""Types what compares and asks: `==`, `<`, `in`, `is None`, and chains of them."""

from __future__ import annotations

from typing import Any

from tidegate.expression import advice, containers, deciding, lists, texts
from tidegate.expression.constants import widened
from tidegate.expression.declare import arguments_of, common_type, joined
from tidegate.expression.errors import TYPE
from tidegate.expression.noting import Noting
from tidegate.expression.operators import EQUALITY, ORDER
from tidegate.expression.tree import Apply, Branch, Chain, Constant, Literal, Typed
from tidegate.types import BOOL, INT, NULL, STR, ListOf, MapOf, Scalar, Type


class Comparisons(Noting):
    """The part of the checker that turns comparisons into conditions."""

    def chain(self, written: Chain) -> Typed | None:
        operators = written.operators
        if len(operators) > 1 and any(operator not in deciding.COMPARISONS for operator in operators):
            self.note(written, TYPE, "'in' and 'is' do not chain. Put brackets around each comparison.")
            return None
        if operators[0] in ("is", "is not"):
            return self.is_null(written)
        if operators[0] in ("in", "not in"):
            return self.held_in(written)
        return self.compared(written)

    def is_null(self, written: Chain) -> Typed | None:
        value, null = written.operands
        if not (isinstance(null, Literal) and null.value is None) and not self.names.is_null(null):
            self.note(written, TYPE, "'is' only asks for None. Write: x is None; or compare with '=='.")
            return None
        typed = self.check(value)
        kernel = deciding.is_null if written.operators[0] == "is" else deciding.is_valid
        return None if typed is None else self.folded(written, Apply(BOOL, kernel, (typed,)))

    def held_in(self, written: Chain) -> Typed | None:
        both = self.all_of(written.operands)
        if both is None:
            return None
        value, whole = both
        held = self.membership(value, whole)
        if held is None:
            self.note(written, TYPE, advice.no_membership(value.type, whole.type))
            return None
        found = self.folded(written, held)
        if found is None or written.operators[0] == "in":
            return found
        return self.folded(written, Apply(BOOL, deciding.invert, (found,)))

    def membership(self, value: Typed, whole: Typed) -> Apply | None:
        if whole.type is STR and value.type is STR:
            return Apply(BOOL, texts.contains_in, (value, whole))
        if isinstance(whole.type, MapOf) and value.type is STR:
            return Apply(BOOL, lists.contains_key, (whole, value))
        element = joined(value.type, whole.type.element) if isinstance(whole.type, ListOf) else None
        if not isinstance(element, Scalar):
            return None
        value, whole = widened(value, element), widened(whole, ListOf(element))
        if (
            isinstance(whole, Constant)
            and whole.value.is_valid
            and not isinstance(value, Constant)
            and element is not NULL
        ):
            return Apply(BOOL, containers.held_in_constant(whole.value), (value,))
        return Apply(BOOL, containers.held_in, (value, whole))

    def compared(self, written: Chain) -> Typed | None:
        for place in written.operands:
            if self.names.is_null(place):
                self.note(written, TYPE, "Nothing equals None: comparing with it gives null. Write: x is None.")
                return None
        operands = self.all_of(written.operands)
        if operands is None:
            return None
        kinds = [operand.type for operand in operands]
        kind = common_type(kinds)
        if kind is None or any(_form_of(operator, kind) is None for operator in written.operators):
            self.note(written, TYPE, advice.no_comparison(written.operators, kinds))
            return None
        kind = INT if kind is NULL else kind
        typed = tuple(widened(operand, kind) for operand in operands)
        kernels = tuple(deciding.COMPARISONS[operator] for operator in written.operators)
        if len(kernels) == 1:
            return self.folded(written, Apply(BOOL, kernels[0], typed))
        return self.folded(written, Branch(BOOL, deciding.CompareInTurn(kernels), typed))


def _form_of(operator: str, kind: Type) -> Any:
    return arguments_of(EQUALITY if operator in ("==", "!=") else ORDER, [kind, kind])
