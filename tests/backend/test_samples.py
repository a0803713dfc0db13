"""Samples: files that are uploaded to try a flow on."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

import pytest
from tests.backend.previews import SOURCE, ask, check, flow_of, upload

CSV = b"n,user\n1,ada\n2,bob\n3,cleo\n"


@pytest.mark.parametrize(
    ("name", "content", "items"),
    [
        ("orders.csv", CSV, 3),
        ("orders.jsonl", b'{"n": 1}\n{"n": 2}\n', 2),
        ("ORDERS.NDJSON", b'{"n": 1}\n', 1),
        ("bad.jsonl", b'{"n": 1}\nnonsense\n', 1),
    ],
)
def test_an_uploaded_file_becomes_the_sample_of_a_source(studio: Any, name: str, content: bytes, items: int) -> None:
    answer = upload(studio, name, content)
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert told["look"]["items"] == items
    assert told["look"]["bad"] == int(name == "bad.jsonl")
    flow = flow_of(("read", "file_source", {"path": "not/there.csv"}), ("f", "filter", {"keep": "n > 0"}))
    shown = ask(studio, flow, sample={"read": {"upload": told["upload"]}})
    assert shown["steps"]["f"]["ports"]["down"]["total"] == items
    assert not list(studio.settings.data_root.rglob("*.jsonl*")) or studio.settings.samples != studio.settings.data_root


@pytest.mark.parametrize(
    ("name", "content", "kind", "status", "code"),
    [
        ("orders.xlsx", CSV, "application/octet-stream", 422, "sample-unreadable"),
        ("orders", CSV, "application/octet-stream", 422, "sample-unreadable"),
        ("orders.csv", CSV, "text/csv", 415, "not-bytes"),
        ("orders.csv", b"", "application/octet-stream", 422, "sample-unreadable"),
        ("orders.parquet", b"PAR1nonsense", "application/octet-stream", 422, "sample-unreadable"),
        ("orders.csv", "n\n1\n".encode("utf-16"), "application/octet-stream", 422, "sample-unreadable"),
        ("orders.csv", b"x" * (1024 * 1024 + 1), "application/octet-stream", 413, "body-too-large"),
        ("a" * 256 + ".csv", CSV, "application/octet-stream", 422, "invalid-request"),
    ],
    ids=["a format", "no format", "a type", "nothing", "no Parquet", "UTF-16", "too large", "a long name"],
)
def test_what_is_no_sample_is_refused_and_not_kept(
    serve: Callable[..., Any], name: str, content: bytes, kind: str, status: int, code: str
) -> None:
    with serve(sample_bytes=1024 * 1024) as studio:
        check(upload(studio, name, content, kind), status, code)
        assert list(studio.settings.samples.glob("*")) == []


def test_old_samples_are_dropped(serve: Callable[..., Any]) -> None:
    with serve() as studio:
        old = upload(studio, "orders.csv", CSV).json()["upload"]
        day_ago = time.time() - 25 * 3600
        os.utime(studio.settings.samples / old, (day_ago, day_ago))
        new = upload(studio, "orders.csv", CSV).json()["upload"]
        assert [path.name for path in studio.settings.samples.iterdir()] == [new]
        shown = ask(studio, flow_of(SOURCE), sample={"src": {"upload": old}})
        assert "Upload it again" in shown["steps"]["src"]["why"]
