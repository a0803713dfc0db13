"""The command line: `tidegate check`, `run` and `warm`, and whatever other packages add.

Exit codes: 0 done, 1 the run failed, 2 the flow is broken or was not found, 130 stopped by the person.
Results go to standard output, everything else to standard error. The only file of the engine that reads a clock.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from importlib.metadata import EntryPoint, entry_points, version
from pathlib import Path
from types import FrameType

from tidegate.check import check
from tidegate.drive import Command, drive
from tidegate.errors import Aborted, BrokenFlow, EngineError, RecoveryRefused
from tidegate.flow import Flow
from tidegate.kernels.compiling import telling_of_compiling
from tidegate.plan import Plan
from tidegate.read import read_flow
from tidegate.recovery import fitted
from tidegate.snapshot import EpochSnapshot
from tidegate.store import SqliteStore
from tidegate.virtual_clock import VirtualClock
from tidegate.worker import FROZEN_US, Worker

DONE, FAILED, BROKEN, STOPPED = 0, 1, 2, 130
PROGRESS_AFTER_S = 1.0


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    added = {entry.name: entry for entry in entry_points(group="tidegate.commands")}
    if arguments and arguments[0] in added:
        code: int = added[arguments[0]].load()(arguments[1:])
        return code
    chosen = _parser(added).parse_args(arguments)
    if chosen.command == "warm":
        return _warm()
    flow = _read(chosen.flow)
    if flow is None:
        return BROKEN
    return _check(flow, chosen.data) if chosen.command == "check" else _run(flow, chosen)


def _parser(added: dict[str, EntryPoint]) -> argparse.ArgumentParser:
    others = f"also: {', '.join(sorted(added))} (see tidegate COMMAND --help)" if added else None
    parser = argparse.ArgumentParser("tidegate", description="Check and run event-time dataflows.", epilog=others)
    parser.add_argument("--version", action="version", version=f"tidegate {version('tidegate')}")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (("check", "tell every problem of a flow"), ("run", "run a flow, results on standard output")):
        command = commands.add_parser(name, help=text)
        command.add_argument("flow", type=Path, help="the flow's JSON file")
        command.add_argument("--data", type=Path, default=Path(), help="files are read and written below this folder")
    run = commands.choices["run"]
    run.add_argument("--clock", choices=("auto", "live", "frozen"), help="instead of the flow's own")
    run.add_argument("--speed", type=_speed, default=1.0, help="how many times as fast a live clock goes")
    run.add_argument("--store", type=Path, help="keep the job's state in this file, epoch by epoch")
    run.add_argument("--resume", action="store_true", help="go on from the newest epoch in the store")
    run.add_argument("--forget", action="append", default=[], metavar="STEP", help="let a step start without its state")
    commands.add_parser("warm", help="compile the kernels now instead of in the first run")
    return parser


def _speed(text: str) -> float:
    try:
        VirtualClock(0, speed=float(text))
    except ValueError as problem:
        raise argparse.ArgumentTypeError(str(problem)) from None
    return float(text)


def _read(path: Path) -> Flow | None:
    try:
        document = path.read_bytes()
    except OSError as error:
        print(f"cannot read {path}: {error.strerror}; name a flow's JSON file", file=sys.stderr)
        return None
    read = read_flow(document)
    for problem in read.diagnostics:
        print(problem, file=sys.stderr)
    return read.flow


def _check(flow: Flow, data_root: Path) -> int:
    problems = check(flow, data_root.resolve())
    for problem in problems:
        print(f"{problem.severity}: {problem}", file=sys.stderr)
    broken = any(problem.severity == "error" for problem in problems)
    print(
        f"{flow.name}: {'broken' if broken else 'can run'}, {len(problems)} problem{'s' if len(problems) != 1 else ''}"
    )
    return BROKEN if broken else DONE


def _run(flow: Flow, chosen: argparse.Namespace) -> int:
    if chosen.clock:
        flow = flow.model_copy(update={"run": flow.run.model_copy(update={"clock": chosen.clock})})
    root: Path = chosen.data.resolve()
    try:
        plan = Plan.of(flow, root)
        clock = VirtualClock(_utc_us(), speed=chosen.speed)
        with telling_of_compiling(_tell), _store(chosen, flow.name) as store:
            found = None if store is None else _found(store, plan, chosen)
            try:
                return _turn(Worker(plan, data_root=root, print=_print, watched=False), clock, store, found)
            except Aborted as error:
                _tell(f"aborted in step {error.step_id!r}: {error}; {_past_abort(store)}")
    except BrokenFlow as broken:
        for problem in broken.diagnostics:
            print(f"{problem.severity}: {problem}", file=sys.stderr)
        return BROKEN
    except EngineError as error:
        where = f" in step {error.step_id!r}" if error.step_id else ""
        print(f"failed{where}: {error} [{error.code}]", file=sys.stderr)
    except BrokenPipeError:
        # Whoever read the results has had enough; keep the interpreter from complaining while it flushes at exit.
        sys.stdout = None
    return FAILED


def _store(chosen: argparse.Namespace, job: str) -> AbstractContextManager[SqliteStore | None]:
    return nullcontext() if chosen.store is None else SqliteStore(chosen.store, job)


def _found(store: SqliteStore, plan: Plan, chosen: argparse.Namespace) -> EpochSnapshot | None:
    """Return the epoch to go on from, None to start anew; say on standard error which it is."""
    found = store.newest()
    for note in found.notes:
        print(note, file=sys.stderr)
    if found.snapshot is None:
        return None
    if not chosen.resume:
        raise RecoveryRefused(
            f"the store {store.path.name!r} holds epoch {found.snapshot.epoch} of this job; "
            "add --resume to go on from there, or name another store"
        )
    print(f"going on after epoch {found.snapshot.epoch}", file=sys.stderr)
    return fitted(found.snapshot, plan, chosen.forget)


def _past_abort(store: SqliteStore | None) -> str:
    """Return how a job goes on past an `ABORT` without a change of its flow."""
    if store is None:
        return "or keep its state with --store FILE, and go on past it with --resume"
    kept = store.newest().snapshot
    if kept is None:
        return "no epoch had ended that --resume could go on from"
    return f"or go on past it, after epoch {kept.epoch}, with --resume"


def _turn(worker: Worker, clock: VirtualClock, store: SqliteStore | None, found: EpochSnapshot | None) -> int:
    host = _Terminal(worker)
    try:
        worker.open(found, FROZEN_US if worker.plan.frozen else clock.reading(_utc_us()))
        ended = drive(
            worker,
            now_us=_utc_us,
            between_turns=host.between_turns,
            wait_until=host.wait_until,
            clock=clock,
            store=store,
        )
    finally:
        worker.close()
        host.leave()
        for setting in clock.take_settings():
            print(setting, file=sys.stderr)
    return STOPPED if ended is Command.STOP else DONE


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _utc_us() -> int:
    return time.time_ns() // 1_000


class _Terminal:
    """The person at the terminal: sees progress, can interrupt."""

    def __init__(self, worker: Worker) -> None:
        self.worker, self.stopped = worker, False
        self.began = self.told = time.monotonic()
        self._handlers = {number: signal.signal(number, self._stop) for number in (signal.SIGINT, signal.SIGTERM)}

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopped = True

    def between_turns(self) -> Command:
        now = time.monotonic()
        if now - self.told >= PROGRESS_AFTER_S:
            self.told = now
            sys.stdout.flush()
            self._progress(now)
        return Command.STOP if self.stopped else Command.GO_ON

    def wait_until(self, real_us: int | None) -> None:
        sys.stdout.flush()
        # Short sleeps, because a signal that comes between the check and the sleep would go unseen for all of it.
        left_s = 0.2 if real_us is None else min(0.2, max(0.0, (real_us - _utc_us()) / 1e6))
        if not self.stopped:
            time.sleep(left_s)

    def _progress(self, now: float) -> None:
        stats = self.worker.stats().steps.values()
        items = max((step.items_in for step in stats), default=0)
        late, bad = sum(step.late for step in stats), sum(step.bad for step in stats)
        rate = items / (now - self.began)
        line = f"{now - self.began:7.1f} s  {items:>13,} items  {rate:>11,.0f}/s  {late:,} late  {bad:,} bad"
        print(line, file=sys.stderr, end="\r" if sys.stderr.isatty() else "\n", flush=True)

    def leave(self) -> None:
        sys.stdout.flush()
        if sys.stderr.isatty() and self.told > self.began:
            print(file=sys.stderr)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)


def _warm() -> int:
    from tidegate.kernels.warm import warm

    print(f"kernels compiled in {warm():.1f} s", file=sys.stderr)
    return DONE


if __name__ == "__main__":
    sys.exit(main())
