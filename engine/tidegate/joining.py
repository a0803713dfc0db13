"""What joins with and without windows share: their sides, what those are called, and the types of rows."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from tidegate.diagnostics import Code
from tidegate.operator import Finding, Keyed, Port
from tidegate.types import INT, Record, StreamType, Type

SIDES = Port(
    "sides", "The streams to join, each with keys; their order is the order of the sides.", Keyed.KEYED, True, True
)
SIDE_FIELD = "side"
MOST_SIDES = 20


def names_field() -> tuple[str, ...]:
    """Return the config field that names the sides."""
    names: tuple[str, ...] = Field(
        (),
        max_length=MOST_SIDES,
        description="What the sides are called in a row; empty: `left` and `right`, or `side_1`, `side_2` ...",
    )
    return names


def names_of(names: Sequence[str], sides: int) -> list[str]:
    """Return what the sides are called."""
    if names:
        return list(names)
    return ["left", "right"] if sides == 2 else [f"side_{number}" for number in range(1, sides + 1)]


def names_problems(names: Sequence[str], sides: int) -> list[Finding]:
    """Return what is wrong with the names a person gave."""
    problems = []
    if names and len(names) != sides:
        message = f"There are {sides} sides and {len(names)} names. Name each side once, in their order."
        problems.append(Finding(Code.BAD_VALUE, message, "names"))
    for number, name in enumerate(names):
        if not name.isidentifier() or name == SIDE_FIELD or name in names[:number]:
            message = (
                f"A side cannot be called {name[:60]!r}. Use letters, digits and _, each name once, and not 'side'."
            )
            problems.append(Finding(Code.BAD_VALUE, message, f"names.{number}"))
    if sides > MOST_SIDES:
        message = f"{sides} streams enter, and a join takes {MOST_SIDES}. Join them in two steps."
        problems.append(Finding(Code.BAD_VALUE, message, port=SIDES.name))
    return problems


def late_type(names: Sequence[str], kinds: Sequence[Type]) -> Type:
    """Return the type of a late item's value: which side it is of, and a field per side, of which one is set."""
    return Record.of({SIDE_FIELD: INT, **dict(zip(names, kinds, strict=True))})


def kinds_of(streams: Sequence[StreamType]) -> list[Type]:
    """Return the types of the sides' items."""
    return [stream.item for stream in streams]
