"""`demo_source`: made-up measurements of sensors, late and lopsided on purpose."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pydantic import Field

from tidegate.batch import Batch
from tidegate.example import StepExample, stream
from tidegate.fields import DurationUs, InstantUs, format_duration
from tidegate.guard import QUARANTINE, Gate, Guard, guard_field, guarded, guarded_words
from tidegate.operator import (
    DOWN,
    ERRORS,
    BuildContext,
    Derived,
    OnError,
    Poll,
    Source,
    SourceLogic,
    Ups,
    on_error_field,
)
from tidegate.types import FLOAT, STR, TIMESTAMP, Record, StreamType, arrow_type

READING = StreamType(Record.of({"time": TIMESTAMP, "sensor": STR, "value": FLOAT}))
MOST_AT_ONCE = 10_000
DRAWS = 8
"""Random numbers kept for each tick, so that what a tick gives never depends on how ticks are batched."""

Draws = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]


class DemoSource(Source):
    """Make up measurements, some of them late.

    A number of sensors report in turn, one every `interval`: `{time, sensor, value}`. Some report more than others
    (`skew`), some of the measurements come late (`late_share`, `max_lateness`), and now and then a sensor falls silent
    for a while (`gap_share`, `gap_length`). All of it follows from the seed.

    Where system time passes, measurements come as they are due, and for ever unless `count` is set. Where it stands
    still, they come at once, as if the first had been due at `start`.

    A guard sends items that are too far ahead of the time to `quarantine`, where they move no watermark.
    """

    kind = "demo_source"
    title = "Demo source"
    icon = "wave-sine"
    downs = (DOWN, QUARANTINE, ERRORS)
    may_change = frozenset(
        {"skew", "late_share", "max_lateness", "gap_share", "gap_length", "count", "batch_size", "guard", "on_error"}
    )
    examples = (
        StepExample(
            config={"keys": 3, "interval": "1s", "late_share": 0.5, "count": 3, "seed": 1},
            downs={
                "down": stream(
                    "{time: timestamp, sensor: str, value: float}",
                    {"time": "2022-01-01T00:00:00Z", "sensor": "sensor-1", "value": 20.2},
                    {"time": "2021-12-31T23:59:59.691015Z", "sensor": "sensor-2", "value": 23.89},
                    {"time": "2022-01-01T00:00:02Z", "sensor": "sensor-1", "value": 23.24},
                )
            },
        ),
    )

    keys: int = Field(5, ge=1, le=1_000_000, description="How many sensors there are.")
    interval_us: Annotated[DurationUs, Field(ge=1)] = Field(
        200_000, alias="interval", description="The time between two measurements."
    )
    skew: float = Field(
        0.0, ge=0, le=5, description="0: all report equally often; 1: the second half as often as the first."
    )
    late_share: float = Field(0.1, ge=0, le=1, description="Which share of the measurements is late.")
    max_lateness_us: Annotated[DurationUs, Field(ge=0)] = Field(
        5_000_000, alias="max_lateness", description="How late they are at most."
    )
    gap_share: float = Field(0.0, ge=0, le=0.95, description="Which share of the time a sensor is silent.")
    gap_length_us: Annotated[DurationUs, Field(ge=1)] = Field(
        30_000_000, alias="gap_length", description="How long it is silent then."
    )
    count: int | None = Field(None, ge=0, description="How many measurements to make; empty: no end.")
    seed: int = Field(0, ge=0, lt=2**63, description="Another seed gives other measurements.")
    start_us: InstantUs = Field(
        1_640_995_200_000_000, alias="start", description="When the first is due where system time stands still."
    )
    batch_size: int = Field(
        1_000, ge=1, le=MOST_AT_ONCE, description="How many move together where system time stands still."
    )
    guard: Guard | None = guard_field()
    on_error: OnError = on_error_field()

    def summary(self) -> str:
        number = "measurements" if self.count is None else f"{self.count:,} measurements"
        words = f"{number} of {self.keys:,} sensors, one every {format_duration(self.interval_us)}"
        return guarded_words(words, self.guard)

    def bounded(self) -> bool:
        return self.count is not None

    def derive(self, ups: Ups) -> Derived:
        return guarded(Derived({"down": READING}), self.guard)

    def build(self, context: BuildContext) -> SourceLogic:
        return DemoSourceLogic(self, context)


class DemoSourceLogic(SourceLogic):
    """Counts ticks, one every interval, of which most give a measurement."""

    def __init__(self, config: DemoSource, context: BuildContext) -> None:
        super().__init__()
        self.config, self.frozen = config, context.frozen
        self.gate = Gate(config.guard, config.on_error, context, self)
        self.tick, self.made = 0, 0
        self.origin_us: int | None = config.start_us if context.frozen else None
        weights = 1.0 / np.arange(1, config.keys + 1) ** config.skew
        self.reach = np.cumsum(weights) / weights.sum()
        self.sensors = pa.array([f"sensor-{number}" for number in range(1, config.keys + 1)], pa.string())

    def open(self, state: dict[str, Any] | None) -> None:
        if state is not None:
            self.tick, self.made = state["tick"], state["made"]
            self.origin_us = self.origin_us if self.frozen else state["origin_us"]

    def poll(self, system_us: int) -> Poll:
        if self.made == self.config.count:
            return Poll([], ended=True)
        if self.origin_us is None:
            self.origin_us = system_us - self.tick * self.config.interval_us
        batch = self._make(self._due(system_us))
        outputs = self.gate.admit(batch, self.made, system_us)
        self.made += batch.length
        next_at_us = system_us if self.frozen else self.origin_us + self.tick * self.config.interval_us
        return Poll(outputs, next_at_us=next_at_us)

    def snapshot(self) -> dict[str, Any] | None:
        return {"tick": self.tick, "made": self.made, "origin_us": None if self.frozen else self.origin_us}

    def stood_still(self, for_us: int) -> None:
        if self.origin_us is not None and not self.frozen:
            self.origin_us += for_us

    def _due(self, system_us: int) -> int:
        assert self.origin_us is not None, "ticks are counted from an origin"
        if self.frozen:
            return self.config.batch_size
        passed = (system_us - self.origin_us) // self.config.interval_us + 1
        return max(0, min(passed - self.tick, MOST_AT_ONCE))

    def _make(self, ticks: int) -> Batch:
        assert self.origin_us is not None, "ticks are counted from an origin"
        draws = _draws(self.config.seed, self.tick, ticks)
        due_us = self.origin_us + (self.tick + np.arange(ticks)) * self.config.interval_us
        self.tick += ticks
        sensors = np.minimum(np.searchsorted(self.reach, draws[:, 0], side="right"), self.config.keys - 1)
        most = None if self.config.count is None else self.config.count - self.made
        spoken = np.flatnonzero(~self._silent(sensors, due_us))[:most]
        return self._measured(sensors[spoken], due_us[spoken], draws[spoken])

    def _silent(self, sensors: Numbers, due_us: Numbers) -> npt.NDArray[np.bool_]:
        if not self.config.gap_share:
            return np.zeros(len(sensors), np.bool_)
        chance = _scattered(self.config.seed, sensors, due_us // self.config.gap_length_us)
        return chance < self.config.gap_share

    def _measured(self, sensors: Numbers, due_us: Numbers, draws: Draws) -> Batch:
        late_us = np.where(draws[:, 1] < self.config.late_share, draws[:, 2] * self.config.max_lateness_us, 0.0)
        noise = np.sqrt(-2 * np.log1p(-draws[:, 3])) * np.cos(2 * np.pi * draws[:, 4])
        swing = np.sin(2 * np.pi * (due_us % 60_000_000 / 60e6 + sensors / self.config.keys))
        columns = {
            "time": pa.array(due_us - late_us.astype(np.int64), arrow_type(TIMESTAMP)),
            "sensor": self.sensors.take(pa.array(sensors, pa.int64())),
            "value": pa.array(np.round(20 + 5 * swing + noise, 2), arrow_type(FLOAT)),
        }
        return Batch(columns, len(sensors))


def _draws(seed: int, first: int, count: int) -> Draws:
    """Return the random numbers of some ticks: always the same for a tick, by a generator that counts."""
    generator = np.random.Philox(key=seed)
    generator.advance(first * DRAWS // 4)
    return np.random.Generator(generator).random((count, DRAWS))


def _scattered(seed: int, sensors: Numbers, spans: Numbers) -> Draws:
    """Return a number from 0 to 1 for each sensor and span of time: SplitMix64 of both, so that none must be kept."""
    mixed = spans.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + sensors.astype(np.uint64) + np.uint64(seed)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return (mixed ^ (mixed >> np.uint64(31))) / 2.0**64
