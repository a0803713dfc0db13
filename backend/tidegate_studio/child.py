"""Inside a run's process: builds the worker and turns it, told by one pipe and telling by the other.

    kernels at hand, order -> run_started -> [turn, tell, wait]* -> step_failed? -> run_ended
          | both not yet, and they must be compiled: status `starting`, with that as the reason; a stop ends it at once

The only place where every exception is caught: here it becomes `step_failed`. When the studio is gone, so is this
process. Nothing here trusts standard output: it is turned to standard error at once, so that no library writes into
the events.
"""

from __future__ import annotations

import os
import queue
import resource
import sys
import threading
import time
import traceback
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Literal

import tidegate
from tidegate import (
    Command,
    EngineError,
    Gap,
    Items,
    Plan,
    Printed,
    RunEnded,
    RunEvent,
    RunStarted,
    RunStatus,
    Stats,
    StatusChanged,
    StepFailed,
    StepStats,
    VirtualClock,
    Worker,
)
from tidegate_studio.handles import Handles
from tidegate_studio.limits import hold_to
from tidegate_studio.orders import LENGTH_BYTES, MAX_FRAME_BYTES, Ask, Order

TELL_EVERY_S = 0.15
TELL_WINDOWS_EVERY_S = 1.0
"""Looking through a million open windows takes some milliseconds."""
MAX_EVENT_BYTES = 1024 * 1024
ORPHANED = 3

Ending = Literal["finished", "stopped", "failed"]


def main() -> None:
    """Run what the first line of standard input orders."""
    events = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    teller = Teller(events)
    warming = _Warming(teller)
    orders, asked = _listening(sys.stdin.buffer, warming)
    # Most processes are started before there is a run for them: they use the time to have the kernels at hand.
    with tidegate.telling_of_compiling(warming.compiles):
        tidegate.warm()
    warming.done()
    order = Order.model_validate_json(orders.get())
    _limit(order)
    Run(order, teller, asked).run()
    # At once, and not by the interpreter's own way out: that would meet the thread which still reads commands.
    os._exit(0)


class _Warming:
    """Tells the run that waits for it what takes long, as soon as there is a run and something takes long."""

    def __init__(self, teller: Teller) -> None:
        self._teller, self._lock = teller, threading.Lock()
        self._ordered, self._reason = False, ""

    def ordered(self) -> None:
        """Take note that there is a run now."""
        with self._lock:
            self._ordered = True
            self._tell()

    def compiles(self, reason: str) -> None:
        """Take note of what will take long."""
        with self._lock:
            self._reason = reason
            self._tell()

    def asked(self, ask: Ask) -> None:
        """End at once if that is wished for while something takes long: nothing has begun, and nothing would look."""
        with self._lock:
            if ask.command == "stop" and self._reason:
                self._teller.tell([RunEnded(status="stopped", reason=ask.reason)])
                os._exit(0)

    def done(self) -> None:
        """Take note that nothing does any more."""
        with self._lock:
            self._reason = ""

    def _tell(self) -> None:
        if self._ordered and self._reason:
            self._teller.tell([StatusChanged(status=RunStatus.STARTING, reason=self._reason)])


def _limit(order: Order) -> None:
    hold_to(
        {
            resource.RLIMIT_AS: order.memory_bytes,
            resource.RLIMIT_NOFILE: order.open_files,
            resource.RLIMIT_CORE: 0,
        }
    )


def _listening(pipe: BinaryIO, warming: _Warming) -> tuple[queue.SimpleQueue[bytes], queue.SimpleQueue[Ask]]:
    """Return the order and the commands as they come; when their pipe ends, the studio is gone, and so is this process."""
    orders: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    asked: queue.SimpleQueue[Ask] = queue.SimpleQueue()

    def listen() -> None:
        if order := pipe.readline():
            warming.ordered()
            orders.put(order)
        for line in pipe:
            ask = Ask.model_validate_json(line)
            warming.asked(ask)
            asked.put(ask)
        os._exit(ORPHANED)

    # A thread, because the end of the pipe must be seen in the middle of a turn, however long that takes.
    threading.Thread(target=listen, daemon=True).start()
    return orders, asked


