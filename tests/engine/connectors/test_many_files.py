"""Patterns: which files they mean, in which order they are read, and what a file that does not fit costs."""

from __future__ import annotations

import os

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tidegate import check, read_flow
from tidegate.diagnostics import Code
from tidegate.errors import FileRefused
from tidegate.path_patterns import MOST_FILES, matching, means

NAMES = ["a.csv", "b.csv", "sub/a.csv", "sub/deep/c.csv", "sub/.hidden.csv", ".dot/a.csv", "x.jsonl"]


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("*.csv", ["a.csv", "b.csv"]),
        ("[ab].csv", ["a.csv", "b.csv"]),
        ("?.*", ["a.csv", "b.csv", "x.jsonl"]),
        ("**/*.csv", ["a.csv", "b.csv", "sub/a.csv", "sub/deep/c.csv"]),
        ("sub/**", ["sub/a.csv", "sub/deep/c.csv"]),
        ("*/a.csv", ["sub/a.csv"]),
        ("**/deep/*", ["sub/deep/c.csv"]),
        ("sub/.*.csv", ["sub/.hidden.csv"]),
        ("**/sub/**/*.csv", ["sub/a.csv", "sub/deep/c.csv"]),
        ("nosuch/*", []),
        ("A.CSV*", []),
    ],
)
def test_a_pattern_means_these_files(folder, pattern, names):
    for name in NAMES:
        folder.put(name, "a\n1\n")
    assert matching(folder.root, pattern) == names
    assert [name for name in NAMES if means(pattern, name)] == names


def test_files_are_read_in_the_order_of_their_names(folder):
    for name, values in (("l/b.jsonl", "3 4"), ("l/a.jsonl", "1 2"), ("l/c.jsonl", "5")):
        folder.put(name, "".join(f'{{"a":{value}}}\n' for value in values.split()))
    read = folder.read(path="l/*.jsonl", batch_size=1, path_field="file")
    assert [item["a"] for item in read.items] == [1, 2, 3, 4, 5]
    assert [item["file"] for item in read.items] == ["l/a.jsonl"] * 2 + ["l/b.jsonl"] * 2 + ["l/c.jsonl"]


def test_columns_of_csv_are_found_by_name_in_each_file(folder):
    folder.put("1.csv", "a,b\n1,x\n")
    folder.put("2.csv", "b,more,a\ny,?,2\n")
    assert folder.read(path="*.csv").items == [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]


def test_what_does_not_fit_the_first_file_is_a_bad_item_with_file_and_line(folder):
    folder.put("1.csv", "a,b\n1,x\n")
    folder.put("2.csv", "b\n\ny\nz\n")
    folder.put("3.csv", "a,b\nx,x\n2,z\n")
    read = folder.read(path="*.csv")
    assert read.items == [{"a": 1, "b": "x"}, {"a": 2, "b": "z"}]
    assert read.bad == [(1, 3, "item-type"), (2, 4, "item-type"), (3, 2, "item-type")]
    assert read.reasons[0] == "there is no column 'a'"
    source = folder.source(path="*.csv", on_error="fail")
    source.poll(0)
    with pytest.raises(Exception, match=r"'2.csv', line 3: there is no column 'a'"):
        source.poll(0)
    source.close()


def test_rows_of_a_parquet_file_without_a_column_are_bad_items(folder):
    pq.write_table(pa.table({"a": [1]}), folder.root / "1.parquet")
    pq.write_table(pa.table({"b": [1, 2]}), folder.root / "2.parquet")
    read = folder.read(path="*.parquet")
    assert read.items == [{"a": 1}]
    assert read.reasons == ["there is no column 'a'"] * 2


def test_the_type_is_guessed_from_the_first_file_that_is_not_empty(folder):
    folder.put("1.jsonl", "")
    folder.put("2.jsonl", '{"a":1}\n')
    assert folder.read(path="*.jsonl").items == [{"a": 1}]


def test_a_pattern_that_means_nothing_is_told(folder):
    findings = folder.derive(path="*.csv").findings
    assert [(found.code, found.field) for found in findings] == [(Code.NO_SUCH_FILE, "path")]
    assert findings[0].message == "No file in the data folder is called '*.csv'. Correct the pattern."


