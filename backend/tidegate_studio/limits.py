"""What a process of the studio may use at most, as the system enforces it."""

from __future__ import annotations

import resource
from collections.abc import Mapping


def hold_to(limits: Mapping[int, int]) -> None:
    """Set these limits on this process for good, each by its `resource.RLIMIT_*`; a lower one that holds already stays."""
    for kind, most in limits.items():
        _, hard = resource.getrlimit(kind)
        limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (limit, limit))
