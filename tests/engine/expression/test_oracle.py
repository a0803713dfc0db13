"""The columns say what plain Python says of each row: a slow, obvious interpreter against the compiled program."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.thorough import examples

from tidegate.expression import Expression, Scope, compile_expression
from tidegate.expression.parse import parse
from tidegate.expression.tree import (
    Call,
    Chain,
    Choice,
    Index,
    ListDisplay,
    Literal,
    Logic,
    Name,
    Operation,
    Part,
    RecordDisplay,
    Written,
)
from tidegate.types import BOOL, DURATION, FLOAT, INT, STR, TIMESTAMP, ListOf, Record, StreamType, arrow_type

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIELDS = {
    "a": INT, "b": INT, "x": FLOAT, "y": FLOAT, "s": STR, "t": STR, "p": BOOL, "q": BOOL,
    "tags": ListOf(STR), "nums": ListOf(INT), "at": TIMESTAMP, "for_": DURATION, "r": Record((("i", INT), ("w", STR))),
}  # fmt: skip
SCOPE = Scope(StreamType(Record.of(FIELDS)))


class Bad(Exception):
    """The item is bad; the code says why."""


def oracle(node: Written, row: dict[str, Any]) -> Any:
    match node:
        case Literal(_, _, value):
            return value
        case Name(_, _, name):
            return row[name]
        case Part(_, _, whole, name):
            record = oracle(whole, row)
            return None if record is None else record[name]
        case Index(_, _, whole, index):
            return element(oracle(whole, row), oracle(index, row))
        case Choice(_, _, condition, then, otherwise):
            return oracle(then if oracle(condition, row) is True else otherwise, row)
        case ListDisplay(_, _, elements):
            return [oracle(one, row) for one in elements]
        case RecordDisplay(_, _, names, values):
            return dict(zip(names, [oracle(value, row) for value in values], strict=True))
        case Logic(_, _, operator, operands):
            return logic(operator, operands, row)
        case Chain():
            return chain(node, row)
        case Operation(_, _, operator, operands):
            return applied(operator, [oracle(operand, row) for operand in operands])
        case Call(_, _, function, arguments):
            return called(function, arguments, row)


def element(whole: Any, index: Any) -> Any:
    if whole is None or index is None or not -len(whole) <= index < len(whole):
        return None
    return whole[index]


def logic(operator: str, operands: tuple[Written, ...], row: dict[str, Any]) -> Any:
    decision, unknown = operator == "or", False
    for operand in operands:
        value = oracle(operand, row)
        if value is decision:
            return decision
        unknown = unknown or value is None
    return None if unknown else not decision


def chain(node: Chain, row: dict[str, Any]) -> Any:
    left, unknown = oracle(node.operands[0], row), False
    for operator, operand in zip(node.operators, node.operands[1:], strict=True):
        right = oracle(operand, row)
        holds = compared(operator, left, right)
        if holds is False:
            return False
        unknown, left = unknown or holds is None, right
    return None if unknown else True


def compared(operator: str, left: Any, right: Any) -> bool | None:
    if operator in ("is", "is not"):
        return (left is None) == (operator == "is")
    if left is None or right is None:
        return None
    if operator in ("in", "not in"):
        held = left in right if isinstance(right, str) else any(one is not None and one == left for one in right)
        return held == (operator == "in")
    if isinstance(left, float) or isinstance(right, float):
        left, right = float(left), float(right)
    rules = {"==": left == right, "!=": left != right}
    if not isinstance(left, bool):
        rules |= {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}
    return rules[operator]


def applied(operator: str, values: list[Any]) -> Any:
    if any(value is None for value in values):
        return None
    if operator == "not":
        return not values[0]
    if any(isinstance(value, float) for value in values):
        values = [float(value) for value in values]
    result = unary_or_binary(operator, values)
    return fitting(result)


def unary_or_binary(operator: str, values: list[Any]) -> Any:
    if len(values) == 1:
        return -values[0]
    left, right = values
    if operator in ("/", "//", "%") and right in (0, timedelta(0)):
        raise Bad("division-by-zero")
    if operator == "+":
        return left + right if not isinstance(left, datetime) else moved(left, right)
    if operator == "-":
        return left - right if not isinstance(right, timedelta) or isinstance(left, timedelta) else moved(left, -right)
    if operator == "*":
        return left * right
    if operator == "/":
        return left / right if not isinstance(left, int) else float(left) / float(right)
    if operator == "//":
        return left // right
    if operator == "%":
        return left % right
    return power(left, right)


def moved(at: datetime, by: timedelta) -> datetime:
    try:
        return at + by
    except OverflowError:
        raise Bad("time-range") from None


def power(base: Any, exponent: Any) -> Any:
    if isinstance(base, int):
        return base**exponent
    if base == 0 and exponent < 0:
        raise Bad("division-by-zero")
    if base < 0 and math.isfinite(base) and math.isfinite(exponent) and exponent != math.floor(exponent):
        raise Bad("number-domain")
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return -math.inf if base < 0 and exponent % 2 == 1 else math.inf


def fitting(value: Any) -> Any:
    if type(value) is int and not -(2**63) <= value < 2**63:
        raise Bad("integer-overflow")
    return value


def called(function: str, arguments: tuple[Written, ...], row: dict[str, Any]) -> Any:
    if function == "coalesce":
        return next((value for one in arguments if (value := oracle(one, row)) is not None), None)
    values = [oracle(one, row) for one in arguments]
    if any(value is None for value in values):
        return None
    return fitting(FUNCTIONS[function](*values))


def whole(rounded: Any) -> Any:
    def function(value: Any) -> int:
        if isinstance(value, float) and not (math.isfinite(value) and -(2.0**63) <= rounded(value) < 2.0**63):
            raise Bad("bad-cast")
        return int(rounded(value))

    return function


def root(value: Any) -> float:
    if value < 0:
        raise Bad("number-domain")
    return math.sqrt(value)


def read_int(value: Any) -> int:
    text = value.strip()
    if (
        not text.lstrip("+-").isdigit()
        or text.lstrip("+-").strip("0123456789")
        or len(text) - len(text.lstrip("+-")) > 1
    ):
        raise Bad("bad-cast")
    number = int(text)
    if not -(2**63) <= number < 2**63:
        raise Bad("bad-cast")
    return number


def smallest(*values: Any) -> Any:
    known = [value for value in values if value == value]  # NaN counts only when there is nothing else.
    return min(known) if known else values[0]


def total(values: list[Any]) -> Any:
    return sum(value for value in values if value is not None)


FUNCTIONS: dict[str, Any] = {
    "abs": abs,
    "len": len,
    "sqrt": root,
    "round": whole(round),
    "floor": whole(math.floor),
    "ceil": whole(math.ceil),
    "int": whole(math.trunc),
    "min": smallest,
    "is_nan": math.isnan,
    "contains": lambda text, part: part in text,
    "starts_with": str.startswith,
    "ends_with": str.endswith,
    "replace": lambda text, old, new: text if old == "" else text.replace(old, new),
    "substring": lambda text, *ends: text[slice(*ends)] if len(ends) == 2 else text[ends[0] :],
    "split": lambda text, separator: text.split(separator) if separator else [text],
    "join": lambda texts, separator: None if None in texts else separator.join(texts),
    "repeat": lambda text, times: text * max(times, 0),
    "pad_left": lambda text, width, fill: text.rjust(max(width, 0), fill),
    "first": lambda values: values[0] if values else None,
    "last": lambda values: values[-1] if values else None,
    "sum": total,
    "slice": lambda values, start, stop: values[start:stop],
    "distinct": lambda values: list(dict.fromkeys(values)),
    "sort": lambda values: sorted(one for one in values if one is not None) + [one for one in values if one is None],
    "str": lambda value: str(value) if isinstance(value, int) else value,
    "year": lambda at: at.year,
    "weekday": lambda at: at.weekday(),
    "hour": lambda at: at.hour,
    "epoch_micros": lambda at: (at - EPOCH) // timedelta(microseconds=1),
    "seconds": lambda span: (span // timedelta(microseconds=1)) / 1e6,
}


def forms(*patterns: str, **parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return texts of the patterns, their parts filled in."""
    return st.one_of(
        [
            st.builds(pattern.format, **{name: part for name, part in parts.items() if "{" + name in pattern})
            for pattern in patterns
        ]
    )


