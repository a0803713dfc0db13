"""The command line, as a real process: what it prints, where, and how it exits."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
TIDEGATE = [sys.executable, "-m", "tidegate.cli"]
DONE, FAILED, BROKEN, STOPPED = 0, 1, 2, 130


def check(
    *arguments: object, code: int = DONE, out: str | None = None, err: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run a command; demand its exit code, its whole standard output and a part of its standard error."""
    command = [*TIDEGATE, *(str(argument) for argument in arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == code, done.stderr
    assert out is None or done.stdout == out
    assert err in done.stderr
    assert "Traceback" not in done.stderr
    return done


@contextmanager
def started(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Start a command, and leave nothing running."""
    command = [*TIDEGATE, *(str(argument) for argument in arguments)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def write(folder: Path, *steps: tuple[str, dict[str, Any]], **more: Any) -> Path:
    """Write a flow of steps in a row, `s0` and on, into a file."""
    document = {
        "name": "flow",
        "steps": [{"id": f"s{n}", "operator": kind, "config": config} for n, (kind, config) in enumerate(steps)],
        "streams": [{"from": f"s{n - 1}.down", "to": f"s{n}.up"} for n in range(1, len(steps))],
        **more,
    }
    path = folder / "flow.json"
    path.write_text(json.dumps(document))
    return path


NUMBERS = ("testing_source", {"schema": "int", "items": [1, 0, 2]})
LIVE = ("demo_source", {"interval": "1ms"})
OUT = ("stdout_sink", {})


def test_a_run_prints_the_results_and_nothing_else() -> None:
    check(
        "run",
        EXAMPLES / "collecting.json",
        out="('ALL', [0, 1, 2])\n('ALL', [3, 4, 5])\n('ALL', [6, 7, 8])\n('ALL', [9])\n",
    )


def test_a_whole_flow_can_run_and_says_so(tmp_path: Path) -> None:
    check("check", EXAMPLES / "windowing.json", out="windowing: can run, 0 problems\n")
    check(
        "check",
        write(tmp_path, NUMBERS),
        out="flow: can run, 1 problem\n",
        err="warning: flow: Nothing leaves the flow",
    )


def test_a_broken_flow_is_told_on_standard_error_with_code_2(tmp_path: Path) -> None:
    path = write(tmp_path, NUMBERS, ("filter", {"keep": "itm > 1"}), ("flter", {}))
    for command, out in (("check", "flow: broken, 2 problems\n"), ("run", "")):
        done = check(command, path, code=BROKEN, out=out)
        assert sorted(done.stderr.splitlines()) == [
            "error: s1.keep: There is no field 'itm'. Did you mean 'item'? [expression-name]",
            "error: s2.operator: There is no operator 'flter'. Did you mean 'filter'? [unknown-operator]",
        ]


def test_a_file_that_is_no_flow_has_code_2(tmp_path: Path) -> None:
    (tmp_path / "flow.json").write_bytes(b"{")
    for command in ("check", "run"):
        check(command, tmp_path / "flow.json", code=BROKEN, out="", err="[json-syntax]")
        nothing = tmp_path / "nothing.json"
        said = f"cannot read {nothing}: No such file or directory; name a flow's JSON file\n"
        assert check(command, nothing, code=BROKEN, out="").stderr == said
    check("run", tmp_path, code=BROKEN, out="", err="cannot read")


def test_a_run_that_fails_says_where_and_why_with_code_1(tmp_path: Path) -> None:
    path = write(tmp_path, NUMBERS, ("map", {"value": "6 // item", "on_error": "fail"}), OUT)
    check("run", path, code=FAILED, out="6\n", err="failed in step 's1': item 1 is bad")
    aborting = write(tmp_path, ("testing_source", {"schema": "int", "items": [1, {"$": "ABORT"}, 2]}), OUT)
    check("run", aborting, code=FAILED, out="1\n", err="aborted in step 's0'")


def test_files_are_read_below_the_data_folder(tmp_path: Path) -> None:
    (tmp_path / "numbers.jsonl").write_text('{"n": 1}\n{"n": 2}\n')
    path = write(tmp_path, ("file_source", {"path": "numbers.jsonl"}), OUT)
    check("run", path, "--data", tmp_path, out='{"n":1}\n{"n":2}\n')
    check("run", path, "--data", tmp_path / "elsewhere", code=BROKEN, out="", err="no-such-file")


def test_the_wrong_words_are_refused_with_help() -> None:
    check(code=BROKEN, err="usage: tidegate")
    check("fly", code=BROKEN, err="invalid choice: 'fly'")
    check("run", "x.json", "--clock", "fast", code=BROKEN, err="invalid choice: 'fast'")
    assert "check" in check("--help").stdout
    assert check("--version").stdout.startswith("tidegate ")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_live_run_goes_on_until_the_person_stops_it(tmp_path: Path, number: int) -> None:
    with started("run", write(tmp_path, LIVE, OUT)) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["sensor"]
        process.send_signal(number)
        _, err = process.communicate(timeout=60)
    assert process.returncode == STOPPED
    assert "Traceback" not in err


def test_a_long_run_tells_its_progress_on_standard_error(tmp_path: Path) -> None:
    with started("run", write(tmp_path, LIVE, ("null_sink", {}))) as process:
        assert process.stderr is not None
        line = process.stderr.readline()
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=60)
    assert "items" in line
    assert "late" in line
    assert out == ""


def test_a_run_that_has_to_compile_kernels_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "no-kernels"))
    with started("run", write(tmp_path, NUMBERS, ("count_final", {"key": "str(item)"}), OUT)) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "compiling kernels, once after an update; takes about a minute\n"


def test_a_reader_that_has_had_enough_ends_the_run_quietly(tmp_path: Path) -> None:
    path = write(tmp_path, ("testing_source", {"schema": "int", "items": list(range(100_000)), "batch_size": 10}), OUT)
    with started("run", path) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "0\n"
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == ""
        assert process.wait(timeout=60) == FAILED
