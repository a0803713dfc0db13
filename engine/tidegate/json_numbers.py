"""Numbers of a JSON text: kept exactly, or told with the place where they stand."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

INT64 = range(-(2**63), 2**63)

Place = tuple[str | int, ...]
"""The names and positions that lead to a part of a value, from the outside in."""


@dataclass(frozen=True, slots=True)
class Unkept:
    """Stands in a value for a number that cannot be kept as it is, and says why."""

    why: str


class Numbers:
    """Reads the numbers of one text."""

    def __init__(self) -> None:
        self.all_kept = True

    def constant(self, text: str) -> Unkept:
        """Return what stands for NaN and the infinities, which are no JSON."""
        return self._unkept(f"{text} is not a JSON number. Write null, or a number.")

    def real(self, text: str) -> float | Unkept:
        """Return a float, unless it is larger than any."""
        number = float(text)
        if not math.isinf(number):
            return number
        return self._unkept(f"The number {text[:40]} is larger than 64-bit floats hold. Write a smaller one.")

    def whole(self, text: str) -> int | Unkept:
        """Return an integer, unless it has more than 64 bits."""
        if len(text) <= 20 and int(text) in INT64:
            return int(text)
        return self._unkept(f"The integer {text[:40]} does not fit in 64 bits. Write it as text, or smaller.")

    def _unkept(self, why: str) -> Unkept:
        self.all_kept = False
        return Unkept(why)


def unkept_in(value: Any, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Give the place of every number that was not kept, and why, in the order of the text."""
    if isinstance(value, Unkept):
        yield place, value.why
    elif isinstance(value, (dict, list)):
        for name, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from unkept_in(part, (*place, name))