class Teller:
    """Numbers events, stamps them, and sends them in frames of bounded size."""

    def __init__(self, pipe: BinaryIO) -> None:
        self._pipe = pipe
        self._seq = 0

    def tell(self, events: Iterable[RunEvent]) -> None:
        """Send events; one too large to show becomes a gap."""
        lines: list[bytes] = []
        room = MAX_FRAME_BYTES // 4
        for event in events:
            for part in _fitted(event, min(room, MAX_EVENT_BYTES)):
                lines.append(self._line(part, self._seq + len(lines) + 1))
                room -= len(lines[-1])
        if lines:
            self._seq += len(lines)
            frame = b"\n".join(lines)
            self._pipe.write(len(frame).to_bytes(LENGTH_BYTES, "big") + frame)
            self._pipe.flush()

    @staticmethod
    def _line(event: RunEvent, seq: int) -> bytes:
        at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return event.model_copy(update={"seq": seq, "at": at}).model_dump_json().encode()


def _fitted(event: RunEvent, most: int) -> list[RunEvent]:
    """Return an event in parts of at most so many bytes; what cannot be made to fit is told to be missing."""
    if not isinstance(event, (Items, Printed)) or len(event.model_dump_json()) <= most:
        return [event]
    if isinstance(event, Printed):
        return [event.model_copy(update={"lines": [], "skipped": event.skipped + len(event.lines)})]
    if event.count == 1 or most <= 0:
        return [Gap(step_id=event.step_id, port=event.port, first=event.first, skipped=event.count)]
    half = event.count // 2
    return [*_fitted(_part(event, 0, half), most), *_fitted(_part(event, half, event.count), most)]


def _part(event: Items, start: int, end: int) -> Items:
    keys = None if event.keys is None else event.keys[start:end]
    columns = {name: values[start:end] for name, values in event.columns.items()}
    return event.model_copy(
        update={"first": event.first + start, "count": end - start, "keys": keys, "columns": columns}
    )


