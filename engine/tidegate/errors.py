"""What can go wrong in a run, as a tree of exceptions.

    EngineError
    ├── BrokenFlow      the flow has diagnostics of severity error; they are in it
    ├── BadItemRefused  an item could not be handled and its step says `on_error: fail`
    ├── UnexpectedItem  an item came where none may come
    ├── FileRefused     a file is missing, outside the data folder, or of a kind that is not read
    ├── StateLimit      a step would hold more than its limit
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


class Aborted(EngineError):
    """A test source asked to stop at once; nothing is flushed."""

    code = "aborted"
