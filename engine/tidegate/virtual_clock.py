"""`VirtualClock`: the system clock of a run, made of the readings of a real one.

    real      0    10 . . . pause . . . 30    40  (twice as fast)    50
    system    0    10                   10    20                     40

It stands still while a run is paused, goes as fast as a replay is wanted, and can be moved on by hand. It never goes
back. A real clock that does is followed from its new reading on, and one that jumps ahead while nobody was waiting for
it is followed from there too, as if the time between had not been; both are noted, with how much it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tidegate.fields import format_duration

JUMP_US = 600_000_000
"""No turn takes so long: a real clock that is so much further than it was waited for has been set, or slept."""
FASTEST = 1_000_000


@dataclass(frozen=True, slots=True)
class ClockSet:
    """The real clock was set, or the machine slept; the run's clock did not follow."""

    system_us: int
    by_us: int
    """How much of a jump was left out; negative: backwards."""

    def __str__(self) -> str:
        way = "back" if self.by_us < 0 else "ahead"
        return f"the machine's clock went {way} by {format_duration(abs(self.by_us))}; the run's clock did not follow"


class VirtualClock:
    """Real time in, system time out; `real_us` never means anything but the host's own reading."""

    def __init__(
        self, real_us: int, system_us: int | None = None, speed: float = 1, jump_us: int | None = JUMP_US
    ) -> None:
        """Begin at a real reading, with the same system time unless another is given; no `jump_us`: never a jump."""
        self._real_us = self._seen_us = real_us
        self._system_us = real_us if system_us is None else system_us
        self._speed = _checked(speed)
        self._jump_us = jump_us
        self.paused = False
        self._settings: list[ClockSet] = []

    def reading(self, real_us: int, awaited_us: int | None = None) -> int:
        """Return the system time; `awaited_us` is the real time until which the host meant to be silent."""
        self._follow(real_us, self._seen_us if awaited_us is None else max(self._seen_us, awaited_us))
        return self._now_us()

    @property
    def system_us(self) -> int:
        """Return the system time as it was read last."""
        return self._now_us()

    def pause(self, real_us: int) -> None:
        """Stand still from here on."""
        self._hold(real_us)
        self.paused = True

    def resume(self, real_us: int) -> None:
        """Go on from where it stood."""
        if self.paused:
            # However long the pause was, it is no jump.
            self._real_us = self._seen_us = real_us
            self.paused = False

    def set_speed(self, real_us: int, factor: float) -> None:
        """Go so many times as fast as the real clock; ValueError for what is no speed."""
        speed = _checked(factor)
        self._hold(real_us)
        self._speed = speed

    def step(self, real_us: int, *, to_us: int | None = None, by_us: int = 0) -> int:
        """Move system time on to a time or by a span, and return it; a time that has passed changes nothing."""
        self._hold(real_us)
        self._system_us = max(self._system_us, self._system_us + by_us if to_us is None else to_us)
        return self._system_us

    def real_at(self, system_us: int) -> int | None:
        """Return the first real time at which the reading is at least this; None while the clock is paused."""
        if system_us <= self._now_us():
            return self._seen_us
        if self.paused:
            return None
        ahead = Fraction(system_us - self._system_us) / self._speed
        return self._real_us + -(-ahead.numerator // ahead.denominator)

    def take_settings(self) -> list[ClockSet]:
        """Return how the real clock was set since the last call."""
        settings, self._settings = self._settings, []
        return settings

    def _now_us(self) -> int:
        passed_us = 0 if self.paused else self._seen_us - self._real_us
        return self._system_us + passed_us * self._speed.numerator // self._speed.denominator

    def _hold(self, real_us: int) -> None:
        """Begin anew at this real time, where system time is now."""
        self._system_us = self.reading(real_us)
        self._real_us = self._seen_us

    def _follow(self, real_us: int, expected_us: int) -> None:
        jumped = self._jump_us is not None and real_us - expected_us > self._jump_us
        if (real_us < self._seen_us or jumped) and not self.paused:
            trusted_us = expected_us if jumped else self._seen_us
            self._seen_us = trusted_us
            self._system_us = self._now_us()
            self._settings.append(ClockSet(self._system_us, real_us - trusted_us))
            self._real_us = real_us
        self._seen_us = real_us


def _checked(factor: float) -> Fraction:
    if not 0 < factor <= FASTEST:
        raise ValueError(f"{factor} is no speed; give a number above 0 and up to {FASTEST:,}")
    return Fraction(factor).limit_denominator(1_000_000)
