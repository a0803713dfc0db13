"""How many examples random tests draw: few in `make test`, many in `make test-long`."""

from __future__ import annotations

import os

THOROUGH = os.environ.get("TIDEGATE_THOROUGH") == "1"


def examples(few: int) -> int:
    """Return how many examples to draw where so few are drawn in a quick run."""
    return 10 * few if THOROUGH else few
