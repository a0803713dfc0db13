"""What a flow can be made of, examples of flows, and what is wrong with a flow."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from tidegate import Catalog, CheckResult, Flow, describe, examine, read_flow
from tidegate_studio.bodies import StrictRoute
from tidegate_studio.security import Scope, requires
from tidegate_studio.studio import Here

router = APIRouter(route_class=StrictRoute, tags=["catalog"])

PACKAGE = Path(__file__).parents[1]


class Example(BaseModel):
    """A flow that ships with the studio."""

    id: str
    name: str
    description: str
    flow: Flow


class CheckFlow(BaseModel):
    """A flow to look at, whatever state it is in."""

    model_config = ConfigDict(extra="forbid")

    flow: Any = Field(description="The flow document; may be broken.")


@router.get("/api/catalog")
@requires(Scope.READ)
def catalog() -> Catalog:
    """Return every operator and every function of the expression language."""
    return described()


@router.get("/api/examples")
@requires(Scope.READ)
def examples() -> list[Example]:
    """Return the flows that ship with the studio."""
    packed = PACKAGE / "examples"
    folder = packed if packed.is_dir() else PACKAGE.parents[1] / "examples"
    found = [(path.stem, read_flow(path.read_bytes()).flow) for path in sorted(folder.glob("*.json"))]
    return [Example(id=stem, name=flow.name, description=flow.description, flow=flow) for stem, flow in found if flow]


@router.post("/api/check")
@requires(Scope.READ)
def check_flow(body: CheckFlow, studio: Here) -> CheckResult:
    """Return every problem of a flow and the types of its streams; nothing is saved and nothing runs."""
    read = read_flow(body.flow)
    if read.flow is None:
        return CheckResult(runnable=False, diagnostics=read.diagnostics, steps={})
    return examine(read.flow, studio.settings.data_root)


@cache
def described() -> Catalog:
    """Return the catalogue, which does not change while the studio runs."""
    return describe()
