"""What a window step gave, without what the size of its batches may change."""

from __future__ import annotations

import re
from typing import Any

from tests.engine.windows.cases import Case
from tests.engine.windows.oracle import Session


def settled(case: Case, found: dict[str, Any]) -> Any:
    """Return what left the ports, given as columns, without what batches may change."""
    down, late, meta = (_rows(found[port]) for port in ("down", "late", "meta"))
    return _by_window(_unordered(case, down)), _by_key(late), _by_window(meta)


def _rows(columns: dict[str, list[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def _by_key(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: row["key"])


def _by_window(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (row["key"], row["window_id"]))


def _unordered(case: Case, down: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return results of sessions that may have merged, with what they hold in no order, as far as that says something."""
    setting = case.setting
    if setting.is_ordered or not isinstance(setting.windower, Session):
        return down
    if setting.operator in ("join_window", "max_window", "min_window"):
        return []
    return [{**row, "value": _in_no_order(row["value"])} for row in down if "value" in row]


def _in_no_order(value: Any) -> Any:
    if isinstance(value, str):
        return sorted(re.findall(r"\d+", value))
    if isinstance(value, dict):
        return sorted(value)
    return sorted(value) if isinstance(value, list) else value
