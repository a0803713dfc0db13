"""Text that is no expression gets a problem: its code, its place to the character, and what to do; and it never raises."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tidegate.expression import PROBLEM_CODES, Expression, ExpressionProblem, Scope, compile_expression
from tidegate.types import BOOL, FLOAT, INT, STR, Record, StreamType, Type, parse_type

FIELDS = "{price: float, name: str, val: int, ok: bool, ts: timestamp, length: duration, day: date, größe: int, tags: list[str], m: map[int], order: {lines: list[{price: float}]}}"
SCOPE = Scope(StreamType(parse_type(FIELDS)))


def problems(text: str, scope: Scope = SCOPE, expects: Type | None = None) -> tuple[ExpressionProblem, ...]:
    found = compile_expression(text, scope, expects)
    assert not isinstance(found, Expression), f"{text} gives {found.type}"
    return found


def check(text: str, code: str, marked: str, said: str, scope: Scope = SCOPE, expects: Type | None = None) -> None:
    """Compare the only problem of a text with its code, the characters it marks and what it says."""
    (problem,) = problems(text, scope, expects)
    assert problem.code == f"expression-{code}"
    assert text[problem.start : problem.end] == marked
    assert said in problem.message
    assert problem.message.endswith((".", "?"))
    assert len(problem.message) <= 400


NOT_ALLOWED = [
    ("__import__('os').system('id')", "__import__('os').system", "no methods"),
    ("().__class__.__base__.__subclasses__()", "().__class__.__base__.__subclasses__", "Attribute access"),
    ('"{0.__class__}".format(name)', '"{0.__class__}".format', "str(...)"),
    ('f"{name.__class__}"', 'f"{name.__class__}"', "f-strings"),
    ("[c for c in (1).__class__.__mro__]", "[c for c in (1).__class__.__mro__]", "Comprehensions"),
    ("(c for c in tags)", "(c for c in tags)", "Comprehensions"),
    ("{c: 1 for c in tags}", "{c: 1 for c in tags}", "Comprehensions"),
    ("(x := 5)", "x := 5", "':='"),
    ("lambda: 1", "lambda: 1", "Lambdas"),
    ("(val, 1)", "(val, 1)", "Tuples"),
    ("val, 1", "val, 1", "Tuples"),
    ("{1, 2}", "{1, 2}", "Sets"),
    ("tags[1:2]", "1:2", "Slices"),
    ("max(*tags)", "*tags", "'*'"),
    ("await val", "await val", "'await'"),
    ("(yield val)", "yield val", "'yield'"),
    ('b"x"', 'b"x"', "Bytes"),
    ("1j", "1j", "Complex"),
    ("...", "...", "'...'"),
    ("val & 1", "val & 1", "'and'"),
    ("ok | ok", "ok | ok", "'or'"),
    ("val ^ 2", "val ^ 2", "'**'"),
    ("~ok", "~ok", "'not'"),
    ("name.startswith('x')", "name.startswith", "starts_with(...)"),
    ("name.upper()", "name.upper", "upper(...)"),
    ("val.__class__", "val.__class__", "Attribute access"),
    ('{name: 1}', "name", '{"name": value}'),
    ('{**order}', "{**order}", '{"name": value}'),
]  # fmt: skip


@pytest.mark.parametrize(("text", "marked", "said"), NOT_ALLOWED)
def test_what_is_python_and_not_ours_is_refused_by_name(text: str, marked: str, said: str) -> None:
    check(text, "not-allowed", marked, said)


SYNTAX = [
    ('"abc', '"abc', "not closed"),
    ("", "", "empty"),
    ("   ", "   ", "empty"),
    ("# only a remark", "# only a remark", "empty"),
    ("val\0", "\0", "U+0000"),
    ("val \ud800", "\ud800", "U+D800"),
    ("\ufeffval", "\ufeff", "U+FEFF"),
    ("(val", "(", "not closed"),
    ("val)", ")", "closes nothing"),
    ("val) + (val", ")", "closes nothing"),
    ("val]", "]", "closes nothing"),
    ("val +", "", "ends too early"),
    ("val && ok", "&&", "'and'"),
    ("ok || ok", "||", "'or'"),
    ("val = 5", "=", "'=='"),
    ("val === 5", "===", "'=='"),
    ("val <> 5", "<>", "'!='"),
    ("!ok", "!", "'not'"),
    ("ok ? 1 : 2", "?", "if condition else"),
    ("$val", "$", "name alone"),
    ("`val`", "`", "backtick"),
    ("val; val", ";", "one value"),
    ("price name", "name", "not expected"),
    ("from + 1", "from", 'item["from"]'),
]


@pytest.mark.parametrize(("text", "marked", "said"), SYNTAX)
def test_what_does_not_parse_is_shown_to_the_character(text: str, marked: str, said: str) -> None:
    check(text, "syntax", marked, said)


NAMES = [
    ("pricee * 2", "pricee", "Did you mean 'price'?"),
    ("val + nme", "nme", "Did you mean 'name'?"),
    ("größer + 1", "größer", "Did you mean 'größe'?"),
    ("order.lnes", "order.lnes", "Did you mean 'lines'?"),
    ("item.pricee", "item.pricee", "Did you mean 'price'?"),
    ("zzz", "zzz", "Use one of: price"),
    ("key", "key", "no key here"),
    ("len", "len", "Call it: len(...)"),
    ("ℯval", "ℯval", "read as 'eval'"),
    ("item.ｎame", "item.ｎame", "read as 'name'"),
    ('{"a": 1, "a": 2}', '"a"', "twice"),
]


@pytest.mark.parametrize(("text", "marked", "said"), NAMES)
def test_an_unknown_name_comes_with_the_nearest_one(text: str, marked: str, said: str) -> None:
    check(text, "name", marked, said)


CALLS = [
    ("lenn(name)", "lenn(name)", "Did you mean 'len'?"),
    ("eval('1')", "eval('1')", "only functions from the list"),
    ("price(1)", "price(1)", "is a field"),
    ("(lambda: 1)()", "(lambda: 1)()", "Only functions from the list"),
    ("len(name, name, name)", "len(name, name, name)", "len takes (text: str)"),
    ("len()", "len()", "len takes"),
    ("round(price, places=1)", "places=1", "Arguments have no names"),
]


@pytest.mark.parametrize(("text", "marked", "said"), CALLS)
def test_only_functions_of_the_list_are_called(text: str, marked: str, said: str) -> None:
    check(text, "call", marked, said)


TYPES = [
    ("price + name", "price + name", "float and str"),
    ('"a" * 10**10', '"a" * 10**10', "repeat(text, count)"),
    ("val and ok", "val", "Compare it"),
    ("not val", "not val", "Compare it first"),
    ("1 if val else 2", "val", "Compare it"),
    ("1 if ok else name", "1 if ok else name", "int and str"),
    ("ts > '2022-01-01'", "ts > '2022-01-01'", "parse_time"),
    ("ts > day", "ts > day", "date(...)"),
    ("length > 5", "length > 5", 'duration("10s")'),
    ("ok == 1", "ok == 1", "bool and int"),
    ("tags == tags", "tags == tags", "Compare their parts"),
    ("val is 5", "val is 5", "x is None"),
    ("val == None", "val == None", "x is None"),
    ("val in 5", "val in 5", "Write a list"),
    ("val in name", "val in name", "str(...)"),
    ("val in [1] in [2]", "val in [1] in [2]", "brackets"),
    ("name.x", "name.x", "no field 'x'"),
    ("tags.x", "tags.x", "element first"),
    ("m.k", "m.k", '["k"]'),
    ("m[1]", "m[1]", "Quote it"),
    ("tags['a']", "tags['a']", "an int, not str"),
    ("order[name]", "order[name]", "quoted name"),
    ("[1, 'a']", "[1, 'a']", "int, str"),
    ("len(val)", "len(val)", "not (int)"),
    ("null", "null", "int(null)"),
    ("[]", "[]", "list[null]"),
    ('{"a": null}', '{"a": null}', "{a: null}"),
]


@pytest.mark.parametrize(("text", "marked", "said"), TYPES)
def test_types_that_do_not_fit_are_both_named(text: str, marked: str, said: str) -> None:
    check(text, "type", marked, said)


CONSTANTS = [
    ("10**10**7", "10**7", "0 to 63"),
    ("2**99999999", "99999999", "0 to 63"),
    ("9" * 4000, "9" * 4000, "19 digits"),
    ("9223372036854775808", "9223372036854775808", "64 bits"),
    ("-9223372036854775809", "-9223372036854775809", "64 bits"),
    ("1e999", "1e999", "too large for a float"),
    ("9223372036854775807 + 1", "9223372036854775807 + 1", "does not fit in 64 bits"),
    ("val + 1 // 0", "1 // 0", "divides by zero"),
    ("name + repeat('a', 20000)", "repeat('a', 20000)", "16,384 bytes"),
    ("sqrt(-1)", "sqrt(-1)", "not a real number"),
    ("int('x')", "int('x')", "'x' is not a whole number"),
    ("parse_time('never')", "parse_time('never')", "'never' is not a time"),
    ("repeat('a', 1000000000)", "repeat('a', 1000000000)", "1,048,576 bytes"),
    (r'"\ud800"', r'"\ud800"', "surrogate"),
    ("matches(name, name)", "name", "before any item is"),
    ("round(price, val)", "val", "before any item is"),
    ("round(price, 99)", "99", "0 to 15"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "marked", "said"), CONSTANTS)
def test_a_constant_that_cannot_be_is_found_before_the_run(text: str, marked: str, said: str) -> None:
    if text == "matches(name, name)":
        (problem,) = problems(text)
        assert (problem.code, problem.start, problem.end) == ("expression-constant", 14, 18)
        return
    check(text, "constant", marked, said)


ARGUMENTS = [
    ("regex", r'matches(name, "(?=x)")', '"(?=x)"', "a lookahead"),
    ("regex", r'matches(name, "(?<!x)")', '"(?<!x)"', "a negative lookbehind"),
    ("regex", r'matches(name, r"(a)\1")', r'r"(a)\1"', "a backreference"),
    ("regex", r'matches(name, "(?>a)")', '"(?>a)"', "an atomic group"),
    ("regex", r'matches(name, "a++")', '"a++"', "a possessive repeat"),
    ("regex", r'matches(name, "(a")', '"(a"', "missing )"),
    ("regex", r'extract(name, "((a{100}){100}){100}")', '"((a{100}){100}){100}"', "too large"),
    ("regex", f'matches(name, "{"a" * 1001}")', f'"{"a" * 1001}"', "1,001 characters"),
    ("regex", r'replace_pattern(name, "(a)", r"\7")', r'r"\7"', "replacement"),
    ("timezone", "hour(ts, '../../etc/passwd')", "'../../etc/passwd'", "no time zone"),
    ("timezone", "hour(ts, 'Europe/Berln')", "'Europe/Berln'", "Did you mean 'Europe/Berlin'?"),
    ("timezone", "format_time(ts, '%Y', 'Mars/Base')", "'Mars/Base'", "no time zone"),
    ("timezone", "truncate(ts, '10m', 'Europe/Berlin')", "'Europe/Berlin'", "Use one of them"),
    ("format", f"format_time(ts, '{'%' * 2000}')", f"'{'%' * 2000}'", "2,000 characters"),
    ("format", "format_time(ts, '%')", "'%'", "not known"),
    ("format", "format_time(ts, '%Q')", "'%Q'", "'%Q'"),
    ("format", "parse_time(name, '%H:%M')", "'%H:%M'", "no year"),
    ("format", "parse_time(name, '%Y %Y')", "'%Y %Y'", "more than once"),
    ("format", "duration('10 parsecs')", "'10 parsecs'", "not a duration"),
    ("format", "truncate(ts, '0s')", "'0s'", "not positive"),
]


@pytest.mark.parametrize(("code", "text", "marked", "said"), ARGUMENTS)
def test_patterns_zones_and_formats_are_checked_before_the_run(code: str, text: str, marked: str, said: str) -> None:
    check(text, code, marked, said)


LIMITS = [
    "(" * 300 + "val" + ")" * 300,
    "-" * 5000 + "val",
    "-" * 4000 + "val",
    "not " * 1000 + "ok",
    " + ".join(["val"] * 20_000),
    "+".join(["val"] * 1000),
    "9" * 5000,
    "[" * 150 + "]" * 150,
    "val if ok else " * 250 + "val",
    "tags" + "[0]" * 1000,
    "abs(" * 190 + "val" + ")" * 190,
]


@pytest.mark.parametrize("text", LIMITS, ids=lambda text: f"{text[:12]} x {len(text)}")
def test_what_is_too_long_or_too_deep_is_refused_at_once(text: str) -> None:
    spent = []
    for _ in range(3):  # The fastest of three: the first one pays for what is loaded late.
        before = time.process_time()
        (problem,) = problems(text)
        spent.append(time.process_time() - before)
    assert min(spent) < 0.05
    assert problem.code == "expression-limit"
    assert 0 <= problem.start <= problem.end <= len(text)


def test_a_hundred_terms_are_not_too_deep() -> None:
    assert isinstance(compile_expression("+".join(["val"] * 100), SCOPE), Expression)
    assert isinstance(compile_expression(" and ".join(["ok"] * 500), SCOPE), Expression)


def test_every_problem_of_a_text_is_reported_at_once() -> None:
    text = "pricee + lenn(name) * (name - 1)"
    found = problems(text)
    assert [(problem.code, text[problem.start : problem.end]) for problem in found] == [
        ("expression-name", "pricee"),
        ("expression-call", "lenn(name)"),
        ("expression-type", "name - 1"),
    ]


PLACES = [
    ("größe + nmae", "nmae"),
    ('"é😀" + nmae', "nmae"),
    ("val +\n  größe +\n  nmae", "nmae"),
    ("val +\r\n  größe + \r\n nmae * 2", "nmae"),
    ("  nmae", "nmae"),
    ("[\n'😀',\nnmae]", "nmae"),
    ("val # größe\n + nmae", "nmae"),
]


@pytest.mark.parametrize(("text", "marked"), PLACES)
def test_places_count_characters_whatever_the_bytes_and_lines(text: str, marked: str) -> None:
    check(text, "name", marked, "Did you mean 'name'?")


@pytest.mark.parametrize(
    ("text", "expects", "said"),
    [
        ("val", BOOL, "gives int, and bool is needed"),
        ("name", INT, "int(...)"),
        ("name", parse_type("timestamp"), "parse_time(...)"),
        ("val", parse_type("timestamp"), "from_epoch_seconds"),
        ("price", INT, "round(...)"),
        ("tags", parse_type("list[int]"), "list[str], and list[int] is needed"),
    ],
)
def test_a_value_of_another_type_than_expected_names_both(text: str, expects: Type, said: str) -> None:
    check(text, "type", text, said, expects=expects)


def test_an_int_is_widened_where_a_float_is_expected() -> None:
    found = compile_expression("val", SCOPE, FLOAT)
    assert isinstance(found, Expression)
    assert found.type is FLOAT
    found = compile_expression("[val, null]", SCOPE, parse_type("list[float]"))
    assert isinstance(found, Expression)
    found = compile_expression("null", SCOPE, STR)
    assert isinstance(found, Expression)
    assert found.type is STR


def test_a_message_never_floods() -> None:
    wide = Scope(StreamType(Record(tuple((f"field_{at}_" + "x" * 200, INT) for at in range(500)))))
    for text in (
        "nope",
        "item + 1",
        "item.nope",
        "x" * 4000,
        '"' + "y" * 4000 + '"' + " + 1",
        "[item, 1]",
        "len(item)",
        "item == item",
    ):
        for problem in problems(text[:4096], wide):
            assert len(problem.message) <= 400


WORDS = st.sampled_from(
    ["val", "price", "name", "ok", "tags", "m", "order", "item", "null", "1", "2.5", '"x"', "+", "-", "*", "/", "//", "%", "**", "(", ")",
     "[", "]", "{", "}", ":", ",", ".", "and", "or", "not", "in", "is", "if", "else", "lambda", "for", "len", "min", "matches", "==", "<",
     ":=", "=", "!", "'", "\\", "\n", "é", "ℯ", "#", "f'", "\0", "\ud800", "@", "~", "async", "await", "yield", "...", "0x", "1e999"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(WORDS, max_size=12).map(" ".join) | st.lists(WORDS, max_size=8).map("".join) | st.text(max_size=20))
@example("'\\N{DIGIT ONE}'")
@example("'\\N{NO SUCH NAME}'")
@example("1if ok else 2")
@example("'\\d' in name")
def test_no_text_raises(text: str) -> None:
    found = compile_expression(text, SCOPE)
    if isinstance(found, Expression):
        return
    assert found, "an empty tuple of problems tells nothing"
    for problem in found:
        assert problem.code in PROBLEM_CODES
        assert 0 <= problem.start <= problem.end <= len(text)
        assert problem.message.endswith((".", "?")), problem.message
        problem.message.encode()


def test_every_code_has_a_case() -> None:
    tables: list[Any] = [ARGUMENTS]
    seen = {"not-allowed", "syntax", "name", "call", "type", "constant", "limit"} | {
        row[0] for table in tables for row in table
    }
    assert {f"expression-{code}" for code in seen} == set(PROBLEM_CODES)
