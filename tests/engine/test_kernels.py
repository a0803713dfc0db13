"""The kernels are compiled before anyone's first run."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

SCRIPT = """
import importlib, json, pkgutil, sys, tempfile
from pathlib import Path
import tidegate.kernels
from tidegate.kernels.warm import warm
from tests.engine.test_golden_flows import GOLDEN, load, run
from tidegate.testing import run_flow

def compiled():
    names = [found.name for found in pkgutil.iter_modules(tidegate.kernels.__path__)]
    modules = [importlib.import_module(f"tidegate.kernels.{name}") for name in names]
    return {
        f"{module.__name__}.{name}{signature}"
        for module in modules
        for name, kernel in vars(module).items()
        if hasattr(kernel, "nopython_signatures") and kernel.__module__ == module.__name__
        for signature in kernel.signatures
    }

warm()
before = compiled()
for path in GOLDEN:
    with tempfile.TemporaryDirectory() as folder:
        run(load(path), Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        run(load(path), Path(folder), resumed_in=[3])
run_flow(json.loads(sys.argv[1]))
assert before, "no kernel was found"
print(json.dumps(sorted(compiled() - before)))
"""


WINDOW = {"windower": {"type": "tumbling", "length": "10s"}}
COUNTS = {name: {"function": "count"} for name in ("count", "again")}
VALUES = {f"{function}_of": {"function": function, "of": "open_time"} for function in ("min", "max", "first", "last")}
WINDOWS_OF_WINDOWS = {
    "steps": [
        {
            "id": "items",
            "operator": "testing_source",
            "config": {
                "schema": {"at": "timestamp", "ok": "bool", "day": "date", "for": "duration"},
                "items": [{"at": f"2022-01-01T00:00:{second}Z", "ok": True} for second in (10, 25, 11, 40)],
            },
        },
        {"id": "key", "operator": "key_on", "config": {"key": "'a'"}},
        {
            "id": "first",
            "operator": "aggregate_window",
            "config": {**WINDOW, "clock": {"type": "event", "timestamp": "at"}, "aggregations": COUNTS},
        },
        {"id": "rekey", "operator": "key_on", "config": {"key": "str(window_id)"}},
        {
            "id": "second",
            "operator": "aggregate_window",
            "config": {**WINDOW, "clock": {"type": "event", "timestamp": "open_time"}, "aggregations": VALUES},
        },
        {
            "id": "third",
            "operator": "collect_window",
            "config": {**WINDOW, "clock": {"type": "event", "timestamp": "max_of"}},
        },
    ],
    "streams": [
        {"from": "items.down", "to": "key.up"},
        {"from": "key.down", "to": "first.up"},
        {"from": "first.down", "to": "rekey.up"},
        {"from": "rekey.down", "to": "second.up"},
        {"from": "second.down", "to": "third.up"},
    ],
}
"""Columns that a step made, unlike those that were read: kernels must not be compiled anew for them."""


def test_no_golden_flow_compiles_a_kernel_that_warm_has_not() -> None:
    # A process of its own: other tests may have compiled anything.
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, json.dumps(WINDOWS_OF_WINDOWS)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]", "let kernels/warm.py run a flow that calls each of these"