class Run:
    """One run, from its order to its last event."""

    def __init__(self, order: Order, teller: Teller, asked: queue.SimpleQueue[Ask]) -> None:
        self._order, self._teller, self._asked = order, teller, asked
        self._began = self._told = time.monotonic()
        self._told_windows = 0.0
        self._waiting: Ask | None = None
        self._stop_reason = ""
        self._finishing = False
        self._stats: Stats | None = None
        self._stepping = self._told_stepping = False
        """Whether a step is under way of whose end nothing was told."""

    def run(self) -> None:
        """Run to the end, whatever end that is, and tell it."""
        try:
            status = self._work()
            reason = self._stop_reason if status == "stopped" else ""
        except Exception as error:
            failure = _failure(error, self._order)
            self._teller.tell([failure])
            status, reason = "failed", failure.message
        self._teller.tell([RunEnded(status=status, reason=reason)])

    def _work(self) -> Ending:
        root = Path(self._order.data_root)
        plan = Plan.of(self._order.flow, root)
        worker = Worker(plan, data_root=root, meter=time.monotonic_ns)
        self._handles = Handles(VirtualClock(_utc_us()), plan.frozen)
        if self._order.paused:
            self._handles.clock.pause(_utc_us())
        clock: Literal["live", "frozen"] = "frozen" if plan.frozen else "live"
        self._teller.tell([RunStarted(flow_name=plan.flow.name, clock=clock, streams=worker.streams())])
        try:
            worker.open()
            self._teller.tell([self._handles.status()])
            ended = tidegate.drive(
                worker,
                now_us=_utc_us,
                between_turns=lambda: self._between(worker),
                wait_until=self._wait,
                clock=self._handles.clock,
                stepping=self._handles.stepping,
            )
        finally:
            worker.close()
            self._tell(worker, windows=True)
        return "stopped" if ended is Command.STOP else "finished"

    def _between(self, worker: Worker) -> Command:
        self._tell_progress(worker)
        ask, self._waiting = self._waiting or _next(self._asked, 0), None
        if ask is None:
            return Command.GO_ON
        if ask.command == "stop" or ask.command == "finish":
            self._teller.tell([StatusChanged(status=RunStatus.STOPPING)])
            self._stop_reason, self._finishing = ask.reason, True
            return Command.STOP if ask.command == "stop" else Command.FINISH
        if not self._finishing:
            self._handle(ask, worker)
        return Command.GO_ON

    def _handle(self, ask: Ask, worker: Worker) -> None:
        before = self._handles.status()
        self._handles.turn_to(ask, _utc_us(), worker)
        if ask.command == "step":
            self._stepping = True  # Most steps have ended before there is anything to tell of them.
        elif self._handles.status() != before:
            self._tell_status(worker)

    def _tell_progress(self, worker: Worker) -> None:
        """Tell the end of a step at once, and everything else when it is time."""
        under_way = self._handles.stepping.until is not None
        if self._stepping and not under_way and not self._finishing:
            self._tell_status(worker)
        elif time.monotonic() - self._told >= TELL_EVERY_S:
            self._tell(worker)
            if under_way and not self._told_stepping:
                self._told_stepping = True
                self._teller.tell([self._handles.status()])

    def _tell_status(self, worker: Worker) -> None:
        """Tell what happened until here, before the news that nothing happens any more, or something."""
        status = self._handles.status()
        self._stepping = self._told_stepping = status.stepping is not None
        self._tell(worker, windows=status.status is RunStatus.PAUSED)
        self._teller.tell([status])

    def _wait(self, until_us: int | None) -> None:
        """Wait until then, or for a command, or until it is time to tell."""
        left_s = 1.0 if until_us is None else max(0.0, (until_us - _utc_us()) / 1e6)
        untold_s = max(0.0, TELL_EVERY_S - (time.monotonic() - self._told))
        self._waiting = _next(self._asked, min(left_s, untold_s) if untold_s else left_s)

    def _tell(self, worker: Worker, windows: bool = False) -> None:
        """Tell what happened since the last time; the open windows less often, unless they are wanted now."""
        self._told = time.monotonic()
        told: list[RunEvent] = [event for event in worker.take_events() if not isinstance(event, Stats)]
        stats = worker.stats().model_copy(update={"elapsed_s": round(self._told - self._began, 3)})
        if self._stats is None or _counted(self._stats) != _counted(stats):
            self._stats = stats
            told.append(stats)
        if windows or self._told - self._told_windows >= TELL_WINDOWS_EVERY_S:
            self._told_windows = self._told
            told += worker.take_open_windows(self._handles.clock.system_us)
        self._teller.tell(told)


def _counted(stats: Stats) -> dict[str, StepStats]:
    """Return the counters without how long steps worked: a source that looks for items in vain is no news."""
    return {step_id: step.model_copy(update={"busy_s": 0.0}) for step_id, step in stats.steps.items()}


def _next(asked: queue.SimpleQueue[Ask], timeout_s: float) -> Ask | None:
    try:
        return asked.get(timeout=timeout_s) if timeout_s > 0 else asked.get_nowait()
    except queue.Empty:
        return None


def _failure(error: Exception, order: Order) -> StepFailed:
    if isinstance(error, EngineError):
        return StepFailed(step_id=error.step_id, code=error.code, message=str(error))
    if isinstance(error, MemoryError):
        gib = order.memory_bytes / 2**30
        message = f"the run needed more than the {gib:.1f} GiB of memory it may have; keep fewer items in state, or allow more"
        return StepFailed(step_id=None, code="out-of-memory", message=message)
    traceback.print_exception(error, file=sys.stderr)
    notes = "".join(f"; {note}" for note in getattr(error, "__notes__", ()))
    return StepFailed(step_id=None, code="internal-error", message=f"{type(error).__name__}: {error}"[:2000] + notes)


def _utc_us() -> int:
    return time.time_ns() // 1000


if __name__ == "__main__":
    main()
