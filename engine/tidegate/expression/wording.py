"""What is said about text that is Python, or another language, and not an expression of ours."""

from __future__ import annotations

import keyword
import re

from tidegate.expression.errors import LIMIT, SYNTAX, ExpressionProblem, cut, problem_at
from tidegate.expression.source import Source

REFUSED: dict[str, str] = {
    "": "This is not part of the language. Use operators, fields and the functions from the list.",
    "Attribute": "Attribute access is not part of the language. Use a function from the list.",
    "Await": "'await' is not part of the language. Remove it.",
    "DictComp": "Comprehensions are not part of the language. Flatten the list in a step before, then use its items.",
    "GeneratorExp": "Comprehensions are not part of the language. Flatten the list in a step before, then use its items.",
    "JoinedStr": "f-strings are not part of the language. Join texts with '+', and turn values into text with str(...).",
    "Lambda": "Lambdas are not part of the language. Write the expression itself.",
    "ListComp": "Comprehensions are not part of the language. Flatten the list in a step before, then use its items.",
    "NamedExpr": "':=' is not part of the language. Name the value in a set_fields step before.",
    "Set": "Sets are not part of the language. Write a list: [a, b].",
    "SetComp": "Comprehensions are not part of the language. Flatten the list in a step before, then use its items.",
    "Slice": "Slices are not part of the language. Use substring(text, start, stop) or slice(list, start, stop).",
    "Starred": "'*' before a value is not part of the language. Write the values one by one.",
    "Tuple": "Tuples are not part of the language. Write a list: [a, b].",
    "Yield": "'yield' is not part of the language. Remove it.",
    "YieldFrom": "'yield' is not part of the language. Remove it.",
    "bytes": "Bytes are not part of the language. Write a text without the b.",
    "complex": "Complex numbers are not part of the language. Write a number without the j.",
    "ellipsis": "'...' is not part of the language. Write a value.",
}
"""What each kind of syntax that is not in the language is told, by the name Python gives it."""

METHODS: dict[str, str] = {
    "startswith": "starts_with",
    "endswith": "ends_with",
    "format": "str",
    "strftime": "format_time",
    "strptime": "parse_time",
    "fromisoformat": "parse_time",
    "isoformat": "str",
    "timestamp": "epoch_seconds",
    "total_seconds": "seconds",
    "zfill": "pad_left",
    "rjust": "pad_left",
    "ljust": "pad_right",
    "title": "upper",
    "casefold": "lower",
    "find": "contains",
    "index": "contains",
    "size": "len",
    "length": "len",
    "count": "len",
}
"""The function to use where a person wrote a method of Python's."""

_FOREIGN: tuple[tuple[str, str], ...] = (
    (r"&&", "'&&' is not an operator here. Use 'and'."),
    (r"\|\|", "'||' is not an operator here. Use 'or' between conditions, or '+' between texts."),
    (r"===", "'===' is not an operator here. Use '=='."),
    (r"<>", "'<>' is not an operator here. Use '!='."),
    (r"(?<![=!<>:])=(?!=)", "'=' does not compare. Use '=='."),
    (r"!(?!=)", "'!' is not an operator here. Use 'not'."),
    (r"\?", "'?' is not an operator here. Use: a if condition else b."),
    (r"\$", "'$' is not part of a name. Write the field's name alone."),
    (r"`", 'A backtick quotes nothing here. Write a field as it is, or as item["its name"].'),
    (r";", "An expression is one value. Remove the ';'."),
)


_TEXT = re.compile(r"""\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|#.*""")


def advice_for_syntax(source: Source, error: SyntaxError, shift: int) -> ExpressionProblem:
    """Return the problem for text that does not parse, with what the person most likely meant."""
    text, said = source.text, error.msg or "invalid syntax"
    if "too many nested parentheses" in said or "too complex" in said:
        return problem_at(0, len(text), LIMIT, "The expression nests too deep. Split it over several steps.")
    foreign = _foreign(text)
    if foreign:
        return problem_at(*foreign[:2], SYNTAX, foreign[2])
    start = _place(source, error, shift)
    word = _word_at(text, start)
    end = len(text.rstrip()) if "unterminated" in said else start + len(word)
    return problem_at(start, max(start, end), SYNTAX, _advice(text, said, start, word))


def _foreign(text: str) -> tuple[int, int, str] | None:
    """Return the first operator of another language outside of quotes: its place, and what to write instead."""
    plain = _blanked(text)
    found = [
        (match.start(), match.end(), advice) for pattern, advice in _FOREIGN if (match := re.search(pattern, plain))
    ]
    return min(found) if found else None


def _blanked(text: str) -> str:
    return _TEXT.sub(lambda quoted: "_" * len(quoted.group()), text)


def _place(source: Source, error: SyntaxError, shift: int) -> int:
    line, column = error.lineno or 1, error.offset
    if not column:
        return len(source.text.rstrip())
    if line > len(source.lines):
        return _first_unmatched(source.text)
    start, content = source.lines[line - 1]
    at = column - 1 + (shift if line == 1 else 0)
    return start + min(max(at, 0), len(content))


def _first_unmatched(text: str) -> int:
    depth = 0
    for at, letter in enumerate(_blanked(text)):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if depth < 0:
            return at
    return len(text)


def _word_at(text: str, start: int) -> str:
    found = re.compile(r"\w+|\S").match(text, start)
    return found.group() if found else ""


def _advice(text: str, said: str, start: int, word: str) -> str:
    column = start + 1
    if word in keyword.kwlist and word not in ("if", "else", "and", "or", "not", "in", "is", "for"):
        return f"'{word}' is a reserved word. Write a field of this name as item[\"{word}\"]."
    if "unterminated" in said:
        return f"The text that opens at column {column} is not closed. Add the closing quote."
    if "never closed" in said:
        return f"The bracket at column {column} is not closed. Add the closing bracket."
    if "unmatched" in said or "does not match" in said:
        return f"The bracket at column {column} closes nothing. Remove it, or add the opening one."
    if start >= len(text.rstrip()) or not word:
        return "The expression ends too early. Add the value that is missing at its end."
    reason = said.partition(". ")[0]
    reason = "" if reason == "invalid syntax" else f" ({cut(reason, 80)})"
    return f"{cut(word)!r} at column {column} is not expected there{reason}. Check what comes before it."


def unbalanced(source: Source) -> ExpressionProblem:
    """Return the problem for a closing bracket without an opening one."""
    start = _first_unmatched(source.text)
    message = f"The bracket at column {start + 1} closes nothing. Remove it, or add the opening one."
    return problem_at(start, min(start + 1, len(source.text)), SYNTAX, message)
