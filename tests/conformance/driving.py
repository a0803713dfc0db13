"""One step driven by hand along a script: what a record's `logic` driver does, with the engine's step.

{"now": 5, "do": "batch", "items": [...]}    items come at this system time
{"now": 9, "do": "notify"}                   nothing but time has passed
{"now": 9, "do": "eof"}                      the input has ended; what follows is another execution of the job
{"now": 9, "do": "resume"}                   the step's snapshot is taken and given to a fresh one
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tidegate.batch import Batch
from tidegate.flow import Flow
from tidegate.keys import KeyDictionary
from tidegate.operator import BuildContext, Logic, Outputs
from tidegate.plan import Plan
from tidegate.read import read_flow
from tidegate.testing import run_flow


def plan_of(document: Mapping[str, Any]) -> Plan:
    """Return the plan of a flow; raise `BrokenFlow` if it has none."""
    found = read_flow(document)
    if found.flow is None:
        run_flow(document)
    assert isinstance(found.flow, Flow)
    live = found.flow.model_copy(update={"run": found.flow.run.model_copy(update={"clock": "live"})})
    return Plan.of(live, Path())


class Driven:
    """The last step of a flow, and the key dictionary that it and its batches share."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.step = plan_of(document).steps[-1]
        self.keys = KeyDictionary()
        self.logic = self._fresh(None)

    def _fresh(self, state: Any) -> Logic:
        step = self.step
        context = BuildContext(step.id, step.ups, step.downs, self.keys, Path(), False, lambda _: None)
        logic = step.operator.build(context)
        logic.open(state)
        return logic

    def do(self, step: Mapping[str, Any], batch_of: Callable[[Sequence[Any], KeyDictionary], Batch]) -> Outputs:
        """Do one step of a script; return what left."""
        now_us, items = step["now"], step.get("items", ())
        outputs: Outputs = []
        match step["do"]:
            case "resume":
                self.logic = self._fresh(self.logic.snapshot())
            case "eof":
                outputs += self._wake(now_us)
                outputs += self.logic.on_eof(now_us)
                self.logic = self._fresh(self.logic.snapshot())
            case "batch":
                outputs += self.logic.process("up", batch_of(items, self.keys), now_us)
                outputs += self.logic.settle(now_us)
                outputs += self._wake(now_us)
            case "notify":
                outputs += self._wake(now_us)
        return outputs

    def _wake(self, now_us: int) -> Outputs:
        due = self.logic.wake_at()
        return self.logic.on_wake(now_us) if due is not None and due <= now_us else []


def by_port(outputs: Outputs, port: str) -> Iterable[Batch]:
    """Return the batches that left by a port."""
    return (batch for name, batch in outputs if name == port and batch.length)
