"""What aggregations there are, what they take and what they give."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from pydantic import Field, JsonValue

from tidegate.diagnostics import Code
from tidegate.fields import expression
from tidegate.flow import Frozen
from tidegate.operator import Finding
from tidegate.types import BOOL, DATE, DURATION, FLOAT, INT, STR, TIMESTAMP, ListOf, Type


class Function(StrEnum):
    """What an aggregation does."""

    COUNT = "count"
    SUM = "sum"
    MEAN = "mean"
    MIN = "min"
    MAX = "max"
    FIRST = "first"
    LAST = "last"
    LIST = "list"
    SET = "set"
    STDDEV = "stddev"
    MEDIAN = "median"
    QUANTILE = "quantile"
    DISTINCT_COUNT = "distinct_count"
    ANY = "any"
    ALL = "all"


_NUMBERS = (INT, FLOAT)
_PLAIN = (INT, FLOAT, TIMESTAMP, DURATION, DATE, STR, BOOL)
_TAKES: dict[Function, tuple[Type, ...]] = {
    Function.SUM: (*_NUMBERS, DURATION),
    Function.MEAN: _NUMBERS,
    Function.MIN: _PLAIN,
    Function.MAX: _PLAIN,
    Function.SET: _PLAIN,
    Function.STDDEV: _NUMBERS,
    Function.MEDIAN: _NUMBERS,
    Function.QUANTILE: _NUMBERS,
    Function.DISTINCT_COUNT: _PLAIN,
    Function.ANY: (BOOL,),
    Function.ALL: (BOOL,),
}
"""Those that are missing take values of any type."""

_HELP = {
    Function.COUNT: "How many items there are; with a value, how many have one.",
    Function.SUM: "All values added up.",
    Function.MEAN: "The sum divided by how many there are.",
    Function.MIN: "The smallest value.",
    Function.MAX: "The largest value.",
    Function.FIRST: "The value of the earliest item.",
    Function.LAST: "The value of the latest item.",
    Function.LIST: "All values, in order.",
    Function.SET: "All different values.",
    Function.STDDEV: "How far the values are from their mean: the standard deviation of a sample.",
    Function.MEDIAN: "The value in the middle.",
    Function.QUANTILE: "The value below which a share `q` of the others lies.",
    Function.DISTINCT_COUNT: "How many different values there are.",
    Function.ANY: "Whether one of the values is true.",
    Function.ALL: "Whether every value is true.",
}


def _told() -> dict[str, JsonValue]:
    """Return what a form tells of each function: what it does, and what it takes; empty where that is anything."""
    return {
        str(function): {"help": text, "takes": ", ".join(str(kind) for kind in _TAKES.get(function, ()))}
        for function, text in _HELP.items()
    }


class Aggregation(Frozen):
    """One named result: a function, and what of each item it is applied to."""

    function: Function = Field(description="What to do with the values.", json_schema_extra={"functions": _told()})
    of: str | None = expression(default=None, description="The value of each item; `count` counts items without it.")
    q: float | None = Field(
        None,
        description="For `quantile`: which one, from 0 (the smallest) to 1 (the largest).",
        json_schema_extra={"only_with": {"function": "quantile"}},
    )

    def words(self) -> str:
        """Return the aggregation in words: `sum(val)`."""
        share = f", {self.q:g}" if self.function is Function.QUANTILE and self.q is not None else ""
        return f"{self.function}({self.of or ''}{share})"

    @property
    def counts_items(self) -> bool:
        """Return whether it counts items, whatever they hold."""
        return self.function is Function.COUNT and self.of is None


_OF_ITS_OWN = {Function.COUNT: INT, Function.DISTINCT_COUNT: INT} | dict.fromkeys(
    (Function.MEAN, Function.STDDEV, Function.MEDIAN, Function.QUANTILE), FLOAT
)
"""What a result is where it is not what the values are."""


class Refused(NamedTuple):
    """Why an aggregation cannot be had."""

    message: str


def result_type(function: Function, of: Type | None) -> Type | Refused:
    """Return the type that an aggregation gives, or why it cannot be had of such values."""
    if of is None:
        if function is Function.COUNT:
            return INT
        return Refused(f"{_named(function)} needs a value of each item. Write which, such as a field.")
    if of not in _TAKES.get(function, (of,)):
        takes = ", ".join(str(kind) for kind in _TAKES[function])
        message = f"{_named(function)} takes {takes}; this is {of}. Convert it, or choose another aggregation."
        return Refused(message)
    return ListOf(of) if function in (Function.LIST, Function.SET) else _OF_ITS_OWN.get(function, of)


def quantile_findings(aggregation: Aggregation, field: str) -> tuple[Finding, ...]:
    """Return what is wrong with the `q` of an aggregation; `field` is the path of the aggregation in the config."""
    q = aggregation.q
    if aggregation.function is not Function.QUANTILE:
        if q is None:
            return ()
        message = f"Only a quantile has a q; this is {aggregation.function}. Remove q, or choose quantile."
    elif q is None:
        message = "A quantile needs q, from 0 to 1. Write which one, such as 0.95."
    elif 0 <= q <= 1:
        return ()
    else:
        message = f"The q of a quantile is from 0 to 1; this is {q:g}. Write such as 0.95 for 95 percent."
    return (Finding(Code.BAD_VALUE, message, f"{field}.q"),)


def _named(function: Function) -> str:
    return str(function).capitalize()
