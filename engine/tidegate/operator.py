"""What an operator must be: `Operator` (what a person chose), `Port` and `Logic` (the running half).

    Operator (frozen, saved with the flow)            Logic (running state, saved with an epoch)
      check(ups)   -> findings, never raises            open(state)
      derive(ups)  -> the types that leave              process(port, batch, system_us) -> [(port, batch)]
      summary()    -> one line in words                 settle(system_us)
      build(context) -> Logic                           wake_at() / on_wake(system_us)
                                                        on_eof(system_us)
                                                        snapshot() / stood_still(for_us)

A class is the one declaration of its operator: its docstring is the help text, its fields are the form, its ports are
the ports. `catalog.describe` turns it into data; nothing else needs to know it. Time is an argument everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from pydantic import Field, PrivateAttr

from tidegate.batch import Batch
from tidegate.diagnostics import Code, Span
from tidegate.example import StepExample
from tidegate.flow import Frozen
from tidegate.keys import KeyDictionary
from tidegate.types import INT, STR, Record, StreamType

if TYPE_CHECKING:
    from tidegate.decisions import DecisionLog
    from tidegate.shown_windows import ShownWindows

Outputs = list[tuple[str, Batch]]
"""Batches that leave a step, each with the port it leaves by, in order."""


class Group(StrEnum):
    """The drawers of the palette, in order."""

    SOURCES = "Sources"
    TRANSFORM = "Transform"
    KEY = "Key"
    COLLECT = "Collect and aggregate"
    WINDOW = "Window"
    JOIN = "Join"
    SINKS = "Sinks"


class Keyed(StrEnum):
    """What a port asks of a stream, or promises of it."""

    ANY = "any"
    """In: either will do. Out: as the input was."""
    KEYED = "keyed"
    UNKEYED = "unkeyed"


@dataclass(frozen=True, slots=True)
class Port:
    """A place where a stream enters or leaves a step."""

    name: str
    help: str
    keyed: Keyed = Keyed.ANY
    many: bool = False
    """Whether several streams may enter here; their order is the document's."""
    apart: bool = False
    """Whether these streams stay apart: `process` is called once for each, as port `sides.0`, `sides.1` ..."""
    role: Literal["main", "late", "meta", "errors"] = "main"


UP = Port("up", "The items to work on.")
UP_KEYED = Port("up", "The items to work on, with their keys.", Keyed.KEYED)
DOWN = Port("down", "The result.")
ERRORS = Port("errors", "Items that could not be handled, each with the reason.", role="errors")

ERROR_ITEM = Record.of({"code": STR, "reason": STR, "position": INT, "item": STR})
"""What leaves an `errors` port: a stable code, a sentence, the item's number at this step from 0, and the item as JSON text."""


class OnError(StrEnum):
    """What happens to a bad item: one that cannot be decoded, has no timestamp or key, or whose expression failed."""

    ERRORS = "errors"
    """It leaves by the port `errors`."""
    FAIL = "fail"
    """The run fails with it."""
    DROP = "drop"
    """It is dropped, and counted."""


class Guarantee(StrEnum):
    """What a sink promises when a job is resumed after a crash."""

    EXACTLY_ONCE = "exactly_once"
    """Every item is there once."""
    IDEMPOTENT = "idempotent"
    """Items may be written again, over themselves, which changes nothing."""
    AT_LEAST_ONCE = "at_least_once"
    """Items since the last epoch may be there twice."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem found by an operator in its own configuration; `check` pins it to the step."""

    code: Code
    message: str
    field: str | None = None
    port: str | None = None
    span: Span | None = None
    severity: Literal["error", "warning"] = "error"
    only_frozen: bool = False
    """Whether it is a problem only where system time stands still."""


Ups = Mapping[str, Sequence[StreamType]]
"""The types that flow into each input port, in the order of the streams."""


@dataclass(frozen=True, slots=True)
class Derived:
    """What can be said of a step once its inputs are known: the types that leave it and what is wrong with it."""

    types: dict[str, StreamType] = field(default_factory=dict)
    """By output port; a port that is missing could not be typed, and a finding says why."""
    findings: tuple[Finding, ...] = ()


@dataclass(slots=True)
class Counters:
    """What became of the items that came in: their sum is `items_in`, which the worker asserts."""

    kept: int = 0
    late: int = 0
    bad: int = 0
    filtered: int = 0
    dropped: int = 0
    early: int = 0
    """Too far ahead of the time for the guard of a source."""

    def total(self) -> int:
        """Return all that is accounted for."""
        return self.kept + self.late + self.bad + self.filtered + self.dropped + self.early


@dataclass(frozen=True, slots=True)
class Gauges:
    """What a step holds now, for the screen."""

    watermark_us: int | None = None
    slowest_watermark_us: int | None = None
    keys: int | None = None
    open_windows: int | None = None
    held: int | None = None
    out_of_order: int | None = None


@dataclass(frozen=True, slots=True)
class BuildContext:
    """What a step may know of its surroundings when it is built."""

    step_id: str
    ups: Ups
    downs: Mapping[str, StreamType]
    keys: KeyDictionary
    """The run's one dictionary of keys."""
    data_root: Path
    """Files are read and written below here only."""
    frozen: bool
    """Whether system time stands still in this run."""
    print: Callable[[str], None]
    """Writes one text, without its line end, to the run's standard output."""
    behind_us: Callable[[], int] = lambda: 0
    """How far the run's system clock is behind the machine's, as after a pause."""


