"""What the studio knows of a file before it is read: the type of its items, or what is wrong with it."""

from __future__ import annotations

import os
from typing import Any

import pytest

from tidegate.diagnostics import Code
from tidegate.errors import FileRefused


def check(folder: Any, name: str, content: str | bytes, kind: str, **config: Any) -> None:
    """The items of this file are of this type."""
    folder.put(name, content)
    derived = folder.derive(path=name, **config)
    assert not derived.findings, derived.findings
    assert str(derived.types["down"].item) == kind


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ("1 2", "int"),
        ("1 2.5", "float"),
        ("true null", "bool"),
        ('"a" "b"', "str"),
        ("null null", "str"),
        ('"2022-01-01T00:00:00Z" "2022-01-01T01:00"', "timestamp"),
        ('"2022-01-01T00:00:00Z" "soon"', "str"),
        ('"2022-01-31" "2022-02-01"', "date"),
        ('"2022-01-31" "2022-02-30"', "str"),
        ('1 2 "x"', "int"),
        ("[1] [2.5,null]", "list[float]"),
        ("[]", "list[str]"),
        ('{"b":1} {"c":[]}', "{b: int, c: list[str]}"),
    ],
)
def test_json_is_what_most_of_it_is(folder, values, kind):
    check(folder, "f.jsonl", "".join(f'{{"a":{value}}}\n' for value in values.split(" ")), f"{{a: {kind}}}")


def test_broken_lines_do_not_spoil_the_guess(folder):
    check(folder, "f.jsonl", 'oops\n{"a":1}\n\xff\n{"b":true}\n', "{a: int, b: bool}")
    check(folder, "f.jsonl", "1\n2\n", "int")


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ("1 -2", "int"),
        ("1 2.5", "float"),
        ("1e3 .5", "float"),
        ("99999999999999999999 1", "float"),
        ("true FALSE", "bool"),
        ("1 x", "str"),
        ("2022-01-01T00:00:00Z 2022-01-02T00:00", "timestamp"),
        ("2022-01-31 2022-02-01", "date"),
        ("0x1F 1", "str"),
        ('"" ""', "str"),
    ],
)
def test_csv_is_what_all_of_its_cells_can_be(folder, cells, kind):
    check(folder, "f.csv", "a\n" + cells.replace(" ", "\n\n"), f"{{a: {kind}}}")


def test_the_header_names_the_columns(folder):
    check(folder, "f.csv", 'id,"full name",\n1,Ada,x\n', '{id: int, "full name": str, column_3: str}')
    check(folder, "f.csv", "1,Ada\n", "{column_1: int, column_2: str}", header=False)
    check(folder, "f.csv", "a,b\n", "{a: str, b: str}")


def test_types_can_be_corrected_field_by_field_or_as_a_whole(folder):
    check(folder, "f.csv", "id,at\n1,2022-01-01T00:00:00Z\n", "{id: str, at: timestamp}", fields={"id": "str"})
    check(folder, "f.csv", "id,at\n1,2022-01-01T00:00:00Z\n", "{at: str}", schema={"at": "str"})
    check(
        folder, "f.jsonl", '{"id":1}\n', "{id: float, more: int}", schema="{id: int, more: int}", fields={"id": "float"}
    )
    check(folder, "f.jsonl", "", "{id: int}", schema="{id: int}")


def test_a_changed_file_is_guessed_anew(folder):
    check(folder, "f.jsonl", '{"a":1}\n', "{a: int}")
    check(folder, "f.jsonl", '{"a":"x"}\n', "{a: str}")


