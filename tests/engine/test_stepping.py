"""Steps of a paused run: how far each kind goes, what time it is in them, and what becomes of a batch taken apart."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.engine.test_worker import KEY_ALL, SECOND, WINDOW, flow, idle_worker, items, worker_of

from tidegate import Command, EpochSnapshot, Stepping, StepUntil, VirtualClock, Worker, drive

ITEM, TURN, WATERMARK, WINDOW_CLOSE = StepUntil.ITEM, StepUntil.TURN, StepUntil.WATERMARK, StepUntil.WINDOW


def at(*seconds: int) -> list[dict[str, str]]:
    return [{"at": f"2022-01-01T00:00:{second:02}Z"} for second in seconds]


def windowed(values: Sequence[Any], batch_size: int, clock: str = "frozen", **more: Any) -> Worker:
    """Return a worker of ten-second windows over items of these times."""
    source = items(values, batch_size, {"at": "timestamp"})
    document = flow("s.down>k.up k.down>w.up", s=source, k=KEY_ALL, w=("collect_window", WINDOW))
    return worker_of(document, clock=clock, **more)


class Stepped:
    """A run that is paused from its beginning; after each of its steps a look at the worker is noted."""

    def __init__(self, worker: Worker, steps: Sequence[StepUntil], then: Command | None = None) -> None:
        self.worker, self.left, self.then = worker, list(steps), then
        self.clock, self.stepping = VirtualClock(0), Stepping()
        self.clock.pause(0)
        self.real_us = 0
        self.seen: list[dict[str, int]] = []
        self.times: list[int] = []
        self.waits: list[int | None] = []
        self.ended: Command | None = None

    def run(self, **more: Any) -> Stepped:
        self.ended = drive(
            self.worker,
            now_us=lambda: self.real_us,
            between_turns=self.between_turns,
            wait_until=self.wait_until,
            clock=self.clock,
            stepping=self.stepping,
            **more,
        )
        return self

    def wait_until(self, real_us: int | None) -> None:
        self.waits.append(real_us)
        self.real_us = max(self.real_us, real_us or 0)

    def between_turns(self) -> Command:
        self.real_us += 7  # Turns take their time, and it is none of the run's.
        if self.stepping.until is not None:
            return Command.GO_ON
        self.seen.append(counts(self.worker))
        self.times.append(self.clock.system_us)
        if not self.left:
            if self.then is None:
                self.clock.resume(self.real_us)
            return self.then or Command.GO_ON
        self.stepping.ask(self.left.pop(0), self.worker)
        return Command.GO_ON


def counts(worker: Worker) -> dict[str, int]:
    """Return how many items have left each port."""
    stats = worker.stats().steps
    return {f"{step_id}.{port}": count for step_id, step in stats.items() for port, count in step.items_out.items()}


def source_counts(run: Stepped) -> list[int]:
    return [seen.get("s.down", 0) for seen in run.seen]


@pytest.mark.parametrize("batch_size", [1, 2, 3, 99])
def test_a_step_to_the_next_item_lets_exactly_one_more_leave(batch_size: int) -> None:
    run = Stepped(windowed(at(1, 2, 3, 4, 5), batch_size), [ITEM] * 5, Command.STOP).run()
    assert source_counts(run) == [0, 1, 2, 3, 4, 5]
    stats = run.worker.stats().steps
    assert (stats["s"].kept, stats["w"].items_in) == (5, 5)


def test_a_source_has_not_given_what_has_not_left_it() -> None:
    run = Stepped(windowed(at(1, 2, 3), 3), [ITEM], Command.STOP).run()
    assert run.worker.stats().steps["s"].kept == 1


def test_a_turn_makes_an_end_of_the_batch() -> None:
    run = Stepped(windowed(at(1, 2, 3, 4, 5), 3), [ITEM, TURN, TURN], Command.STOP).run()
    assert source_counts(run) == [0, 1, 3, 5]


def test_several_sources_take_turns_as_the_flow_has_them() -> None:
    document = flow("a.down>m.ups b.down>m.ups", a=items([1, 2], 2), b=items([10, 20], 2), m=("merge", {}))
    printed: list[Any] = []
    worker = worker_of(document, see=lambda _, port, batch: printed.extend(batch.columns["item"].to_pylist()))
    run = Stepped(worker, [ITEM] * 4, Command.STOP).run()
    assert [seen.get("m.down", 0) for seen in run.seen] == [0, 1, 2, 3, 4]
    assert printed == [1, 1, 2, 2, 10, 10, 20, 20]


def test_a_step_to_a_watermark_ends_with_the_item_that_moves_it() -> None:
    run = Stepped(windowed(at(5, 5, 3, 8, 8, 9), 99), [WATERMARK] * 3, Command.STOP).run()
    assert source_counts(run) == [0, 1, 4, 6]


def test_where_time_passes_it_moves_the_watermark_between_two_items() -> None:
    # No item is newer than the first, but each comes a second after the one before.
    newest, older, oldest = at(7, 5, 3)
    second = {"$": "PAUSE", "for": "1s"}
    run = Stepped(windowed([newest, second, older, second, oldest], 1, "live"), [WATERMARK] * 3, Command.STOP).run()
    assert source_counts(run) == [0, 1, 2, 3]


def test_a_step_to_a_window_ends_with_the_item_that_closes_it() -> None:
    run = Stepped(windowed(at(1, 5, 9, 11, 15, 40, 41), 99), [WINDOW_CLOSE] * 2, Command.STOP).run()
    assert source_counts(run) == [0, 4, 6]
    assert [seen.get("w.meta", 0) for seen in run.seen] == [0, 1, 2]


@pytest.mark.parametrize("until", [ITEM, WATERMARK, WINDOW_CLOSE])
def test_a_step_that_can_meet_nothing_any_more_ends_as_the_run_ends(until: StepUntil) -> None:
    run = Stepped(windowed(at(1, 2), 99), [ITEM, ITEM, until, until]).run()
    assert (run.ended, run.worker.ended) == (Command.GO_ON, True)
    assert counts(run.worker)["w.meta"] == 1


def test_a_step_that_is_given_up_stops_between_two_items() -> None:
    run = Stepped(windowed(at(*range(9)), 99), [WINDOW_CLOSE], Command.STOP)
    turns = iter(range(4))

    def between_turns() -> Command:
        if next(turns, None) is None:
            run.stepping.cancel()
        return Stepped.between_turns(run)

    drive(run.worker, now_us=lambda: 0, between_turns=between_turns, wait_until=run.wait_until, clock=run.clock,
          stepping=run.stepping)  # fmt: skip
    assert 0 < source_counts(run)[-1] < 9


# -- time ---------------------------------------------------------------------------------------------------------------


def test_a_live_clock_is_moved_on_to_what_is_due_and_no_further() -> None:
    values = [*at(1), {"$": "PAUSE", "for": "1h"}, *at(2), {"$": "PAUSE", "for": "2h"}, *at(3)]
    run = Stepped(windowed(values, 1, "live"), [ITEM] * 3, Command.STOP).run()
    # The window closes by the passing of time on the way to the second item, nine seconds after the first.
    assert run.times == [0, 0, 3_600 * SECOND, 3 * 3_600 * SECOND]


def test_a_step_to_a_window_stops_where_the_passing_of_time_closes_it() -> None:
    values = [*at(1), {"$": "PAUSE", "for": "1h"}, *at(2)]
    run = Stepped(windowed(values, 1, "live"), [WINDOW_CLOSE], Command.STOP).run()
    assert (run.times, source_counts(run)) == ([0, 9 * SECOND], [0, 1])


def test_the_rest_of_a_batch_leaves_at_the_time_at_which_it_came() -> None:
    worker = windowed(at(10, 12, 3, 4), 99, "live")
    arrived: list[int] = []
    for now_us, most in ((5, 1), (7, 1), (9 * SECOND, None)):
        assert worker.turn(now_us, most) is True
    for event in worker.take_events():
        if event.type == "items" and event.port == "decisions":
            arrived += event.columns["arrived_at"]
    assert arrived == ["1970-01-01T00:00:00.000005Z"] * 4


def test_a_source_that_may_have_something_at_any_time_is_waited_for_in_real_time() -> None:
    run = Stepped(idle_worker(frozen=False), [ITEM])
    asked = iter(range(50))

    def between_turns() -> Command:
        return Command.STOP if next(asked, None) is None else Stepped.between_turns(run)

    drive(run.worker, now_us=lambda: run.real_us, between_turns=between_turns, wait_until=run.wait_until,
          clock=run.clock, stepping=run.stepping)  # fmt: skip
    assert run.worker.turns > 5
    assert run.clock.system_us <= run.real_us, "the run's time ran away from the real one"


def test_a_pause_in_a_long_silence_loses_none_of_it() -> None:
    """The wait was meant, so it is no jump of the machine's clock, also if a pause ends it."""
    hour = 3_600 * SECOND
    worker = windowed([*at(1), {"$": "PAUSE", "for": "5h"}, *at(2)], 1, "live")
    clock, real_us, paused_at = VirtualClock(0), [0], [0]

    def wait_until(until_us: int | None) -> None:
        real_us[0] = min(until_us or 0, real_us[0] + hour)

    def between_turns() -> Command:
        if real_us[0] < hour:
            return Command.GO_ON
        clock.pause(real_us[0])
        paused_at[0] = clock.system_us
        return Command.STOP

    drive(worker, now_us=lambda: real_us[0], between_turns=between_turns, wait_until=wait_until, clock=clock)
    assert paused_at == [real_us[0]]
    assert clock.take_settings() == []


