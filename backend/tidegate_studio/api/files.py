"""The files that flows may read, to be chosen from: names and sizes below the data folder, and nothing else."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from tidegate import FileRefused, FolderListing, Matches, list_folder, matches
from tidegate_studio.bodies import StrictRoute
from tidegate_studio.problems import ProblemCode, Refused
from tidegate_studio.security import Scope, requires
from tidegate_studio.studio import Here

router = APIRouter(route_class=StrictRoute, tags=["files"])

Name = Annotated[str, Query(max_length=1_000)]


@router.get("/api/files")
@requires(Scope.READ)
def read_folder(studio: Here, under: Name = "") -> FolderListing:
    """Return what is in a folder below the data folder; links are not followed, and nothing outside is told."""
    try:
        return list_folder(studio.settings.data_root, under)
    except FileRefused as error:
        raise _refused(error) from None


@router.get("/api/files/matches")
@requires(Scope.READ)
def read_matches(studio: Here, pattern: Name) -> Matches:
    """Return how many files a path or a pattern means, and the first of their names."""
    try:
        return matches(studio.settings.data_root, pattern)
    except FileRefused as error:
        raise _refused(error) from None


def _refused(error: FileRefused) -> Refused:
    what, _, then = str(error).partition("; ")
    return Refused(ProblemCode.INVALID_REQUEST, f"{what[:1].upper()}{what[1:]}.", f"{then[:1].upper()}{then[1:]}.")
