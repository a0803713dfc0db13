"""Patterns such as `logs/**/*.jsonl`, and the files below the data folder that they mean.

`*` and `?` stand for letters of one name, `[abc]` for one of them, `**` for any number of folders. A name that begins
with a dot is meant only by a pattern that says the dot. Folders that are links are not walked into by `**`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path

from tidegate.diagnostics import Code
from tidegate.paths import PathRefused, check_name

MOST_FILES = 10_000
MOST_LOOKED_AT = 200_000
"""Names that are looked at for one pattern."""


def is_pattern(text: str) -> bool:
    """Return whether a path stands for several files."""
    return re.search(r"[*?\[]", text) is not None


def matching(data_root: Path, pattern: str) -> list[str]:
    """Return the names of all files below the data folder that a pattern means, in order; raise `PathRefused`."""
    check_name(pattern)
    found: set[str] = set()
    for looked, name in enumerate(_walk(Path(os.path.realpath(data_root)), "", _parts(pattern))):
        if name:
            found.add(name)
        if len(found) > MOST_FILES or looked > MOST_LOOKED_AT:
            limit = f"{MOST_FILES:,} files" if len(found) > MOST_FILES else f"{MOST_LOOKED_AT:,} names to look at"
            raise PathRefused(
                Code.PATH_MANY, f"{pattern[:80]!a} means more than {limit}; name a folder or more of the names"
            )
    return sorted(found)


def means(pattern: str, name: str) -> bool:
    """Return whether a pattern means a file of this name, whether it is there or not."""
    return _means(_parts(pattern), tuple(name.split("/")))


@lru_cache(maxsize=64)
def _parts(pattern: str) -> tuple[str, ...]:
    parts = tuple(part for part in pattern.split("/") if part not in ("", "."))
    return (*parts, "*") if parts and parts[-1] == "**" else parts


def _means(parts: Sequence[str], names: Sequence[str]) -> bool:
    if not parts or not names:
        return not parts and not names
    if parts[0] == "**":
        return _means(parts[1:], names) or (not names[0].startswith(".") and _means(parts, names[1:]))
    return _fits(names[0], parts[0]) and _means(parts[1:], names[1:])


def _fits(name: str, part: str) -> bool:
    return fnmatchcase(name, part) and (part.startswith(".") or not name.startswith("."))


def _walk(folder: Path, above: str, parts: Sequence[str]) -> Iterator[str]:
    """Yield the names of the files that are meant, and an empty one for everything else that was looked at."""
    part, rest = parts[0], parts[1:]
    if part == "**":
        yield from _walk(folder, above, rest)
    for entry in _entries(folder):
        yield ""
        if part == "**":
            if not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False):
                yield from _walk(folder / entry.name, f"{above}{entry.name}/", parts)
        elif _fits(entry.name, part) and entry.is_dir() == bool(rest):
            below = above + entry.name
            yield from _walk(folder / entry.name, below + "/", rest) if rest else [below]


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []  # It was removed meanwhile, or is not ours to look into.
