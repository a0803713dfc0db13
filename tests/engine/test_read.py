"""Reading a flow: every document is a flow or diagnostics, and nothing ever raises."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.thorough import examples

from tidegate import Code, ReadFlow, read_flow
from tidegate.flow import MAX_STEPS, MAX_STREAMS
from tidegate.read import MAX_DOCUMENT_BYTES


def check(document: Any, *wanted: tuple[Code, str | None, str | None]) -> ReadFlow:
    """Read a document and demand these diagnostics: code, step and field. None wanted: a flow."""
    read = read_flow(document)
    assert [(found.code, found.step_id, found.field) for found in read.diagnostics] == list(wanted)
    assert (read.flow is None) == bool(wanted)
    for found in read.diagnostics:
        assert found.message == found.message.strip()
        assert found.message[-1] in ".?", "a message is a sentence"
        assert len(found.message) < 1_000
        assert read_flow(found.model_dump_json()), "a diagnostic can be written as JSON"
    return read


def step(**more: Any) -> dict[str, Any]:
    return {"id": "a", "operator": "inspect", **more}


def note(**more: Any) -> dict[str, Any]:
    return {"id": "n", "x": 0, "y": 0, **more}


BOM, UTF_16 = b"\xef\xbb\xbf", "utf-16"

TEXTS = [
    (b"", Code.JSON_SYNTAX),
    (b"{", Code.JSON_SYNTAX),
    (b"{}}", Code.JSON_SYNTAX),
    (b"{'steps': []}", Code.JSON_SYNTAX),
    (b'{"steps": [], "steps": []}', Code.JSON_DUPLICATE),
    (b'{"steps": [{"id": "a", "operator": "map", "id": "b"}]}', Code.JSON_DUPLICATE),
    (b"[" * 100_000, Code.JSON_DEPTH),
    (b"[" * 200 + b"]" * 200, Code.JSON_DEPTH),
    (b'{"a":' * 100_000, Code.JSON_DEPTH),
    (b'{"name": "\xff"}', Code.ENCODING),
    ('{"name": "é"}'.encode("latin-1"), Code.ENCODING),
    ("{}".encode(UTF_16), Code.ENCODING),
    (b" " * (MAX_DOCUMENT_BYTES + 1), Code.FLOW_SIZE),
    (" " * (MAX_DOCUMENT_BYTES + 1), Code.FLOW_SIZE),
]


@pytest.mark.parametrize(("document", "code"), TEXTS, ids=[f"{code}-{n}" for n, (_, code) in enumerate(TEXTS)])
def test_text_that_is_not_strict_json_is_told_by_one_code(document: bytes, code: Code) -> None:
    check(document, (code, None, None))


UNKEPT = ["NaN", "-Infinity", "1e400", "-1E+400", "18446744073709551616", "-9223372036854775809", "9" * 5_000]


@pytest.mark.parametrize("number", UNKEPT, ids=[number[:20] for number in UNKEPT])
def test_a_number_that_cannot_be_kept_is_told_with_its_step_and_field(number: str) -> None:
    deep = '{"id": "a", "operator": "map", "config": {"wait": NUMBER, "items": [1, {"n": NUMBER}]}}'
    for text, *wanted in (
        ('{"steps": [' + deep + "]}", ("a", "wait"), ("a", "items.1.n")),
        ('{"steps": [{"operator": "map", "config": {"x": NUMBER}}]}', (None, "x")),
        ('{"steps": [{"id": "a", "config": NUMBER}]}', ("a", "steps.0.config")),
        ('{"steps": [{"id": NUMBER}]}', (None, "steps.0.id")),
        ('{"steps": {"config": NUMBER}}', (None, "steps.config")),
        ('{"steps": NUMBER}', (None, "steps")),
        ('{"layout": {"a": {"x": NUMBER, "y": 0}}}', (None, "layout.a.x")),
        ("[[NUMBER]]", (None, "0.0")),
        ("NUMBER", (None, None)),
    ):
        check(text.replace("NUMBER", number), *((Code.JSON_NUMBER, step_id, field) for step_id, field in wanted))


def test_a_thousand_numbers_that_cannot_be_kept_are_not_all_told() -> None:
    assert len(read_flow('{"steps": [' + ",".join(["1e400"] * 1_000) + "]}").diagnostics) == 20


@pytest.mark.parametrize(
    "document", [b"{}", BOM + b"{}", "{}", {}, b'{"name": "\\u0000<img src=x onerror=alert(1)>\\n"}']
)
def test_a_flow_may_be_empty_and_its_name_is_only_text(document: Any) -> None:
    assert check(document).flow is not None


SHAPES: list[tuple[Any, Code, str | None, str | None]] = [
    (None, Code.FLOW_SHAPE, None, None),
    ([], Code.FLOW_SHAPE, None, None),
    ("7", Code.FLOW_SHAPE, None, None),
    ({"format": 2}, Code.FLOW_FORMAT, None, "format"),
    ({"format": "1"}, Code.FLOW_FORMAT, None, "format"),
    ({"format": True}, Code.FLOW_FORMAT, None, "format"),
    ({"format": [[]]}, Code.FLOW_FORMAT, None, "format"),
    ({"step": []}, Code.UNKNOWN_FIELD, None, "step"),
    ({"steps": {}}, Code.FLOW_SHAPE, None, "steps"),
    ({"steps": [7]}, Code.FLOW_SHAPE, None, "steps.0"),
    ({"steps": [{"operator": "map"}]}, Code.MISSING_FIELD, None, "steps.0.id"),
    ({"steps": [{"id": "a"}]}, Code.MISSING_FIELD, "a", "steps.0.operator"),
    ({"steps": [step(colour="red")]}, Code.UNKNOWN_FIELD, "a", "steps.0.colour"),
    ({"steps": [step(config=[])]}, Code.FLOW_SHAPE, "a", "steps.0.config"),
    ({"streams": [{"from": "a", "to": "b.up"}]}, Code.FLOW_SHAPE, None, "streams.0.from"),
    ({"streams": [{"to": "b.up"}]}, Code.MISSING_FIELD, None, "streams.0.from"),
    ({"layout": {"a": {"x": 1e308, "y": 0}}}, Code.FLOW_SHAPE, None, "layout.a.x"),
    ({"layout": {"a": {"x": float("nan"), "y": 0}}}, Code.FLOW_SHAPE, None, "layout.a.x"),
    ({"layout": {"a": {"x": "left", "y": 0}}}, Code.FLOW_SHAPE, None, "layout.a.x"),
    ({"notes": [{"x": 0, "y": 0}]}, Code.MISSING_FIELD, None, "notes.0.id"),
    ({"notes": [note(colour="amber")]}, Code.UNKNOWN_FIELD, None, "notes.0.colour"),
    ({"notes": [note(color="mauve")]}, Code.FLOW_SHAPE, None, "notes.0.color"),
    ({"notes": [note(x=float("inf"))]}, Code.FLOW_SHAPE, None, "notes.0.x"),
    ({"notes": [note(width=-1)]}, Code.FLOW_SHAPE, None, "notes.0.width"),
    ({"notes": [note(text="n" * 8_001)]}, Code.FLOW_SHAPE, None, "notes.0.text"),
    ({"notes": [note()] * 501}, Code.FLOW_SIZE, None, "notes"),
    ({"groups": [{"id": "a.b"}]}, Code.FLOW_SHAPE, None, "groups.0.id"),
    ({"groups": [{"id": "g", "steps": "a"}]}, Code.FLOW_SHAPE, None, "groups.0.steps"),
    ({"groups": [{"id": "g", "steps": [7]}]}, Code.FLOW_SHAPE, None, "groups.0.steps.0"),
    ({"groups": [{"id": "g", "titel": "x"}]}, Code.UNKNOWN_FIELD, None, "groups.0.titel"),
    ({"groups": [{}] * 501}, Code.FLOW_SIZE, None, "groups"),
    ({"run": {"clock": "fast"}}, Code.FLOW_SHAPE, None, "run.clock"),
    ({"name": ""}, Code.FLOW_SHAPE, None, "name"),
    ({"name": "n" * 201}, Code.FLOW_SHAPE, None, "name"),
    ({"steps": [step()] * (MAX_STEPS + 1)}, Code.FLOW_SIZE, None, "steps"),
    ({"streams": [{}] * (MAX_STREAMS + 1)}, Code.FLOW_SIZE, None, "streams"),
    ({"steps": [step()] * 100_000, "streams": None}, Code.FLOW_SIZE, None, "steps"),
]


@pytest.mark.parametrize(("document", "code", "step_id", "field"), SHAPES)
def test_json_that_is_no_flow_is_told_with_its_place(document: Any, code: Code, step_id: str, field: str) -> None:
    check(document, (code, step_id, field))


@pytest.mark.parametrize(
    "step_id", ["", "a.b", "1a", "a b", "<b>", "é", "a\n", "a" * 10_000, "\U0001f600", "../a", "\x1b[2J", None, 7, []]
)
def test_a_step_id_is_a_short_plain_word(step_id: Any) -> None:
    shown = step_id[:120] if isinstance(step_id, str) else None
    check({"steps": [{"id": step_id, "operator": "map"}]}, (Code.STEP_ID, shown, "steps.0.id"))


@pytest.mark.parametrize("step_id", ["__proto__", "constructor", "prototype", "toString", "_", "a-b"])
def test_words_that_mean_something_to_javascript_are_ids_like_any_other(step_id: str) -> None:
    check({"steps": [{"id": step_id, "operator": "map"}]})


def test_several_problems_are_told_at_once() -> None:
    document = {"nam": "x", "steps": [{"id": "a.b", "operator": 7}, {"operatr": "map"}], "streams": [{}]}
    found = {(problem.code, problem.field) for problem in read_flow(document).diagnostics}
    assert found == {
        (Code.UNKNOWN_FIELD, "nam"),
        (Code.STEP_ID, "steps.0.id"),
        (Code.FLOW_SHAPE, "steps.0.operator"),
        (Code.MISSING_FIELD, "steps.1.id"),
        (Code.MISSING_FIELD, "steps.1.operator"),
        (Code.UNKNOWN_FIELD, "steps.1.operatr"),
        (Code.MISSING_FIELD, "streams.0.from"),
        (Code.MISSING_FIELD, "streams.0.to"),
    }


def test_a_field_that_is_there_twice_among_very_many_is_found_at_once() -> None:
    fields = ",".join(f'"{number}":0' for number in range(200_000))
    began = time.process_time()
    check("{" + fields + ',"199999":0}', (Code.JSON_DUPLICATE, None, None))
    assert time.process_time() - began < 10


def test_half_a_surrogate_pair_anywhere_is_told_and_can_be_shown() -> None:
    for text in (
        '{"\\ud800": 1}',
        '{"name": "\\udfff"}',
        '{"steps": [{"id": "a", "operator": "map", "config": {"v": "\\uD800"}}]}',
    ):
        check(text, (Code.ENCODING, None, None))
        check(text.encode(), (Code.ENCODING, None, None))
    check('{"name": "\ud800"}', (Code.ENCODING, None, None))
    assert check('{"name": "\\ud83d\\ude00"}').flow is not None
    for problem in read_flow({"steps": [{"id": "\ud800", "\udfff": 1}], "\ud800": 1}).diagnostics:
        problem.model_dump_json().encode()


ANY_TEXT = st.text(max_size=5) | st.sampled_from(
    ["steps", "streams", "id", "operator", "config", "from", "to", "\ud800", "a.b"]
)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=5),
    max_leaves=20,
)
FLOWLIKE = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        ("format", "name", "run", "steps", "streams", "layout", "description", "notes", "groups"), JSON_VALUES
    ),
)


@settings(max_examples=examples(150), deadline=None)
@given(JSON_VALUES | FLOWLIKE)
def test_any_json_value_is_a_flow_or_diagnostics(value: Any) -> None:
    for document in (value, json.dumps(value)):
        read = read_flow(document)
        assert (read.flow is None) == bool(read.diagnostics)
        for problem in read.diagnostics:
            problem.model_dump_json().encode()


@settings(max_examples=examples(150), deadline=None)
@given(
    st.binary(max_size=60)
    | st.text(st.sampled_from('{}[]",:0123456789eE.-+truefalsn\\u d8'), max_size=60).map(str.encode)
)
def test_any_bytes_are_a_flow_or_diagnostics(document: bytes) -> None:
    read = read_flow(document)
    assert (read.flow is None) == bool(read.diagnostics)
