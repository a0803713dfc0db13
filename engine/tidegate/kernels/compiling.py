"""Noticing that kernels are compiled: it takes a minute for all of them, where loading them takes a second."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from numba.core import event

COMPILING = "compiling kernels, once after an update; takes about a minute"


def telling_of_compiling(tell: Callable[[str], None]) -> AbstractContextManager[None]:
    """Call `tell` once, with words for a person, if a kernel is compiled meanwhile for lack of one in the cache."""
    return event.install_listener("numba:compile", _First(tell))


class _First(event.Listener):
    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell, self._told = tell, False

    def on_start(self, event: object) -> None:
        if not self._told:
            self._told = True
            self._tell(COMPILING)

    def on_end(self, event: object) -> None:
        """Say nothing: the next kernel follows, or what waited goes on."""
