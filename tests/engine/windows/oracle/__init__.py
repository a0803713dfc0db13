"""The oracle: everything keyed and windowed, slow and obvious."""

from .aggregations import aggregate
from .clocks import BEHIND_WATERMARK, WINDOW_CLOSED, EventClock, SystemClock
from .held import Folded, Held, Kept, Reduced, counted, largest, listed, mapped, smallest, unique, whole_item
from .items import END_US, Arrived, Decision, Down, Item, Late, Meta, Row
from .joining import Joined
from .keyed import (
    Collected,
    Content,
    FoldedToTheEnd,
    KeyedStep,
    Mapped,
    Matched,
    ReducedToTheEnd,
    counted_to_the_end,
    largest_of_all,
    smallest_of_all,
)
from .machine import Machine, Windowed
from .window_step import WindowStep
from .windowers import Grid, Session, tumbling

__all__ = [
    "BEHIND_WATERMARK",
    "END_US",
    "WINDOW_CLOSED",
    "Arrived",
    "Collected",
    "Content",
    "Decision",
    "Down",
    "EventClock",
    "Folded",
    "FoldedToTheEnd",
    "Grid",
    "Held",
    "Item",
    "Joined",
    "Kept",
    "KeyedStep",
    "Late",
    "Machine",
    "Mapped",
    "Matched",
    "Meta",
    "Reduced",
    "ReducedToTheEnd",
    "Row",
    "Session",
    "SystemClock",
    "WindowStep",
    "Windowed",
    "aggregate",
    "counted",
    "counted_to_the_end",
    "largest",
    "largest_of_all",
    "listed",
    "mapped",
    "smallest",
    "smallest_of_all",
    "tumbling",
    "unique",
    "whole_item",
]