class Logic:
    """The running half of a step. Every method has a silent default except `process`."""

    decisions: DecisionLog | None = None
    """What a window step decided of its items; None for every other step."""
    counts_early = False
    """Whether the guard of a source counts items that are too far ahead."""

    def __init__(self) -> None:
        self.counters = Counters()

    def open(self, state: dict[str, Any] | None) -> None:
        """Take back what `snapshot` gave, or start with None; called once, before anything else."""

    def process(self, port: str, batch: Batch, system_us: int) -> Outputs:
        """Return what one batch on one input port causes now."""
        raise NotImplementedError

    def settle(self, system_us: int) -> Outputs:
        """Return what the batches of one activation cause together; called after the last of them.

        By then every item that came must be accounted for.
        """
        return []

    def wake_at(self) -> int | None:
        """Return the system time at which `on_wake` has something to do, or None."""
        return None

    def on_wake(self, system_us: int) -> Outputs:
        """Return what the passing of system time alone causes."""
        return []

    def on_eof(self, system_us: int) -> Outputs:
        """Return what is left when every input has ended; called once."""
        return []

    def snapshot(self) -> dict[str, Any] | None:
        """Return the state as JSON values and Arrow tables by name, for `open`; None: there is none.

        What is returned must not change afterwards. Every table of a keyed step has the text column `key`.
        """
        return None

    def stood_still(self, for_us: int) -> None:
        """Move on everything that is compared with system time: so much of it passed, and must not count.

        Called after `open`, when the time between two runs does not count; negative where a clock was set back.
        """

    def gauges(self) -> Gauges:
        """Return what the step holds now."""
        return Gauges()

    def clock_mark(self) -> int | None:
        """Return the step's furthest watermark, in microseconds; None: it has none."""
        return None

    def open_windows(self, system_us: int, most: int) -> ShownWindows | None:
        """Return the windows that are open, at most so many; None for a step that has none."""
        return None

    def close(self) -> None:
        """Let go of files and the like; called once, however the run ended."""


@dataclass(frozen=True, slots=True)
class Poll:
    """What a source had when it was asked."""

    outputs: Outputs
    ended: bool = False
    next_at_us: int | None = None
    """Do not ask again before this system time; None: ask again at once."""
    listening: bool = False
    """Whether something may come at any time, so that `next_at_us` only says when to look again."""


class SourceLogic(Logic):
    """The running half of a source: it is asked instead of fed."""

    def poll(self, system_us: int) -> Poll:
        """Return the next batch, and when to ask again; must not block."""
        raise NotImplementedError


class Operator(Frozen):
    """An operator's configuration. Subclass it, once per operator, in a file of its own."""

    kind: ClassVar[str]
    title: ClassVar[str]
    group: ClassVar[Group]
    icon: ClassVar[str] = "box"
    """A name from the studio's icon set."""
    ups: ClassVar[tuple[Port, ...]] = (UP,)
    downs: ClassVar[tuple[Port, ...]] = (DOWN,)
    may_change: ClassVar[frozenset[str]] = frozenset({"on_error"})
    """The fields, by their name in the document, that may be changed over a resume: no state depends on them."""
    state_version: ClassVar[int] = 1
    """Counted up when `snapshot` gives what an older `open` cannot take back, or the other way round."""
    examples: ClassVar[tuple[StepExample, ...]] = ()
    """What the help says, shown; each is run as a test."""
    guarantee: ClassVar[Guarantee | None] = None
    """Of a sink, what it promises when a job is resumed; None for every other step."""

    _data_root: Path | None = PrivateAttr(None)

    def with_data_root(self, data_root: Path) -> Self:
        """Return a copy that looks at files below this folder when it is checked."""
        copy = self.model_copy()
        copy._data_root = data_root
        return copy

    def summary(self) -> str:
        """Return one line that says what this step does, in words: `10 s windows, wait 5 s`."""
        return ""

    def derive(self, ups: Ups) -> Derived:
        """Return the types that leave and what is wrong; by default every port carries what came in."""
        stream = ups["up"][0]
        return Derived({port.name: stream for port in self.downs})

    def reads(self) -> Path | None:
        """Return the file that the step will read, by the name it has in the end, or None."""
        return None

    def reads_file(self, path: Path) -> bool:
        """Return whether the step will read this file."""
        return path == self.reads()

    def writes(self) -> Path | None:
        """Return the file that the step will write, by the name it has in the end, or None."""
        return None

    def build(self, context: BuildContext) -> Logic:
        """Return the running half; the configuration has been checked before."""
        raise NotImplementedError


class Source(Operator):
    """An operator with no inputs."""

    ups: ClassVar[tuple[Port, ...]] = ()
    group: ClassVar[Group] = Group.SOURCES

    def bounded(self) -> bool:
        """Return whether the source ends by itself."""
        return True

    def build(self, context: BuildContext) -> SourceLogic:
        """Return the running half."""
        raise NotImplementedError


def on_error_field() -> Any:
    """Return the `on_error` field that every operator that can meet a bad item has."""
    return Field(OnError.ERRORS, description="What to do with an item that cannot be handled.")
