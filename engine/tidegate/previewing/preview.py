"""`preview`: what a flow makes of a sample, as far as it can run, and what expressions make of it.

    flow -> sources sampled, once for each configuration
         -> cut down to what can run
         -> sinks replaced by one that only counts
         -> turned to its end, where system time stands still
         -> the first items of every port, counters, values

Nothing is written, printed or kept: the running halves of sinks are never built. Deliberately absent: any clock, and any
limit on time or memory; both are for the process that calls this.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tidegate.batch import Batch
from tidegate.check import KINDS
from tidegate.errors import EngineError
from tidegate.events import StepStats
from tidegate.flow import Flow
from tidegate.operator import Group, Operator, Outputs, Source
from tidegate.operators.null_sink import NullSink
from tidegate.plan import Plan, PlannedStep, planned
from tidegate.previewing.heads import Heads, shown
from tidegate.previewing.results import (
    PreviewFailure,
    PreviewPort,
    PreviewResult,
    PreviewSample,
    PreviewStep,
    PreviewValues,
    SampleWish,
    WantedValues,
)
from tidegate.previewing.runnable import Cut, PreviewState, cut, touches
from tidegate.previewing.samples import NoSample, Samples
from tidegate.previewing.sampling import Sampled, SampleSource
from tidegate.previewing.values import values_of
from tidegate.running_step import RunningStep
from tidegate.types import StreamType
from tidegate.worker import FROZEN_US, Worker

MOST_TURNS = 100
"""Batches are as large as in a run, which order and turns depend on; larger only where more turns than this were needed."""
ROOM_BYTES = 3 * 1024 * 1024
"""How large the items of an answer are at most, all ports together."""

At = Callable[[str], None]
"""Told of each step before its work begins, so that someone else can say where the time went."""


def preview(
    flow: Flow,
    samples: Samples,
    wishes: Mapping[str, SampleWish],
    *,
    expressions: Sequence[WantedValues] = (),
    ports: Collection[str] | None = None,
    limit: int = 50,
    at: At = lambda _: None,
) -> PreviewResult:
    """Return what the flow makes of a sample: counters of every step, and the first items of these ports, or of all.

    Only the steps in `wishes` may read from outside, and no step writes. Never raises for anything a flow can hold.
    """
    taken, missing = _samples(flow, samples, wishes, at)
    part = cut(flow, samples.data_root, wishes.keys(), _stand_ins(flow, taken), missing.keys())
    run = _Run(part, samples, limit, at)
    failure = run.through() if run.plan.steps else None
    wanted = {f"{step_id}.{port}" for step_id, port in run.ports()} if ports is None else set(ports)
    return PreviewResult(
        steps={step.id: _step(step.id, run, taken, missing, wanted) for step in flow.steps},
        expressions=[values for one in expressions if (values := _values(one, run, at)) is not None],
        diagnostics=part.parts.diagnostics,
        failure=failure,
    )


def _samples(
    flow: Flow, samples: Samples, wishes: Mapping[str, SampleWish], at: At
) -> tuple[dict[str, Sampled], dict[str, str]]:
    """Return what was taken of each source, and why there is nothing of the others."""
    taken, missing = dict[str, Sampled](), dict[str, str]()
    for step in flow.steps:
        kind = KINDS.get(step.operator)
        wish = wishes.get(step.id)
        if kind is None or not issubclass(kind, Source) or (wish is None and touches(step, samples.data_root)):
            continue
        at(step.id)
        sampled = samples.of(step, wish or SampleWish())
        if isinstance(sampled, NoSample):
            missing[step.id] = sampled.why
        else:
            taken[step.id] = sampled
    return taken, missing


def _stand_ins(flow: Flow, taken: Mapping[str, Sampled]) -> dict[str, Operator]:
    """Return what serves each sample, in turns as the sources of a run do."""
    steps = {step.id: step for step in flow.steps if step.id in taken}
    own = {step_id: _batch_size(KINDS[step.operator], step.config) for step_id, step in steps.items()}
    most = max((-(-taken[step_id].length // size) for step_id, size in own.items()), default=1)
    factor = max(1, -(-most // MOST_TURNS))
    return {
        step_id: SampleSource.of(taken[step_id], KINDS[step.operator], own[step_id] * factor)
        for step_id, step in steps.items()
    }


def _batch_size(kind: type[Operator], config: Mapping[str, object]) -> int:
    field = kind.model_fields.get("batch_size")
    size = config.get("batch_size", None if field is None else field.default)
    return size if isinstance(size, int) and size > 0 else 1


@dataclass(slots=True)
class _Run:
    """A cut flow being turned to its end."""

    cut: Cut
    samples: Samples
    limit: int
    at: At
    plan: Plan = field(init=False)
    heads: Heads = field(init=False)
    stats: dict[str, StepStats] = field(default_factory=dict)

    def __post_init__(self) -> None:
        steps = tuple(_disarmed(planned(self.cut.parts, step_id)) for step_id in self.cut.shown())
        self.plan = Plan(self.cut.parts.flow, steps, frozen=True)
        self.heads = Heads(self.limit)

    def ports(self) -> list[tuple[str, str]]:
        """Return every port that items can leave by."""
        return [(step.id, port) for step in self.plan.steps for port in step.downs]

    def through(self) -> PreviewFailure | None:
        """Turn until every step has seen its last item; return what kept it from that."""
        worker: Worker | None = None
        try:
            worker = _TellingWorker(self.plan, self.samples, self.heads, self.at)
            worker.open()
            while not worker.ended:
                worker.turn(FROZEN_US)
        except EngineError as error:
            return PreviewFailure(step_id=error.step_id, code=error.code, message=str(error))
        finally:
            if worker is not None:
                self.stats = worker.stats().steps
                worker.close()
        return None


class _TellingWorker(Worker):
    """A worker that shows nothing by itself and says which step is at work."""

    def __init__(self, plan: Plan, samples: Samples, heads: Heads, at: At) -> None:
        super().__init__(plan, data_root=samples.data_root, watched=False, see=heads.saw)
        self._at = at

    def _react(
        self, step: RunningStep, arrived: dict[tuple[str, str], list[Batch]], system_us: int, settles: bool
    ) -> Outputs:
        self._at(step.id)
        return super()._react(step, arrived, system_us, settles)


def _disarmed(step: PlannedStep) -> PlannedStep:
    """Return a step that writes nothing: a sink's place is taken by one that only counts."""
    return replace(step, operator=NullSink()) if step.operator.group is Group.SINKS else step


