"""Files below the data folder, and nothing outside it.

A path is refused for its name (`..`, a drive, a control character), for where it leads (a link out of the folder) and
for what is there (a folder, a pipe, a device). It is looked at twice: by `survey`, for a person who is still
editing, and by `open_for_reading` and `open_for_writing`, which look again at the file they have opened.
"""

from __future__ import annotations

import os
import re
import stat
from io import FileIO
from pathlib import Path, PurePosixPath

from tidegate.diagnostics import Code
from tidegate.errors import FileRefused

MAX_PATH = 1_000
MAX_PART_BYTES = 255

_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_NOT_PRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class PathRefused(FileRefused):
    """A path cannot be used; `kind` is the diagnostic's code and the message says what to do."""

    def __init__(self, kind: Code, message: str) -> None:
        super().__init__(message)
        self.kind = kind

    def sentences(self) -> str:
        """Return the message's clauses as the sentences of a diagnostic."""
        return " ".join(f"{clause[0].upper()}{clause[1:]}." for clause in str(self).split("; "))


def locate(data_root: Path, text: str) -> Path:
    """Return the path below the data folder that this text means; raise `PathRefused` for its name or where it leads."""
    check_name(text)
    root = Path(os.path.realpath(data_root))
    path = root.joinpath(*PurePosixPath(text).parts)
    if not Path(os.path.realpath(path)).is_relative_to(root):
        raise PathRefused(
            Code.PATH_OUTSIDE, f"{_shown(text)} is a link that leads out of the data folder; copy the file into it"
        )
    return path


def real_path(data_root: Path, text: str) -> Path | None:
    """Return the path that this text means once links are followed, or None if it is refused anyway."""
    try:
        return Path(os.path.realpath(locate(data_root, text)))
    except PathRefused:
        return None


def survey(data_root: Path, text: str) -> tuple[Path, os.stat_result]:
    """Return the path of a file that could be read, and what the system says of it; raise `PathRefused`."""
    path = locate(data_root, text)
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        message = f"there is no file {_shown(text)} in the data folder; put it there, or correct the path"
        raise PathRefused(Code.NO_SUCH_FILE, message) from None
    except OSError as error:
        raise PathRefused(
            Code.PATH_KIND, f"{_shown(text)} cannot be looked at, {error.strerror}; check its rights"
        ) from None
    _check_kind(text, found)
    return path, found


def survey_target(data_root: Path, text: str) -> Path:
    """Return the path of a file that could be written; raise `PathRefused`. Nothing is made yet."""
    path = locate(data_root, text)
    if path.exists():
        _check_kind(text, path.stat())
    for folder in path.parents:
        if folder.exists() and not folder.is_dir():
            raise PathRefused(
                Code.PATH_KIND,
                f"{_shown(folder.name)} is a file, so {_shown(text)} cannot be below it; choose another path",
            )
    return path


def open_for_reading(data_root: Path, text: str) -> FileIO:
    """Open a file below the data folder for reading; raise `PathRefused`."""
    path, _ = survey(data_root, text)
    return _opened(data_root, text, path, os.O_RDONLY, "rb")


def open_for_writing(data_root: Path, text: str) -> FileIO:
    """Open a file below the data folder for reading and writing, and make it if need be, with its folders."""
    path = survey_target(data_root, text)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PathRefused(
            Code.PATH_KIND, f"the folder of {_shown(text)} cannot be made, {error.strerror}; choose another path"
        ) from None
    return _opened(data_root, text, path, os.O_RDWR | os.O_CREAT, "r+b")


def _opened(data_root: Path, text: str, path: Path, flags: int, mode: str) -> FileIO:
    try:
        # Without O_NONBLOCK a pipe that was put here in the meantime would hold the run for ever.
        number = os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise PathRefused(
            Code.PATH_KIND, f"{_shown(text)} cannot be opened, {error.strerror}; check its rights"
        ) from None
    file = FileIO(number, mode)
    try:
        found = os.fstat(number)
        _check_kind(text, found)
        # What is open must be what the path leads to now, within the folder: a link may have been swapped since.
        if not os.path.samestat(found, locate(data_root, text).stat()):
            raise PathRefused(Code.PATH_OUTSIDE, f"{_shown(text)} was replaced while it was opened; run again")
    except BaseException:
        file.close()
        raise
    return file


def check_name(text: str) -> None:
    """Raise `PathRefused` for a path that names nothing below the data folder, wherever it leads."""
    parts = PurePosixPath(text).parts
    if (
        not parts
        or len(text) > MAX_PATH
        or any(len(part.encode("utf-8", "replace")) > MAX_PART_BYTES for part in parts)
    ):
        raise PathRefused(
            Code.PATH_NAME, f"{_shown(text)} is no file name, or too long; name a file below the data folder"
        )
    if found := _NOT_PRINTABLE.search(text):
        raise PathRefused(Code.PATH_NAME, f"{_shown(text)} holds the character {found[0]!a}; rename the file")
    if "\\" in text or re.match(r"[A-Za-z]:", text):
        raise PathRefused(
            Code.PATH_NAME, f"{_shown(text)} is not a path below the data folder; separate folders with '/'"
        )
    if text.startswith(("/", "~")) or ".." in parts:
        raise PathRefused(
            Code.PATH_OUTSIDE, f"{_shown(text)} leads out of the data folder; copy the file into it and write its name"
        )
    if bad := next((part for part in parts if _RESERVED.fullmatch(part) or part != part.rstrip(". ")), None):
        raise PathRefused(Code.PATH_NAME, f"{_shown(bad)} is no name that every system can store; rename it")


def _check_kind(text: str, found: os.stat_result) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise PathRefused(Code.PATH_KIND, f"{_shown(text)} is a folder; name one file in it")
    if not stat.S_ISREG(found.st_mode):
        raise PathRefused(Code.PATH_KIND, f"{_shown(text)} is a pipe, a device or a socket; name an ordinary file")


def _shown(text: str) -> str:
    return ascii(text) if len(text) <= 80 else ascii(text[:79]) + "…"
