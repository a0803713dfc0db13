"""Functions of text; positions and lengths count Unicode characters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa

from tidegate.expression import lists
from tidegate.expression.arrays import Array, Operand, arrow, cast_to, ints, null_mask, pc
from tidegate.expression.containers import lists_of, parents_of
from tidegate.expression.declare import Form, Function
from tidegate.expression.growth import limited, sizes
from tidegate.expression.lists import repeat
from tidegate.expression.varying import varying

GROUP = "Text"
_FAR = 1 << 40

_to_int = cast_to(pa.int64())
_length, _repeat, _join = arrow("utf8_length"), arrow("binary_repeat"), arrow("binary_join")
_strip, _words = arrow("utf8_trim_whitespace"), arrow("utf8_split_whitespace")


def _searching(name: str) -> Callable[..., Array]:
    return varying(lambda part: arrow(name, pc.MatchSubstringOptions(part)), pa.bool_())


contains = _searching("match_substring")
"""Whether a text holds a part."""


def contains_in(part: Operand, text: Operand) -> Array:
    """Return whether the part is in the text."""
    return contains(text, part)


def _cut(start: int, stop: int | None = None) -> Callable[[Array], Array]:
    return arrow("utf8_slice_codeunits", pc.SliceOptions(_within(start), None if stop is None else _within(stop)))


def _within(position: int) -> int:
    """Return a position far outside every text in place of one that Arrow cannot count to."""
    return max(-_FAR, min(position, _FAR))


_substring = varying(_cut, pa.string())


def _letter(index: int) -> Callable[[Array], Array]:
    cut = _cut(index, None if index == -1 else index + 1)

    def kernel(text: Array) -> Array:
        letters = cut(text)
        return pc.if_else(pc.equal(letters, ""), pa.scalar(None, pa.string()), letters)

    return kernel


letter = varying(_letter, pa.string())
"""The character at an index, from the end when negative; null when there is none."""


def _replacing(old: str, new: str) -> Callable[[Array], Array]:
    if old == "":
        return lambda text: text
    return arrow("replace_substring", pc.ReplaceSubstringOptions(old, new))


def _counting(old: str) -> Callable[[Array], Array]:
    if old == "":
        return lambda text: pa.array(np.zeros(len(text), np.int64))
    count = arrow("count_substring", pc.MatchSubstringOptions(old))
    return lambda text: _to_int(count(text))


_count = varying(_counting, pa.int64())


def _replaced_size(text: Operand, old: Operand, new: Operand) -> Any:
    grown = sizes(new) - sizes(old)
    if np.all(grown <= 0):
        return sizes(text) * 0  # It only shrinks.
    return sizes(text) + np.maximum(grown, 0) * ints(_count(text, old))


_replace = limited(varying(_replacing, pa.string()), _replaced_size)


def _splitting(separator: str) -> Callable[[Array], Array]:
    if separator == "":
        return lambda text: lists_of(text, np.ones(len(text), np.int64), null_mask(text))
    return arrow("split_pattern", pc.SplitPatternOptions(separator))


_split = varying(_splitting, pa.list_(pa.string()))


def _split_words(text: Operand) -> Array:
    words = _words(_strip(text))
    return pc.if_else(pc.equal(_strip(text), ""), pa.scalar([], words.type), words)


def _joined_size(texts: Any, separator: Operand) -> Any:
    rows, elements = parents_of(texts)
    size = np.zeros(len(texts), np.int64)
    np.add.at(size, rows, sizes(elements))
    return size + np.maximum(lists.sizes(texts) - 1, 0) * sizes(separator)


def _repeated_size(text: Operand, times: Operand) -> Any:
    return sizes(text) * np.clip(ints(times), 0, 1 << 40)


def _repeated(text: Operand, times: Operand) -> Any:
    whole = pc.max_element_wise(times, 0, skip_nulls=False)
    return _repeat(text, pc.min_element_wise(whole, 1 << 20, skip_nulls=False))


def _padding(name: str) -> Callable[..., Any]:
    def make(width: int, fill: str = " ") -> Callable[[Array], Array]:
        if len(fill) != 1:
            return lambda text: text
        return arrow(name, pc.PadOptions(width=min(width, 1 << 20), padding=fill))

    def size(text: Operand, width: Operand, fill: Operand | None = None) -> Any:
        return sizes(text) + np.clip(ints(width), 0, 1 << 40) * (1 if fill is None else sizes(fill))

    return limited(varying(make, pa.string()), size)


_PAD_DOC = "The text filled up to a width, with spaces or one other character."

FUNCTIONS = (
    Function(
        "len", GROUP, "The number of characters of a text, elements of a list, or entries of a map.", 'len("häl")', "3",
        (
            Form("text: str -> int", lambda text: _to_int(_length(text))),
            Form("values: list[T] -> int", lists.element_count),
            Form("entries: map[T] -> int", lists.element_count),
        ),
    ),
    Function("upper", GROUP, "The text in capitals, letter by letter.", 'upper("abc")', '"ABC"', (Form("text: str -> str", arrow("utf8_upper")),)),
    Function("lower", GROUP, "The text in small letters, letter by letter.", 'lower("ABC")', '"abc"', (Form("text: str -> str", arrow("utf8_lower")),)),
    Function("strip", GROUP, "The text without blanks at its ends.", 'strip("  a b ")', '"a b"', (Form("text: str -> str", _strip),)),
    Function(
        "contains", GROUP, "Whether a text holds a part, a list an element, or a map a key.", 'contains("peter", "et")', "true",
        (
            Form("text: str, part: str -> bool", contains),
            Form("values: list[S], value: S -> bool", lists.contains),
            Form("entries: map[T], key: str -> bool", lists.contains_key),
        ),
    ),
    Function(
        "starts_with", GROUP, "Whether a text begins with another.", 'starts_with("peter", "pe")', "true",
        (Form("text: str, part: str -> bool", _searching("starts_with")),),
    ),
    Function(
        "ends_with", GROUP, "Whether a text ends with another.", 'ends_with("peter", "er")', "true",
        (Form("text: str, part: str -> bool", _searching("ends_with")),),
    ),
    Function(
        "substring", GROUP, "The characters from start up to stop, or to the end; negative positions count from the end.",
        'substring("peter", 1, 3)', '"et"',
        (Form("text: str, start: int -> str", _substring), Form("text: str, start: int, stop: int -> str", _substring)),
    ),
    Function(
        "replace", GROUP, "The text with each old part replaced; an empty old part replaces nothing.", 'replace("a-b", "-", "+")', '"a+b"',
        (Form("text: str, old: str, new: str -> str", _replace),),
    ),
    Function(
        "split", GROUP, "The parts between separators, or the words; an empty separator splits nothing.", 'split("a,b", ",")', '["a", "b"]',
        (Form("text: str -> list[str]", _split_words), Form("text: str, separator: str -> list[str]", _split)),
    ),
    Function(
        "join", GROUP, "The texts of a list with a separator between; null when one of them is.", 'join(["a", "b"], "-")', '"a-b"',
        (Form("texts: list[str], separator: str -> str", limited(_join, _joined_size)),),
    ),
    Function(
        "repeat", GROUP, "The text, or the list, so many times.", 'repeat("ab", 2)', '"abab"',
        (Form("text: str, times: int -> str", limited(_repeated, _repeated_size)), Form("values: list[T], times: int -> list[T]", repeat)),
    ),
    Function(
        "pad_left", GROUP, _PAD_DOC, 'pad_left("7", 3, "0")', '"007"',
        (Form("text: str, width: int -> str", _padding("utf8_lpad")), Form("text: str, width: int, fill: str -> str", _padding("utf8_lpad"))),
    ),
    Function(
        "pad_right", GROUP, _PAD_DOC, 'pad_right("a", 3, ".")', '"a.."',
        (Form("text: str, width: int -> str", _padding("utf8_rpad")), Form("text: str, width: int, fill: str -> str", _padding("utf8_rpad"))),
    ),
)  # fmt: skip