def _step(
    step_id: str, run: _Run, taken: Mapping[str, Sampled], missing: Mapping[str, str], wanted: Collection[str]
) -> PreviewStep:
    state = run.cut.states[step_id]
    told = PreviewStep(state=state, held_by=run.cut.held_by.get(step_id), why=missing.get(step_id, ""))
    if state is not PreviewState.SHOWN:
        return told
    told.stats = run.stats.get(step_id)
    told.ports = {port: _port(step_id, port, run, wanted) for port in run.cut.parts.downs[step_id]}
    if (sampled := taken.get(step_id)) is not None:
        told.sample = PreviewSample(items=sampled.length, bad=sampled.counters.bad, more=sampled.more)
    return told


def _port(step_id: str, port: str, run: _Run, wanted: Collection[str]) -> PreviewPort:
    text, total = str(run.cut.parts.downs[step_id][port]), run.heads.total(step_id, port)
    first = run.heads.first(step_id, port) if f"{step_id}.{port}" in wanted else None
    if first is None:
        return PreviewPort(type=text, total=total)
    return shown(first, text, total, ROOM_BYTES // max(1, len(wanted)))


def _values(wanted: WantedValues, run: _Run, at: At) -> PreviewValues | None:
    """Return an expression's values, or None where nothing comes into its step in this preview."""
    for step_id, port, stream in _feeds(wanted.step_id, run):
        items = run.heads.first(step_id, port)
        if items is not None:
            at(wanted.step_id)
            return values_of(wanted, stream, items)
    return None


def _feeds(step_id: str, run: _Run) -> list[tuple[str, str, StreamType]]:
    """Return the ports whose items an expression of this step is about: what feeds it, or what a source gives."""
    parts = run.cut.parts
    feeds = [feed for (fed, _), feeders in parts.incoming.items() if fed == step_id for feed in feeders]
    known = [(up, port) for up, port in feeds or [(step_id, "down")] if port in parts.downs.get(up, {})]
    return [(up, port, parts.downs[up][port]) for up, port in known]
