"""Compressed files as the bytes that were packed into them: gzip and zstd, told by name and by their first bytes.

Several packed parts one behind another are one file, as `gzip` and `zstd` have it; anything else behind a part is an
error. A file that grows out of all proportion is refused, so that ten megabytes cannot become ten gigabytes.
"""

from __future__ import annotations

import os
from io import FileIO
from pathlib import PurePosixPath
from typing import Literal

import pyarrow as pa

from tidegate.errors import FileRefused

Packing = Literal["gzip", "zstd"]

ENDINGS: dict[str, Packing] = {".gz": "gzip", ".zst": "zstd"}
MOST_RATIO = 200
"""How many bytes one packed byte may become, over the whole of what has been read."""
HARMLESS = 64 << 20
"""So much may come of anything."""

_MAGIC: dict[Packing, bytes] = {"gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd"}


def packing_of(name: str) -> Packing | None:
    """Return how a file is packed by its name."""
    return ENDINGS.get(PurePosixPath(name).suffix.lower())


def without_packing(name: str) -> str:
    """Return a file's name without the ending that says how it is packed."""
    return name.rpartition(".")[0] if packing_of(name) else name


def packing_within(start: bytes) -> Packing | None:
    """Return how bytes are packed that begin like this."""
    return next((packing for packing, magic in _MAGIC.items() if start.startswith(magic)), None)


class PackedFile:
    """What is packed in a file, read from its beginning."""

    def __init__(self, file: FileIO, name: str, packing: Packing) -> None:
        self._file, self._name, self._unpacked = file, name, 0
        self._stream = pa.CompressedInputStream(pa.PythonFile(file, mode="r"), packing)

    def read(self, size: int) -> bytes:
        """Return up to so many bytes, none at the end; raise `FileRefused` where the file is damaged or swells."""
        try:
            block: bytes = self._stream.read(size)
        except (OSError, pa.ArrowException) as error:
            raise FileRefused(
                f"file {self._name!r} is damaged behind byte {self._unpacked:,} of what is packed in it, "
                f"{str(error)[:150]}; pack it again"
            ) from None
        if not self._unpacked and packing_within(block):
            raise FileRefused(f"file {self._name!r} is packed twice; unpack it once")
        self._unpacked += len(block)
        self._expect_proportion()
        return block

    def skip(self, count: int) -> None:
        """Pass over what has been read before."""
        while count > 0 and (block := self.read(min(count, 1 << 20))):
            count -= len(block)
        if count > 0:
            raise FileRefused(
                f"file {self._name!r} has lost what this job had read of it; put it back, or start a new job"
            )

    def _expect_proportion(self) -> None:
        packed = self._file.tell()
        if self._unpacked > HARMLESS and self._unpacked > MOST_RATIO * packed:
            raise FileRefused(
                f"file {self._name!r} swells to {self._unpacked:,} bytes out of {packed:,}, more than {MOST_RATIO} "
                "times as many; unpack it yourself if that is as it should be"
            )


def packing_found(file: FileIO, name: str) -> Packing | None:
    """Return how an open file is packed; raise `FileRefused` if it is not what its name says."""
    start = os.pread(file.fileno(), 4, 0)
    named, found = packing_of(name), packing_within(start)
    if named and start and named != found:
        raise FileRefused(f"file {name!r} does not begin as {named} does; correct its ending, or pack it again")
    return found
