"""The studio's pages, as they were built: files, and the one page for every other path.

Building packs every text beside itself, `app.js` as `app.js.br` and `app.js.gz`. A browser that can unpack one gets it:
nothing is packed while somebody waits.
"""

from __future__ import annotations

import mimetypes
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from tidegate_studio.packing import accepted, is_wanted
from tidegate_studio.problems import not_found
from tidegate_studio.security import public

router = APIRouter()

PACKAGE = Path(__file__).parents[1]
PACKED, BUILT = PACKAGE / "static", PACKAGE.parents[1] / "frontend" / "dist"
PACKINGS = (("br", ".br"), ("gzip", ".gz"))
"""How a file may be packed, the smallest first: what a browser calls it, and how such a file's name ends."""
FOREVER = "public, max-age=31536000, immutable"
NOT_BUILT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Tidegate</title>
<body style="font: 15px/1.6 system-ui, sans-serif; max-width: 40em; margin: 4em auto; padding: 0 1em">
<h1>The studio's pages are not built</h1>
<p>The server runs, but it has no pages to show. In the project's folder, run <code>make build</code>, then load this page
again.</p></body></html>
"""

mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("text/javascript", ".mjs")


@router.api_route("/{path:path}", methods=["GET", "HEAD"], include_in_schema=False)
@public("holds no data; its pages ask for it with the session")
def screen(path: str, request: Request) -> Response:
    """Return a file of the studio's pages, or the page itself."""
    return page_of(PACKED if PACKED.is_dir() else BUILT, path, accepted(request))


def page_of(built: Path, path: str, packings: str = "") -> Response:
    """Return the file of that path in the folder of built pages, or the page itself, which shows what the path means.

    `packings` lists how it may be packed, as a browser's `Accept-Encoding` does.
    """
    if path == "api" or path.startswith("api/"):
        raise not_found("route", f"/{path}")
    folder = built.resolve()
    index = folder / "index.html"
    if not index.is_file():
        return HTMLResponse(NOT_BUILT, 503, {"Cache-Control": "no-store"})
    file = _below(folder, path)
    if file is None and path.startswith("assets/"):
        raise not_found("file", f"/{path}")
    return _file(file or index, packings, forever=file is not None and path.startswith("assets/"))


def _below(folder: Path, path: str) -> Path | None:
    """Return the file of that name in the folder, or None; nothing outside is ever looked at."""
    if not path or "\0" in path or len(path) > 500:
        return None
    file = (folder / path).resolve()
    return file if file.is_relative_to(folder) and file.is_file() else None


def _file(file: Path, packings: str, *, forever: bool) -> Response:
    kind, _ = mimetypes.guess_type(file.name)
    headers = {"Cache-Control": FOREVER if forever else "no-cache", "Vary": "Accept-Encoding"}
    sent, packing = _packed(file, packings)
    if packing:
        headers["Content-Encoding"] = packing
    return Response(sent.read_bytes(), headers=headers, media_type=kind or "application/octet-stream")


def _packed(file: Path, packings: str) -> tuple[Path, str]:
    """Return the smallest form of a file that may be sent, and how it is packed; itself and nothing if it is not."""
    for packing, ending in PACKINGS:
        packed = file.with_name(file.name + ending)
        if is_wanted(packing, packings) and packed.is_file():
            return packed, packing
    return file, ""
