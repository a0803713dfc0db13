"""What can go wrong in a run, as a tree of exceptions.

    EngineError
    ├── BrokenFlow      the flow has diagnostics of severity error; they are in it
    ├── BadItemRefused  an item could not be handled and its step says `on_error: fail`
    ├── UnexpectedItem  an item came where none may come
    ├── FileRefused     a file is missing, outside the data folder, or of a kind that is not read
    ├── StateLimit      a step would hold more than its limit
    ├── TextLimit       an item is too large to be written as text
    ├── RecoveryRefused this flow cannot go on from this store, and why
    │   ├── StateDamaged    what was written has changed since, or was never ours
    │   ├── StateOwner      the store belongs to another job
    │   └── StateVersion    another version of Tidegate wrote it
    ├── StoreFailed     an epoch could not be written
    │   └── StoreBusy       another run has the store open
    └── Aborted         a test source asked for a stop without a flush

A message says what happened; to what, with the value; what to do. Context is added with `add_note`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from tidegate.diagnostics import Diagnostic


class EngineError(Exception):
    """A run could not go on."""

    code: ClassVar[str] = "engine-error"

    def __init__(self, message: str, step_id: str | None = None) -> None:
        super().__init__(message)
        self.step_id = step_id


class BrokenFlow(EngineError):
    """The flow cannot run; `diagnostics` says everything that stands in the way."""

    code = "broken-flow"

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        count = len(diagnostics)
        super().__init__(
            f"the flow has {count} problem{'s' if count != 1 else ''}; " + "; ".join(map(str, diagnostics[:5]))
        )
        self.diagnostics = list(diagnostics)


class BadItemRefused(EngineError):
    """An item could not be handled, and its step was told to fail then."""

    code = "bad-item"


class UnexpectedItem(EngineError):
    """An item reached a step that takes none."""

    code = "unexpected-item"


class FileRefused(EngineError):
    """A file cannot be read or written."""

    code = "file-refused"


class StateLimit(EngineError):
    """A step would hold more than its limit."""

    code = "state-limit"


class TextLimit(EngineError):
    """An item is too large to be written as text."""

    code = "text-limit"


class RecoveryRefused(EngineError):
    """This flow cannot go on from where the store's job was."""

    code = "recovery-refused"


class StateDamaged(RecoveryRefused):
    """What is in the store is not what was written there, or was never written by us."""

    code = "state-damaged"


class StateOwner(RecoveryRefused):
    """The store belongs to another job."""

    code = "state-owner"


class StateVersion(RecoveryRefused):
    """Another version of Tidegate wrote the state."""

    code = "state-version"


class StoreFailed(EngineError):
    """The store could not be opened or written."""

    code = "store-failed"


class StoreBusy(StoreFailed):
    """Another run has the store open."""

    code = "store-busy"


class Aborted(EngineError):
    """A test source asked to stop at once; nothing is flushed."""

    code = "aborted"
