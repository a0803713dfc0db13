"""`Handles`: what a person can do to a run's clock: pause it, let it go on, move it step by step, set its speed.

                 pause                    step
    running  ------------->  paused  ------------->  on its way to where the step ends, then paused again
             <-------------          <-------------
                 resume                   pause

A run whose clock stands still makes no turns, so nothing happens to its items, and none becomes late by it. In a step a
live clock is moved on to where something is due; the time that its work takes does not count.
"""

from __future__ import annotations

from tidegate import RunStatus, StatusChanged, Stepping, VirtualClock, Worker, format_instant
from tidegate_studio.orders import Ask


class Handles:
    """A run's clock, and what was done to it."""

    def __init__(self, clock: VirtualClock, frozen: bool) -> None:
        self.clock, self.stepping = clock, Stepping()
        self._frozen, self._speed = frozen, 1.0

    def turn_to(self, ask: Ask, real_us: int, worker: Worker) -> None:
        """Do to a run, which is as the worker is, what was asked for at this real time."""
        match ask.command:
            case "pause":
                self.stepping.cancel()
                self.clock.pause(real_us)
            case "resume":
                self.stepping.cancel()
                self.clock.resume(real_us)
            case "step":
                self.clock.pause(real_us)
                self.stepping.ask(ask.until, worker)
            case "speed":
                self._speed = ask.speed
                self.clock.set_speed(real_us, ask.speed)

    def status(self) -> StatusChanged:
        """Return how the run is, as far as its clock goes."""
        until = self.stepping.until
        paused = self.clock.paused or until is not None
        return StatusChanged(
            status=RunStatus.PAUSED if paused else RunStatus.RUNNING,
            speed=self._speed,
            stepping=until,
            system_time=format_instant(self.clock.system_us) if paused and not self._frozen else None,
        )
