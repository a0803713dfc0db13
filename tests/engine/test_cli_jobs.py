"""A job on the command line: a store, a stop, a kill, and going on."""

from __future__ import annotations

import json
import pickle
import signal
from pathlib import Path
from typing import Any

from tests.engine.test_cli import BROKEN, FAILED, STOPPED, check, started, write

OUT = ("stdout_sink", {})


def numbers(*values: Any) -> tuple[str, dict[str, Any]]:
    return ("testing_source", {"schema": "int", "items": list(values)})


def test_a_job_goes_on_after_its_end_when_its_input_has_grown(tmp_path: Path) -> None:
    store = tmp_path / "job.store"
    flow = write(tmp_path, numbers(1, 2), OUT)
    check("run", flow, "--store", store, "--resume", out="1\n2\n")
    flow = write(tmp_path, numbers(1, 2, 3), OUT)
    check("run", flow, "--store", store, "--resume", out="3\n", err="going on after epoch 1")


def test_a_store_with_epochs_is_not_begun_anew_by_accident(tmp_path: Path) -> None:
    store = tmp_path / "job.store"
    flow = write(tmp_path, numbers(1, 2), OUT)
    check("run", flow, "--store", store)
    check("run", flow, "--store", store, code=FAILED, out="", err="add --resume to go on from there")


def test_what_is_no_store_or_anothers_is_refused_with_its_code(tmp_path: Path) -> None:
    flow, store = write(tmp_path, numbers(1), OUT), tmp_path / "job.store"
    store.write_bytes(pickle.dumps([1, 2]))
    check("run", flow, "--store", store, code=FAILED, err="is no store of a job, or its beginning is lost")
    store.unlink()
    check("run", flow, "--store", store)
    other = write(tmp_path, numbers(1), OUT, name="other")
    check("run", other, "--store", store, "--resume", code=FAILED, err="[state-owner]")


def test_state_of_a_step_that_is_gone_is_forgotten_only_when_asked(tmp_path: Path) -> None:
    store = tmp_path / "job.store"
    stop = {"$": "ABORT"}
    key, lists = ("key_on", {"key": "'k'"}), ("collect", {"timeout": "1m", "max_size": 2})
    run = {"run": {"epoch_every": "0s"}}
    flow = write(tmp_path, numbers(1, 2, 3, stop, 4), key, OUT, lists, **run)
    document = json.loads(flow.read_text())
    document["streams"][2]["from"] = "s1.down"
    flow.write_text(json.dumps(document))
    check("run", flow, "--store", store, code=FAILED, err="or go on past it, after epoch 3, with --resume")
    without = write(tmp_path, numbers(1, 2, 3, stop, 4), key, OUT, **run)
    check("run", without, "--store", store, "--resume", code=FAILED, err="step 's3' (collect) held state in epoch 3")
    check("run", without, "--store", store, "--resume", "--forget", "s3", out='["k",4]\n')


def test_a_job_that_aborts_says_what_can_be_done_about_it(tmp_path: Path) -> None:
    flow = write(tmp_path, numbers(1, {"$": "ABORT"}, 2), OUT)
    mark = "take the mark out of its items to run past it; "
    check("run", flow, code=FAILED, err=f"{mark}or keep its state with --store FILE, and go on past it with --resume")
    store = tmp_path / "job.store"
    no_epoch = f"{mark}no epoch had ended that --resume could go on from"
    check("run", flow, "--store", store, code=FAILED, err=no_epoch)
    check("run", flow, "--store", store, "--resume", code=FAILED, err=no_epoch)


def test_a_live_job_that_is_interrupted_goes_on_where_it_was(tmp_path: Path) -> None:
    store = tmp_path / "job.store"
    source = ("demo_source", {"interval": "5ms", "keys": 2, "late_share": 0})
    flow = write(tmp_path, source, OUT)
    with started("run", flow, "--store", store) as first:
        assert first.stdout is not None
        lines = [first.stdout.readline() for _ in range(20)]
        first.send_signal(signal.SIGINT)
        # Not `communicate`, which does not see what was read ahead of the lines above.
        seen = [*lines, *first.stdout]
    assert first.returncode == STOPPED
    with started("run", flow, "--store", store, "--resume") as second:
        assert second.stdout is not None
        more = [second.stdout.readline() for _ in range(20)]
        second.send_signal(signal.SIGKILL)
    assert [values(line) for line in [*seen, *more]] == [values(line) for line in straight(tmp_path, len(seen) + 20)]


def straight(folder: Path, count: int) -> list[str]:
    """Return so many items of the same source, made at once."""
    source = ("demo_source", {"interval": "5ms", "keys": 2, "late_share": 0, "count": count})
    return check("run", write(folder, source, OUT)).stdout.splitlines(keepends=True)


def values(line: str) -> str:
    return str(json.loads(line)["sensor"])


def test_a_speed_that_is_none_is_refused(tmp_path: Path) -> None:
    flow = write(tmp_path, numbers(1), OUT)
    check("run", flow, "--speed", "0", code=BROKEN, err="0.0 is no speed; give a number above 0")
    check("run", flow, "--speed", "10", out="1\n")
