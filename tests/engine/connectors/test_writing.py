"""What file_sink writes, and that file_source reads it back."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tidegate.connectors.files import FileSink
from tidegate.errors import FileRefused
from tidegate.types import StreamType, parse_type

ITEMS = [{"u": "a", "n": 1}, {"u": None, "n": None}]


def test_json_lines_hold_an_item_each(folder):
    assert folder.write("{u: str, n: int}", ITEMS, path="f.jsonl") == '{"u":"a","n":1}\n{"u":null,"n":null}\n'
    assert folder.write("int", [1, None], path="f.jsonl") == "1\nnull\n"
    assert folder.write("{}", [{}, {}], path="f.jsonl") == "{}\n{}\n"
    assert folder.write("{n: int}", [{"n": 2**63 - 1}], path="f.jsonl") == '{"n":9223372036854775807}\n'


def test_csv_has_a_header_and_a_row_for_each_item(folder):
    assert folder.write("{u: str, n: int}", ITEMS, path="f.csv") == "u,n\na,1\n,\n"
    assert folder.write("{u: str, n: int}", [], path="f.csv") == "u,n\n"
    assert folder.write('{"a,b": str}', [{"a,b": 'x"y'}], path="f.csv", delimiter=";") == '"a,b"\n"x""y"\n'


def test_a_key_is_written_into_the_field_named_for_it(folder):
    assert folder.write("keyed {n: int}", [("k", {"n": 1})], path="f.jsonl", key_field="key") == '{"key":"k","n":1}\n'
    assert folder.write("keyed {n: int}", [("k,", {"n": 1})], path="f.csv", key_field="key") == 'key,n\n"k,",1\n'
    assert folder.write("keyed {n: int}", [("k", {"n": 1})], path="f.jsonl") == '{"n":1}\n'


@pytest.mark.parametrize("text", ["=cmd()", "+1", "-1", "@x", "\t=1"])
def test_text_that_a_spreadsheet_would_run_is_raw_unless_asked(folder, text):
    assert text in folder.write("{t: str}", [{"t": text}], path="f.csv")
    assert "'" + text in folder.write("{t: str}", [{"t": text}], path="f.csv", spreadsheet_safe=True)
    assert "\n-1.5\n" in folder.write("{n: float}", [{"n": -1.5}], path="f.csv", spreadsheet_safe=True)


def test_a_file_is_overwritten_or_appended_to(folder):
    folder.put("f.jsonl", "0\n0\n0\n0\n0\n")
    assert folder.write("int", [1], path="f.jsonl", mode="append").endswith("0\n1\n")
    assert folder.write("int", [1], path="f.jsonl") == "1\n"
    folder.write("{n: int}", [{"n": 1}], path="f.csv")
    assert folder.write("{n: int}", [{"n": 2}], path="f.csv", mode="append") == "n\n1\n2\n"


def test_folders_are_made(folder):
    assert folder.write("int", [1], path="a/b/f.jsonl") == "1\n"


@pytest.mark.parametrize("name", ["f.jsonl", "f.csv"])
def test_a_resumed_sink_cuts_off_what_no_epoch_had_closed(folder, name):
    sink = folder.sink("{n: int}", path=name)
    folder.send(sink, [{"n": 1}])
    state = sink.snapshot()
    folder.send(sink, [{"n": 2}, {"n": 3}])
    sink.close()
    sink = folder.sink("{n: int}", state, path=name)
    folder.send(sink, [{"n": 4}])
    sink.close()
    assert (folder.root / name).read_text() in ('{"n":1}\n{"n":4}\n', "n\n1\n4\n")


def test_a_resumed_sink_refuses_a_file_that_lost_what_was_written(folder):
    sink = folder.sink("int", path="f.jsonl")
    folder.send(sink, [1, 2, 3])
    state = sink.snapshot()
    sink.close()
    os.truncate(folder.root / "f.jsonl", 2)
    with pytest.raises(FileRefused, match="has 2 bytes and this job had written up to 6"):
        folder.sink("int", state, path="f.jsonl")


@pytest.mark.parametrize(
    ("up", "config", "words"),
    [
        ("int", {"path": "f.csv"}, "Items are int, and CSV needs records."),
        ("keyed int", {"path": "f.jsonl", "key_field": "k"}, "Items are int, and a key field needs records."),
        ("{n: int}", {"path": "f.jsonl", "key_field": "k"}, "Items have no key to write."),
        ("keyed {n: int}", {"path": "f.jsonl", "key_field": "n"}, "Items have a field 'n' already."),
    ],
)
def test_what_cannot_be_written_is_told(up, config, words):
    stream = StreamType(parse_type(up.removeprefix("keyed ")), up.startswith("keyed "))
    assert words in FileSink.model_validate(config).derive({"up": [stream]}).findings[0].message


KIND = "{s: str, i: int, f: float, b: bool, t: timestamp, d: duration, a: date, l: list[int], r: {x: str}}"
ITEM = st.fixed_dictionaries(
    {
        "s": st.none() | st.text(st.characters(codec="utf-8"), max_size=8),
        "i": st.none() | st.integers(-(2**63), 2**63 - 1),
        "f": st.none() | st.floats(allow_nan=False),
        "b": st.none() | st.booleans(),
        "t": st.none() | st.integers(-62_135_596_800_000_000, 253_402_300_799_999_999),
        "d": st.none() | st.integers(-(10**15), 10**15),
        "a": st.none() | st.integers(-719_162, 2_932_896),
        "l": st.none() | st.lists(st.none() | st.integers(-9, 9), max_size=3),
        "r": st.none() | st.fixed_dictionaries({"x": st.none() | st.text(st.characters(codec="utf-8"), max_size=5)}),
    }
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None)
@given(items=st.lists(ITEM, max_size=6), name=st.sampled_from(["f.jsonl", "f.csv"]))
def test_what_is_written_is_read_back_the_same(folder, items, name):
    folder.write(KIND, items, path=name)
    again = folder.source(path=name, schema=KIND)
    batches = [batch for _, batch in again.poll(0).outputs]
    again.close()
    written = folder.sink(KIND, path="again-" + name)
    for batch in batches:
        written.process("up", batch, 0)
    written.close()
    assert (folder.root / name).read_bytes() == (folder.root / ("again-" + name)).read_bytes()
    assert sum(batch.length for batch in batches) == len(items)
