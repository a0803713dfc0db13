"""How an epoch is written: one manifest of JSON, and each table as an Arrow IPC stream.

    manifest   format, epoch, clock; for each step its counters, its JSON values, and for each of its tables
               the number of rows, the schema in words and the checksum of the bytes
    checksum   of the manifest: whoever has it can tell whether anything at all has changed

Nothing is looked at before its checksum has been compared, and nothing of a table is used before Arrow has validated
all of it, so that bytes from anywhere give the state that was written, or `StateDamaged`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, cast

import msgspec
import pyarrow as pa

from tidegate.errors import StateDamaged, StateVersion
from tidegate.snapshot import KEY, EpochSnapshot, State, StepSnapshot

FORMAT = 1
"""A newer one is refused by name; an older one would be converted here."""

Place = tuple[str, str]
"""A step and the name of one of its tables."""


class TableEntry(msgspec.Struct, forbid_unknown_fields=True):
    """What the manifest says of a table."""

    rows: int
    schema: str
    checksum: str


class StepEntry(msgspec.Struct, forbid_unknown_fields=True):
    """What the manifest says of a step."""

    id: str
    kind: str
    state_version: int
    depends: dict[str, Any]
    ups: dict[str, list[str]]
    counters: dict[str, int]
    items_in: int
    items_out: dict[str, int]
    ended: bool
    next_at_us: int | None
    values: dict[str, Any] | None
    """The JSON values of the state; None when there is no state."""
    tables: dict[str, TableEntry]


class Manifest(msgspec.Struct, forbid_unknown_fields=True):
    """Everything of an epoch but the rows of its tables."""

    format: int
    job: str
    epoch: int
    system_us: int
    frozen: bool
    turns: int
    steps: list[StepEntry]


@dataclass(frozen=True, slots=True)
class WrittenEpoch:
    """An epoch as bytes."""

    manifest: bytes
    tables: dict[Place, bytes]

    @property
    def checksum(self) -> str:
        """Return the checksum of the manifest, and so of everything."""
        return checksum(self.manifest)


def checksum(body: bytes) -> str:
    """Return what would be different if any of these bytes were."""
    return blake2b(body, digest_size=16).hexdigest()


def write_epoch(snapshot: EpochSnapshot, job: str) -> WrittenEpoch:
    """Return an epoch as bytes."""
    tables: dict[Place, bytes] = {}
    entries = [_step_entry(step, tables) for step in snapshot.steps]
    manifest = Manifest(FORMAT, job, snapshot.epoch, snapshot.system_us, snapshot.frozen, snapshot.turns, entries)
    return WrittenEpoch(msgspec.json.encode(manifest), tables)


def _step_entry(step: StepSnapshot, tables: dict[Place, bytes]) -> StepEntry:
    values, found = _parts(step)
    for name, table in found.items():
        tables[step.id, name] = _table_bytes(table)
    entries = {
        name: TableEntry(table.num_rows, str(table.schema), checksum(tables[step.id, name]))
        for name, table in found.items()
    }
    return StepEntry(
        id=step.id,
        kind=step.kind,
        state_version=step.state_version,
        depends=step.depends,
        ups=step.ups,
        counters=step.counters,
        items_in=step.items_in,
        items_out=step.items_out,
        ended=step.ended,
        next_at_us=step.next_at_us,
        values=values,
        tables=entries,
    )


def _parts(step: StepSnapshot) -> tuple[dict[str, Any] | None, dict[str, pa.Table]]:
    if step.state is None:
        return None, {}
    tables = {name: part for name, part in step.state.items() if isinstance(part, pa.Table)}
    values = {name: part for name, part in step.state.items() if name not in tables}
    # What JSON would change on the way, a tuple or a NaN for instance, is a slip in the step's `snapshot`.
    assert msgspec.json.decode(msgspec.json.encode(values)) == values, f"the state of step {step.id!r} is no JSON"
    return values, tables


def _table_bytes(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as writer:
        writer.write_table(table)
    return sink.getvalue().to_pybytes()


def read_manifest(body: bytes, expected: str) -> Manifest:
    """Return a manifest whose checksum is this; raise `StateDamaged` or `StateVersion`."""
    if checksum(body) != expected:
        raise StateDamaged("the list of what an epoch holds is damaged")
    try:
        version = msgspec.json.decode(body, type=_Format).format
        if version != FORMAT:
            raise StateVersion(
                f"the epoch was written in format {version} and this Tidegate reads format {FORMAT}; "
                f"{'use a newer Tidegate' if version > FORMAT else 'use an older Tidegate'}, or start a new job"
            )
        return msgspec.json.decode(body, type=Manifest)
    except msgspec.DecodeError as problem:
        raise StateDamaged(f"the list of what an epoch holds cannot be read, {problem}") from None


class _Format(msgspec.Struct):
    format: int


def read_epoch(manifest: Manifest, table_of: Callable[[Place], bytes | None]) -> EpochSnapshot:
    """Return the epoch that a manifest lists; `table_of` gives the bytes of a table."""
    steps = tuple(_step(entry, table_of) for entry in manifest.steps)
    return EpochSnapshot(manifest.epoch, manifest.system_us, manifest.frozen, manifest.turns, steps)


def _step(entry: StepEntry, table_of: Callable[[Place], bytes | None]) -> StepSnapshot:
    tables = {name: _table(entry.id, name, table, table_of((entry.id, name))) for name, table in entry.tables.items()}
    state: State | None = None if entry.values is None else {**entry.values, **tables}
    return StepSnapshot(
        id=entry.id,
        kind=entry.kind,
        state=state,
        state_version=entry.state_version,
        depends=entry.depends,
        ups=entry.ups,
        counters=entry.counters,
        items_in=entry.items_in,
        items_out=entry.items_out,
        ended=entry.ended,
        next_at_us=entry.next_at_us,
    )


def _table(step_id: str, name: str, entry: TableEntry, body: bytes | None) -> pa.Table:
    if body is None or checksum(body) != entry.checksum:
        raise StateDamaged(f"the table {name!r} of its state is {'missing' if body is None else 'damaged'}", step_id)
    try:
        table = pa.ipc.open_stream(cast(Any, body)).read_all()
        table.validate(full=True)
    except (pa.ArrowException, OSError) as problem:
        raise StateDamaged(f"the table {name!r} of its state cannot be read, {problem}", step_id) from None
    if table.num_rows != entry.rows or str(table.schema) != entry.schema:
        raise StateDamaged(f"the table {name!r} of its state is not as it was listed", step_id)
    if KEY in table.column_names and (table.schema.field(KEY).type != pa.string() or table[KEY].null_count):
        raise StateDamaged(f"the table {name!r} of its state has keys that are no text", step_id)
    return table
