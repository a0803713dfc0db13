"""Which aggregations share a state: those that keep the same of the same values."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import NamedTuple

from tidegate.aggregation.distinct import Distinct
from tidegate.aggregation.functions import Function
from tidegate.aggregation.kept import Kept, KeptRows, is_a_number
from tidegate.aggregation.listed import Listed
from tidegate.aggregation.ranked import Ranked
from tidegate.aggregation.spread import Spread
from tidegate.aggregation.state import State
from tidegate.aggregation.tally import Tally
from tidegate.aggregation.text_extreme import TextExtreme
from tidegate.types import FLOAT, STR, Type


class Family(StrEnum):
    """What is kept of the values of a slot; the names are those of the columns of a snapshot."""

    TALLY = "tally"
    SPREAD = "spread"
    FIRST = "first"
    LAST = "last"
    SMALLEST_TEXT = "smallest_text"
    LARGEST_TEXT = "largest_text"
    LIST = "list"
    RANKED = "ranked"
    DISTINCT = "distinct"


_FAMILIES = {
    Function.STDDEV: Family.SPREAD,
    Function.FIRST: Family.FIRST,
    Function.LAST: Family.LAST,
    Function.LIST: Family.LIST,
    Function.MEDIAN: Family.RANKED,
    Function.QUANTILE: Family.RANKED,
    Function.SET: Family.DISTINCT,
    Function.DISTINCT_COUNT: Family.DISTINCT,
}
_OF_TEXT = {Function.MIN: Family.SMALLEST_TEXT, Function.MAX: Family.LARGEST_TEXT}


class StateKey(NamedTuple):
    """Names a state: aggregations with the same key share it."""

    family: Family
    of: str
    """The expression whose values it takes in."""

    def __str__(self) -> str:
        return f"{self.family}({self.of})"


def state_key(function: Function, of: str, kind: Type) -> StateKey:
    """Return which state a function of these values needs; `kind` is their type."""
    if kind is STR and function in _OF_TEXT:
        return StateKey(_OF_TEXT[function], of)
    return StateKey(_FAMILIES.get(function, Family.TALLY), of)


def new_state(family: Family, functions: Collection[Function], kind: Type, ordered: bool) -> State:
    """Return an empty state for values of this type that can answer these functions."""
    match family:
        case Family.TALLY:
            return Tally(functions, floats=kind is FLOAT)
        case Family.SPREAD:
            return Spread()
        case Family.FIRST | Family.LAST:
            kept = Kept if is_a_number(kind) else KeptRows
            return kept(kind, family is Family.FIRST, ordered)
        case Family.SMALLEST_TEXT | Family.LARGEST_TEXT:
            return TextExtreme(largest=family is Family.LARGEST_TEXT)
        case Family.LIST:
            return Listed(kind, ordered)
        case Family.RANKED:
            return Ranked(kind)
        case Family.DISTINCT:
            return Distinct(kind)
