"""`drive`: the motor's pattern, without a motor: turn, tell, wait, close epochs, until the run has ended.

    turn if something is due, else wait -> ask the host -> close the epoch when it is time

What reads a clock and what waits are arguments, so the command line, the studio's child process and the tests drive a
worker the same way. A run in which nothing is due costs nothing: no turn is made before the time it is for.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Protocol

from tidegate.errors import EngineError
from tidegate.snapshot import EpochSnapshot
from tidegate.virtual_clock import VirtualClock
from tidegate.worker import FROZEN_US, Worker


class Command(Enum):
    """What a host may want of a run between two turns."""

    GO_ON = "go on"
    FINISH = "finish"
    """End every source: the final watermark closes every window."""
    STOP = "stop"
    """Leave at once, with windows open; where there is a store, its last epoch ends here."""


class Store(Protocol):
    """Where epochs become durable."""

    def close_epoch(self, snapshot: EpochSnapshot) -> None:
        """Keep an epoch, so that a run can go on from it."""


def drive(
    worker: Worker,
    *,
    now_us: Callable[[], int],
    between_turns: Callable[[], Command],
    wait_until: Callable[[int | None], None],
    clock: VirtualClock | None = None,
    store: Store | None = None,
) -> Command:
    """Turn an open worker until it has ended or is told to stop; return `STOP` if it was, else `GO_ON` or `FINISH`.

    `now_us` reads the real clock, and `clock` makes the run's system time of it. `between_turns` is asked after every
    turn and every wait. `wait_until` is called when nothing is due before a real time (None: before somebody does
    something) and may return early, at a command for instance. A paused clock stops the turns. With a `store`, an epoch
    ends every `run.epoch_every` of real time in which a turn was made, and at the end. Errors pass through.
    """
    motor = _Motor(worker, now_us, wait_until, clock, store)
    command = Command.GO_ON
    while not worker.ended:
        motor.move()
        asked = between_turns()
        if asked is Command.STOP:
            motor.close_epoch()
            return asked
        if asked is Command.FINISH:
            command = asked
            motor.finish()
    if motor.dirty:
        motor.close_epoch()
    return command


class _Motor:
    """Knows the time, what is due, and when the epoch is."""

    def __init__(
        self,
        worker: Worker,
        now_us: Callable[[], int],
        wait_until: Callable[[int | None], None],
        clock: VirtualClock | None,
        store: Store | None,
    ) -> None:
        self.worker, self.now_us, self.wait_until, self.store = worker, now_us, wait_until, store
        real_us = now_us()
        self.clock = VirtualClock(real_us) if clock is None else clock
        self.epoch_every_us = worker.plan.flow.run.epoch_every_us
        self.epoch_began_us = self.seen_us = real_us
        self.awaited_us: int | None = None
        self.more, self.dirty = True, False

    def move(self) -> None:
        """Make a turn if something is due, or close an epoch if one is, else wait for the first of both."""
        system_us = self._read()
        if not self.clock.paused and self._is_due(system_us):
            self.more = self.worker.turn(system_us)
            self.dirty = True
            if self._epoch_due_us() <= self.seen_us:
                self.close_epoch()
        elif self.dirty and self._epoch_due_us() <= self.seen_us:
            self.close_epoch()
        else:
            self._wait()

    def finish(self) -> None:
        """End every source; a paused run goes on, or it would never see its end."""
        self.clock.resume(self.seen_us)
        self.worker.finish(self._system_us(self.seen_us))
        self.more = True

    def close_epoch(self) -> None:
        """Make everything durable, as it is now."""
        system_us = self._read()
        self.epoch_began_us, self.dirty = self.seen_us, False
        if self.store is not None:
            self.store.close_epoch(self.worker.snapshot(system_us))

    def _read(self) -> int:
        real_us = self.now_us()
        if real_us < self.epoch_began_us:
            self.epoch_began_us = real_us  # The clock was set back; an epoch does not wait for it to catch up.
        self.seen_us = real_us
        system_us = self._system_us(real_us, self.awaited_us)
        self.awaited_us = None
        self.worker.behind_us = 0 if self.worker.plan.frozen else max(0, real_us - system_us)
        return system_us

    def _system_us(self, real_us: int, awaited_us: int | None = None) -> int:
        return FROZEN_US if self.worker.plan.frozen else self.clock.reading(real_us, awaited_us)

    def _is_due(self, system_us: int) -> bool:
        due_us = self.worker.wake_at()
        return self.more or (due_us is not None and due_us <= system_us)

    def _epoch_due_us(self) -> int:
        return self.epoch_began_us + self.epoch_every_us

    def _wait(self) -> None:
        if self.worker.plan.frozen and not self.clock.paused:
            raise EngineError(
                "a source waits for time to pass, but time stands still in this run; set the run's clock to live"
            )
        due_us = None if self.clock.paused else self.worker.wake_at()
        times = [] if due_us is None else [self.clock.real_at(due_us)]
        times += [self._epoch_due_us()] if self.dirty and self.store is not None else []
        until_us = min((time for time in times if time is not None), default=None)
        self.wait_until(until_us)
        # Waiting for nothing in particular may take any time, and none of it is a jump of the clock.
        self.awaited_us = self.now_us() if until_us is None else until_us
