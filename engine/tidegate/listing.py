"""What lies in one folder below the data folder, to be chosen from: names, sizes, nothing of what is in the files.

Links are never followed: each folder on the way is opened in the one before it, and one that is a link is refused. What
is neither a file nor a folder, and what no flow could name, is left out.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from tidegate.diagnostics import Code
from tidegate.path_patterns import is_pattern, matching
from tidegate.paths import PathRefused, check_name, survey

MOST_ENTRIES = 1_000
MOST_LOOKED_AT = 100_000
"""Names that are looked at in one folder; a larger one is not listed whole, and that is said."""
MOST_NAMED = 20


class FileEntry(BaseModel):
    """A file or a folder."""

    model_config = ConfigDict(frozen=True)

    name: str
    path: str = Field(description="As a flow names it: below the data folder.")
    kind: Literal["file", "folder"]
    size: int | None = Field(description="In bytes; null for a folder.")
    modified: str = Field(description="ISO 8601, UTC, whole seconds.")


class FolderListing(BaseModel):
    """One folder: folders first, then files, both by name."""

    under: str = Field(description="The folder; empty for the data folder itself.")
    entries: list[FileEntry] = Field(description=f"At most {MOST_ENTRIES:,}.")
    more: int = Field(description="How many entries are not in it.")
    whole: bool = Field(description="Whether every name in the folder was looked at.")


class Matches(BaseModel):
    """The files that a path or a pattern means."""

    count: int
    bytes: int = Field(description="How large they are together.")
    names: list[str] = Field(description=f"The first {MOST_NAMED}, in order.")


def list_folder(data_root: Path, under: str = "") -> FolderListing:
    """Return what is in a folder below the data folder; raise `PathRefused`."""
    parts = _parts(under)
    folder = _opened(data_root, parts)
    if folder is None:
        return FolderListing(under="", entries=[], more=0, whole=True)
    try:
        looked = list(_entries(folder, "/".join(parts)))
    finally:
        os.close(folder)
    found = sorted((entry for entry in looked if entry), key=lambda entry: (entry.kind == "file", entry.name))
    shown = found[:MOST_ENTRIES]
    return FolderListing(
        under="/".join(parts), entries=shown, more=len(found) - len(shown), whole=len(looked) < MOST_LOOKED_AT
    )


def matches(data_root: Path, pattern: str) -> Matches:
    """Return the files that a path or a pattern means; raise `PathRefused` for one that may mean none."""
    names = matching(data_root, pattern) if is_pattern(pattern) else [pattern]
    sizes, there = 0, []
    for name in names:
        try:
            _, found = survey(data_root, name)
        except PathRefused as refused:
            if name == pattern and refused.kind is not Code.NO_SUCH_FILE:
                raise
            continue  # A link that leads out, a pipe, or removed meanwhile: no run would read it.
        sizes += found.st_size
        there.append(name)
    return Matches(count=len(there), bytes=sizes, names=there[:MOST_NAMED])


def _parts(under: str) -> tuple[str, ...]:
    if under in ("", "."):
        return ()
    check_name(under)
    return PurePosixPath(under).parts


def _opened(data_root: Path, parts: tuple[str, ...]) -> int | None:
    """Return the folder, open, or None when there is no data folder yet."""
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
    try:
        folder = os.open(os.path.realpath(data_root), flags)
    except FileNotFoundError:
        if parts:
            raise _no_folder(parts) from None
        return None
    for part in parts:
        try:
            below = os.open(part, flags | os.O_NOFOLLOW, dir_fd=folder)
        except OSError:
            raise _no_folder(parts) from None
        finally:
            os.close(folder)
        folder = below
    return folder


def _no_folder(parts: tuple[str, ...]) -> PathRefused:
    shown = ascii("/".join(parts))[:80]
    return PathRefused(Code.NO_SUCH_FILE, f"there is no folder {shown} in the data folder; links are not followed")


def _entries(folder: int, under: str) -> Iterator[FileEntry | None]:
    """Yield what can be chosen, and None for every other name."""
    with os.scandir(folder) as entries:
        for looked, entry in enumerate(entries):
            if looked >= MOST_LOOKED_AT:
                return
            yield _entry(entry, under)


def _entry(entry: os.DirEntry[str], under: str) -> FileEntry | None:
    path = f"{under}/{entry.name}" if under else entry.name
    try:
        check_name(path)
        found = entry.stat(follow_symlinks=False)
    except (PathRefused, OSError):
        return None
    if not (stat.S_ISDIR(found.st_mode) or stat.S_ISREG(found.st_mode)):
        return None
    is_folder = stat.S_ISDIR(found.st_mode)
    modified = datetime.fromtimestamp(int(found.st_mtime), UTC).isoformat().replace("+00:00", "Z")
    return FileEntry(
        name=entry.name,
        path=path,
        kind="folder" if is_folder else "file",
        size=None if is_folder else found.st_size,
        modified=modified,
    )
