"""What a flow can be made of, examples of flows, and what is wrong with a flow."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from starlette.responses import Response

from tidegate import Catalog, CheckResult, Flow, describe, examine, read_flow
from tidegate_studio.bodies import StrictRoute
from tidegate_studio.packing import Prepared
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


EXAMPLES = TypeAdapter(list[Example])


class CheckFlow(BaseModel):
    """A flow to look at, whatever state it is in."""

    model_config = ConfigDict(extra="forbid")

    flow: Any = Field(description="The flow document; may be broken.")


@router.get("/api/catalog", response_model=Catalog)
@requires(Scope.READ)
def catalog(request: Request) -> Response:
    """Return every operator and every function of the expression language."""
    return _catalog().answer(request)


@router.get("/api/examples", response_model=list[Example])
@requires(Scope.READ)
def examples(request: Request) -> Response:
    """Return the flows that ship with the studio."""
    return _examples().answer(request)


@cache
def _catalog() -> Prepared:
    return Prepared.of(described().model_dump_json(by_alias=True).encode())


@cache
def _examples() -> Prepared:
    return Prepared.of(EXAMPLES.dump_json(shipped(), by_alias=True))


def shipped() -> list[Example]:
    """Return the flows that ship with the studio, as they are in its folder."""
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
