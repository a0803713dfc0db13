"""The oracle against what was observed on Bytewax 0.21.1, so that a slip in the oracle is not a slip in the engine."""

from __future__ import annotations

from typing import Any

import pytest
from tests.engine.windows.records import read_records, run_record

WITHOUT_KEYS = {"branch", "filter_map", "filter_value", "flat_map", "flat_map_value", "key_on", "map", "map_value"}
WITHOUT_KEYS |= {"merge", "flatten", "filter", "filter_map_value"}
OURS_DIFFERS = {
    "systemclock/backwards-crashes": "ours never goes back and goes on",
    "systime/eof-then-more-session": "Bytewax asserts that nothing comes after the end; no run does that",
}
RECORDS = [
    record
    for record in read_records()
    if record["operator"] not in WITHOUT_KEYS
    and "error" not in record["expected"]
    and record["name"] not in OURS_DIFFERS
]


@pytest.mark.parametrize("record", RECORDS, ids=[record["name"] for record in RECORDS])
def test_the_oracle_gives_what_was_observed(record: dict[str, Any]) -> None:
    assert run_record(record) == record["expected"]


def test_most_records_are_about_windows_and_keys() -> None:
    assert len(RECORDS) > 300
