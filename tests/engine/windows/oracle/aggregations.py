"""What an aggregation makes of the items of a window, in plain Python; nulls are skipped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .items import Arrived


def known_in_order(held: Sequence[Arrived], of: Callable[[Arrived], Any], ordered: bool) -> list[Any]:
    """Return the values that are not null in the order in which the window took them in, or of their timestamps.

    Where sessions merge, what the later one held stands behind what the earlier one held, as in Bytewax.
    """
    in_order = sorted(held, key=lambda arrived: (arrived.at_us, arrived.position)) if ordered else held
    return [value for arrived in in_order if (value := of(arrived)) is not None]


def aggregate(function: str, held: Sequence[Arrived], of: Callable[[Arrived], Any], ordered: bool) -> Any:
    """Return what the aggregation of this name makes of a window's items."""
    if function in ("first", "last"):
        values = known_in_order(held, of, ordered)
        return values[0 if function == "first" else -1] if values else None
    values = known_in_order(held, of, ordered=False)
    if function == "count":
        return len(values)
    return OF_SOME[function](values) if values else None


def checked_sum(values: Sequence[Any]) -> Any:
    """Return the sum, None if it is a whole number that does not fit into 64 bits."""
    total = sum(values, type(values[0])(0))
    return None if isinstance(total, int) and not -(2**63) <= total < 2**63 else total


def _mean(values: list[Any]) -> float:
    return float(sum(values)) / len(values)


def _numbers(values: list[Any]) -> list[Any]:
    return [value for value in values if value == value] or values


OF_SOME: dict[str, Callable[[list[Any]], Any]] = {
    "sum": checked_sum,
    "mean": _mean,
    "min": lambda values: min(_numbers(values)),
    "max": lambda values: max(_numbers(values)),
}
