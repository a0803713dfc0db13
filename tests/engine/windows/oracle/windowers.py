"""The windowers: which windows an instant belongs to, which of them are open, and when they close.

open_for(instant, only)   the ids of the windows that take it, opened if need be
merges                    (orig, target) for windows that have grown together since these were last cleared
close_for(watermark)      the windows that close, in the order in which they were opened
next_close()              the instant that the watermark has to reach for the next one
"""

from __future__ import annotations

from dataclasses import dataclass, field

LATE_SESSION = -1


@dataclass
class Span:
    """A window that is open."""

    open_us: int
    close_us: int
    merged_ids: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Grid:
    """Windows of a length, one every offset; a window holds its open time and not its close time."""

    length_us: int
    offset_us: int
    align_us: int

    def start(self) -> GridWindows:
        return GridWindows(self)

    def ids(self, at_us: int) -> list[int]:
        since = at_us - self.align_us
        first = (since - self.length_us) // self.offset_us + 1
        return list(range(first, since // self.offset_us + 1))

    def open_us(self, window_id: int) -> int:
        return self.align_us + window_id * self.offset_us

    def close_us(self, window_id: int) -> int:
        return self.open_us(window_id) + self.length_us


def tumbling(length_us: int, align_us: int) -> Grid:
    return Grid(length_us, length_us, align_us)


@dataclass
class GridWindows:
    """The open windows of one key, in the order in which they were opened."""

    grid: Grid
    spans: dict[int, Span] = field(default_factory=dict)
    merges: list[tuple[int, int]] = field(default_factory=list)

    def late_for(self, at_us: int) -> list[int]:
        return self.grid.ids(at_us)

    def still_open_for(self, at_us: int, watermark_us: int) -> list[int]:
        """Return the windows of an instant that the watermark has not closed."""
        return [number for number in self.grid.ids(at_us) if self.grid.close_us(number) > watermark_us]

    def kept_before(self, at_us: int) -> int:
        """Return the watermark from which on an instant belongs to closed windows only."""
        return self.grid.close_us(self.grid.ids(at_us)[-1])

    def times(self, window_id: int) -> tuple[int | None, int | None]:
        return self.grid.open_us(window_id), self.grid.close_us(window_id)

    def is_open_at(self, window_id: int, at_us: int, watermark_us: int) -> bool:
        return watermark_us < self.grid.close_us(window_id)

    def open_for(self, at_us: int, only: list[int], closed_by_us: int | None) -> list[int]:
        for number in only:
            self.spans.setdefault(number, Span(self.grid.open_us(number), self.grid.close_us(number)))
        return only

    def span_of(self, window_id: int) -> Span:
        return self.spans[window_id]

    def close_for(self, watermark_us: int) -> list[tuple[int, Span]]:
        due = [number for number, span in self.spans.items() if span.close_us <= watermark_us]
        return [(number, self.spans.pop(number)) for number in due]

    def next_close(self) -> int | None:
        return min((span.close_us for span in self.spans.values()), default=None)

    @property
    def forgettable(self) -> bool:
        return not self.spans


@dataclass(frozen=True)
class Session:
    """Windows that grow as long as their items are no more than a gap apart; they hold their first and last item."""

    gap_us: int

    def start(self) -> Sessions:
        return Sessions(self.gap_us)


@dataclass
class Sessions:
    """The open sessions of one key, in the order in which they were opened, and who has grown into whom."""

    gap_us: int
    next_id: int = 0
    spans: dict[int, Span] = field(default_factory=dict)
    merges: list[tuple[int, int]] = field(default_factory=list)

    def late_for(self, at_us: int) -> list[int]:
        return [LATE_SESSION]

    def still_open_for(self, at_us: int, watermark_us: int) -> list[int]:
        """Return something if an instant touches an open session, or would make one that is open."""
        least_us = watermark_us - self.gap_us
        open_spans = [span for span in self.spans.values() if span.close_us >= least_us]
        touched = any(span.open_us - self.gap_us <= at_us <= span.close_us + self.gap_us for span in open_spans)
        return [LATE_SESSION] if touched or at_us >= least_us else []

    def kept_before(self, at_us: int) -> int:
        return at_us + self.gap_us + 1

    def times(self, window_id: int) -> tuple[int | None, int | None]:
        return None, None

    def is_open_at(self, window_id: int, at_us: int, watermark_us: int) -> bool:
        return watermark_us <= at_us + self.gap_us

    def open_for(self, at_us: int, only: list[int], closed_by_us: int | None) -> list[int]:
        for number, span in self.spans.items():
            if self._is_over(span, closed_by_us):
                continue
            if span.open_us <= at_us <= span.close_us:
                return [number]
            if 0 < span.open_us - at_us <= self.gap_us:
                span.open_us = at_us
                self._merge(closed_by_us)
                return [number]
            if 0 < at_us - span.close_us <= self.gap_us:
                span.close_us = at_us
                self._merge(closed_by_us)
                return [number]
        self.spans[self.next_id] = Span(at_us, at_us)
        self.next_id += 1
        return [self.next_id - 1]

    def _is_over(self, span: Span, watermark_us: int | None) -> bool:
        return watermark_us is not None and span.close_us < watermark_us - self.gap_us

    def _merge(self, closed_by_us: int | None) -> None:
        open_ones = [number for number, span in self.spans.items() if not self._is_over(span, closed_by_us)]
        by_open = sorted(open_ones, key=lambda number: self.spans[number].open_us)
        current = by_open[0]
        for number in by_open[1:]:
            if self.spans[number].open_us - self.spans[current].close_us > self.gap_us:
                current = number
                continue
            gone = self.spans.pop(number)
            self.spans[current].close_us = max(self.spans[current].close_us, gone.close_us)
            self.spans[current].merged_ids.add(number)
            self.merges.append((number, current))

    def span_of(self, window_id: int) -> Span:
        """Return a session, or the one that it has just grown into."""
        now_in = dict(self.merges)
        while window_id in now_in:
            window_id = now_in[window_id]
        return self.spans[window_id]

    def close_for(self, watermark_us: int) -> list[tuple[int, Span]]:
        due = [number for number, span in self.spans.items() if span.close_us < watermark_us - self.gap_us]
        return [(number, self.spans.pop(number)) for number in due]

    def next_close(self) -> int | None:
        least = min((span.close_us for span in self.spans.values()), default=None)
        return None if least is None else least + self.gap_us + 1

    @property
    def forgettable(self) -> bool:
        return False
