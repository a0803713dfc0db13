"""What the what-if slider is tested with is what the engine does today."""

from __future__ import annotations

from tests.timeline.recorded_waits import RECORDED, recorded


def test_the_recorded_runs_are_what_the_engine_decides_now() -> None:
    fresh = "write them anew: python -m tests.timeline.recorded_waits"
    assert RECORDED.read_text("utf-8") == recorded(), fresh
