"""Inside the process of previews: one order after another, each within limits of time, memory and processor.

    Limits -> compiling? -> ready -> [order -> begun -> answer]*

It writes nothing: no file may grow, whoever asks for it. An order that takes too long ends the process, which says before
in which step it was. When the studio is gone, so is this process, in the middle of whatever it does.
"""

from __future__ import annotations

import os
import queue
import resource
import sys
import threading
import time
import traceback
from pathlib import Path
from typing import BinaryIO

import tidegate
from tidegate import (
    PreviewFailure,
    PreviewResult,
    SampleLook,
    Samples,
    look_at,
    preview,
    read_flow,
)
from tidegate_studio.limits import hold_to
from tidegate_studio.orders import LENGTH_BYTES
from tidegate_studio.preview_orders import AnyOrder, Condition, Limits, LookOrder, PreviewFlow, PreviewOrder

ORPHANED, TOO_LONG = 3, 4
SPARE_CPU_SECONDS = 5
PAGE = os.sysconf("SC_PAGE_SIZE")


def main() -> None:
    """Carry out orders until the studio is gone."""
    answers = os.fdopen(os.dup(1), "wb")
    # No library writes into the answers.
    os.dup2(2, 1)
    with tidegate.telling_of_compiling(lambda words: send(answers, Condition(waits_for=words))):
        tidegate.warm()
    first = sys.stdin.buffer.readline()
    if first:
        limits = Limits.model_validate_json(first)
        _limit(limits)
        send(answers, Condition())  # The kernels are here: from now on time counts.
        orders = _orders(sys.stdin.buffer)
        room = Previews(limits, answers)
        while True:
            room.carry_out(orders.get())


def _limit(limits: Limits) -> None:
    """Set what holds for good; the kernels are loaded by now, so nothing has to be written any more."""
    hold_to(
        {
            resource.RLIMIT_AS: limits.memory_bytes,
            resource.RLIMIT_NOFILE: limits.open_files,
            resource.RLIMIT_FSIZE: 0,
            resource.RLIMIT_CORE: 0,
        }
    )


def _orders(pipe: BinaryIO) -> queue.SimpleQueue[bytes]:
    """Return the orders as they come; when their pipe ends, this process ends at once."""
    orders: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def listen() -> None:
        while length := pipe.read(LENGTH_BYTES):
            orders.put(pipe.read(int.from_bytes(length, "big")))
        os._exit(ORPHANED)

    threading.Thread(target=listen, daemon=True).start()
    return orders


class Previews:
    """Carries out orders, with the samples of earlier ones at hand."""

    def __init__(self, limits: Limits, pipe: BinaryIO) -> None:
        self._limits, self._pipe = limits, pipe
        self._samples = Samples(Path(limits.data_root), Path(limits.uploads))

    def carry_out(self, text: bytes) -> None:
        """Answer one order, whatever becomes of it."""
        send(self._pipe, Condition())
        order = AnyOrder.validate_json(text)
        answer = _Answer(self._pipe, order.kind, self._limits.seconds)
        with _Deadline(answer, self._limits.seconds):
            if order.kind == "look":
                self._look(order, answer)
            else:
                answer.give(self._preview(order, answer))

    def _look(self, order: LookOrder, answer: _Answer) -> None:
        found = look_at(Path(self._limits.uploads), order.name)
        if isinstance(found, SampleLook):
            answer.give(found)
        else:
            answer.refuse(found.why)

    def _preview(self, order: PreviewOrder, answer: _Answer) -> PreviewResult:
        began = time.perf_counter()
        try:
            result = self._tried(order.request, answer)
        except Exception as error:
            result = PreviewResult(failure=_failure(error, answer.step_id, self._limits))
        result.elapsed_ms = round((time.perf_counter() - began) * 1e3, 2)
        return result

    def _tried(self, request: PreviewFlow, answer: _Answer) -> PreviewResult:
        read = read_flow(request.flow)
        if read.flow is None:
            return PreviewResult(diagnostics=read.diagnostics)
        return preview(
            read.flow,
            self._samples,
            request.sample,
            expressions=request.expressions,
            ports=request.ports,
            limit=request.limit,
            at=answer.at,
        )


class _Answer:
    """The one answer to an order: what came of it, or that it took too long, whichever is first."""

    def __init__(self, pipe: BinaryIO, kind: str, seconds: float) -> None:
        self._pipe, self._kind, self._seconds = pipe, kind, seconds
        self._given = threading.Lock()
        self.step_id: str | None = None

    def at(self, step_id: str) -> None:
        """Note which step is at work."""
        self.step_id = step_id

    def give(self, told: PreviewResult | SampleLook) -> None:
        """Send what came of the order."""
        if self._given.acquire(blocking=False):
            send(self._pipe, Condition(rss_bytes=_rss_bytes()), told.model_dump_json().encode())

    def refuse(self, why: str) -> None:
        """Send that the order cannot be carried out, and why."""
        if self._given.acquire(blocking=False):
            send(self._pipe, Condition(rss_bytes=_rss_bytes(), refused=why))

    def too_long(self) -> None:
        """Send that the time is over, and end this process: nothing else stops a kernel."""
        if not self._given.acquire(blocking=False):
            return
        if self._kind == "look":
            message = f"Reading the file took longer than {self._seconds:g} s. Upload a smaller one."
            send(self._pipe, Condition(refused=message))
        else:
            where = "Reading the flow" if self.step_id is None else f"Step {self.step_id!r}"
            message = f"{where} was still at work after {self._seconds:g} s, so the preview was stopped. {LESS}"
            failure = PreviewFailure(step_id=self.step_id, code="too-long", message=message)
            send(self._pipe, Condition(), PreviewResult(failure=failure).model_dump_json().encode())
        os._exit(TOO_LONG)


class _Deadline:
    """Stops what takes too long: by the clock, and by processor time should no thread get to run."""

    def __init__(self, answer: _Answer, seconds: float) -> None:
        self._seconds = seconds
        self._timer = threading.Timer(seconds, answer.too_long)
        self._timer.daemon = True

    def __enter__(self) -> None:
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        most = int(time.process_time() + (os.cpu_count() or 1) * self._seconds) + SPARE_CPU_SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()


def send(pipe: BinaryIO, condition: Condition, body: bytes = b"") -> None:
    """Send one frame."""
    frame = condition.model_dump_json().encode() + b"\n" + body
    pipe.write(len(frame).to_bytes(LENGTH_BYTES, "big") + frame)
    pipe.flush()


LESS = "Take fewer sample items, or have the step do less with each; a run may take as long as it needs."


def _failure(error: Exception, step_id: str | None, limits: Limits) -> PreviewFailure:
    if isinstance(error, MemoryError):
        gib = limits.memory_bytes / 2**30
        message = f"The preview needed more than the {gib:.1f} GiB of memory it may have. Take fewer sample items."
        return PreviewFailure(step_id=step_id, code="out-of-memory", message=message)
    traceback.print_exception(error, file=sys.stderr)
    return PreviewFailure(step_id=step_id, code="internal-error", message=f"{type(error).__name__}: {error}"[:2000])


def _rss_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


if __name__ == "__main__":
    main()
