"""Two columns row by row, whatever their type, against Python's own equality."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegate.same_values import same_values
from tidegate.types import arrow_type, parse_type

WHOLE, TEXT = st.none() | st.integers(0, 2), st.none() | st.sampled_from(["", "a", "b"])
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "int": WHOLE,
    "str": TEXT,
    "bool": st.none() | st.booleans(),
    "list[int]": st.none() | st.lists(WHOLE, max_size=3),
    "list[list[str]]": st.none() | st.lists(st.none() | st.lists(TEXT, max_size=2), max_size=2),
    "{a: int, b: list[str]}": st.none() | st.fixed_dictionaries({"a": WHOLE, "b": st.none() | st.lists(TEXT, max_size=2)}),
    "map[int]": st.none() | st.dictionaries(st.sampled_from("xy"), WHOLE, max_size=2),
}  # fmt: skip


@pytest.mark.parametrize("kind", list(VALUES))
def test_values_are_the_same_where_python_says_so(kind: str) -> None:
    @settings(max_examples=100, deadline=None, derandomize=True)
    @given(st.lists(st.tuples(VALUES[kind], VALUES[kind]), max_size=8), st.integers(0, 2))
    def alike(pairs: list[tuple[Any, Any]], cut: int) -> None:
        one, other = (_column(kind, [pair[side] for pair in pairs]).slice(cut) for side in (0, 1))
        wanted = [_spelled(left) == _spelled(right) for left, right in pairs][cut:]
        assert same_values(one, other).tolist() == wanted

    alike()


def _column(kind: str, values: list[Any]) -> pa.Array[Any]:
    return pa.array([_spelled(value) for value in values], arrow_type(parse_type(kind)))


def _spelled(value: Any) -> Any:
    """Return a map as its entries, in the order in which they were put in."""
    return list(value.items()) if isinstance(value, dict) and "a" not in value else value


def test_floats_that_differ_by_rounding_are_the_same() -> None:
    pairs = [(0.1 + 0.2, 0.3), (1e300, 1e300 * (1 + 1e-15)), (0.0, -0.0), (np.nan, np.nan), (np.inf, np.inf)]
    assert same_values(*_floats(pairs)).all()
    pairs = [(1.0, 1.0000001), (0.0, 1e-300), (np.nan, 1.0), (np.inf, -np.inf), (np.inf, 1e308)]
    assert not same_values(*_floats(pairs)).any()


def _floats(pairs: list[tuple[float, float]]) -> tuple[Any, Any]:
    return pa.array([one for one, _ in pairs]), pa.array([other for _, other in pairs])
