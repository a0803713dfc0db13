"""Keys for items: the text of each, and what makes an item without a usable one bad."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tidegate.bad_items import BadItemCode
from tidegate.batch import Batch
from tidegate.expression import Expression
from tidegate.step_expressions import Badness, evaluate

MAX_KEY_BYTES = 65_536
"""Longer keys are a slip: a whole document taken for its name."""

EMPTY: Any = pa.scalar("", pa.string())


def key_texts(key: Expression, batch: Batch, badness: Badness) -> pa.Array[Any]:
    """Return the key of each item, and note the items that have none or one that is too long."""
    evaluated = evaluate(key, batch)
    badness.add(evaluated.bad, evaluated.reasons)
    texts: Any = evaluated.values
    if texts.null_count:
        badness.add(np.asarray(texts.is_null()), _null_key)
    if texts.nbytes > MAX_KEY_BYTES:
        lengths = np.asarray(pc.binary_length(texts.fill_null(EMPTY)))
        badness.add(lengths > MAX_KEY_BYTES, lambda row: _long_key(int(lengths[row])))
    return evaluated.values


def _null_key(_row: int) -> tuple[str, str]:
    return BadItemCode.KEY_NULL, "The key is null. Give such items another key, or filter them before."


def _long_key(length: int) -> tuple[str, str]:
    return (
        BadItemCode.KEY_TOO_LONG,
        f"The key has {length:,} bytes; {MAX_KEY_BYTES:,} are allowed. Choose a shorter key.",
    )
