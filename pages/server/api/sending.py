"""From a body to an answer: compressed once, recognised by its tag, kept by caches, readable from any site."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterator, Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from observatoire.api.limits import LIMITS
from observatoire.api.problems import MEDIA_TYPE, ProblemError

KEPT: Final = "public, max-age=600"
"""The figures change with the edition alone; ten minutes after a new one, everybody reads it."""
VARY: Final = "Accept, Accept-Encoding, X-Forwarded-Host, X-Forwarded-Proto"
"""What an answer depends on: the last two are in the addresses that it tells."""
NEVER_KEPT: Final = "no-store"
ALLOWED: Final = "GET, HEAD, OPTIONS"
CORS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After, Observatoire-Edition, Observatoire-Limites",
}
PREFLIGHT: Final = {
    **CORS,
    "Access-Control-Allow-Methods": ALLOWED,
    "Access-Control-Allow-Headers": "Accept, If-None-Match",
    "Access-Control-Max-Age": "86400",
    "Allow": ALLOWED,
    "Cache-Control": "public, max-age=86400",
}
TRY_AGAIN: Final = "5"
"""Seconds, as `Retry-After` says them."""
_PIECE: Final = 64_000
_TAGS: Final = re.compile(r'(?:W/)?"([^"]*)"')


def tag_of(packed: bytes) -> str:
    """Return the tag of a packed body: weak, for the same content may be sent compressed or not."""
    return f'W/"{hashlib.blake2b(packed, digest_size=12).hexdigest()}"'


def is_known(header: str, tag: str) -> bool:
    """Tell whether a reader has a body already, by its `If-None-Match` (RFC 9110, 13.1.2: weak comparison)."""
    return header.strip() == "*" or tag.removeprefix("W/").strip('"') in _TAGS.findall(header)


def limits_header() -> str:
    """Return the limits as a header says them (RFC 9651, a dictionary)."""
    return ", ".join(f"{name}={most}" for name, most in LIMITS.items())


def described(request: Request, edition: str) -> dict[str, str]:
    """Return the headers that every answer has: edition of the data, limits, where the API is explained.

    Parameters
    ----------
    request : Request
    edition : str
        Its name.
    """
    root = request.scope["root_path"]
    return {
        "Observatoire-Edition": edition,
        "Observatoire-Limites": limits_header(),
        "Link": f'<{root}/documentation>; rel="service-doc", <{root}/openapi.json>; rel="service-desc"',
    }


def sent(request: Request, packed: bytes, media_type: str, headers: Mapping[str, str], *, packable: bool) -> Response:
    """Return the answer of a packed body: nothing but its tag to who has it, bare to who cannot unpack it.

    Parameters
    ----------
    request : Request
    packed : bytes
        The body, compressed by gzip.
    media_type : str
        Of the body.
    headers : mapping of str to str
        More headers.
    packable : bool
        Whether compressing it gains anything: Parquet is compressed already.
    """
    tag = tag_of(packed)
    headers = {
        "ETag": tag, "Cache-Control": KEPT, "Vary": VARY, "Content-Language": "fr", **headers,
    }  # fmt: skip
    if is_known(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    if packable and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(packed, media_type=media_type, headers={**headers, "Content-Encoding": "gzip"})
    # Unpacked while it is sent: forty megabytes do not wait in memory for a slow reader.
    length = str(int.from_bytes(packed[-4:], "little"))  # as the end of a gzip says it (RFC 1952)
    return StreamingResponse(_unpacked(packed), media_type=media_type, headers={**headers, "Content-Length": length})


def _unpacked(packed: bytes) -> Iterator[bytes]:
    inside = zlib.decompressobj(wbits=31)
    rest = packed
    while not inside.eof:
        yield inside.decompress(rest, _PIECE)
        rest = inside.unconsumed_tail


def refused(problem: ProblemError, documentation: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return the answer of a refusal (RFC 9457).

    Parameters
    ----------
    problem : ProblemError
    documentation : str
        Address of the page that explains each kind.
    headers : mapping of str to str, optional
        More headers.
    """
    again = {"Retry-After": TRY_AGAIN} if problem.status == 503 else {}
    return JSONResponse(
        problem.document(documentation),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers={"Cache-Control": NEVER_KEPT, "Content-Language": "fr", **again, **(headers or {})},
    )
