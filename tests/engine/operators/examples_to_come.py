"""Examples of operators that are being rewritten; each moves into its operator's `examples` afterwards."""

from __future__ import annotations

from tidegate.example import StepExample, stream

_ITEMS = stream(
    "keyed {at: timestamp, val: int}",
    ["a", {"at": "2022-01-01T00:00:00Z", "val": 1}],
    ["a", {"at": "2022-01-01T00:00:04Z", "val": 2}],
    ["a", {"at": "2022-01-01T00:00:12Z", "val": 4}],
)
_WINDOWS = {
    "clock": {"type": "event", "timestamp": "at", "wait": "0s"},
    "windower": {"type": "tumbling", "length": "10s", "align_to": "2022-01-01T00:00:00Z"},
}
_FIRST = {"window_id": 0, "open_time": "2022-01-01T00:00:00Z", "close_time": "2022-01-01T00:00:10Z"}
_SECOND = {"window_id": 1, "open_time": "2022-01-01T00:00:10Z", "close_time": "2022-01-01T00:00:20Z"}
_WINDOW = "window_id: int, open_time: timestamp, close_time: timestamp"

TO_COME = {
    "collect_window": (
        StepExample(
            config=_WINDOWS,
            ups={"up": [_ITEMS]},
            downs={
                "down": stream(
                    f"keyed {{{_WINDOW}, value: list[{{at: timestamp, val: int}}]}}",
                    ["a", {**_FIRST, "value": [item for _, item in _ITEMS.items[:2]]}],
                    ["a", {**_SECOND, "value": [item for _, item in _ITEMS.items[2:]]}],
                )
            },
        ),
    ),
    "aggregate_window": (
        StepExample(
            config={
                **_WINDOWS,
                "aggregations": {"total": {"function": "sum", "of": "val"}, "n": {"function": "count"}},
            },
            ups={"up": [_ITEMS]},
            downs={
                "down": stream(
                    f"keyed {{{_WINDOW}, total: int, n: int}}",
                    ["a", {**_FIRST, "total": 3, "n": 2}],
                    ["a", {**_SECOND, "total": 4, "n": 1}],
                )
            },
        ),
    ),
    "file_source": (
        StepExample(
            config={"path": "orders.csv"},
            files={"orders.csv": "user,price\nada,12\nbob,\n"},
            downs={
                "down": stream("{user: str, price: int}", {"user": "ada", "price": 12}, {"user": "bob", "price": None})
            },
        ),
    ),
    "file_sink": (
        StepExample(
            config={"path": "orders.csv", "key_field": "shop"},
            ups={"up": [stream("keyed {user: str, price: int}", ["x", {"user": "ada", "price": 12}])]},
            written={"orders.csv": "shop,user,price\nx,ada,12\n"},
        ),
    ),
}
"""By kind."""
