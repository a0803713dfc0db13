"""Compiling what holdings are made of, by leading a short life with each kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from tidegate.aggregation import Aggregation, Function, Refused, result_type
from tidegate.arrow_views import NO_MASK, fixed
from tidegate.batch import ITEM, Batch
from tidegate.chains import NOTHING_GIVEN, ItemChains
from tidegate.holding import Closing, Columns, Holding, Taken
from tidegate.holdings.aggregates import AggregatesHolding
from tidegate.holdings.lists import ListHolding
from tidegate.holdings.maps import MapHolding
from tidegate.holdings.sets import SetHolding
from tidegate.types import BOOL, FLOAT, INT, STR, ListOf, Type, arrow_type

_VALUES: tuple[tuple[Type, list[object]], ...] = (
    (INT, [1, None, 2]),
    (FLOAT, [0.5, None, 1.5]),
    (STR, ["a", None, "b"]),
    (BOOL, [True, None, False]),
    (ListOf(INT), [[1], None, []]),
)
_TOGETHER = ((Function.SUM,), (Function.MIN,), (Function.MAX,), (Function.COUNT,), tuple(Function))
"""Loops are compiled for each of the first three and for all of them."""


def warm_up() -> None:
    """Compile, or load from the cache, every kernel that a holding calls."""
    for kind, values in _VALUES:
        column: pa.Array[Any] = pa.array(values, arrow_type(kind))
        for functions in _TOGETHER:
            _live(_aggregates(kind, functions), {f"aggregations.{name}.of": column for name in Function}, column)
        for ordered in (True, False):
            _live((ListHolding(kind, ordered) for _ in range(2)), {}, column)
    names, numbers = pa.array(["a", "b", "a"]), pa.array([1, 2, 3])
    for ordered in (True, False):
        _live((SetHolding(INT, ordered) for _ in range(2)), {"value": numbers}, numbers)
        _live((MapHolding(INT, ordered) for _ in range(2)), {"name": names, "value": numbers}, numbers)
    _grow()


def _grow() -> None:
    """Bring tables and arenas to where they have to be made anew."""
    texts = pa.array([str(number) + "." * number for number in range(2_100)])
    slots, rows = np.zeros(len(texts), np.int32), np.arange(len(texts))
    taken = Taken(Batch({ITEM: texts}, len(texts)), {"value": texts, "aggregations.max.of": texts}, rows, slots)
    aggregates = next(_aggregates(STR, (Function.MAX,)))
    for holding in (SetHolding(STR, ordered=True), aggregates):
        holding.make_room(1)
        holding.absorb(taken)
    chains = ItemChains(ordered=True)
    chains.chains.make_room(1)
    chains.add(fixed(slots), NOTHING_GIVEN, taken.batch, NO_MASK, fixed(rows))
    chains.clean()


def _aggregates(kind: Type, functions: Iterable[Function]) -> Iterator[AggregatesHolding]:
    given = {
        str(function): Aggregation(function=function, of="value")
        for function in functions
        if not isinstance(result_type(function, kind), Refused)
    }
    types = {f"aggregations.{name}.of": kind for name in given}
    kinds = {name: _given(aggregation.function, kind) for name, aggregation in given.items()}
    for ordered in (True, False):
        yield AggregatesHolding(given, types, kinds, ordered)


def _given(function: Function, kind: Type) -> Type:
    found = result_type(function, kind)
    assert not isinstance(found, Refused), f"{function} of {kind} was left out before"
    return found


def _live(holdings: Iterable[Holding], values: Columns, items: pa.Array[Any]) -> None:
    """Fill a holding, merge two of its slots, save it, and close what another one was given."""
    holding, heir = holdings
    one, two = np.array([0]), np.array([1])
    for each in (holding, heir):
        each.make_room(2)
    for rows in (None, np.array([2, 1, 0])):
        slots = np.array([0, 1, 1], np.int32)
        holding.absorb(Taken(Batch({ITEM: items}, 3), values, np.array([2, 1, 0]), slots, rows))
    holding.merge(one, two)
    heir.load(two, holding.save(two))
    heir.results(Closing(two, np.array([6]), str, 0))
