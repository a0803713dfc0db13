"""How an answer may be packed for a browser, and answers that never change, packed once."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass

from fastapi import Request
from starlette.responses import Response

NOTHING = re.compile(r"q=0(\.0*)?")
"""The weight of a packing that is not wanted."""


def accepted(request: Request) -> str:
    """Return how a browser says that it can unpack."""
    return ",".join(request.headers.getlist("accept-encoding"))


def is_wanted(packing: str, accepted: str) -> bool:
    """Return whether an `Accept-Encoding` asks for a packing: by its name, or by `*`; `gzip;q=0` does not."""
    named: dict[str, bool] = {}
    for part in accepted.split(","):
        name, _, weight = (piece.strip().lower() for piece in part.partition(";"))
        if name:
            named[name] = not NOTHING.fullmatch(weight.replace(" ", ""))
    return named.get(packing, named.get("*", False))


@dataclass(frozen=True, slots=True)
class Prepared:
    """JSON that is the same for everybody for as long as the studio runs, as it is and packed."""

    plain: bytes
    packed: bytes

    @classmethod
    def of(cls, plain: bytes) -> Prepared:
        """Return this JSON, packed as hard as it goes."""
        return cls(plain, gzip.compress(plain, 9, mtime=0))

    def answer(self, request: Request) -> Response:
        """Return the answer in the form the browser asks for."""
        headers = {"Vary": "Accept-Encoding"}
        if is_wanted("gzip", accepted(request)):
            return Response(self.packed, headers={**headers, "Content-Encoding": "gzip"}, media_type="application/json")
        return Response(self.plain, headers=headers, media_type="application/json")
