"""What slots hold, slow and obvious: for each a plain list of what arrived, and a plain function for each result.

merge   the target's list, then the source's
result  the list, in the order of timestamps if the step is ordered, and what is to be made of it
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any, NamedTuple


class Entry(NamedTuple):
    """One item on its way into a slot."""

    slot: int
    item: Any
    at_us: int


class Slots:
    """Slots by number; one that is not there is empty."""

    def __init__(self) -> None:
        self.entries: dict[int, list[Entry]] = {}

    def absorb(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            if entry.slot >= 0:
                self.entries.setdefault(entry.slot, []).append(entry)

    def merge(self, source: int, target: int) -> None:
        self.entries[target] = self.entries.get(target, []) + self.entries.pop(source, [])

    def close(self, slot: int) -> list[Entry]:
        return self.entries.pop(slot, [])


def in_order(entries: Sequence[Entry], ordered: bool) -> list[Entry]:
    """Return the entries in the order that counts; sorting is stable."""
    return sorted(entries, key=lambda entry: entry.at_us) if ordered else list(entries)


def aggregated(function: str, entries: Sequence[Entry], ordered: bool, q: float = 0.5) -> Any:
    """Return what an aggregation makes of a slot."""
    arrived = [entry.item for entry in entries if entry.item is not None]
    values = [entry.item for entry in in_order(entries, ordered) if entry.item is not None]
    if function in ("count", "list"):
        return len(values) if function == "count" else values
    if function in ("set", "distinct_count"):
        return distinct(arrived) if function == "set" else len(distinct(arrived))
    if not values:
        return None
    if function in ("first", "last"):
        return values[0] if function == "first" else values[-1]
    if function in ("any", "all"):
        return any(values) if function == "any" else all(values)
    if function == "sum":
        return checked_sum(values)
    if function == "mean":
        return float(sum(values)) / len(values)
    if function == "stddev":
        return deviation(values)
    known = [value for value in values if value == value] or values
    if function in ("min", "max"):
        return min(known) if function == "min" else max(known)
    return quantile([float(value) for value in known], 0.5 if function == "median" else q)


def distinct(values: Sequence[Any]) -> list[Any]:
    """Return each value once, in order; one not-a-number is like another, and minus zero like zero."""
    found: dict[Any, Any] = {}
    for value in values:
        found.setdefault("nan" if value != value else ("value", value), value)
    return list(found.values())


def checked_sum(values: Sequence[Any]) -> Any:
    """Return the sum, None if whole numbers leave 64 bits in the end."""
    total = sum(values[1:], values[0])
    return None if isinstance(total, int) and not -(2**63) <= total < 2**63 else total


def deviation(values: Sequence[Any]) -> float | None:
    """Return the standard deviation of a sample, from exact fractions."""
    if len(values) < 2:
        return None
    if not all(math.isfinite(value) for value in values):
        return math.nan
    exact = [Fraction(float(value)) for value in values]
    mean = sum(exact) / len(exact)
    return math.sqrt(sum((value - mean) ** 2 for value in exact) / (len(exact) - 1))


def quantile(values: Sequence[float], q: float) -> float:
    """Return the value at a share of the way through the sorted values, between two of them in proportion."""
    if all(value != value for value in values):
        return math.nan
    in_line = sorted(values)
    place = q * (len(in_line) - 1)
    below = int(place)
    low, high, share = in_line[below], in_line[min(below + 1, len(in_line) - 1)], place - below
    if low == high or share == 0:
        return low
    return low + (high - low) * share if math.isfinite(high - low) else low * (1 - share) + high * share


def mapped(entries: Sequence[Entry], ordered: bool) -> dict[str, Any]:
    """Return the pairs of a slot as a map, as Python's own dict fills up."""
    return dict(entry.item for entry in in_order(entries, ordered))


def members(entries: Sequence[Entry], ordered: bool) -> list[Any]:
    """Return the values of a slot as a set, null among them."""
    return distinct([entry.item for entry in in_order(entries, ordered)])
