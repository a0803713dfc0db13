"""`table_sink`: rows that the studio pages and exports, kept in a file of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from tidegate.batch import ITEM, Batch
from tidegate.diagnostics import Code
from tidegate.example import StepExample, stream
from tidegate.fields import path
from tidegate.operator import (
    BuildContext,
    Derived,
    Finding,
    Gauges,
    Group,
    Guarantee,
    Logic,
    Operator,
    Outputs,
    Ups,
)
from tidegate.paths import PathRefused, open_for_writing, real_path, survey_target
from tidegate.table_store import TableStore
from tidegate.types import STR, Record, StreamType


class TableSink(Operator):
    """Keep items as the rows of a table, to look through and to export.

    With `append`, every item is a row. With `latest`, which needs a key, there is one row for each key, that of its last
    item: after `a: 1`, `b: 2` and `a: 3` the table holds `b: 2` and `a: 3`. A table that is full lets its oldest rows go
    and counts them. The key of a keyed stream has the column `key`; items that are no records have the column `item`.

    The table is an SQLite file in the data folder. A new job begins it anew.

    Guarantee: exactly once; a resumed job first takes back what came after the last epoch.
    """

    kind = "table_sink"
    title = "Table"
    group = Group.SINKS
    icon = "table"
    examples = (
        StepExample(
            config={"path": "orders.table"},
            ups={"up": [stream("{price: int}", {"price": 1}, {"price": 2})]},
            written={"orders.table": '{"price":1}\n{"price":2}\n'},
        ),
        StepExample(
            title="the latest of each key",
            config={"path": "totals.table", "mode": "latest"},
            ups={"up": [stream("keyed int", ["a", 1], ["b", 2], ["a", 3])]},
            written={"totals.table": '{"key":"b","item":2}\n{"key":"a","item":3}\n'},
        ),
    )
    downs = ()
    guarantee = Guarantee.EXACTLY_ONCE

    path: str = path(
        "write", description="The table's file, as a path below the data folder.", examples=["totals.table"]
    )
    mode: Literal["append", "latest"] = Field("append", description="A row for each item, or the last one of each key.")
    max_rows: int = Field(100_000, ge=1, le=10_000_000, description="How many rows the table holds.")
    key_field: str = Field("key", min_length=1, max_length=200, description="The column of a keyed stream's keys.")

    def writes(self) -> Path | None:
        """Return where the file is, once links are followed."""
        return None if self._data_root is None else real_path(self._data_root, self.path)

    def summary(self) -> str:
        return f"{'the latest of each key' if self.mode == 'latest' else 'rows'} in {self.path}"

    def derive(self, ups: Ups) -> Derived:
        stream, findings = ups["up"][0], list[Finding]()
        if self._data_root is not None:
            try:
                survey_target(self._data_root, self.path)
            except PathRefused as refused:
                sentences = " ".join(f"{clause[0].upper()}{clause[1:]}." for clause in str(refused).split("; "))
                findings.append(Finding(refused.kind, sentences, "path"))
        if self.mode == "latest" and not stream.keyed:
            message = "Items have no key to keep the latest of. Choose 'append', or add 'Key on' before."
            findings.append(Finding(Code.NOT_KEYED, message, "mode"))
        if stream.keyed and self.key_field in stream.fields():
            message = f"Items have a field {self.key_field!r} already. Choose another name for the key's column."
            findings.append(Finding(Code.BAD_VALUE, message, "key_field"))
        if stream.item == Record(()) and not stream.keyed:
            message = "Items have no fields, and a table needs a column. Add one with 'Set fields' before."
            findings.append(Finding(Code.STREAM_TYPE, message, port="up"))
        return Derived(findings=tuple(findings))

    def row_type(self, stream: StreamType) -> Record:
        """Return the columns of the table."""
        key = {self.key_field: STR} if stream.keyed else {}
        return Record.of(key | (stream.fields() if isinstance(stream.item, Record) else {ITEM: stream.item}))

    def build(self, context: BuildContext) -> Logic:
        return TableSinkLogic(self, context)


class TableSinkLogic(Logic):
    """Adds each batch in one transaction; its position is the number of the last item."""

    def __init__(self, config: TableSink, context: BuildContext) -> None:
        super().__init__()
        self.config, self.data_root, self.stream = config, context.data_root, context.ups["up"][0]
        self.store: TableStore | None = None

    def open(self, state: Any | None) -> None:
        # Opened once as any file is, which looks at where it leads and makes its folders.
        open_for_writing(self.data_root, self.config.path).close()
        place = real_path(self.data_root, self.config.path)
        assert place is not None, "what could be opened has a place"
        latest = self.config.mode == "latest"
        item = self.config.row_type(self.stream)
        self.store = TableStore(place, item, latest=latest, max_rows=self.config.max_rows)
        if state is None:
            self.store.begin()
        else:
            self.store.go_back(state["last"], state["dropped"])

    def process(self, port: str, batch: Batch, system_us: int) -> Outputs:
        assert self.store is not None, "a sink is opened before it is written to"
        keys = [batch.key_column()] if self.stream.keyed else []
        self.store.add([*keys, *batch.columns.values()], batch.length)
        self.counters.kept += batch.length
        return []

    def snapshot(self) -> Any:
        assert self.store is not None, "a sink is opened before its snapshot is taken"
        self.store.settle()
        return {"last": self.store.last, "dropped": self.store.dropped}

    def gauges(self) -> Gauges:
        return Gauges(held=self.store.count if self.store is not None else None)

    def close(self) -> None:
        if self.store is not None:
            self.store.close()
