"""`drive`: the motor's pattern, without a motor: turn, tell, wait, close epochs, until the run has ended.

    turn if something is due, else wait -> ask the host -> close the epoch when it is time
    paused:  wait, or make the turns of a step, each at the time at which something is due

What reads a clock and what waits are arguments, so the command line, the studio's child process and the tests drive a
worker the same way. A run in which nothing is due costs nothing: no turn is made before the time it is for.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Protocol

from tidegate.errors import EngineError
from tidegate.snapshot import EpochSnapshot
from tidegate.stepping import Stepping
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
    stepping: Stepping | None = None,
    store: Store | None = None,
) -> Command:
    """Turn an open worker until it has ended or is told to stop; return `STOP` if it was, else `GO_ON` or `FINISH`.

    `now_us` reads the real clock, and `clock` makes the run's system time of it. `between_turns` is asked after every
    turn and every wait. `wait_until` is called when nothing is due before a real time (None: before somebody does
    something) and may return early, at a command for instance. A paused clock stops the turns but for those that
    `stepping` asks for. With a `store`, an epoch ends every `run.epoch_every` of real time in which a turn was made, and at
    the end. Errors pass through.
    """
    motor = _Motor(worker, now_us, wait_until, clock, stepping, store)
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
        stepping: Stepping | None,
        store: Store | None,
    ) -> None:
        self.worker, self.now_us, self.wait_until, self.store = worker, now_us, wait_until, store
        real_us = now_us()
        self.clock = VirtualClock(real_us) if clock is None else clock
        self.stepping = Stepping() if stepping is None else stepping
        self.epoch_every_us = worker.plan.flow.run.epoch_every_us
        self.epoch_began_us = self.seen_us = real_us
        self.more, self.dirty = True, False

    def move(self) -> None:
        """Make a turn if something is due, or close an epoch if one is, else wait for the first of both."""
        system_us = self._read()
        if self.stepping.until is not None:
            self._step(system_us)
        elif not self.clock.paused and self._is_due(system_us):
            self._turn(system_us)
        elif not self._epoch_is_due():
            self._wait()
        if self._epoch_is_due():
            self.close_epoch()

    def finish(self) -> None:
        """End every source; a paused run goes on, or it would never see its end."""
        self.stepping.cancel()
        self.clock.resume(self.seen_us)
        self.worker.finish(self._system_us(self.seen_us))
        self.more = True

    def close_epoch(self) -> None:
        """Make everything durable, as it is now."""
        system_us = self._read()
        self.epoch_began_us, self.dirty = self.seen_us, False
        if self.store is not None:
            if self.worker.apart:
                self.worker.turn(system_us)  # What is left of a batch belongs to the turn in which it came.
            self.store.close_epoch(self.worker.snapshot(system_us))

    def _turn(self, system_us: int, items: int | None = None) -> None:
        self.more = self.worker.turn(system_us, items)
        self.dirty = True

    def _step(self, system_us: int) -> None:
        """Make a turn of a step at the time at which something is due, and stand still again if it was the last one."""
        if not self._is_due(system_us):
            if self._looks_out():
                # Something may come at any time, and nobody knows when: time goes on as it does.
                self.clock.resume(self.seen_us)
                self._wait()
                return
            system_us = self._moved_on()
        self._turn(system_us, self.stepping.items)
        if self.stepping.turned(self.worker):
            # The time that the turn took is none of the run's.
            self.clock.pause(self.seen_us)

    def _looks_out(self) -> bool:
        """Whether it is not known when the next turn of a step is due; one turn may as well look."""
        return self.worker.wake_at() is None or (self.worker.listens and self.stepping.items is not None)

    def _moved_on(self) -> int:
        """Move a run's clock on to where something is due, and no further."""
        self._refuse_to_wait()
        return self.clock.step(self.seen_us, to_us=self.worker.wake_at())

    def _read(self, awaited_us: int | None = None) -> int:
        real_us = self.now_us()
        if real_us < self.epoch_began_us:
            self.epoch_began_us = real_us  # The clock was set back; an epoch does not wait for it to catch up.
        self.seen_us = real_us
        system_us = self._system_us(real_us, awaited_us)
        self.worker.behind_us = 0 if self.worker.plan.frozen else max(0, real_us - system_us)
        return system_us

    def _system_us(self, real_us: int, awaited_us: int | None = None) -> int:
        return FROZEN_US if self.worker.plan.frozen else self.clock.reading(real_us, awaited_us)

    def _is_due(self, system_us: int) -> bool:
        due_us = self.worker.wake_at()
        return self.more or (due_us is not None and due_us <= system_us)

    def _epoch_due_us(self) -> int | None:
        """Return when the epoch ends; None where nothing has happened in it, or a turn has not been made in full."""
        return self.epoch_began_us + self.epoch_every_us if self.dirty and not self.worker.apart else None

    def _epoch_is_due(self) -> bool:
        due_us = self._epoch_due_us()
        return due_us is not None and due_us <= self.seen_us

    def _wait(self) -> None:
        if not self.clock.paused:
            self._refuse_to_wait()
        due_us = None if self.clock.paused else self.worker.wake_at()
        times = [] if due_us is None else [self.clock.real_at(due_us)]
        times += [] if self.store is None else [self._epoch_due_us()]
        until_us = min((time for time in times if time is not None), default=None)
        self.wait_until(until_us)
        # Read at once, since what comes next may set the clock: the wait was meant, and is no jump of the real one.
        # Waiting for nothing in particular may take any time.
        self._read(self.now_us() if until_us is None else until_us)

    def _refuse_to_wait(self) -> None:
        if self.worker.plan.frozen:
            raise EngineError(
                "a source waits for time to pass, but time stands still in this run; set the run's clock to live"
            )
