"""`enrich`: items with what a table knows of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
from pydantic import Field

from tidegate.bad_items import ERRORS_STREAM, BadItemCode, BadItemRule
from tidegate.batch import Batch
from tidegate.diagnostics import Code
from tidegate.errors import FileRefused
from tidegate.example import StepExample, stream
from tidegate.expression.arrays import shown_value
from tidegate.fields import expression
from tidegate.formats.halving import Columns
from tidegate.lookup import KEY_TYPES, FileTable, Lookup, Rows, TableConfig, TableRefused, row_problems
from tidegate.operator import (
    DOWN,
    ERRORS,
    BuildContext,
    Derived,
    Finding,
    Group,
    Logic,
    OnError,
    Operator,
    Outputs,
    Ups,
    on_error_field,
)
from tidegate.paths import PathRefused, real_path
from tidegate.step_expressions import Badness, Wanted, compile_expressions, compiled_expressions, evaluate
from tidegate.types import Record, StreamType

_PRODUCTS = {
    "type": "rows",
    "schema": "{sku: str, price: float}",
    "rows": [{"sku": "pen", "price": 1.5}, {"sku": "ink", "price": 4}],
}


class Enrich(Operator):
    """Add to each item what a table knows of it.

    The table is written here or read from a file, once, when the run starts. For each item `key` is computed, and the
    row is looked up whose field `match` equals it. No two rows may have the same. The row's other fields are added to
    the item: with products that have a `sku` and a `price`, the key `sku` turns the first into the second:

        {"sku": "pen", "count": 2}
        {"sku": "pen", "count": 2, "price": 1.5}

    Name a field in `as` to put them there together, as one record. Where no row is found, and where the key is null,
    they are null; or choose in `on_miss` to drop such items, which counts them as filtered, or to make them bad items.
    """

    kind = "enrich"
    title = "Enrich"
    group = Group.TRANSFORM
    icon = "table-plus"
    downs = (DOWN, ERRORS)
    examples = (
        StepExample(
            config={"table": _PRODUCTS, "match": "sku", "key": "sku"},
            ups={"up": [stream("{sku: str, count: int}", {"sku": "pen", "count": 2}, {"sku": "cup", "count": 1})]},
            downs={
                "down": stream(
                    "{sku: str, count: int, price: float}",
                    {"sku": "pen", "count": 2, "price": 1.5},
                    {"sku": "cup", "count": 1, "price": None},
                )
            },
        ),
        StepExample(
            title="As a record of its own, from a file",
            config={
                "table": {"type": "file", "path": "users.csv"},
                "match": "id",
                "key": "user",
                "as": "who",
                "on_miss": "drop",
            },
            files={"users.csv": "id,name,team\n7,Ann,blue\n9,Bob,red\n"},
            ups={"up": [stream("keyed {user: int}", ["a", {"user": 9}], ["a", {"user": 8}])]},
            downs={
                "down": stream(
                    "keyed {user: int, who: {name: str, team: str}}",
                    ["a", {"user": 9, "who": {"name": "Bob", "team": "red"}}],
                )
            },
        ),
    )

    table: TableConfig
    match: str = Field(min_length=1, max_length=200, description="The field of the table to look in.")
    key: str = expression(description="What to look for, of the type of that field.")
    fields: tuple[str, ...] = Field((), description="The fields to add; empty: all but the one that was looked in.")
    as_: str | None = Field(
        None, alias="as", min_length=1, max_length=200, description="The field to put them into together, as a record."
    )
    on_miss: Literal["null", "drop", "errors"] = Field("null", description="What to do with an item that has no row.")
    on_error: OnError = on_error_field()

    def reads(self) -> Path | None:
        """Return where the table's file is, once links are followed."""
        if self._data_root is None or not isinstance(self.table, FileTable):
            return None
        return real_path(self._data_root, self.table.path)

    def summary(self) -> str:
        return f"look up {self.key} in {self.table.words()}"

    def wanted(self, row: Record) -> dict[str, Wanted]:
        """Return the expressions by the path of their field."""
        return {"key": Wanted(self.key, row.as_dict()[self.match])}

    def added(self, row: Record) -> Record:
        """Return what of a row is added to an item."""
        kinds = row.as_dict()
        return Record.of({name: kinds[name] for name in self.fields or kinds if self.fields or name != self.match})

    def result(self, item: Record, row: Record) -> Record:
        """Return the type of an item with what is added to it."""
        added = self.added(row)
        return Record.of(item.as_dict() | (added.as_dict() if self.as_ is None else {self.as_: added}))

    def derive(self, ups: Ups) -> Derived:
        up, types = ups["up"][0], {"errors": ERRORS_STREAM}
        if not isinstance(up.item, Record):
            message = f"Items are {up.item}, and only records can be added to. Make a record with 'Map' before."
            return Derived(types, (Finding(Code.STREAM_TYPE, message, port="up"),))
        if self._data_root is None:
            return Derived(types)
        try:
            row = self.table.row_type(self._data_root)
            findings = [*self._misnamed(up.item, row)] or [*self._broken_rows(row)]
        except TableRefused as refused:
            return Derived(types, (Finding(Code.BAD_VALUE, str(refused), f"table.{refused.field}"),))
        except PathRefused as refused:
            return Derived(types, (Finding(refused.kind, refused.sentences(), "table.path"),))
        if row.as_dict().get(self.match) in KEY_TYPES:
            findings += compile_expressions(self.wanted(row), up).findings
        if not findings:
            types["down"] = StreamType(self.result(up.item, row), up.keyed)
        return Derived(types, tuple(findings))

    def _misnamed(self, item: Record, row: Record) -> list[Finding]:
        """Tell of names that the table lacks, and of those that the items have already."""
        kinds, has = row.as_dict(), f"It has {', '.join(row.as_dict())[:300]}."
        places = [("match", self.match), *((f"fields.{at}", name) for at, name in enumerate(self.fields))]
        found = [
            Finding(Code.BAD_VALUE, f"The table has no field {name[:60]!r}. {has}", place)
            for place, name in places
            if name not in kinds
        ]
        if self.match in kinds and kinds[self.match] not in KEY_TYPES:
            message = f"Field {self.match!r} is {kinds[self.match]}, which cannot be looked up. Choose one of {_KEYS}."
            found.append(Finding(Code.BAD_VALUE, message, "match"))
        if found:
            return found
        names = self.added(row).as_dict() if self.as_ is None else (self.as_,)
        place, hint = (
            ("fields", "Choose other fields, or name one in 'as'")
            if self.as_ is None
            else ("as", "Choose another name")
        )
        return [
            Finding(Code.BAD_VALUE, f"Items have a field {name[:60]!r} already. {hint}.", place)
            for name in names
            if name in item.as_dict()
        ]

    def _broken_rows(self, row: Record) -> list[Finding]:
        assert self._data_root is not None, "a table is looked at below the data folder"
        return [
            Finding(Code.BAD_VALUE, problem.message, f"table.{self.table.place(problem.row)}")
            for problem in self.table.problems(self._data_root, row, self.match)
        ]

    def build(self, context: BuildContext) -> Logic:
        return EnrichLogic(self, context)


