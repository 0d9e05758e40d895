"""What stands between a browser and Streamlit, outermost first; and compression.

Written against ASGI itself: websocket and lifespan messages pass through untouched.
"""

from __future__ import annotations

import re

import anyio
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.server.bounds.connections import TabBounds
from pages.server.bounds.uploads import UploadBounds
from pages.server.french.refusals import FrenchRefusals
from pages.server.french.scripts import FrenchScripts
from pages.server.light import LightCopies
from pages.server.operation.draining import Draining
from pages.server.operation.whole_runs import WholeRuns
from pages.server.packed import PACKED, pack
from pages.server.protection.closed import ClosedAddresses
from pages.server.protection.headers import SecurityHeaders
from pages.server.protection.messages import KnownMessages
from pages.server.protection.origins import OwnOrigins
from pages.server.protection.signing_in import SignIn
from pages.server.readiness import DataGate
from pages.server.shell import FrenchShell
from pages.server.whole_body import WholeBody

_COMPRESSIBLE = re.compile(r"(text/(css|javascript|html)|application/(javascript|json|wasm)|image/svg\+xml)\b")
_SMALL = 800


def middleware() -> list[Middleware]:
    """Return the middleware to give to `st.App(middleware=…)`, outermost first."""
    layers = (
        TabBounds, OwnOrigins, KnownMessages, Draining, WholeRuns, SecurityHeaders, FrenchRefusals, ClosedAddresses,
        SignIn, UploadBounds, LightCopies, DataGate, Compression, FrenchScripts, FrenchShell,
    )  # fmt: skip
    return [Middleware(layer) for layer in layers]


class Compression:
    """Compresses scripts, styles and pages, which Streamlit sends bare: 3.2 MB at a first visit.

    Streamlit's static files bear a digest in their names, so each is compressed once and kept.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; compress the answer when the browser and its kind allow."""
        plain = scope["type"] != "http" or scope["method"] != "GET"
        if plain or "gzip" not in Headers(scope=scope).get("accept-encoding", ""):
            await self.app(scope, receive, send)
            return
        await self.app(scope, receive, _Packed(send, scope["path"]))


async def _pack(key: str, body: bytes) -> bytes:
    """Return the compressed body; `key` is empty for what must not be kept."""
    if not key:
        return await anyio.to_thread.run_sync(pack, body)
    kept = PACKED.find(key)
    return await anyio.to_thread.run_sync(PACKED.get, key, lambda: body) if kept is None else kept


class _Packed(WholeBody):
    def __init__(self, send: Send, path: str) -> None:
        super().__init__(send, _is_compressible)
        self._path = path

    async def finish(self, start: Message, body: bytes) -> None:
        headers = MutableHeaders(scope=start)
        headers.add_vary_header("Accept-Encoding")
        if len(body) >= _SMALL:
            etag = headers.get("etag", "")
            body = await _pack(f"{self._path} {etag}" if etag else "", body)
            headers["Content-Encoding"] = "gzip"
            del headers["Accept-Ranges"]
            if etag and not etag.startswith("W/"):
                headers["ETag"] = f"W/{etag}"  # same content, other bytes
        await super().finish(start, body)


def _is_compressible(start: Message) -> bool:
    headers = Headers(scope=start)
    kind = headers.get("content-type", "")
    # Answers that must not be held back (streams of events) are of no kind listed here.
    return start["status"] == 200 and "content-encoding" not in headers and bool(_COMPRESSIBLE.match(kind))
