"""The store's promises: an epoch is there as a whole or not at all, and what was damaged is never taken for state."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import random
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from tidegate import EngineError, RecoveryRefused, StateDamaged, StateOwner, StateVersion, StoreBusy, StoreFailed
from tidegate.snapshot import EpochSnapshot, StepSnapshot
from tidegate.snapshot_format import FORMAT, Manifest, checksum, read_manifest, write_epoch
from tidegate.store import SqliteStore

BIG = 20_000


def step(step_id: str, state: dict[str, Any] | None, **more: Any) -> StepSnapshot:
    known: dict[str, Any] = {
        "id": step_id,
        "kind": "collect",
        "state": state,
        "state_version": 1,
        "depends": {},
        "ups": {},
        "counters": {"kept": 3},
        "items_in": 3,
        "items_out": {"down": 1},
        "ended": False,
        "next_at_us": None,
    }
    return StepSnapshot(**{**known, **more})


def epoch(number: int, rows: int = 5) -> EpochSnapshot:
    """Return an epoch whose every part says which one it is."""
    keys = pa.array([f"key {row % 7}" for row in range(rows)])
    table = pa.table({"key": keys, "item": pa.array([number] * rows, pa.int64())})
    steps = (step("hold", {"items": table, "number": number}), step("source", {"at": number}), step("plain", None))
    return EpochSnapshot(number, number * 1_000, False, number, steps)


def same(found: EpochSnapshot | None, wanted: EpochSnapshot) -> bool:
    """Whether two epochs are the same; tables compare row by row."""
    return found is not None and write_epoch(found, "x") == write_epoch(wanted, "x")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "job.store"


def filled(path: Path, epochs: int = 2, rows: int = 5) -> bytes:
    """Make a store with so many epochs and return its bytes."""
    with SqliteStore(path, "job") as store:
        for number in range(1, epochs + 1):
            store.close_epoch(epoch(number, rows))
    assert not path.with_name(path.name + "-wal").exists()
    return path.read_bytes()


def test_a_new_store_has_no_epoch_and_the_newest_comes_back_as_it_was(path: Path) -> None:
    with SqliteStore(path, "job") as store:
        assert store.newest().snapshot is None
        for number in (1, 2, 3):
            store.close_epoch(epoch(number))
            assert same(store.newest().snapshot, epoch(number))
    with SqliteStore(path, "job") as store:
        found = store.newest()
    assert same(found.snapshot, epoch(3))
    assert found.notes == ()


def test_the_last_two_epochs_are_kept_and_no_rows_of_others(path: Path) -> None:
    filled(path, 5)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT epoch FROM epochs").fetchall() == [(4,), (5,)]
        assert connection.execute("SELECT DISTINCT epoch FROM tables").fetchall() == [(4,), (5,)]


def test_an_epoch_that_cannot_be_written_leaves_the_one_before(path: Path) -> None:
    with SqliteStore(path, "job") as store:
        store.close_epoch(epoch(1))
        store._connection.execute("PRAGMA max_page_count = 1")
        with pytest.raises(
            StoreFailed, match=r"epoch 2 could not be written to .*, database or disk is full; .* --resume$"
        ):
            store.close_epoch(epoch(2, BIG))
        assert same(store.newest().snapshot, epoch(1))


def test_epochs_after_the_one_gone_on_from_are_gone(path: Path) -> None:
    with SqliteStore(path, "job") as store:
        store.close_epoch(epoch(1))
        store.close_epoch(epoch(2))
        store.close_epoch(epoch(2, rows=1))
        assert same(store.newest().snapshot, epoch(2, rows=1))


def test_state_that_json_would_change_on_the_way_is_our_bug(path: Path) -> None:
    with SqliteStore(path, "job") as store:
        for value in ((1, 2), float("nan"), {1: 2}):
            slip = EpochSnapshot(1, 0, True, 1, (step("hold", {"value": value}),))
            with pytest.raises(AssertionError, match="the state of step 'hold' is no JSON"):
                store.close_epoch(slip)


# -- whose it is, and who has it ----------------------------------------------------------------------------------------


def test_a_second_opener_is_refused_here_and_in_another_process(path: Path) -> None:
    program = "import sys; from pathlib import Path; from tidegate.store import SqliteStore; SqliteStore(Path(sys.argv[1]), 'job')"
    with SqliteStore(path, "job") as store:
        with pytest.raises(StoreBusy, match="is in use by another run"):
            SqliteStore(path, "job")
        other = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, check=False)
        assert "StoreBusy" in other.stderr
        store.close_epoch(epoch(1))
    with SqliteStore(path, "job") as store:
        assert same(store.newest().snapshot, epoch(1))


def test_a_store_of_another_job_is_refused_by_name(path: Path) -> None:
    filled(path)
    with pytest.raises(StateOwner, match="belongs to job 'job' and this is 'other'"):
        SqliteStore(path, "other")


@pytest.mark.parametrize(
    "content", [b"", pickle.dumps({"at": 3}), b"\x00" * 4096, b"SQLite format 3\x00" + b"\x00" * 84]
)
def test_what_is_no_store_is_refused_and_left_as_it_is(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(StateDamaged, match="is no store of a job"):
        SqliteStore(path, "job")
    assert path.read_bytes() == content


class Explodes:
    """A pickle of this runs code when it is read."""

    def __reduce__(self) -> Any:
        return (os.mkdir, ("unpickled",))


def test_a_pickle_in_place_of_a_table_is_never_unpickled(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    filled(path, 1)
    body = pickle.dumps(Explodes())
    with closing(sqlite3.connect(path)) as connection, connection:
        [(manifest,)] = connection.execute("SELECT manifest FROM epochs").fetchall()
        [(old,)] = connection.execute("SELECT body FROM tables").fetchall()
        forged = manifest.replace(checksum(old).encode(), checksum(body).encode())
        connection.execute("UPDATE tables SET body = ?", (body,))
        connection.execute("UPDATE epochs SET manifest = ?, checksum = ?", (forged, checksum(forged)))
    with SqliteStore(path, "job") as store, pytest.raises(StateDamaged, match="cannot be read"):
        store.newest()
    assert not (tmp_path / "unpickled").exists()


def test_a_store_of_a_later_layout_is_refused_by_its_version(path: Path) -> None:
    filled(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 7")
    with pytest.raises(StateVersion, match="has layout 7 and this Tidegate reads layout 1"):
        SqliteStore(path, "job")


def test_an_epoch_of_a_later_format_is_refused_by_its_version(path: Path) -> None:
    later = write_epoch(epoch(1), "job").manifest.replace(b'"format":1', b'"format":2')
    with pytest.raises(StateVersion, match=f"written in format {FORMAT + 1} .* use a newer Tidegate"):
        read_manifest(later, checksum(later))
    later = b'{"format":9,"unheard":"of"}'
    with pytest.raises(StateVersion, match="format 9"):
        read_manifest(later, checksum(later))


def test_a_store_whose_folder_is_missing_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreFailed, match="cannot be made"):
        SqliteStore(tmp_path / "nowhere" / "job.store", "job")


def test_the_log_of_a_store_that_was_removed_is_not_taken_for_that_of_a_new_one(path: Path) -> None:
    with SqliteStore(path, "job") as store:
        store.close_epoch(epoch(1))
        shutil.copy(path.with_name("job.store-wal"), path.with_name("kept"))
    path.unlink()
    shutil.copy(path.with_name("kept"), path.with_name("job.store-wal"))
    with SqliteStore(path, "job") as store:
        assert store.newest().snapshot is None


# -- damage -------------------------------------------------------------------------------------------------------------


def damaged_table(path: Path, number: int) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        [(body,)] = connection.execute("SELECT body FROM tables WHERE epoch = ?", (number,)).fetchall()
        middle = len(body) // 2
        turned = body[:middle] + bytes([body[middle] ^ 1]) + body[middle + 1 :]
        connection.execute("UPDATE tables SET body = ? WHERE epoch = ?", (turned, number))


def test_a_damaged_newest_epoch_gives_way_to_the_one_before_and_it_is_said(path: Path) -> None:
    filled(path, 3)
    damaged_table(path, 3)
    with SqliteStore(path, "job") as store:
        found = store.newest()
        assert same(found.snapshot, epoch(2))
        assert found.notes == (
            "epoch 3 cannot be used in step 'hold', the table 'items' of its state is damaged; epoch 2 was taken instead",
        )
        store.close_epoch(epoch(3, rows=2))
        assert same(store.newest().snapshot, epoch(3, rows=2))


def test_an_epoch_that_has_vanished_is_missed(path: Path) -> None:
    filled(path, 3)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM epochs WHERE epoch = 3")
    with SqliteStore(path, "job") as store:
        found = store.newest()
    assert same(found.snapshot, epoch(2))
    assert found.notes == ("epoch 3 is missing; epoch 2 was taken instead",)


def test_where_no_epoch_is_whole_nothing_is_taken(path: Path) -> None:
    filled(path, 2)
    damaged_table(path, 1)
    damaged_table(path, 2)
    with SqliteStore(path, "job") as store, pytest.raises(StateDamaged, match=r"no epoch in .* is whole"):
        store.newest()


def read_or_refused(path: Path) -> str:
    """Return which epoch a store gives, which must be exactly one that was written, or that it refuses."""
    try:
        with SqliteStore(path, "job") as store:
            found = store.newest()
    except (RecoveryRefused, StoreFailed):
        return "refused"
    assert found.snapshot is not None, "a damaged store looks like a new one"
    assert same(found.snapshot, epoch(found.snapshot.epoch, 300)), "a damaged store gave wrong state"
    if found.snapshot.epoch == 3:
        return "newest"
    assert (found.snapshot.epoch, bool(found.notes)) == (2, True), "an older epoch was taken in silence"
    return "the one before"


@pytest.mark.parametrize("bit", [0, 7])
def test_a_bit_that_flips_anywhere_never_gives_wrong_state(path: Path, bit: int) -> None:
    whole = filled(path, 3, rows=300)
    seen = set()
    for at in range(0, len(whole), 97):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << bit)]) + whole[at + 1 :])
        seen.add(read_or_refused(path))
        path.unlink()
    assert seen == {"newest", "the one before", "refused"}


def test_a_store_that_was_cut_off_never_gives_wrong_state(path: Path) -> None:
    whole = filled(path, 3, rows=300)
    for length in range(0, len(whole), 509):
        path.write_bytes(whole[:length])
        assert read_or_refused(path) in ("refused", "the one before"), length
        path.unlink()


def test_a_log_that_is_damaged_gives_an_epoch_that_was_whole(path: Path, tmp_path: Path) -> None:
    with SqliteStore(path, "job") as store:
        for number in (1, 2, 3):
            store.close_epoch(epoch(number))
        main, log = path.read_bytes(), path.with_name("job.store-wal").read_bytes()
    for at in range(0, len(log), 97 * 7):
        copy = tmp_path / "copy.store"
        copy.write_bytes(main)
        copy.with_name("copy.store-wal").write_bytes(log[:at] + bytes([log[at] ^ 4]) + log[at + 1 :])
        with SqliteStore(copy, "job") as store:
            found = store.newest().snapshot
        assert found is None or same(found, epoch(found.epoch))
        copy.unlink()


def test_a_manifest_that_is_no_list_of_an_epoch_is_damage() -> None:
    for body in (b"", b"[]", b'{"format":1}', b'{"format":"x"}', b"\xff"):
        with pytest.raises(StateDamaged):
            read_manifest(body, checksum(body))
    with pytest.raises(StateDamaged):
        read_manifest(b"{}", checksum(b"{ }"))
    assert isinstance(read_manifest((w := write_epoch(epoch(1), "job")).manifest, w.checksum), Manifest)


def test_every_refusal_is_an_engine_error_with_a_code_of_its_own() -> None:
    kinds = [RecoveryRefused, StateDamaged, StateOwner, StateVersion, StoreFailed, StoreBusy]
    assert all(issubclass(kind, EngineError) for kind in kinds)
    assert len({kind.code for kind in kinds}) == len(kinds)


# -- a process that dies ------------------------------------------------------------------------------------------------


def close_epochs(path: Path, said: Connection) -> None:
    """Go on with a job, epoch after epoch, until this process is killed; say what is being done."""
    with SqliteStore(path, "job") as store:
        found = store.newest().snapshot
        number = 0 if found is None else found.epoch
        while True:
            number += 1
            snapshot = epoch(number, BIG)
            said.send(("closing", number))
            store.close_epoch(snapshot)
            said.send(("closed", number))


def killed_while_closing(path: Path, after: int, chance: random.Random) -> int:
    """Kill a process somewhere in its n-th epoch, and return the last one that it had closed."""
    spawner = multiprocessing.get_context("forkserver")
    spawner.set_forkserver_preload([__name__])
    ours, theirs = spawner.Pipe(duplex=False)
    process = spawner.Process(target=close_epochs, args=(path, theirs))
    process.start()
    theirs.close()
    closed = begun = 0
    with contextlib.suppress(EOFError):
        while True:
            what, number = ours.recv()
            closed, begun = (number, begun) if what == "closed" else (closed, begun + 1)
            if what == "closing" and begun == after:
                # At a random moment of the next milliseconds, which is how long an epoch takes.
                select.select([], [], [], chance.random() * 0.01)
                process.kill()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    return int(closed)


def test_a_process_that_is_killed_while_it_closes_an_epoch_leaves_a_whole_one(path: Path) -> None:
    chance = random.Random(7)
    torn = 0
    for attempt in range(40):
        closed = killed_while_closing(path, chance.randrange(1, 6), chance)
        with SqliteStore(path, "job") as store:
            found = store.newest()
        assert found.notes == ()
        if found.snapshot is None:
            assert closed == 0
            continue
        assert found.snapshot.epoch >= closed, "an epoch that was closed is lost"
        assert same(found.snapshot, epoch(found.snapshot.epoch, BIG)), f"attempt {attempt}"
        torn += found.snapshot.epoch == closed
    assert torn, "no process was killed in the middle of an epoch; the test proves nothing"
