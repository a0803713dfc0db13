"""The nursery: a process that knows all libraries and forgets the engine, and forks a child for every fault.

    in    a line of JSON: module, source, check      (no module: the engine as it is)
    out   a line of JSON: whether the check passed, what it said, CPU seconds

Kernels run as plain Python here (`NUMBA_DISABLE_JIT`), so that a fault costs no compiler. A child that goes round in
circles is stopped by the system after its share of CPU time, and has not passed.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import sys
import traceback
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from tempfile import TemporaryFile
from types import CodeType, ModuleType
from typing import Any

from tests.engine.mutation.fault import ENGINE

LIBRARIES = ("pytest", "hypothesis", "sqlite3", "tidegate", "tidegate.testing", "tidegate.store")
MOST_CPU_S = 15
MOST_BYTES = 8 << 30
LAST_WORDS = 4_000


class _Seeded(MetaPathFinder, SourceFileLoader):
    """Finds one module, and loads it from a source of its own."""

    def __init__(self, module: str, source: str) -> None:
        self.module, self.changed = module, source
        place = ENGINE.joinpath(*module.split(".")[1:]).with_suffix(".py")
        super().__init__(module, str(place))

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return spec_from_file_location(fullname, self.path, loader=self) if fullname == self.module else None

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.changed, self.path, "exec")


def learn_libraries() -> None:
    """Import what every child needs, and forget the engine and its tests, which a child imports anew."""
    for name in LIBRARIES:
        importlib.import_module(name)
    for name in list(sys.modules):
        if name.partition(".")[0] == "tidegate":
            del sys.modules[name]


def grow(module: str | None, source: str, check: str) -> None:
    """Be the child: import the engine with the fault, and run the check."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_S, MOST_CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    if module is not None:
        sys.meta_path.insert(0, _Seeded(module, source))
    import numpy as np
    from hypothesis import HealthCheck, Phase, settings

    np.seterr(all="ignore")
    quick = settings(phases=[Phase.explicit, Phase.generate], database=None, derandomize=True, deadline=None)
    settings.register_profile("quick", quick, suppress_health_check=list(HealthCheck), max_examples=50)
    settings.load_profile("quick")
    from tests.engine.mutation.checks import run

    run(check)


def raised(module: str | None, source: str, check: str) -> dict[str, Any]:
    """Return what became of a fault."""
    with TemporaryFile() as words:
        child = os.fork()
        if not child:
            passed = False
            try:
                for descriptor in (1, 2):
                    os.dup2(words.fileno(), descriptor)
                grow(module, source, check)
                passed = True
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(0 if passed else 1)
        _, status, used = os.wait4(child, 0)
        words.seek(0)
        said = words.read().decode(errors="replace")[-LAST_WORDS:]
    ended = "" if os.WIFEXITED(status) else f"\nended by signal {os.WTERMSIG(status)}"
    return {"passed": status == 0, "said": said + ended, "cpu_s": used.ru_utime + used.ru_stime}


def main() -> None:
    learn_libraries()
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        asked = json.loads(line)
        answers.write(json.dumps(raised(asked["module"], asked["source"], asked["check"])) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
