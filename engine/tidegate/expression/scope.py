"""The names that an expression may use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tidegate.types import StreamType, Type


@dataclass(frozen=True, slots=True)
class Scope:
    """The stream whose items an expression is about, and further names such as `acc`.

    A further name wins over a field, and a field wins over `item`, `key` and `null`, `true`, `false`.
    """

    stream: StreamType
    extra: Mapping[str, Type] = field(default_factory=dict)

    def columns(self) -> dict[str, Type]:
        """Return the type of each column that an expression may read by name."""
        return {**self.stream.fields(), **self.extra}
