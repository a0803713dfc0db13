"""`drive`: the motor's pattern, without a motor: turn, tell, wait, until the run has ended.

What reads a clock and what waits are arguments, so the command line, the studio's child process and the tests drive a
worker the same way.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from tidegate.errors import EngineError
from tidegate.worker import FROZEN_US, Worker


class Command(Enum):
    """What a host may want of a run between two turns."""

    GO_ON = "go on"
    FINISH = "finish"
    """End every source: the final watermark closes every window."""
    STOP = "stop"
    """Leave at once, with windows open."""


def drive(
    worker: Worker,
    *,
    now_us: Callable[[], int],
    between_turns: Callable[[], Command],
    wait_until: Callable[[int | None], None],
) -> Command:
    """Turn an open worker until it has ended or is told to stop; return `STOP` if it was, else `GO_ON` or `FINISH`.

    `between_turns` is asked after every turn; `wait_until` is called when nothing is due before a system time (None:
    before input comes by itself) and may return early, at a command for instance. Errors pass through.
    """
    command = Command.GO_ON
    while not worker.ended:
        reading = FROZEN_US if worker.plan.frozen else now_us()
        more = worker.turn(reading)
        asked = between_turns()
        if asked is Command.STOP:
            return asked
        if asked is Command.FINISH:
            command = asked
            worker.finish(reading)
        elif not more and not worker.ended:
            _wait(worker, wait_until)
    return command


def _wait(worker: Worker, wait_until: Callable[[int | None], None]) -> None:
    if worker.plan.frozen:
        raise EngineError(
            "a source waits for time to pass, but time stands still in this run; set the run's clock to live"
        )
    wait_until(worker.wake_at())
