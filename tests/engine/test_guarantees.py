"""What sinks promise is data, and nothing else promises anything."""

from __future__ import annotations

from tidegate import describe


def test_every_sink_says_what_it_promises_and_no_other_step_does() -> None:
    promised = {entry.kind: entry.guarantee for entry in describe().operators if entry.guarantee is not None}
    keeping = {entry.kind for entry in describe().operators if entry.group == "Sinks" and entry.kind != "raises"}
    assert keeping == set(promised)
    assert promised["file_sink"] == promised["table_sink"] == promised["null_sink"] == "exactly_once"
    assert promised["stdout_sink"] == "at_least_once"
