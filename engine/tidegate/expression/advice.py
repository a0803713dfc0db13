"""What is said when types do not fit: both types, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tidegate.expression.declare import Function
from tidegate.expression.errors import CALL, NAME, TYPE, cut, did_you_mean
from tidegate.types import BOOL, DATE, DURATION, FLOAT, INT, NULL, STR, TIMESTAMP, ListOf, MapOf, Record, Type

_NUMBERS = (INT, FLOAT)


def show(kind: Type) -> str:
    """Return a type as text, cut short."""
    return cut(str(kind), 60)


def no_field(kind: Type, name: str) -> tuple[str, str]:
    """Explain that a value has no such field."""
    if isinstance(kind, Record):
        fields = kind.as_dict()
        near = did_you_mean(name, fields) or f"Use one of: {cut(', '.join(fields), 200)}."
        return NAME, f"The record has no field {cut(name)!r}. {near}"
    if isinstance(kind, MapOf):
        return TYPE, f'A map has entries and no fields. Write ["{cut(name)}"] instead of .{cut(name)}.'
    if isinstance(kind, ListOf):
        return TYPE, f"A {show(kind)} has no field {cut(name)!r}. Take an element first: [0].{cut(name)}."
    return TYPE, f"A value of type {show(kind)} has no field {cut(name)!r}. Use a function from the list."


def no_index(whole: Type, index: Type) -> str:
    """Explain that a value cannot be indexed so."""
    if isinstance(whole, ListOf) or whole is STR:
        return f"The index of a {show(whole)} is an int, not {show(index)}. Write a number, such as [0]."
    if isinstance(whole, MapOf):
        return f"The key of a {show(whole)} is a str, not {show(index)}. Quote it, or use str(...)."
    if isinstance(whole, Record):
        return 'A record\'s field is chosen by its quoted name, known beforehand. Write ["name"] or .name.'
    return f"A value of type {show(whole)} has no elements. Remove the index."


def no_function(name: str, functions: Iterable[str], columns: Iterable[str]) -> str:
    """Explain that there is no such function."""
    if name in columns:
        return f"{cut(name)!r} is a field and cannot be called. Remove the brackets after it."
    near = did_you_mean(name, functions)
    return f"There is no function {cut(name)!r}; only functions from the list may be called. {near or 'Choose one from the list.'}"


def no_form(function: Function, kinds: Sequence[Type]) -> tuple[str, str]:
    """Explain that a function does not take these arguments."""
    ways = " or ".join(f"({form.text.rpartition(' -> ')[0]})" for form in function.forms)
    given = f"({', '.join(show(kind) for kind in kinds)})"
    counted = any(form.spread(len(kinds)) is not None for form in function.forms)
    code = TYPE if counted else CALL
    return code, f"{function.name} takes {cut(ways, 160)}, not {cut(given, 120)}. Change the arguments."


def no_operation(operator: str, kinds: Sequence[Type]) -> str:
    """Explain that an operator does not work on these types."""
    shown = " and ".join(show(kind) for kind in kinds)
    return f"'{operator}' does not work on {shown}. {_hint(operator, list(kinds))}"


def _hint(operator: str, kinds: list[Type]) -> str:
    if operator == "not":
        return "Compare it first, such as: not (x > 0)."
    if STR in kinds and operator == "+":
        return "Turn the other value into text: str(...)."
    if STR in kinds and operator == "*":
        return "Use repeat(text, count)."
    if STR in kinds:
        return "Turn the text into a number, int(...) or float(...), or into a time, parse_time(...)."
    if (TIMESTAMP in kinds or DURATION in kinds) and (INT in kinds or FLOAT in kinds):
        return 'Write a length of time as duration("10s").'
    if DATE in kinds:
        return "Turn the date into a timestamp: timestamp(...)."
    if BOOL in kinds:
        return "Turn the bool into a number: int(...)."
    if operator == "**":
        return "An int's power is a constant int; use float(...) for others."
    return "Convert one of them, or take a part of it."


def no_comparison(operators: Sequence[str], kinds: Sequence[Type]) -> str:
    """Explain that values cannot be compared."""
    shown = " and ".join(show(kind) for kind in kinds)
    if len(set(kinds)) == 1:
        hint = "Bools are only equal or not." if BOOL in kinds else "Compare their parts."
    elif STR in kinds and (TIMESTAMP in kinds or DATE in kinds):
        hint = 'Write the time as parse_time("2022-01-01T00:00:00Z").'
    elif DURATION in kinds:
        hint = 'Write the length of time as duration("10s").'
    elif TIMESTAMP in kinds and DATE in kinds:
        hint = "Turn the timestamp into a date: date(...)."
    elif BOOL in kinds:
        hint = "Use the bool itself as the condition."
    else:
        hint = "Convert one of them, such as with str(...) or float(...)."
    return f"'{operators[0]}' does not compare {shown}. {hint}"


def no_membership(value: Type, whole: Type) -> str:
    """Explain that `in` does not apply."""
    if whole is STR:
        return f"'in' looks for text in text, not for {show(value)}. Use str(...)."
    if isinstance(whole, ListOf):
        return f"A {show(whole)} cannot hold {show(value)}. Compare values of one plain type."
    if isinstance(whole, MapOf):
        return f"A map's keys are text, not {show(value)}. Use str(...)."
    return f"'in' looks into a list, a text or a map's keys, not into {show(whole)}. Write a list: [...]."


def no_condition(what: str, kind: Type) -> str:
    """Explain that a condition must be a bool."""
    hint = "len(x) > 0" if isinstance(kind, ListOf) else "x != 0" if kind in _NUMBERS else "x is not None"
    return f"{what} takes a bool, not {show(kind)}. Compare it, such as: {hint}."


def no_choice(then: Type, otherwise: Type) -> str:
    """Explain that both branches need one type."""
    return (
        f"The branches have the types {show(then)} and {show(otherwise)}. Convert one of them so that both are alike."
    )


def no_list(kinds: Sequence[Type]) -> str:
    """Explain that a list's elements need one type."""
    shown = ", ".join(dict.fromkeys(show(kind) for kind in kinds))
    return f"The elements of a list have one type, not {cut(shown, 200)}. Convert them, or write a record."


def not_constant(name: str) -> str:
    """Explain that an argument must be known beforehand."""
    other = ", or use pow(x, y) for floats" if name == "power" else ""
    return f"The {name} must be known before any item is. Write it as a literal{other}."


def unknown_type(kind: Type) -> str:
    """Explain that the type of null alone is not known."""
    if kind is not NULL:
        return f"A part of this {show(kind)} is always missing, so its type is not known. Give it one, such as [int(null)]."
    return "This is always null, so its type is not known. Give it one, such as int(null) or str(null)."


def unexpected(kind: Type, expects: Type) -> str:
    """Explain that another type is wanted."""
    return f"This gives {show(kind)}, and {show(expects)} is needed. {_conversion(kind, expects)}"


def _conversion(kind: Type, expects: Type) -> str:
    if expects is BOOL:
        return "Compare it, such as: x > 0."
    if expects is TIMESTAMP and kind is STR:
        return "Convert it with parse_time(...)."
    if expects is TIMESTAMP and kind in _NUMBERS:
        return "Convert it with from_epoch_seconds(...) or from_epoch_millis(...)."
    if expects is INT and kind is FLOAT:
        return "Convert it with round(...) or int(...)."
    if expects in (STR, INT, FLOAT) and kind is not NULL and not isinstance(kind, (ListOf, MapOf, Record)):
        return f"Convert it with {expects}(...)."
    return "Change the expression."
