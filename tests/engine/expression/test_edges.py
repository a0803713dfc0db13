"""Every pair of edge values at once, in one column: the good rows are right and only the bad ones are bad."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from itertools import product
from typing import Any

import pyarrow as pa
import pytest

from tidegate.expression import Expression, Scope, compile_expression
from tidegate.types import FLOAT, INT, ListOf, MapOf, Record, StreamType, arrow_type

INTS = [
    0,
    1,
    -1,
    2,
    -2,
    3,
    7,
    -7,
    2**31,
    -(2**31),
    2**32,
    3037000499,
    3037000500,
    -3037000500,
    2**62,
    -(2**62),
    2**63 - 1,
    -(2**63),
]
FLOATS = [0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 7.0, -7.0, 1e-300, 1e300, -1e300, math.inf, -math.inf, math.nan, 2.0**63]
OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "//": operator.floordiv,
    "%": operator.mod,
    "/": lambda a, b: float(a) / float(b),
}


def evaluated(
    text: str, columns: dict[str, Any], types: dict[str, Any], length: int
) -> tuple[list[Any], list[str | None]]:
    found = compile_expression(text, Scope(StreamType(Record.of(types))))
    assert isinstance(found, Expression), found
    result = found.evaluate(columns, length)
    result.values.validate(full=True)
    codes = [None if result.bad is None or not result.bad[row] else result.reasons(row)[0] for row in range(length)]
    return result.values.to_pylist(), codes


def outcome(function: Callable[[Any, Any], Any], a: Any, b: Any) -> tuple[Any, str | None]:
    if a is None or b is None:
        return None, None
    try:
        value = function(a, b)
    except ZeroDivisionError:
        return None, "division-by-zero"
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return None, "integer-overflow"
    return value, None


def same(left: Any, right: Any) -> bool:
    return left == right or (
        isinstance(left, float) and isinstance(right, float) and math.isnan(left) and math.isnan(right)
    )


@pytest.mark.parametrize("symbol", OPERATORS)
@pytest.mark.parametrize(("kind", "edges"), [(INT, INTS), (FLOAT, FLOATS)], ids=["int", "float"])
def test_arithmetic_is_pythons_or_bad(symbol: str, kind: Any, edges: list[Any]) -> None:
    pairs = list(product([*edges, None], repeat=2))
    columns = {name: pa.array([pair[at] for pair in pairs], arrow_type(kind)) for at, name in enumerate("ab")}
    values, codes = evaluated(f"a {symbol} b", columns, {"a": kind, "b": kind}, len(pairs))
    for (a, b), value, code in zip(pairs, values, codes, strict=True):
        wanted, wanted_code = outcome(OPERATORS[symbol], a, b)
        assert code == wanted_code, f"{a} {symbol} {b}"
        assert same(value, wanted), f"{a} {symbol} {b}"


@pytest.mark.parametrize("symbol", OPERATORS)
@pytest.mark.parametrize("constant", INTS)
def test_a_constant_on_either_side_changes_nothing(symbol: str, constant: int) -> None:
    column, rows = pa.array([*INTS, None], pa.int64()), [*INTS, None]
    for text, pairs in (
        (f"a {symbol} {constant}", [(a, constant) for a in rows]),
        (f"{constant} {symbol} a", [(constant, a) for a in rows]),
    ):
        values, codes = evaluated(text, {"a": column}, {"a": INT}, len(rows))
        assert list(zip(values, codes, strict=True)) == [outcome(OPERATORS[symbol], a, b) for a, b in pairs], text


@pytest.mark.parametrize("exponent", [0, 1, 2, 3, 4, 21, 39, 62, 63])
def test_a_power_of_an_int_is_exact_or_bad(exponent: int) -> None:
    values, codes = evaluated(f"a ** {exponent}", {"a": pa.array(INTS)}, {"a": INT}, len(INTS))
    assert list(zip(values, codes, strict=True)) == [outcome(operator.pow, a, exponent) for a in INTS]


@pytest.mark.parametrize(("text", "function"), [("-a", operator.neg), ("abs(a)", abs)])
def test_the_sign_of_the_smallest_int_cannot_be_turned(text: str, function: Callable[[int], int]) -> None:
    values, codes = evaluated(text, {"a": pa.array([*INTS, None])}, {"a": INT}, len(INTS) + 1)
    for a, value, code in zip(INTS, values, codes, strict=False):
        assert (value, code) == outcome(lambda x, _: function(x), a, 0)


@pytest.mark.parametrize(
    ("text", "function"),
    [("int(x)", math.trunc), ("round(x)", round), ("floor(x)", math.floor), ("ceil(x)", math.ceil)],
)
def test_floats_become_ints_as_in_python_or_are_bad(text: str, function: Callable[[float], int]) -> None:
    cases = [*FLOATS, 9.2e18, -(2.0**63), 2.0**63 - 1024, 2.5, 3.5, -0.5]
    values, codes = evaluated(text, {"x": pa.array(cases)}, {"x": FLOAT}, len(cases))
    for x, value, code in zip(cases, values, codes, strict=True):
        fits = math.isfinite(x) and -(2**63) <= function(x) < 2**63
        assert (value, code) == ((function(x), None) if fits else (None, "bad-cast")), x


@pytest.mark.parametrize(
    "text",
    ["0", "-0", "+7", "007", " 42\t", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "00009223372036854775807",
     "10000000000000000000", "", " ", "-", "+-1", "1.0", "1e3", "0x1F", "1_000", "١٢", "1 2", "9" * 400],
)  # fmt: skip
def test_text_becomes_an_int_only_when_it_is_one(text: str, run: Any) -> None:
    plain = text.strip().isascii() and "_" not in text
    try:
        wanted = int(text) if plain and -(2**63) <= int(text) < 2**63 else "bad: bad-cast"
    except ValueError:
        wanted = "bad: bad-cast"
    assert run("int(s)", {"s": "str"}, [{"s": "5"}, {"s": text}, {"s": None}]) == [5, wanted, None]
    assert run("int_or_null(s)", {"s": "str"}, [{"s": text}]) == [wanted if isinstance(wanted, int) else None]


def test_a_null_list_may_cover_elements_that_do_not_count() -> None:
    """Arrow allows it, and other readers make such columns."""
    covering: Any = pa.array([0, 2, 4, 5], pa.int32())
    lists = pa.ListArray.from_arrays(covering, pa.array([1, 2, 3, 4, 5]), mask=pa.array([False, True, False]))
    types = {"v": ListOf(INT)}
    for text, wanted in [
        ("v[0]", [1, None, 5]), ("len(v)", [2, None, 1]), ("sum(v)", [3, None, 5]), ("3 in v", [False, None, False]), ("sort(v)", [[1, 2], None, [5]]),
        ("v + v", [[1, 2, 1, 2], None, [5, 5]]), ("slice(v, -1)", [[2], None, [5]]), ("max(v)", [2, None, 5]), ("distinct(v)", [[1, 2], None, [5]]),
        ("mean(v)", [1.5, None, 5.0]), ("last(v)", [2, None, 5]), ("1 if v is None else v[0]", [1, 1, 5]),
    ]:  # fmt: skip
        assert evaluated(text, {"v": lists}, types, 3) == (wanted, [None] * 3), text
        assert evaluated(text, {"v": lists.slice(1, 2)}, types, 2) == (wanted[1:], [None] * 2), text


def test_maps_in_a_slice_are_looked_up_in_their_own_row() -> None:
    maps = pa.array([[("k", 1)], [("j", 2), ("k", 3)], None, [], [("k", 5), ("k", 6)]], arrow_type(MapOf(INT)))
    for text, wanted in [
        ("m['k']", [1, 3, None, None, 6]), ("'j' in m", [False, True, None, False, False]), ("len(m)", [1, 2, None, 0, 2]),
        ("keys(m)", [["k"], ["j", "k"], None, [], ["k", "k"]]), ("values(m)", [[1], [2, 3], None, [], [5, 6]]), ("get(m, 'j', 0)", [0, 2, 0, 0, 0]),
    ]:  # fmt: skip
        for start in range(5):
            assert evaluated(text, {"m": maps.slice(start)}, {"m": MapOf(INT)}, 5 - start) == (
                wanted[start:],
                [None] * (5 - start),
            ), text


def test_records_in_a_slice_and_null_records_have_null_fields() -> None:
    kind = Record.of({"p": INT})
    records = pa.array([{"p": 1}, None, {"p": None}, {"p": 4}], arrow_type(kind))
    assert evaluated("r.p", {"r": records.slice(1)}, {"r": kind}, 3) == ([None, None, 4], [None] * 3)
    hidden = pa.StructArray.from_arrays([pa.array([1, 2])], names=["p"], mask=pa.array([True, False]))
    assert evaluated("r.p", {"r": hidden}, {"r": kind}, 2) == ([None, 2], [None] * 2)
