"""Functions of regular expressions; RE2 runs them in linear time, whatever the text.

A pattern is a literal, so that it is checked before the run. What RE2 leaves out, because it cannot be done in linear
time, is refused by name: lookarounds, backreferences, atomic groups and possessive repeats.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa

from tidegate.expression.arrays import Array, Operand, arrow, cast_to, ints, pc
from tidegate.expression.declare import Form, Function
from tidegate.expression.errors import REGEX, BadConstant, cut
from tidegate.expression.growth import limited, sizes

GROUP = "Patterns"

MAX_PATTERN = 1000
"""Characters in a pattern."""

_UNSUPPORTED: tuple[tuple[str, str], ...] = (
    (r"\(\?=", "a lookahead, (?=...)"),
    (r"\(\?!", "a negative lookahead, (?!...)"),
    (r"\(\?<=", "a lookbehind, (?<=...)"),
    (r"\(\?<!", "a negative lookbehind, (?<!...)"),
    (r"\(\?>", "an atomic group, (?>...)"),
    (r"\(\?P=", "a backreference, (?P=name)"),
    (r"\(\?\(", "a condition, (?(1)...)"),
    (r"\\[1-9]", "a backreference, such as \\1"),
    (r"\\k<", "a backreference, \\k<name>"),
    (r"(?:[*+?]|\})\+", "a possessive repeat, such as a++"),
)

_TOKEN = re.compile(
    r"\\Q.*?(?:\\E|$)|\\.|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]|\(\?P?<\w+>|\(\?|\(|[^\\\[(]+|.", re.DOTALL
)


def checked_pattern(pattern: str) -> str:
    """Return the pattern, or raise `BadConstant` that names what is wrong with it."""
    if len(pattern) > MAX_PATTERN:
        raise BadConstant(
            REGEX, f"The pattern has {len(pattern):,} characters; at most {MAX_PATTERN:,} are allowed. Shorten it."
        )
    try:
        pc.match_substring_regex(pa.array([""]), pattern=pattern)
    except pa.ArrowInvalid as error:
        raise BadConstant(REGEX, _explained(pattern, str(error))) from None
    return pattern


def _explained(pattern: str, said: str) -> str:
    plain = re.sub(r"\\\\|\[(?:\\.|[^\]\\])+\]", lambda found: " " * len(found.group()), pattern)
    for construct, name in _UNSUPPORTED:
        if re.search(construct, plain):
            return f"The pattern '{cut(pattern)}' has {name}, which cannot run in linear time. Rewrite it without."
    if "repetition size" in said or "too large" in said:
        return f"The pattern '{cut(pattern)}' repeats too much; it would be too large. Use smaller counts."
    reason = said.removeprefix("Invalid regular expression: ")
    return f"The pattern '{cut(pattern)}' cannot be read: {cut(reason, 120)}. Correct it."


def _matching(pattern: str) -> Callable[[Operand], Array]:
    return arrow("match_substring_regex", pc.MatchSubstringOptions(checked_pattern(pattern)))


def _extracting(pattern: str) -> Callable[[Operand], Array]:
    named, groups = _with_names(checked_pattern(pattern))
    whole = named if groups else f"(?P<g0>{pattern})"
    extract = arrow("extract_regex", pc.ExtractRegexOptions(whole))
    field = groups[0] if groups else "g0"
    return lambda text: pc.struct_field(extract(text), field)


def _with_names(pattern: str) -> tuple[str, list[str]]:
    """Return the pattern with a name for each group, and the names in order: Arrow wants them all."""
    parts: list[str] = []
    groups: list[str] = []
    for part in _TOKEN.findall(pattern):
        if part == "(" or part.startswith(("(?P<", "(?<")):
            groups.append(f"g{len(groups) + 1}")
        parts.append(f"(?P<{groups[-1]}>" if part == "(" or part.startswith(("(?P<", "(?<")) else part)
    return "".join(parts), groups


def _replacing(pattern: str, replacement: str) -> Callable[[Operand], Any]:
    """Return the kernel of a replacement, in which \\1 stands for the first group."""
    checked_pattern(pattern)
    replace = arrow("replace_substring_regex", pc.ReplaceSubstringOptions(pattern, replacement))
    count = arrow("count_substring_regex", pc.MatchSubstringOptions(pattern))
    try:
        replace(pa.array([""]))
    except pa.ArrowInvalid as error:
        message = f"The replacement {cut(replacement)!r} cannot be used: {cut(str(error), 120)}. Correct it."
        raise BadConstant(REGEX, message, argument=1) from None
    references = len(re.findall(r"\\\d", replacement))

    def bound(text: Operand) -> Any:
        """Matches do not overlap, so that each reference adds a text's length at most, all matches together."""
        most = sizes(text) * (1 + references)
        if len(replacement) == 0 or np.all(most == 0):
            return most
        return most + ints(cast_to(pa.int64())(count(text))) * len(replacement.encode())

    return limited(replace, bound)


FUNCTIONS = (
    Function(
        "matches", GROUP, "Whether a regular expression is found in the text; ^ and $ tie it to the ends.",
        'matches("AB-12", "^[A-Z]+-[0-9]+$")', "true",
        (Form("text: str, pattern: constant str -> bool", _matching),),
    ),
    Function(
        "extract", GROUP, "What the pattern's first group found, or the whole pattern if it has none; null when not found.",
        'extract("id=42;", "id=([0-9]+)")', '"42"',
        (Form("text: str, pattern: constant str -> str", _extracting),),
    ),
    Function(
        "replace_pattern", GROUP, "The text with each place where the pattern is found replaced; \\\\1 is its first group.",
        'replace_pattern("a1b22", "[0-9]+", "#")', '"a#b#"',
        (Form("text: str, pattern: constant str, replacement: constant str -> str", _replacing),),
    ),
)  # fmt: skip
