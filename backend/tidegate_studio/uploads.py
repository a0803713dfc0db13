"""Uploaded samples: files in a folder of their own, under random names, kept for a day."""

from __future__ import annotations

import secrets
import time
from contextlib import suppress
from pathlib import Path, PurePosixPath

ENDINGS = {
    ".csv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".parquet": "parquet",
    ".pq": "parquet",
}
KEPT_SECONDS = 24 * 3600.0
MOST_KEPT = 50


def ending_of(name: str) -> str | None:
    """Return the ending that a sample called like this is kept with; None where its format is not known."""
    return ENDINGS.get(PurePosixPath(name).suffix.lower())


def keep(folder: Path, ending: str, content: bytes) -> str:
    """Keep a sample and return its name; drop those that are old, or more than are kept."""
    folder.mkdir(mode=0o700, exist_ok=True)
    forget(folder)
    name = f"{secrets.token_urlsafe(18)}.{ending}"
    (folder / name).write_bytes(content)
    return name


def drop(folder: Path, name: str) -> None:
    """Delete a sample."""
    (folder / name).unlink(missing_ok=True)


def forget(folder: Path) -> None:
    """Delete samples that are older than a day, and the oldest of too many."""
    if not folder.is_dir():
        return
    newest_first = sorted(((_age(path), path) for path in folder.iterdir()), key=lambda entry: entry[0])
    for place, (age, path) in enumerate(newest_first):
        if age > KEPT_SECONDS or place >= MOST_KEPT - 1:
            with suppress(OSError):
                path.unlink()


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0
