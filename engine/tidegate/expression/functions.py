"""The table of all functions; each is declared once, in the file of its group."""

from __future__ import annotations

from tidegate.expression import conversions, lists, maps, nulls, numeric, patterns, texts, times
from tidegate.expression.declare import Function

_GROUPS = (numeric, texts, patterns, times, lists, maps, conversions, nulls)

FUNCTIONS: dict[str, Function] = {function.name: function for group in _GROUPS for function in group.FUNCTIONS}
"""Every function by name, in the order of the help page."""
