"""`SqliteStore`: the last epochs of one job in a file, each there as a whole or not at all.

    about    whose it is, in which layout, and the number of the newest epoch
    epochs   number, manifest, checksum of the manifest
    tables   the Arrow tables that the manifests list

Closing an epoch is one transaction: its manifest and tables come, the oldest epoch goes, `newest` moves. It is on the
disk when `close_epoch` returns, so a crash at any moment leaves the epoch before or this one. One run at a time has the
file open. Nothing read from it is trusted before its checksum has been compared; nothing in it is code.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from tidegate.errors import EngineError, StateDamaged, StateOwner, StateVersion, StoreBusy, StoreFailed
from tidegate.snapshot import EpochSnapshot
from tidegate.snapshot_format import Place, read_epoch, read_manifest, write_epoch

LAYOUT = 1
"""Of the file; kept where SQLite keeps such numbers, so that it is known before anything else is read."""
APPLICATION = 0x54474154
KEPT = 2

_SCHEMA = (
    "CREATE TABLE about (id INTEGER PRIMARY KEY CHECK (id = 1), job TEXT NOT NULL, newest INTEGER NOT NULL) STRICT",
    "CREATE TABLE epochs (epoch INTEGER PRIMARY KEY, manifest BLOB NOT NULL, checksum TEXT NOT NULL) STRICT",
    "CREATE TABLE tables (epoch INTEGER NOT NULL REFERENCES epochs ON DELETE CASCADE, step_id TEXT NOT NULL, "
    "name TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (epoch, step_id, name)) STRICT",
)


@dataclass(frozen=True, slots=True)
class Found:
    """What a store had to go on from."""

    snapshot: EpochSnapshot | None
    """The newest epoch that is whole; None when no epoch was ever closed."""
    notes: tuple[str, ...] = ()
    """What is to be said of epochs that are not."""


class SqliteStore:
    """The durable epochs of one job; a context manager that lets go of the file."""

    def __init__(self, path: Path, job: str, kept: int = KEPT) -> None:
        """Open the store at this path, or make it; raise what says why not."""
        assert kept >= 1, "a store keeps at least the newest epoch"
        self.path, self.job, self._kept = path, job, kept
        if not path.exists():
            _make(path, job)
        self._connection = _open(path)
        try:
            self._expect_this_job()
        except BaseException:
            self._connection.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def close_epoch(self, snapshot: EpochSnapshot) -> None:
        """Make an epoch durable, all of it or nothing; those that came after it before a resume are gone with it."""
        written = write_epoch(snapshot, self.job)
        epoch = snapshot.epoch
        tables = [(epoch, step_id, name, body) for (step_id, name), body in written.tables.items()]
        with self._writing(epoch) as connection:
            connection.execute("DELETE FROM epochs WHERE epoch >= ? OR epoch <= ?", (epoch, epoch - self._kept))
            connection.execute("INSERT INTO epochs VALUES (?, ?, ?)", (epoch, written.manifest, written.checksum))
            connection.executemany("INSERT INTO tables VALUES (?, ?, ?, ?)", tables)
            connection.execute("UPDATE about SET newest = ?", (epoch,))

    @contextmanager
    def _writing(self, epoch: int) -> Iterator[sqlite3.Connection]:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            yield self._connection
            self._connection.execute("COMMIT")
        except (sqlite3.Error, UnicodeDecodeError) as problem:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise StoreFailed(
                f"epoch {epoch} could not be written to {self.path.name!r}, {problem}; make room or repair the disk, "
                "then run the job again with --resume"
            ) from None

    def newest(self) -> Found:
        """Return the newest epoch that is whole; raise `StateDamaged` when there were epochs and none is."""
        try:
            [(newest,)] = self._connection.execute("SELECT newest FROM about").fetchall()
            epochs = [row for (row,) in self._connection.execute("SELECT epoch FROM epochs ORDER BY epoch DESC")]
        except (sqlite3.Error, ValueError) as problem:
            raise self._damaged(problem) from None
        if newest == 0 and not epochs:
            return Found(None)
        notes = [] if newest in epochs else [f"epoch {newest} is missing"]
        for epoch in epochs:
            try:
                return Found(self._epoch(epoch), tuple(f"{note}; epoch {epoch} was taken instead" for note in notes))
            except StateDamaged as damage:
                where = f" in step {damage.step_id!r}" if damage.step_id else ""
                notes.append(f"epoch {epoch} cannot be used{where}, {damage}")
        raise StateDamaged(f"no epoch in {self.path.name!r} is whole: {'; '.join(notes)}; start a new job")

    def _epoch(self, epoch: int) -> EpochSnapshot:
        try:
            [(body, digest)] = self._connection.execute(
                "SELECT manifest, checksum FROM epochs WHERE epoch = ?", (epoch,)
            ).fetchall()
            manifest = read_manifest(body, digest)
            if (manifest.job, manifest.epoch) != (self.job, epoch):
                raise StateDamaged(f"it calls itself epoch {manifest.epoch} of job {manifest.job!r}")
            return read_epoch(manifest, lambda place: self._table(epoch, place))
        except (sqlite3.Error, ValueError, TypeError) as problem:
            raise StateDamaged(f"it cannot be read, {problem}") from None

    def _table(self, epoch: int, place: Place) -> bytes | None:
        found = self._connection.execute(
            "SELECT body FROM tables WHERE epoch = ? AND step_id = ? AND name = ?", (epoch, *place)
        ).fetchone()
        return None if found is None else bytes(found[0])

    def _expect_this_job(self) -> None:
        try:
            schema = [sql for (sql,) in self._connection.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")]
            if sorted(schema) != sorted(_SCHEMA):
                raise self._damaged("its tables are not those of a store")
            [(job,)] = self._connection.execute("SELECT job FROM about").fetchall()
        except (sqlite3.Error, ValueError) as problem:
            raise self._damaged(problem) from None
        if job != self.job:
            raise StateOwner(
                f"the store {self.path.name!r} belongs to job {job!r} and this is {self.job!r}; name another store"
            )

    def _damaged(self, problem: object) -> StateDamaged:
        return StateDamaged(
            f"the store {self.path.name!r} is damaged, {problem}; put back a copy, or remove it to start anew"
        )


def _make(path: Path, job: str) -> None:
    """Make an empty store, there as a whole or not at all, so that an empty file is always damage."""
    draft = path.with_name(path.name + ".new")
    try:
        for stale in (draft, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
            # A log without its file is what was left of a store that somebody removed.
            stale.unlink(missing_ok=True)
        with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
            for statement in (f"PRAGMA application_id = {APPLICATION}", f"PRAGMA user_version = {LAYOUT}", *_SCHEMA):
                connection.execute(statement)
            connection.execute("INSERT INTO about VALUES (1, ?, 0)", (job,))
        os.link(draft, path)
        draft.unlink()
        _sync(path.parent)
    except FileExistsError:
        draft.unlink(missing_ok=True)  # Another run was quicker; which of the two may have it is decided next.
    except (OSError, sqlite3.Error) as problem:
        raise StoreFailed(f"the store {path.name!r} cannot be made, {problem}; name another place") from None


def _sync(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _open(path: Path) -> sqlite3.Connection:
    """Take the file for this run alone; what is no store is refused and not touched.

    Nothing but SQLite opens the file: closing any other descriptor of it would let go of the locks of this process.
    """
    if path.stat().st_size == 0:
        raise _no_store(path)
    connection = sqlite3.connect(path, timeout=0, isolation_level=None)
    try:
        # Exclusive before anything else is read: then there is no shared memory, and a second opener is refused.
        for statement in ("locking_mode = EXCLUSIVE", "trusted_schema = OFF", "cell_size_check = ON"):
            connection.execute(f"PRAGMA {statement}")
        _expect_ours(path, connection)
        for statement in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {statement}")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
    except EngineError:
        connection.close()
        raise
    except (sqlite3.Error, UnicodeDecodeError) as problem:
        connection.close()
        raise _not_opened(path, problem) from None
    return connection


def _expect_ours(path: Path, connection: sqlite3.Connection) -> None:
    [(application,)] = connection.execute("PRAGMA application_id")
    [(layout,)] = connection.execute("PRAGMA user_version")
    if application != APPLICATION:
        raise _no_store(path)
    if layout != LAYOUT:
        raise StateVersion(
            f"the store {path.name!r} has layout {layout} and this Tidegate reads layout {LAYOUT}; "
            "use the Tidegate that wrote it, or start a new job"
        )


def _no_store(path: Path) -> StateDamaged:
    return StateDamaged(f"the file {path.name!r} is no store of a job, or its beginning is lost; name another file")


def _not_opened(path: Path, problem: sqlite3.Error | UnicodeDecodeError) -> EngineError:
    code = problem.sqlite_errorcode & 0xFF if isinstance(problem, sqlite3.Error) else sqlite3.SQLITE_CORRUPT
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreBusy(f"the store {path.name!r} is in use by another run; wait for its end, or name another store")
    if code == sqlite3.SQLITE_NOTADB:
        return _no_store(path)
    if code == sqlite3.SQLITE_CORRUPT:
        return StateDamaged(f"the store {path.name!r} is damaged; put back a copy, or remove it to start anew")
    return StoreFailed(f"the store {path.name!r} cannot be opened, {problem}; name another place")