def expressions() -> dict[str, st.SearchStrategy[str]]:
    """Return strategies for the text of expressions by type, three levels deep."""
    kinds = {
        "i": st.sampled_from(["a", "b", "nums[0]", "r.i", "0", "1", "2", "-7", "9223372036854775807", "4294967296"]),
        "f": st.sampled_from(["x", "y", "0.0", "1.5", "-2.5", "1e308", "x", "y"]),
        "s": st.sampled_from(["s", "t", "tags[-1]", "r.w", '""', '"e"', '"é😀"', '"ab"']),
        "c": st.sampled_from(["p", "q", "True", "False", "(a > b)", "(x is None)"]),
        "l": st.sampled_from(["tags", "tags", "[s, t]"]),
        "n": st.sampled_from(["nums", "nums", "[a, b]"]),
        "at": st.just("at"),
        "d": st.sampled_from(["for_", "for_"]),
    }
    for _ in range(2):
        kinds = deeper(kinds)
    return kinds


def deeper(k: dict[str, st.SearchStrategy[str]]) -> dict[str, st.SearchStrategy[str]]:
    return {
        "i": k["i"] | forms(
            "({i} + {j})", "({i} - {j})", "({i} * {j})", "({i} // {j})", "({i} % {j})", "({i} ** 3)", "(-{i})", "abs({i})",
            "({i} if {c} else {j})", "coalesce({i}, {j})", "min({i}, {j})", "len({s})", "len({l})", "{n}[{i}]", "sum({n})",
            "round({f})", "floor({f})", "ceil({f})", "int({f})", "year({at})", "hour({at})", "weekday({at})", "epoch_micros({at})",
            "({d} // {e})", "first({n})", "sum(slice({n}, {i}, {j}))",
            i=k["i"], j=k["i"], c=k["c"], s=k["s"], l=k["l"], n=k["n"], f=k["f"], at=k["at"], d=k["d"], e=k["d"]),
        "f": k["f"] | forms(
            "({f} + {g})", "({f} - {g})", "({f} * {g})", "({f} / {g})", "({f} // {g})", "({f} % {g})", "({f} ** {g})", "(-{f})",
            "({i} / {j})", "({f} + {i})", "({f} if {c} else {g})", "coalesce({f}, {g})", "sqrt({f})", "min({f}, {g})", "({d} / {e})",
            "seconds({d})",
            f=k["f"], g=k["f"], i=k["i"], j=k["i"], c=k["c"], d=k["d"], e=k["d"]),
        "s": k["s"] | forms(
            "({s} + {t})", "({s} if {c} else {t})", "coalesce({s}, {t})", "replace({s}, {t}, 'xy')", "replace({s}, 'e', {t})",
            "substring({s}, {i})", "substring({s}, {i}, {j})", "{s}[{i}]", "{l}[{i}]", "join({l}, {s})", "last({l})", "str({i})",
            "repeat({s}, {i} % 4)", "pad_left({s}, {i} % 9, '*')", "join(split({s}, {t}), '|')", "join(distinct({l}), ',')",
            s=k["s"], t=k["s"], c=k["c"], i=k["i"], j=k["i"], l=k["l"]),
        "c": k["c"] | forms(
            "({c} and {e})", "({c} or {e})", "(not {c})", "({c} if {e} else {c})", "({i} < {j})", "({i} == {j} < {f})", "({i} >= {f})",
            "({f} != {g})", "({f} < {g} <= {f})", "({s} == {t})", "({s} < {t})", "({s} in {t})", "({s} in {l})", "({s} not in ['e', {t}])",
            "({i} in [1, 2, -7])", "({f} in {h})", "({i} is None)", "({s} is not None)", "contains({s}, {t})", "starts_with({s}, {t})",
            "ends_with({s}, {t})", "is_nan({f})", "({c} == {e})", "({at} < {bt})", "({d} >= {e2})",
            c=k["c"], e=k["c"], i=k["i"], j=k["i"], f=k["f"], g=k["f"], s=k["s"], t=k["s"], l=k["l"], h=st.just("[x, 1.5]"),
            at=k["at"], bt=k["at"], d=k["d"], e2=k["d"]),
        "l": k["l"] | forms("({l} + {m})", "[{s}, {t}]", "split({s}, {t})", "sort({l})", "distinct({l})", "slice({l}, {i}, {j})", "({l} if {c} else {m})",
            l=k["l"], m=k["l"], s=k["s"], t=k["s"], i=k["i"], j=k["i"], c=k["c"]),
        "n": k["n"] | forms("({n} + {m})", "[{i}, {j}]", "sort({n})", n=k["n"], m=k["n"], i=k["i"], j=k["i"]),
        "at": k["at"] | forms("({at} + {d})", "({at} - {d})", "({at} if {c} else {bt})", "min({at}, {bt})", at=k["at"], bt=k["at"], d=k["d"], c=k["c"]),
        "d": k["d"] | forms("({d} + {e})", "(-{d})", "({d} % {e})", "({at} - {bt})", d=k["d"], e=k["d"], at=k["at"], bt=k["at"]),
    }  # fmt: skip


