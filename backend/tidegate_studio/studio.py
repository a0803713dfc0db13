"""What the routes work with: one studio's settings, database, doorkeeper and supervisor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from tidegate_studio.database import Database
from tidegate_studio.hub import Seats
from tidegate_studio.previewer import Previewer
from tidegate_studio.security import Doorkeeper
from tidegate_studio.settings import Settings
from tidegate_studio.supervisor import Supervisor

VERSION = "0.1.0"


@dataclass(frozen=True, slots=True)
class Studio:
    """One studio, put together."""

    settings: Settings
    database: Database
    doorkeeper: Doorkeeper
    supervisor: Supervisor
    previewer: Previewer
    seats: Seats


def studio_of(connection: HTTPConnection) -> Studio:
    """Return the studio that this connection is to."""
    studio = connection.app.state.studio
    assert isinstance(studio, Studio), "set by build_app"
    return studio


Here = Annotated[Studio, Depends(studio_of)]
"""The studio, as a route's argument."""
