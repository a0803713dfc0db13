"""`Handles`: what a person can do to a run's clock: pause it, let it go on, move it by one turn, set its speed.

                 pause                    step
    running  ------------->  paused  ------------->  one turn, then paused again
             <-------------          (a live clock moves on to where something is due)
                 resume

A run whose clock stands still makes no turns, so nothing happens to its items, and none becomes late by it.
"""

from __future__ import annotations

from tidegate import RunStatus, StatusChanged, VirtualClock
from tidegate_studio.orders import Ask


class Handles:
    """A run's clock, and what was done to it."""

    def __init__(self, clock: VirtualClock) -> None:
        self.clock = clock
        self.stepping = False
        """Whether the clock goes for one turn only."""
        self._speed = 1.0

    def turn_to(self, ask: Ask, real_us: int, due_us: int | None) -> None:
        """Do what was asked for at this real time, when the next turn is due at the system time `due_us`."""
        match ask.command:
            case "pause":
                self.clock.pause(real_us)
            case "resume":
                self.clock.resume(real_us)
            case "step":
                self._step(real_us, due_us)
            case "speed":
                self._speed = ask.speed
                self.clock.set_speed(real_us, ask.speed)

    def turned(self, real_us: int) -> None:
        """Note that the run has had the chance of a turn."""
        if self.stepping:
            self.clock.pause(real_us)
            self.stepping = False

    def status(self) -> StatusChanged:
        """Return how the run is, as far as its clock goes."""
        still = self.clock.paused or self.stepping
        return StatusChanged(status=RunStatus.PAUSED if still else RunStatus.RUNNING, speed=self._speed)

    def _step(self, real_us: int, due_us: int | None) -> None:
        if due_us is not None:
            self.clock.step(real_us, to_us=due_us)
        self.clock.resume(real_us)
        self.stepping = True
