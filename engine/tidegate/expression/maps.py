"""Functions of maps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa

from tidegate.expression import containers, lists
from tidegate.expression.arrays import as_array, length_of, null_mask, nullified
from tidegate.expression.containers import parents_of
from tidegate.expression.deciding import first_known
from tidegate.expression.declare import Form, Function
from tidegate.expression.faults import Outcome, either, fault

GROUP = "Maps"
BAD_MAP = "bad-map"


def _or_default(find: Callable[..., Any]) -> Callable[..., Outcome]:
    def merge(whole: Outcome, at: Outcome, default: Outcome) -> Outcome:
        found = Outcome(find(whole.values, at.values), either(whole.faults, at.faults))
        return first_known(found, default)

    return merge


def _to_map(keys: Any, values: Any) -> Outcome:
    """Return maps of keys and values by position; unequal lengths and null keys are bad."""
    length = length_of(keys, values)
    keys, values, nulls = as_array(keys, length), as_array(values, length), null_mask(keys, values)
    rows, names = parents_of(keys)
    bad = lists.sizes(keys) != lists.sizes(values)
    missing = null_mask(names)
    if missing is not None:
        bad[rows[missing]] = True
    if nulls is not None:
        bad = bad & ~nulls
    absent = bad if nulls is None else bad | nulls
    keys, values = nullified(keys, absent), nullified(values, absent)
    counts = lists.sizes(keys)
    offsets: Any = pa.array(np.concatenate([[0], np.cumsum(counts)]).astype(np.int32), mask=np.append(absent, False))
    made = pa.MapArray.from_arrays(offsets, parents_of(keys)[1], parents_of(values)[1])
    return Outcome(made, fault(bad, BAD_MAP, lambda _row: "the keys hold a null, or are not as many as the values"))


FUNCTIONS = (
    Function(
        "get", GROUP, "The value of a key in a map, or of an index in a list; else the default, or null.",
        "get([1, 2], 5, 0)", "0",
        (
            Form("entries: map[T], key: str -> T", containers.entry),
            Form("entries: map[T], key: str, default: T -> T", _or_default(containers.entry), lazy=True),
            Form("values: list[T], index: int -> T", containers.element),
            Form("values: list[T], index: int, default: T -> T", _or_default(containers.element), lazy=True),
        ),
    ),
    Function(
        "to_map", GROUP, "A map of keys and values by position; unequal lengths and null keys are bad items.",
        'to_map(["a", "b"], [1, 2])["b"]', "2",
        (Form("keys: list[str], values: list[T] -> map[T]", _to_map),),
    ),
    Function("keys", GROUP, "The keys of a map, in order.", 'keys(to_map(["a"], [1]))', '["a"]', (Form("entries: map[T] -> list[str]", containers.keys_of),)),
    Function("values", GROUP, "The values of a map, in order.", 'values(to_map(["a"], [1]))', "[1]", (Form("entries: map[T] -> list[T]", containers.values_of),)),
)  # fmt: skip
