"""When the items of a window step happened, and what makes an item that cannot say so bad."""

from __future__ import annotations

import numpy as np

from tidegate.arrow_views import numbers, sealed, valid_mask
from tidegate.bad_items import BadItemCode
from tidegate.batch import Batch
from tidegate.clock import EARLIEST_US, LATEST_US, EventClock, SystemClock
from tidegate.expression import Expression
from tidegate.holding import Int64s
from tidegate.step_expressions import Badness, Wanted, evaluate
from tidegate.types import TIMESTAMP


def clock_expressions(clock: EventClock | SystemClock) -> dict[str, Wanted]:
    """Return the expressions of a clock by the path of their field."""
    return {"clock.timestamp": Wanted(clock.timestamp, TIMESTAMP)} if isinstance(clock, EventClock) else {}


def times_of(timestamp: Expression | None, batch: Batch, badness: Badness, now_us: int) -> Int64s:
    """Return the instant that each item belongs to, and note the items without one; None stands for now."""
    if timestamp is None:
        return sealed(np.full(batch.length, now_us, np.int64))
    evaluated = evaluate(timestamp, batch)
    badness.add(evaluated.bad, evaluated.reasons)
    times: Int64s = numbers(evaluated.values).view(np.int64)
    if evaluated.values.null_count:
        badness.add(~valid_mask(evaluated.values), _no_timestamp)
    return times


def _no_timestamp(row: int) -> tuple[str, str]:
    return BadItemCode.TIMESTAMP, "the timestamp is null; give every item one, or choose another field"


def note_odd_timestamps(times: Int64s, badness: Badness) -> None:
    """Note the items whose timestamps are outside the years that there are."""
    badness.add((times < EARLIEST_US) | (times > LATEST_US), _odd_timestamp)


def _odd_timestamp(row: int) -> tuple[str, str]:
    return BadItemCode.TIMESTAMP, "the timestamp is outside the years 1 to 9999; correct it at the source"
