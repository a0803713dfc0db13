"""An expression's text, its limits, and the way from the parser's positions back to characters.

The parser counts lines and UTF-8 bytes; people, editors and problems count characters of the whole text.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from tidegate.expression.errors import LIMIT, SYNTAX, ExpressionProblem, Refusal, problem_at

MAX_TEXT = 4096
"""Characters in one expression."""

_LINE_END = re.compile(r"\r\n|\r|\n")
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Source:
    """A text within its limits, and what the parser is given instead."""

    text: str
    parsed: str
    """The text between round brackets, so that it may span lines."""
    lines: tuple[tuple[int, str], ...]
    """Each line's first character and its content."""

    def offset(self, line: int, byte: int) -> int:
        """Return the character offset of a position that the parser gave."""
        if line > len(self.lines):
            return len(self.text)
        start, content = self.lines[line - 1]
        if line == 1:
            byte -= 1  # The opening bracket.
        characters = len(content.encode()[: max(byte, 0)].decode(errors="ignore"))
        return min(start + characters, len(self.text))

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Return where `node` is written, half-open."""
        line, byte = getattr(node, "lineno", 1), getattr(node, "col_offset", 1)
        end_line, end_byte = getattr(node, "end_lineno", None), getattr(node, "end_col_offset", None)
        return self.offset(line, byte), self.offset(end_line or line, end_byte or byte)

    def written(self, node: ast.AST) -> str:
        """Return the characters that `node` was read from."""
        start, end = self.span(node)
        return self.text[start:end]


def checked_source(text: str) -> Source:
    """Return the text ready to be parsed; raise `Refusal` when it is empty, too long or unreadable."""
    if len(text) > MAX_TEXT:
        message = f"The expression is {len(text):,} characters long; at most {MAX_TEXT:,} are allowed. Split it over several steps."
        raise Refusal(problem_at(MAX_TEXT, len(text), LIMIT, message))
    if not text.strip():
        raise Refusal(empty(text))
    found = _UNREADABLE.search(text)
    if found:
        code = f"U+{ord(found.group()):04X}"
        message = f"The character {code} at column {found.start() + 1} cannot be read. Remove it."
        raise Refusal(problem_at(found.start(), found.end(), SYNTAX, message))
    return Source(text, f"({text}\n)", _lines(text))


def empty(text: str) -> ExpressionProblem:
    """Return the problem of a text without an expression."""
    return problem_at(0, len(text), SYNTAX, "The expression is empty. Write one, such as: value > 10.")


def _lines(text: str) -> tuple[tuple[int, str], ...]:
    starts = [0, *(end.end() for end in _LINE_END.finditer(text))]
    ends = [*(end.start() for end in _LINE_END.finditer(text)), len(text)]
    return tuple((start, text[start:end]) for start, end in zip(starts, ends, strict=True))
