"""What enrich adds to items, and which tables it takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tidegate.errors import FileRefused

ORDER = "{sku: str, n: int}"
PRICES = [{"sku": "pen", "price": 1.5}, {"sku": "ink", "price": None}]
SLOW = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)


def written(rows: list[Any] = PRICES, schema: str = "{sku: str, price: float}") -> dict[str, Any]:
    return {"type": "rows", "schema": schema, "rows": rows}


def order(sku: str | None, n: int = 1, **more: Any) -> dict[str, Any]:
    return {"sku": sku, "n": n, **more}


def enrich(stage: Any, up: str = ORDER, **config: Any) -> Any:
    return stage("enrich", up, **({"table": written(), "match": "sku", "key": "sku"} | config))


def check(step: Any, items: list[Any], down: list[Any], **counted: int) -> list[Any]:
    """These items leave and so many are counted as this, none as anything else; return the errors."""
    assert step.messages == []
    left = dict(step.send(items))
    assert left.pop("down", []) == down
    counters = step.logic.counters
    counts = {name: getattr(counters, name) for name in ("kept", "filtered", "bad", "dropped")}
    assert {name: count for name, count in counts.items() if count} == counted
    return left.pop("errors", [])


def told(step: Any) -> list[tuple[str, str]]:
    return [(finding.field, finding.message) for finding in step.derived.findings]


def test_the_other_fields_of_the_row_are_added(stage):
    check(enrich(stage), [order("pen"), order("ink")], [order("pen", price=1.5), order("ink", price=None)], kept=2)


def test_the_fields_can_be_chosen_and_even_what_was_looked_in(stage):
    table = written([{"id": 1, "name": "Ann", "team": "red"}], "{id: int, name: str, team: str}")
    step = enrich(stage, table=table, match="id", key="n", fields=["team", "id"])
    check(step, [order("pen")], [order("pen", team="red", id=1)], kept=1)


def test_the_row_can_be_put_into_one_field(stage):
    step = enrich(stage, **{"as": "product"})
    assert str(step.derived.types["down"].item) == "{sku: str, n: int, product: {price: float}}"
    check(
        step, [order("pen"), order("cup")], [order("pen", product={"price": 1.5}), order("cup", product=None)], kept=2
    )


@pytest.mark.parametrize("sku", ["cup", None, ""])
def test_what_is_not_found_is_null(stage, sku):
    check(enrich(stage), [order(sku)], [order(sku, price=None)], kept=1)


@pytest.mark.parametrize("sku", ["cup", None])
def test_what_is_not_found_is_filtered_where_it_is_dropped(stage, sku):
    check(enrich(stage, on_miss="drop"), [order(sku), order("pen")], [order("pen", price=1.5)], kept=1, filtered=1)


def test_what_is_not_found_is_a_bad_item_where_it_is_an_error(stage):
    items = [order("pen"), order("cup"), order(None)]
    errors = check(enrich(stage, on_miss="errors"), items, [order("pen", price=1.5)], kept=1, bad=2)
    hint = "Add it to the table, or let 'on_miss' say something else."
    assert [(error["position"], error["code"], error["reason"]) for error in errors] == [
        (1, "no-match", f"No row has 'sku' 'cup'. {hint}"),
        (2, "no-match", f"The key is null, so it has no row. {hint}"),
    ]


def test_a_key_that_fails_is_a_bad_item_whatever_is_done_with_misses(stage):
    table = written([{"id": 5, "name": "five"}], "{id: int, name: str}")
    for on_miss in ("null", "drop", "errors"):
        step = enrich(stage, table=table, match="id", key="10 // n", on_miss=on_miss)
        (error,) = check(step, [order("a", 2), order("b", 0)], [order("a", 2, name="five")], kept=1, bad=1)
        assert (error["position"], error["code"]) == (1, "division-by-zero")


def test_items_keep_their_keys(stage):
    step = enrich(stage, f"keyed {ORDER}", key="key")
    check(
        step,
        [("pen", order("x")), ("no", order("y"))],
        [("pen", order("x", price=1.5)), ("no", order("y", price=None))],
        kept=2,
    )


def test_an_empty_table_finds_nothing(stage):
    check(enrich(stage, table=written([])), [order("pen")], [order("pen", price=None)], kept=1)
    table = written([], "{id: int, name: str}")
    check(enrich(stage, table=table, match="id", key="n"), [order("pen")], [order("pen", name=None)], kept=1)


KEYS = {
    "str": st.text(st.characters(exclude_categories=["Cs"]), max_size=3),
    "int": st.integers(-(2**63), 2**63 - 1) | st.integers(-3, 3),
    "bool": st.booleans(),
    "date": st.dates().map(lambda day: day.isoformat()),
    "timestamp": st.datetimes().map(lambda time: f"{time.isoformat()}Z"),
    "duration": st.integers(-9, 9).map(lambda seconds: f"{seconds}s"),
}


@SLOW
@given(st.data(), st.sampled_from(list(KEYS)))
def test_a_lookup_is_what_a_dict_would_find(stage, data, kind):
    known = data.draw(st.lists(KEYS[kind], unique=True, max_size=6))
    asked = data.draw(st.lists(st.none() | KEYS[kind] | st.sampled_from(known or [None]), max_size=8))
    table = written([{"k": key, "row": row} for row, key in enumerate(known)], f"{{k: {kind}, row: int}}")
    source = stage("testing_source", schema=f"{{key: {kind}}}", items=[{"key": key} for key in asked], batch_size=99)
    items, _, _ = source.poll()
    step = stage("enrich", f"{{key: {kind}}}", table=table, match="k", key='item["key"]')
    rows = {key: row for row, key in enumerate(known)}
    assert [item["row"] for item in dict(step.send(items)).get("down", [])] == [rows.get(key) for key in asked]


def test_a_row_that_is_there_twice_is_told_with_its_place(stage):
    step = enrich(stage, table=written([*PRICES, {"sku": "pen", "price": 2}]))
    assert told(step) == [("table.rows.2", "Rows 0 and 2 both have 'sku' 'pen'. Remove one of them.")]


def test_a_row_that_nothing_finds_is_told_with_its_place(stage):
    step = enrich(stage, table=written([{"sku": None, "price": 2}, *PRICES]))
    assert told(step) == [("table.rows.0", "Row 0 has no 'sku', so nothing finds it. Give it one, or remove it.")]


@pytest.mark.parametrize(
    ("config", "field", "message"),
    [
        ({"match": "id"}, "match", "The table has no field 'id'. It has sku, price."),
        ({"match": "price"}, "match", "Field 'price' is float, which cannot be looked up."),
        ({"fields": ["sku", "cost"]}, "fields.1", "The table has no field 'cost'. It has sku, price."),
        ({"fields": ["sku"]}, "fields", "Items have a field 'sku' already. Choose other fields, or name one in 'as'."),
        ({"as": "n"}, "as", "Items have a field 'n' already. Choose another name."),
        ({"key": "n"}, "key", "This gives int"),
        ({"key": "nosuch"}, "key", "There is no field 'nosuch'"),
        ({"table": written([{"sku": 7}])}, "table.rows.0", "Row 0: sku: expected str, got the number 7."),
        ({"table": written([{"sku": "a", "cost": 7}])}, "table.rows.0", "Row 0: there is no field 'cost'"),
        ({"table": written([None])}, "table.rows.0", "Row 0: it is null."),
        ({"table": written([1], "int")}, "table.schema", "Rows are int, and a row has fields."),
        ({"table": {"type": "file", "path": "none.csv"}}, "table.path", "There is no file 'none.csv'"),
        ({"table": {"type": "file", "path": "../x.csv"}}, "table.path", "'../x.csv' leads out of the data folder"),
    ],
)
def test_a_table_or_a_name_that_does_not_fit_is_told_with_its_place(stage, tmp_path, config, field, message):
    step = enrich(stage, data_root=tmp_path, **config)
    assert [found for found, _ in told(step)] == [field]
    assert message in step.messages[0]


def test_only_records_can_be_added_to(stage):
    assert enrich(stage, "int", key="str(item)").messages == [
        "Items are int, and only records can be added to. Make a record with 'Map' before."
    ]


FILES = {
    "users.csv": "id,name\n7,Ann\n9,Bob\n",
    "users.tsv": "id\tname\n7\tAnn\n9\tBob\n",
    "users.jsonl": '{"id": 7, "name": "Ann"}\n{"id": 9, "name": "Bob"}\n',
}


@pytest.mark.parametrize("path", FILES)
def test_a_table_can_be_a_file_whose_types_are_guessed(stage, tmp_path, path):
    (tmp_path / path).write_text(FILES[path])
    step = enrich(stage, data_root=tmp_path, table={"type": "file", "path": path}, match="id", key="n")
    check(step, [order("x", 9), order("y", 8)], [order("x", 9, name="Bob"), order("y", 8, name=None)], kept=2)


def test_a_file_can_be_given_a_schema(stage, tmp_path):
    (tmp_path / "users.csv").write_text(FILES["users.csv"])
    table = {"type": "file", "path": "users.csv", "schema": "{id: str, name: str}"}
    check(enrich(stage, data_root=tmp_path, table=table, match="id"), [order("9")], [order("9", name="Bob")], kept=1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id,name\n7,Ann\n9,Bob\n7,Cid\n", "Rows 0 and 2 both have 'id' 7. Remove one of them."),
        ("id,name\n7,Ann\n9\n", "File 'users.csv': line 3: it has 1 cell"),
        ("", "File 'users.csv' is empty, so its rows have no type. Give a schema."),
    ],
)
def test_a_file_that_is_no_table_is_told(stage, tmp_path, text, message):
    (tmp_path / "users.csv").write_text(text)
    step = enrich(stage, data_root=tmp_path, table={"type": "file", "path": "users.csv"}, match="id", key="n")
    assert [found for found, _ in told(step)] == ["table.path"]
    assert message in step.messages[0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id,name,team\n7,Ann,red\n", "the table has other fields than when it was checked"),
        ("id,name\n7,Ann\n7,Bob\n", "the table is not as it was checked; Rows 0 and 1 both have 'id' 7"),
        ("id,name\n7\n", "the table is not as it was checked; File 'users.csv': line 2"),
    ],
)
def test_a_file_that_changed_since_it_was_checked_is_refused(stage, tmp_path, text, message):
    (tmp_path / "users.csv").write_text(FILES["users.csv"])
    step = enrich(stage, data_root=tmp_path, table={"type": "file", "path": "users.csv"}, match="id", key="n")
    (tmp_path / "users.csv").write_text(text)
    with pytest.raises(FileRefused, match=message):
        step.open()


def test_the_file_is_known_as_one_that_the_step_reads(stage, tmp_path):
    step = enrich(stage, data_root=tmp_path, table={"type": "file", "path": "users.csv"})
    assert step.config.reads() == Path(tmp_path / "users.csv").resolve()
    assert enrich(stage).config.reads() is None


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (written(), "look up sku in 2 rows"),
        (written([PRICES[0]]), "look up sku in 1 row"),
        ({"type": "file", "path": "a.csv"}, "look up sku in a.csv"),
    ],
)
def test_it_says_in_words_what_it_does(stage, table, words):
    assert enrich(stage, table=table).config.summary() == words
