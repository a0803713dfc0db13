"""What a window step saves of itself, and takes back: tables with a key in every row, so that they can be divided.

    clocks    key, lead, set_by, next_id                                one row for every key with a clock
    windows   key, open_us, items ..., and a column for each thing held   one row for every open window
    waiting   key, open_us of its window, the item and its values         one row for every item that waits

Snapshots are taken between two turns, when no item is on its way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from tidegate.arrow_views import one
from tidegate.batch import Batch
from tidegate.kernels.windows import OPEN
from tidegate.pending import TIME

if TYPE_CHECKING:
    from tidegate.pending import Pending
    from tidegate.window_step import WindowLogic

VERSION = 1
HELD = "held "
"""Begins the names of the columns that the holding has given."""


def save_state(step: WindowLogic) -> dict[str, Any]:
    """Return the state of a window step as data."""
    clocks, windows, slots = step.windows.save()
    # Windows whose items all wait are open, and the holding has not heard of them yet.
    step.holding.make_room(step.windows.used)
    for name, values in step.holding.save(slots).items():
        windows = windows.append_column(HELD + name, values)
    state = {"version": VERSION, "now_us": step.now_us, "position": step.position}
    return {**state, "clocks": clocks, "windows": windows, "waiting": _saved_pending(step)}


def _saved_pending(step: WindowLogic) -> pa.Table:
    if step.pending is None or not len(step.pending):
        return pa.table({"key": pa.array([], pa.string())})
    columns, key_ids, slots = step.pending.save()
    opened = pa.array(step.windows.windows[slots, OPEN])
    return pa.table({"key": step.keys.texts(key_ids), "open_us": opened, **columns})


def load_state(step: WindowLogic, state: dict[str, Any]) -> None:
    """Take back what `save_state` gave."""
    assert state["version"] == VERSION, f"a window step cannot read version {state['version']} of its state"
    step.now_us, step.position = state["now_us"], state["position"]
    windows = state["windows"]
    slots = step.windows.load(state["clocks"], windows)
    step.holding.make_room(step.windows.used)
    held = {name.removeprefix(HELD): one(windows[name]) for name in windows.column_names if name.startswith(HELD)}
    if len(slots):
        step.holding.load(slots, held)
    if step.pending is not None and state["waiting"].num_rows:
        _load_pending(step, step.pending, state["waiting"], windows, slots)


def _load_pending(step: WindowLogic, pending: Pending, waiting: Any, windows: Any, slots: Any) -> None:
    key_ids, of = step.keys.intern(one(waiting["key"])), step.keys.intern(one(windows["key"]))
    slot_of = dict(zip(zip(of.tolist(), windows["open_us"].to_pylist(), strict=True), slots.tolist(), strict=True))
    wanted = zip(key_ids.tolist(), waiting["open_us"].to_pylist(), strict=True)
    places = np.array([slot_of[place] for place in wanted], np.int64)
    columns = {name: one(waiting[name]) for name in waiting.column_names if name not in ("key", "open_us")}
    items = {name: values for name, values in columns.items() if name != TIME}
    batch = Batch(items, len(key_ids), key_ids, step.keys)
    pending.load(columns, key_ids, places, batch, len(step.keys))