_KEYS = ", ".join(KEY_TYPES)


class EnrichLogic(Logic):
    """Finds the row of each item's key, and takes the columns of the table at these rows."""

    def __init__(self, config: Enrich, context: BuildContext) -> None:
        super().__init__()
        self.config, self.data_root, self.stream = config, context.data_root, context.ups["up"][0]
        self.result = context.downs["down"].fields()
        self.bad_items = BadItemRule(config.on_error, context.step_id, self.counters)

    def open(self, state: Any | None) -> None:
        try:
            row = self.config.table.row_type(self.data_root)
            columns = self.config.table.columns(self.data_root, row)
        except TableRefused as refused:
            raise FileRefused(f"the table is not as it was checked; {refused} Check the flow again") from None
        if self.config.result(Record.of(self.stream.fields()), row) != Record.of(self.result):
            raise FileRefused("the table has other fields than when it was checked; check the flow again")
        if problems := row_problems(columns[self.config.match], self.config.match):
            raise FileRefused(f"the table is not as it was checked; {problems[0].message} Check the flow again")
        self.key = compiled_expressions(self.config.wanted(row), self.stream)["key"]
        self.lookup = Lookup(columns[self.config.match])
        self.added = _added(columns, self.config.added(row), self.config.as_)

    def process(self, port: str, batch: Batch, system_us: int) -> Outputs:
        first, evaluated, badness = self.counters.total(), evaluate(self.key, batch), Badness(batch.length)
        badness.add(evaluated.bad, evaluated.reasons)
        rows = self.lookup.rows(evaluated.values)
        missed = rows < 0
        if self.config.on_miss == "errors":
            badness.add(missed, lambda row: _no_row(evaluated.values[row], self.config.match))
        result, taken = self._joined(batch, rows, missed), None
        if self.config.on_miss == "drop" and missed.any():
            taken = ~missed
        errors = Outputs()
        if badness:
            errors = self.bad_items.split(batch, self.stream, badness.mask, badness.reason, first)
            taken = ~badness.mask if taken is None else taken & ~badness.mask
        good = result if taken is None else result.where(taken)
        bad_count = int(badness.mask.sum()) if badness else 0
        self.counters.kept += good.length
        self.counters.filtered += batch.length - good.length - bad_count
        return [("down", good), *errors]

    def _joined(self, batch: Batch, rows: Rows, missed: Any) -> Batch:
        at: Any = pa.array(rows, mask=missed if missed.any() else None)
        return batch.with_columns(batch.columns | {name: column.take(at) for name, column in self.added.items()})


def _added(columns: Columns, added: Record, name: str | None) -> Columns:
    """Return the columns that are added to an item: the fields, or one of records."""
    taken = {field: columns[field] for field, _ in added.fields}
    if name is None:
        return taken
    return {name: pa.StructArray.from_arrays(list(taken.values()), names=list(taken))}


def _no_row(key: Any, match: str) -> tuple[str, str]:
    what = f"No row has {match!r} {shown_value(key)}." if key.is_valid else "The key is null, so it has no row."
    return BadItemCode.NO_MATCH, f"{what} Add it to the table, or let 'on_miss' say something else."
