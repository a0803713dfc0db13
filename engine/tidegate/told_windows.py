"""`ToldWindows`: the open windows of every window step of a run, as a run tells them: when they have changed."""

from __future__ import annotations

from collections.abc import Mapping

from tidegate.clock import EARLIEST_US, LATEST_US
from tidegate.events import OpenWindow, OpenWindows
from tidegate.fields import format_instant
from tidegate.holding import Int64s
from tidegate.kernels.windows import NO_LEAD
from tidegate.operator import Logic
from tidegate.shown_windows import ShownWindows

MOST_WINDOWS = 200
"""As many of a step are told; the rest is a number."""


class ToldWindows:
    """Tells the open windows of steps, and remembers what it told."""

    def __init__(self, logics: Mapping[str, Logic], *, frozen: bool) -> None:
        self._logics, self._frozen = logics, frozen
        self._told: dict[str, ShownWindows] = {}

    def take(self, system_us: int) -> list[OpenWindows]:
        """Return the open windows of the steps where something else than the time has changed since the last call."""
        events = []
        for step_id, logic in self._logics.items():
            shown = logic.open_windows(system_us, MOST_WINDOWS)
            before = self._told.get(step_id)
            if shown is None or shown.same_as(before) or (before is None and not shown.total):
                continue
            self._told[step_id] = shown
            events.append(self._event(step_id, shown))
        return events

    def _event(self, step_id: str, shown: ShownWindows) -> OpenWindows:
        system_time = None if self._frozen else _instant(shown.now_us)
        windows = [self._window(shown, at) for at in range(len(shown.keys))]
        return OpenWindows(step_id=step_id, total=shown.total, system_time=system_time, windows=windows)

    def _window(self, shown: ShownWindows, at: int) -> OpenWindow:
        window_id, lead = int(shown.ids[at]), int(shown.leads[at])
        return OpenWindow(
            key=shown.keys[at],
            window_id=None if window_id == NO_LEAD else window_id,
            open_time=format_instant(int(shown.open_us[at])),
            close_time=_at(shown.close_us, at),
            watermark=_instant(lead + shown.now_us),
            last_timestamp=_at(shown.last_us, at),
            items=int(shown.items[at]),
            # The watermark of a live run is its lead and the system time, so this is when it gets there by itself.
            due_at=None if self._frozen else _instant(int(shown.closing_us[at]) - lead),
        )


def _at(instants: Int64s | None, at: int) -> str | None:
    return None if instants is None else _instant(int(instants[at]))


def _instant(at_us: int) -> str | None:
    """Return an instant as text, None where no calendar has it: with a wait of ten thousand years, say."""
    return format_instant(at_us) if EARLIEST_US <= at_us <= LATEST_US else None
