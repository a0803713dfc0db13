"""`Words`: values as 64-bit words that are equal exactly when the values are, and the way back."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tidegate.arrow_views import column, numbers, sealed
from tidegate.keys import KeyDictionary
from tidegate.types import FLOAT, STR, Scalar, Type

Int64s = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
MANY_TEXTS = 65_536
"""Texts that are left lying however few of them are in use."""


def has_words(kind: Type) -> bool:
    """Return whether values of this type have words: lists, maps and records have none."""
    return isinstance(kind, Scalar)


class Words:
    """Numbers, times and bools by their bits, texts by a number of their own.

    All floats that are no numbers are one value, and minus zero is zero. What stands where a value is null means nothing.
    """

    def __init__(self, kind: Type) -> None:
        assert has_words(kind), f"values of type {kind} have no words"
        self.kind = kind
        self._texts = KeyDictionary()

    def encode(self, values: pa.Array[Any]) -> Int64s:
        """Return the word of each value."""
        if self.kind is STR:
            known: Any = values.fill_null("") if values.null_count else values
            return sealed(self._texts.intern(known).astype(np.int64))
        if self.kind is not FLOAT:
            return sealed(numbers(values).view(np.int64))
        floats = numbers(values) + 0.0  # Which makes zero of minus zero.
        floats[np.isnan(floats)] = np.nan
        return sealed(floats.view(np.int64))

    def decode(self, words: Int64s, null: Mask | None = None) -> pa.Array[Any]:
        """Return the value of each word, null where the mask says so."""
        if self.kind is not STR:
            return column(words.view(np.float64) if self.kind is FLOAT else words, self.kind, null)
        texts: pa.Array[Any] = self._texts.all_texts().take(_places(words, null))
        return texts

    def wants_cleaning(self, used: int) -> bool:
        """Return whether many more texts are known than the `used` that are needed."""
        return len(self._texts) > 4 * used + MANY_TEXTS

    def keep_only(self, words: Int64s) -> Int64s:
        """Forget all texts but those of these words, and return the words they have now."""
        texts = self._texts.texts(words.astype(np.int32))
        self._texts = KeyDictionary()
        return self._texts.intern(texts).astype(np.int64)


def _places(words: Int64s, null: Mask | None) -> pa.Array[Any]:
    places: pa.Array[Any] = pa.array(words, pa.int64(), mask=null)
    return places
