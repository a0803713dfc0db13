"""What the page is tested with is what the engine says."""

from __future__ import annotations

from tests.engine.windows.screen_cases import SOURCES, text_of, whole


def test_the_cases_of_the_page_are_what_the_engine_says() -> None:
    for name, cases in whole().items():
        kept = (SOURCES / name).read_text("utf-8")
        assert kept == text_of(cases), f"run `python -m tests.engine.windows.screen_cases`: {name} is out of date"
