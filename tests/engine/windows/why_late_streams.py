"""Twelve streams, drawn, each with one item that is late in its own way; what the studio prints of it must keep just it.

A column is a second, and letters come in the order of the alphabet. Time stands still, so that the same stream gives the same evidence to the microsecond.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from tidegate.testing import DrawnItem, drawn

TUMBLING = {"type": "tumbling", "length": "10s", "align_to": "2022-01-01T00:00:00Z"}
SLIDING = {"type": "sliding", "length": "10s", "offset": "5s", "align_to": "2022-01-01T00:00:00Z"}
SCHEMA = "{at: timestamp, user: str, name: str}"


@dataclass(frozen=True)
class Stream:
    """One stream, the step that judges it, and what is to be found of the item that is asked about."""

    name: str
    picture: str
    asked: str
    """The letter of the late item."""
    needed: str
    """The wait that keeps it, as the engine writes durations."""
    alone: str | None = None
    """What the engine says it needs, if that is not all: the wait that keeps it by itself, whatever else is kept."""
    wait: str = "0s"
    operator: str = "collect_window"
    windower: dict[str, Any] = field(default_factory=lambda: TUMBLING)
    late_rule: str = "behind_watermark"
    more: dict[str, Any] = field(default_factory=dict)
    batch_size: int = 1
    finer_us: int = 0
    """Added to the timestamps of all items but the one that is asked about."""

    @property
    def items(self) -> list[DrawnItem]:
        return drawn(self.picture)

    @property
    def position(self) -> int:
        """Return how many items come to the step before the one that is asked about."""
        return [item.name for item in self.items].index(self.asked)

    def config(self, wait: str | None = None) -> dict[str, Any]:
        """Return the configuration of the window step, with another wait."""
        clock = {"type": "event", "timestamp": "at", "wait": wait or self.wait, "late_rule": self.late_rule}
        return {"clock": clock, "windower": self.windower, **self.more}

    def steps(self, wait: str | None = None) -> list[dict[str, Any]]:
        """Return the stream's own branch of a flow: sources, keys, and the window step, which has the stream's name."""
        rows = [_row(item, 0 if item.name == self.asked else self.finer_us) for item in self.items]
        sides = [rows[0::2], rows[1::2]] if self.operator == "join_window" else [rows]
        steps: list[dict[str, Any]] = []
        for number, items in enumerate(sides):
            source = {"schema": SCHEMA, "items": items, "batch_size": self.batch_size}
            steps.append({"id": f"{self.name}_in{number}", "operator": "testing_source", "config": source})
            if self.operator != "count_window":
                steps.append({"id": f"{self.name}_key{number}", "operator": "key_on", "config": {"key": "user"}})
        return [*steps, {"id": self.name, "operator": self.operator, "config": self.config(wait)}]

    def streams(self) -> list[dict[str, str]]:
        """Return the streams of this branch."""
        if self.operator == "count_window":
            return [{"from": f"{self.name}_in0.down", "to": f"{self.name}.up"}]
        sides = range(2 if self.operator == "join_window" else 1)
        port = "sides" if self.operator == "join_window" else "up"
        keyed = [{"from": f"{self.name}_in{side}.down", "to": f"{self.name}_key{side}.up"} for side in sides]
        return keyed + [{"from": f"{self.name}_key{side}.down", "to": f"{self.name}.{port}"} for side in sides]


def _row(item: DrawnItem, finer_us: int) -> dict[str, Any]:
    seconds = f"{item.second:02}.{finer_us:06}"
    return {"at": f"2022-01-01T00:00:{seconds}Z", "user": item.key, "name": item.name}


STREAMS = (
    # A device whose clock is ahead makes its next item late.
    Stream(
        "skewed_clock",
        """
            0         10        20        30        40
        a   ab     d  e                             c
        """,
        asked="e",
        needed="30s",
        wait="5s",
    ),
    # Eight items come at once, and one of them is older than those before it in the same batch.
    Stream(
        "burst",
        """
            0         10        20
        a   a b   gc    d e   f   h
        """,
        asked="g",
        needed="12s 7us",
        wait="2s",
        batch_size=8,
        finer_us=7,
    ),
    # Nothing for forty seconds of event time, then one item of before.
    Stream(
        "silence",
        """
            0         10        20        30        40        50
        a   ab  d                                           c
        """,
        asked="d",
        needed="44s",
    ),
    # Equal timestamps are no reason to be late; a second less is.
    Stream(
        "equal",
        """
            0         10
        a       cb
        a        a
        a        d
        """,
        asked="c",
        needed="1s",
    ),
    # The clock of one key does not make the other's items late.
    Stream(
        "two_keys",
        """
            0         10        20
        a   a       e       c
        b   b d
        """,
        asked="e",
        needed="8s",
    ),
    # Late for both windows that it is in, of which one is still open.
    Stream(
        "sliding",
        """
            0         10        20
        a   a      c    b
        """,
        asked="c",
        needed="5s",
        wait="1s",
        windower=SLIDING,
    ),
    # A late item opens no session.
    Stream(
        "session",
        """
            0         10        20
        a   a    c        b   d
        """,
        asked="c",
        needed="9s",
        wait="3s",
        windower={"type": "session", "gap": "4s"},
    ),
    # Counting gives items their keys itself.
    Stream(
        "count",
        """
            0         10        20
        a   a     c   b
        """,
        asked="c",
        needed="4s",
        operator="count_window",
        more={"key": "user"},
    ),
    # Aggregating asks nothing else of time.
    Stream(
        "aggregate",
        """
            0         10        20
        a   a  d  c       b
        """,
        asked="c",
        needed="8s",
        wait="1s 1us",
        operator="aggregate_window",
        more={"aggregations": {"n": {"function": "count"}}},
    ),
    # Both sides of a join move one clock: items come from one and the other in turn.
    Stream(
        "joined",
        """
            0         10        20
        a   a  c       b  d
        """,
        asked="c",
        needed="8s",
        operator="join_window",
        more={"names": ["left", "right"]},
    ),
    # By the other rule an item is late once its window has closed: the close time itself is too late.
    Stream(
        "closed",
        """
            0         10        20
        a   a       c   b
        """,
        asked="c",
        needed="2s 1us",
        late_rule="window_closed",
    ),
    # By the other rule an item joins a session that is still open, and a little patience would have kept it open:
    # less than what a session of the item's own would need.
    Stream(
        "near_a_session",
        """
            0         10        20
        a   a  d b                 c
        """,
        asked="d",
        needed="12s",
        alone="14s",
        wait="2s",
        windower={"type": "session", "gap": "6s"},
        late_rule="window_closed",
    ),
)


def whole_flow(waits: Mapping[str, str] = MappingProxyType({})) -> dict[str, Any]:
    """Return all streams as branches of one flow, with other waits by the stream's name."""
    return {
        "format": 1,
        "name": "why late",
        "steps": [step for stream in STREAMS for step in stream.steps(waits.get(stream.name))],
        "streams": [stream for one in STREAMS for stream in one.streams()],
        "run": {"clock": "frozen"},
        "layout": {
            step["id"]: {"x": 260 * column, "y": 130 * row}
            for row, stream in enumerate(STREAMS)
            for column, step in enumerate(stream.steps())
        },
    }