@pytest.mark.parametrize(
    ("name", "content", "config", "code", "words"),
    [
        ("f.jsonl", "", {}, Code.UNKNOWN_SCHEMA, "File 'f.jsonl' is empty, so its items have no type. Give a schema."),
        ("f.csv", "\n\n", {}, Code.UNKNOWN_SCHEMA, "is empty"),
        ("f.csv", "a,b,a\n1,2,3\n", {}, Code.UNKNOWN_SCHEMA, "names 'a' twice; rename one of the columns"),
        ("f.csv", '"a\n1,2\n', {}, Code.UNKNOWN_SCHEMA, "a quote opens a cell and never closes"),
        ("f.csv", "a," * 20_000, {}, Code.UNKNOWN_SCHEMA, "has 20,001 columns"),
        ("f.csv", "a\n1\n".encode("utf-16"), {}, Code.UNKNOWN_SCHEMA, "it is UTF-16; save it as UTF-8"),
        ("f.csv", "a\n1\n", {"schema": "{b: int}"}, Code.UNKNOWN_SCHEMA, "no column is called 'b'; it has a"),
        ("f.csv", "a\n1\n", {"schema": "int"}, Code.UNKNOWN_SCHEMA, "a line of CSV is a record"),
        ("f.csv", "a\n1\n", {"fields": {"b": "int"}}, Code.UNKNOWN_SCHEMA, "there is no field 'b' to give a type to"),
        ("f.jsonl", "1\n", {"fields": {"b": "int"}}, Code.UNKNOWN_SCHEMA, "items are int, which has no fields"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_before_the_run(folder, name, content, config, code, words):
    folder.put(name, content)
    findings = folder.derive(path=name, **config).findings
    assert [finding.code for finding in findings] == [code]
    assert words in findings[0].message


LONG = "a/" * 2_500


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("nosuch.csv", Code.NO_SUCH_FILE),
        ("file.csv/below", Code.NO_SUCH_FILE),
        ("..%2f..%2fetc/passwd", Code.NO_SUCH_FILE),
        ("../secret", Code.PATH_OUTSIDE),
        ("sub/../../secret", Code.PATH_OUTSIDE),
        ("/etc/passwd", Code.PATH_OUTSIDE),
        ("~/secret", Code.PATH_OUTSIDE),
        ("link-out", Code.PATH_OUTSIDE),
        ("folder-out/secret", Code.PATH_OUTSIDE),
        ("sub", Code.PATH_KIND),
        ("link-to-sub", Code.PATH_KIND),
        ("pipe", Code.PATH_KIND),
        ("....//....//etc/passwd", Code.PATH_NAME),
        ("a\0b", Code.PATH_NAME),
        ("a\nb", Code.PATH_NAME),
        ("C:\\x", Code.PATH_NAME),
        ("C:x", Code.PATH_NAME),
        ("\\\\host\\share", Code.PATH_NAME),
        ("CON", Code.PATH_NAME),
        ("sub/nul.txt", Code.PATH_NAME),
        ("file.csv.", Code.PATH_NAME),
        ("file.csv ", Code.PATH_NAME),
        (".", Code.PATH_NAME),
        ("x" * 300, Code.PATH_NAME),
        ("\u202ex", Code.PATH_NAME),
    ],
)
def test_a_path_that_must_not_be_read_or_written_is_told_and_refused(folder, path, code):
    folder.put("file.csv", "a\n1\n")
    folder.put("sub/file.csv", "a\n1\n")
    (folder.root.parent / "secret").write_text("a\n1\n")
    (folder.root / "link-out").symlink_to("../secret")
    (folder.root / "folder-out").symlink_to("..")
    (folder.root / "link-to-sub").symlink_to("sub")
    os.mkfifo(folder.root / "pipe")
    findings = folder.derive(path=path, schema="{a: int}").findings
    assert [(finding.code, finding.field) for finding in findings] == [(code, "path")]
    assert findings[0].message.endswith(".")
    if code is not Code.NO_SUCH_FILE:
        with pytest.raises(AssertionError, match=str(code)):
            folder.sink("{a: int}", path=path)


def test_a_link_within_the_folder_is_followed(folder):
    folder.put("sub/file.csv", "a\n1\n")
    (folder.root / "link").symlink_to("sub/file.csv")
    assert folder.read(path="link", format="csv").items == [{"a": 1}]


def test_a_path_is_looked_at_again_when_the_file_is_opened(folder):
    folder.put("file.csv", "a\n1\n")
    (folder.root.parent / "secret").write_text("a\n1\n")
    source = folder.source(path="file.csv")
    (folder.root / "file.csv").unlink()
    (folder.root / "file.csv").symlink_to("../secret")
    with pytest.raises(FileRefused, match="leads out of the data folder"):
        source.open(None)
    (folder.root / "file.csv").unlink()
    with pytest.raises(FileRefused, match="there is no file"):
        source.open(None)
    source.close()
