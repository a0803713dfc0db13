"""Random expressions over a state and an item, all of whose values are numbers, times or truth values."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from tidegate.types import BOOL, DATE, DURATION, FLOAT, INT, STR, TIMESTAMP, Record, Type

STATE = Record.of(
    {"i": INT, "f": FLOAT, "c": BOOL, "at": TIMESTAMP, "d": DURATION, "day": DATE, "r": Record.of({"n": INT})}
)
"""Every kind of number, and a record in a record."""
ITEM = Record.of(
    {
        "a": INT,
        "x": FLOAT,
        "p": BOOL,
        "when": TIMESTAMP,
        "span": DURATION,
        "on": DATE,
        "s": STR,
        "q": Record.of({"n": INT}),
    }
)

INTS = st.one_of(st.none(), st.integers(-3, 3), st.sampled_from([2**63 - 1, -(2**63), 2**32, 10**9]))
FLOATS = st.one_of(
    st.none(), st.sampled_from([0.0, 1.0, -1.5, 2.5, 1e308, -1e308, float("inf"), float("nan"), 0.1, -0.0, 7e18])
)
_TIMES = st.one_of(
    st.none(),
    st.sampled_from(
        [datetime(2022, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC)]
    ),
)
_SPANS = st.one_of(
    st.none(), st.sampled_from([timedelta(0), timedelta(days=1), timedelta(microseconds=-7), timedelta(days=4000)])
)
_DAYS = st.one_of(st.none(), st.sampled_from([date(2022, 1, 1), date(2024, 2, 29)]))
_VALUES: dict[Any, st.SearchStrategy[Any]] = {
    INT: INTS, FLOAT: FLOATS, BOOL: st.sampled_from([None, True, False]), TIMESTAMP: _TIMES, DURATION: _SPANS, DATE: _DAYS,
    STR: st.sampled_from([None, "", "1", "-7", "x"]),
}  # fmt: skip


def values(kind: Type) -> st.SearchStrategy[Any]:
    """Return values of a type, nulls too; a record's own null is rare."""
    if isinstance(kind, Record):
        there = st.fixed_dictionaries({name: values(part) for name, part in kind.fields})
        return st.one_of(there, there, there, st.none())
    return _VALUES[kind]


def items() -> st.SearchStrategy[dict[str, Any]]:
    """Return items; an item itself is never null."""
    return st.fixed_dictionaries({name: values(part) for name, part in ITEM.fields})


def _forms(*patterns: str, **parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return texts of the patterns, their parts filled in."""
    made = []
    for pattern in patterns:
        used = {name: part for name, part in parts.items() if "{" + name + "}" in pattern}
        made.append(st.builds(lambda pattern=pattern, **texts: _filled(pattern, texts), **used))
    return st.one_of(made)


def _filled(pattern: str, texts: dict[str, str]) -> str:
    for name, text in texts.items():
        pattern = pattern.replace("{" + name + "}", text)
    return pattern


def _deeper(k: dict[str, st.SearchStrategy[str]], acc: str) -> dict[str, st.SearchStrategy[str]]:
    i, f, c, at, d, day, r = (k[name] for name in ("i", "f", "c", "at", "d", "day", "r"))
    pick = ("({x} if {c} else {y})", "coalesce({x}, {y})")
    return {
        "i": i | _forms(
            *pick, "({x} + {y})", "({x} - {y})", "({x} * {y})", "({x} // {y})", "({x} % {y})", "(-{x})", "abs({x})", "min({x}, {y})",
            "max({x}, {y}, {x})", "int({f})", "round({f})", "floor({f})", "ceil({f})", "int({c})", "({d} // {e})", "{r}.n",
            "int(s)", "len(s)", x=i, y=i, c=c, f=f, d=d, e=d, r=r),
        "f": f | _forms(
            *pick, "({x} + {y})", "({x} - {y})", "({x} * {y})", "({x} / {y})", "({x} // {y})", "({x} % {y})", "(-{x})", "abs({x})",
            "min({x}, {y})", "max({x}, {y})", "({i} / {j})", "({x} + {i})", "sqrt({x})", "float({i})", "({d} / {e})", "float({c})",
            x=f, y=f, c=c, i=i, j=i, d=d, e=d),
        "c": c | _forms(
            "({x} if {y} else {z})", "coalesce({x}, {y})", "({x} and {y})", "({x} or {y} or {z})", "(not {x})", "({i} < {j})", "({i} == {f})",
            "({f} != {g})", "({f} <= {g} < {f})", "({i} < {j} == {i} != 2)", "({i} is None)", "({r} is not None)", "({at} >= {bt})", "({d} > {e})",
            "({day} == {dby})", "({x} == {y})", "is_nan({f})", "is_finite({f})", "bool({i})", "(s == '1')",
            x=c, y=c, z=c, i=i, j=i, f=f, g=f, r=r, at=at, bt=at, d=d, e=d, day=day, dby=day),
        "at": at | _forms(*pick, "({x} + {d})", "({x} - {d})", "min({x}, {y})", x=at, y=at, c=c, d=d),
        "d": d | _forms(*pick, "({x} + {y})", "({x} - {y})", "({x} % {y})", "(-{x})", "({x} * {i})", "({i} * {x})", "({x} // {i})", "({at} - {bt})", x=d, y=d, c=c, i=i, at=at, bt=at),
        "day": day | _forms(*pick, "max({x}, {y})", x=day, y=day, c=c),
        "r": r | _forms(*pick, "{'n': {i}}", x=r, y=r, c=c, i=i),
        "whole": k["whole"] | _forms(
            *pick, "{'i': {i}, 'f': {f}, 'c': {c}, 'at': {at}, 'd': {d}, 'day': {day}, 'r': {r}}",
            x=k["whole"], y=k["whole"], c=c, i=i, f=f, at=at, d=d, day=day, r=r),
    }  # fmt: skip


def expressions(acc: str, depth: int = 2) -> dict[str, st.SearchStrategy[str]]:
    """Return texts by type, of which `whole` is the state's, over a state of this name and the item's fields."""
    kinds = {
        "i": st.sampled_from([f"{acc}.i", f"{acc}.r.n", "a", "0", "2", "-7", "9223372036854775807", "q.n"]),
        "f": st.sampled_from([f"{acc}.f", "x", "1.5", "0.0"]),
        "c": st.sampled_from([f"{acc}.c", "p", "true"]),
        "at": st.sampled_from([f"{acc}.at", "when"]),
        "d": st.sampled_from([f"{acc}.d", "span", "duration('1s')"]),
        "day": st.sampled_from([f"{acc}.day", "on"]),
        "r": st.sampled_from([f"{acc}.r", "q"]),
        "whole": st.just(acc),
    }
    for _ in range(depth):
        kinds = _deeper(kinds, acc)
    fields = ("i", "f", "c", "at", "d", "day", "r")
    return {**kinds, "whole": _forms("{'i': {i}, 'f': {f}, 'c': {c}, 'at': {at}, 'd': {d}, 'day': {day}, 'r': {r}}", **{name: kinds[name] for name in fields}) | kinds["whole"]}  # fmt: skip
