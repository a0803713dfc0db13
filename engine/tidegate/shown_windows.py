"""`ShownWindows`: some of the open windows of a step, those that hold up their keys the most, and what they wait for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tidegate.holding import Int64s
from tidegate.kernels.windows import KEY, LEAD, NEXT, NO_LEAD, NOTHING, OPEN
from tidegate.open_windows import OpenWindows


@dataclass(frozen=True, slots=True)
class ShownWindows:
    """Open windows, those of the keys whose watermark is furthest behind first, those of a key as they open."""

    total: int
    """How many are open; there may be more than are listed."""
    now_us: int
    """The system time of which the watermarks are."""
    keys: list[str]
    ids: Int64s
    """NO_LEAD where the id is not settled."""
    open_us: Int64s
    close_us: Int64s | None
    """None where no window knows yet when it closes."""
    last_us: Int64s | None
    """The last timestamp in each, where that is known."""
    items: Int64s
    leads: Int64s
    """What each one's watermark is ahead of system time."""
    closing_us: Int64s
    """The watermark that closes each."""

    def same_as(self, other: ShownWindows | None) -> bool:
        """Return whether nothing has changed but the time."""
        return other is not None and self.total == other.total and self.keys == other.keys and self._equals(other)

    def _equals(self, other: ShownWindows) -> bool:
        mine = (self.ids, self.open_us, self.closing_us, self.items, self.leads)
        others = (other.ids, other.open_us, other.closing_us, other.items, other.leads)
        return all(np.array_equal(one, another) for one, another in zip(mine, others, strict=True))


def shown_windows(windows: OpenWindows, now_us: int, most: int) -> ShownWindows:
    """Return the open windows of a step, at most so many."""
    slots = _slots(windows, _furthest_behind(windows, most), most)
    key_ids = windows.windows[slots, KEY]
    return ShownWindows(
        total=len(windows),
        now_us=now_us,
        keys=[str(key) for key in windows.keys.texts(key_ids.astype(np.int32)).to_pylist()],
        ids=windows.known_ids(slots),
        open_us=windows.windows[slots, OPEN],
        close_us=windows.close_times(slots),
        last_us=windows.last_times(slots),
        items=windows.counts[slots],
        leads=windows.keyed[key_ids, LEAD],
        closing_us=windows.closing_us(slots),
    )


def _furthest_behind(windows: OpenWindows, most: int) -> Int64s:
    """Return the keys with an open window whose watermarks are furthest behind, at most so many, in that order."""
    key_ids = windows.keys_with_windows()
    leads = windows.keyed[key_ids, LEAD]
    if len(key_ids) > most:
        chosen = np.argpartition(leads, most)[:most]
        key_ids, leads = key_ids[chosen], leads[chosen]
    assert not (leads == NO_LEAD).any(), "a key with an open window has a clock"
    return key_ids[np.lexsort((key_ids, leads))]


def _slots(windows: OpenWindows, key_ids: Int64s, most: int) -> Int64s:
    """Return the slots of these keys' windows, at most so many; a list of windows is walked, but never far."""
    slots: list[int] = []
    for key_id in key_ids:
        own: list[int] = []
        slot = int(windows.heads[key_id])
        while slot != NOTHING and len(own) < most:
            own.append(slot)
            slot = int(windows.windows[slot, NEXT])
        slots += sorted(own, key=lambda slot: int(windows.windows[slot, OPEN]))
        if len(slots) >= most:
            break
    return np.array(slots[:most], np.int64)