INTS = st.sampled_from([0, 1, -1, 2, 3, -7, 2**32, 2**62, 2**63 - 1, -(2**63)]) | st.integers(-9, 9)
FLOATS = st.sampled_from([0.0, -0.0, 1.0, -1.5, 2.5, 3.5, 1e300, -1e300, math.inf, -math.inf, math.nan, 9.3e18, 0.1])
TEXTS = st.text("aeé😀 X-", max_size=4)
DAYS = st.sampled_from([-719_162, -1, 0, 1, 19_000, 2_932_896]).map(
    lambda days: timedelta(days=days, microseconds=abs(days))
)
ROWS = st.lists(
    st.fixed_dictionaries({
        "a": st.none() | INTS, "b": st.none() | INTS, "x": st.none() | FLOATS, "y": st.none() | FLOATS,
        "s": st.none() | TEXTS, "t": st.none() | TEXTS, "p": st.none() | st.booleans(), "q": st.none() | st.booleans(),
        "tags": st.none() | st.lists(st.none() | TEXTS, max_size=3), "nums": st.none() | st.lists(st.none() | INTS, max_size=3),
        "at": st.none() | DAYS.map(lambda days: EPOCH + days),
        "for_": st.none() | st.sampled_from([0, 1, -1, 7_000_000, -86_400_000_000]).map(lambda us: timedelta(microseconds=us)),
        "r": st.none() | st.fixed_dictionaries({"i": st.none() | INTS, "w": st.none() | TEXTS}),
    }),
    max_size=6,
)  # fmt: skip