def test_a_pattern_that_means_too_much_is_told(folder):
    for number in range(MOST_FILES + 1):
        (folder.root / f"{number}.csv").touch()
    findings = folder.derive(path="**/*").findings
    assert [found.code for found in findings] == [Code.PATH_MANY]
    assert "means more than 10,000 files. Name a folder" in findings[0].message


def test_no_pattern_leads_out_of_the_data_folder(folder):
    (folder.root.parent / "secret.csv").write_text("a\n1\n")
    (folder.root / "link.csv").symlink_to("../secret.csv")
    assert [found.code for found in folder.derive(path="*.csv").findings] == [Code.PATH_OUTSIDE]
    assert [found.code for found in folder.derive(path="../*.csv").findings] == [Code.PATH_OUTSIDE]
    (folder.root / "up").symlink_to("..")
    assert matching(folder.root, "**/secret.csv") == []


def test_a_pipe_among_the_files_is_refused(folder):
    folder.put("a.csv", "a\n1\n")
    os.mkfifo(folder.root / "b.csv")
    assert [found.code for found in folder.derive(path="*.csv").findings] == [Code.PATH_KIND]


@pytest.mark.parametrize("polls", range(7))
def test_many_files_resume_at_their_line(folder, polls):
    for number in range(3):
        folder.put(f"{number}.csv", "a\n" + "".join(f"{number * 10 + at}\n" for at in range(3)))
    first = folder.source(path="*.csv", batch_size=2)
    for _ in range(polls):
        first.poll(0)
    state, seen = first.snapshot(), first.read
    first.close()
    items = [item["a"] for item in folder.read(state, path="*.csv").items]
    assert items == [0, 1, 2, 10, 11, 12, 20, 21, 22][seen:]


def test_a_run_that_had_ended_goes_on_with_what_was_added_since(folder):
    folder.put("1.jsonl", '{"a":1}\n')
    folder.put("2.jsonl", '{"a":2}')
    source = folder.source(path="*.jsonl")
    while not source.poll(0).ended:
        pass
    state = source.snapshot()
    source.close()
    assert folder.read(state, path="*.jsonl").items == []
    with (folder.root / "2.jsonl").open("a") as file:
        file.write('\n{"a":3}\n')
    folder.put("0.jsonl", '{"a":0}\n')
    assert [item["a"] for item in folder.read(state, path="*.jsonl").items] == [0, 3]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda path: os.truncate(path, 8), "was cut to 8 bytes after 16 of them had been read; put it back, or"),
        (lambda path: path.write_text('{"a":9}\n' * 9), "was written anew since this job read it"),
        (lambda path: path.rename(path.with_name("old")) and path.write_text('{"a":1}\n' * 9), "was replaced since"),
        (lambda path: path.write_text('{"a":1}\n{"a":2}\n{"a":3}'), ""),
    ],
    ids=["cut", "written anew", "replaced", "grown"],
)
def test_a_file_that_is_no_longer_the_same_is_not_read_on(folder, change, words):
    path = folder.put("f.jsonl", '{"a":1}\n{"a":2}\n')
    source = folder.source(path="f.jsonl", batch_size=2)
    source.poll(0)
    state = source.snapshot()
    source.close()
    change(path)
    if not words:
        assert [item["a"] for item in folder.read(state, path="f.jsonl").items] == [3]
        return
    with pytest.raises(FileRefused, match=words):
        folder.read(state, path="f.jsonl", schema="{a: int}")


def test_a_line_whose_beginning_was_taken_for_all_of_it_is_told(folder):
    path = folder.put("f.csv", "a\n1\n2")
    source = folder.source(path="f.csv")
    while not source.poll(0).ended:
        pass
    state = source.snapshot()
    source.close()
    path.write_text("a\n1\n23\n")
    with pytest.raises(FileRefused, match="ended in the midst of a line when this job read it, at byte 5"):
        folder.read(state, path="f.csv")


def test_a_flow_does_not_write_where_its_pattern_reads(folder):
    folder.put("a.jsonl", '{"a":1}\n')
    flow = read_flow(
        {
            "steps": [
                {"id": "in", "operator": "file_source", "config": {"path": "*.jsonl"}},
                {"id": "out", "operator": "file_sink", "config": {"path": "new.jsonl"}},
            ],
            "streams": [{"from": "in.down", "to": "out.up"}],
        }
    ).flow
    assert flow is not None
    assert [problem.code for problem in check(flow, folder.root)] == [Code.PATH_TAKEN]
