"""What a name in an expression stands for: a further name, a field, the item, its key or a word such as `null`."""

from __future__ import annotations

from tidegate.expression.constants import constant
from tidegate.expression.containers import MakeRecord
from tidegate.expression.errors import NAME, cut, did_you_mean
from tidegate.expression.functions import FUNCTIONS
from tidegate.expression.scope import Scope
from tidegate.expression.tree import Apply, Column, KeyColumn, Literal, Name, Typed, Written
from tidegate.types import BOOL, NULL, STR, Record

_WORDS = {"null": (NULL, None), "true": (BOOL, True), "false": (BOOL, False)}

Found = Typed | tuple[str, str]
"""What a name stands for, or why it stands for nothing: code and message."""


class Names:
    """Finds names in a scope, and remembers which columns were read."""

    def __init__(self, scope: Scope) -> None:
        self.scope, self.columns = scope, scope.columns()
        self.read: set[str] = set()
        self.key_read = False

    def value(self, name: str) -> Found:
        """Return what a bare name stands for."""
        if name in self.columns:
            return self._column(name)
        if name == "item":
            return self._item()
        if name == "key" and self.scope.stream.keyed:
            self.key_read = True
            return KeyColumn(STR)
        if name in _WORDS:
            return constant(*_WORDS[name])
        return self._unknown(name)

    def field(self, name: str) -> Found:
        """Return a field of the item."""
        if name not in self.scope.stream.fields():
            return self._unknown(name)
        if name in self.scope.extra:
            return (
                NAME,
                f"'{cut(name)}' stands for something else here, so the field is hidden. Rename the field in a step before.",
            )
        return self._column(name)

    def is_item(self, name: str) -> bool:
        """Return whether the name stands for a whole record."""
        return name == "item" and name not in self.columns and isinstance(self.scope.stream.item, Record)

    def is_null(self, written: Written) -> bool:
        """Return whether a part is the literal null, however it is written."""
        if isinstance(written, Name):
            return written.name == "null" and "null" not in self.columns
        return isinstance(written, Literal) and written.value is None

    def _column(self, name: str) -> Column:
        self.read.add(name)
        return Column(self.columns[name], name)

    def _item(self) -> Found:
        kind = self.scope.stream.item
        if not isinstance(kind, Record):
            self.read.add("item")
            return Column(kind, "item")
        if not kind.fields:
            return constant(kind, {})
        parts = [self.field(name) for name, _ in kind.fields]
        bad = next((part for part in parts if isinstance(part, tuple)), None)
        return bad or Apply(kind, MakeRecord(kind), tuple(part for part in parts if not isinstance(part, tuple)))

    def _unknown(self, name: str) -> tuple[str, str]:
        if name == "key":
            return NAME, "The stream has no key here. Put a key_on step before, or use a field."
        if name in FUNCTIONS:
            return NAME, f"'{name}' is a function. Call it: {name}(...)."
        known = [*self.columns, "item", *(["key"] if self.scope.stream.keyed else [])]
        near = did_you_mean(name, known)
        listed = ", ".join(known[:8]) + (" ..." if len(known) > 8 else "")
        return NAME, f"There is no field {cut(name)!r}. {near or f'Use one of: {cut(listed, 200)}.'}"