# -- epochs -------------------------------------------------------------------------------------------------------------


class Kept:
    """A store that keeps the epochs."""

    def __init__(self) -> None:
        self.epochs: list[EpochSnapshot] = []

    def close_epoch(self, snapshot: EpochSnapshot) -> None:
        self.epochs.append(snapshot)


def test_no_epoch_ends_in_the_middle_of_a_batch_and_nothing_of_it_is_lost() -> None:
    worker, store = windowed(at(1, 2, 11, 12), 4), Kept()
    run = Stepped(worker, [ITEM, ITEM], Command.STOP)
    run.wait_until = lambda _: setattr(run, "real_us", run.real_us + 3_600 * SECOND)  # type: ignore[method-assign]
    run.run(store=store)
    [epoch] = store.epochs
    left = epoch.step("s")
    assert left is not None
    assert left.items_out == {"down": 4}
    resumed = windowed(at(1, 2, 11, 12), 4)
    resumed_worker = Worker(resumed.plan, data_root=Path())
    resumed_worker.open(epoch)
    while not resumed_worker.ended:
        resumed_worker.turn(0)
    assert counts(resumed_worker)["w.meta"] == 2


# -- work ---------------------------------------------------------------------------------------------------------------


def test_a_run_tells_how_long_each_step_worked_if_it_is_given_a_meter() -> None:
    reads = iter(range(0, 10**12, 1_000_000))
    metered, plain = windowed(at(1, 2), 1, meter=lambda: next(reads)), windowed(at(1, 2), 1)
    for worker in (metered, plain):
        for _ in range(2):
            worker.turn(0)
    assert [step.busy_s for step in metered.stats().steps.values()] == [0.002] * 3
    assert [step.busy_s for step in plain.stats().steps.values()] == [0.0] * 3
    assert next(reads) == 8_000_000, "two turns of three steps are eight readings"