def wanted(tree: Written, row: dict[str, Any]) -> Any:
    try:
        return oracle(tree, row)
    except Bad as bad:
        return f"bad: {bad}"


def same(left: Any, right: Any) -> bool:
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, float) and isinstance(right, (int, float)):
        return left == right or (math.isnan(left) and math.isnan(right)) or math.isclose(left, right, rel_tol=1e-12)
    return bool(left == right)


def check(text: str, rows: list[dict[str, Any]]) -> None:
    """Compare a whole column, in a slice of a longer one, with the oracle's word on each row."""
    compiled = compile_expression(text, SCOPE)
    if not isinstance(compiled, Expression):
        assert {problem.code for problem in compiled} == {"expression-constant"}, f"{text}: {compiled}"
        return
    columns = {}
    for name, kind in FIELDS.items():
        column = pa.array([row[name] for row in rows], arrow_type(kind))
        columns[name] = pa.concat_arrays([column, column, pa.nulls(1, column.type)]).slice(len(rows), len(rows))
    found = compiled.evaluate(columns, len(rows))
    found.values.validate(full=True)
    values = found.values.to_pylist()
    tree = parse(text)
    for at, row in enumerate(rows):
        bad = found.bad is not None and bool(found.bad[at])
        got = f"bad: {found.reasons(at)[0]}" if bad else values[at]
        assert same(got, wanted(tree, row)), f"{text} of {row}: {got!r}, not {wanted(tree, row)!r}"


EXPRESSIONS = expressions()
ANY = st.one_of(list(EXPRESSIONS.values()))


@settings(
    max_examples=examples(200), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(text=ANY, rows=ROWS)
@example(text="(a // b if b != 0 else 0)", rows=[])
def test_columns_say_what_python_says_of_each_row(text: str, rows: list[dict[str, Any]]) -> None:
    check(text, rows)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(text=EXPRESSIONS["c"], rows=ROWS)
def test_conditions_say_what_python_says_of_each_row(text: str, rows: list[dict[str, Any]]) -> None:
    check(text, rows)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(text=ANY, rows=ROWS)
def test_the_batch_size_changes_nothing(text: str, rows: list[dict[str, Any]]) -> None:
    compiled = compile_expression(text, SCOPE)
    if not isinstance(compiled, Expression):
        return
    columns = {name: pa.array([row[name] for row in rows], arrow_type(kind)) for name, kind in FIELDS.items()}
    together = compiled.evaluate(columns, len(rows))
    for at in range(len(rows)):
        alone = compiled.evaluate({name: column.slice(at, 1) for name, column in columns.items()}, 1)
        assert (alone.bad is not None) == (together.bad is not None and bool(together.bad[at]))
        assert str(alone.values[0]) == str(together.values[at])
        if alone.bad is not None:
            assert alone.reasons(0) == together.reasons(at)
