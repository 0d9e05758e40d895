"""What our server adds to every answer of Streamlit: compression, French, security headers.

Written against ASGI itself: websocket and lifespan messages pass through untouched.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

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
from pages.server.packed import PACKED, pack
from pages.server.protection.origins import OwnOrigins
from pages.server.readiness import DataGate
from pages.server.shell import FrenchShell, base_path
from pages.server.whole_body import WholeBody
from pages.state.embedding import EMBEDDABLE, asks_embedding

MAP_FRAME = "/component/streamlit_folium.st_folium/"

_PAGE_POLICY = {
    "default-src": "'none'",
    "script-src": "'self' blob:",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "media-src": "'self'",
    "worker-src": "'self' blob:",
    "frame-src": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}
# streamlit-folium writes its script into the frame and calls eval. The frame may do so; the page may not.
_FRAME_POLICY = {
    **_PAGE_POLICY,
    "script-src": "'self' 'unsafe-inline' 'unsafe-eval'",
    "worker-src": "'none'",
    "frame-src": "'none'",
}
# The background map of the IGN, only where the visitor's own address asks for it.
BACKGROUND = "https://data.geopf.fr"
_COMMON = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), "
    "midi=(), display-capture=()",
}

_COMPRESSIBLE = re.compile(r"(text/(css|javascript|html)|application/(javascript|json|wasm)|image/svg\+xml)\b")
_SMALL = 800


def middleware() -> list[Middleware]:
    """Return the middleware to give to `st.App(middleware=…)`, outermost first."""
    layers = (
        TabBounds, OwnOrigins, Draining, SecurityHeaders, FrenchRefusals, UploadBounds, LightCopies, DataGate,
        Compression, FrenchScripts, FrenchShell,
    )  # fmt: skip
    return [Middleware(layer) for layer in layers]


def policy(path: str, referrer: str = "", *, framed: bool = False) -> str:
    """Return the content security policy of a path: strict, but for the frame of the map.

    Parameters
    ----------
    path : str
        What is asked for.
    referrer : str
        Address of the page that asks: its map may show tiles of the IGN when it says `fond=ign`.
    framed : bool
        Whether any site may frame the answer.
    """
    rules = dict(_FRAME_POLICY if MAP_FRAME in path else _PAGE_POLICY)
    if MAP_FRAME in path and _asks_background(referrer):
        rules["img-src"] += f" {BACKGROUND}"
    if framed:
        rules["frame-ancestors"] = "*"
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _asks_background(referrer: str) -> bool:
    try:
        return "ign" in parse_qs(urlsplit(referrer).query).get("fond", [])
    except ValueError:  # no address
        return False


def may_be_framed(path: str, query: str, headers: Headers) -> bool:
    """Tell whether any site may frame an answer: an embedded drawing, and the frame of the map inside it.

    The map's frame is asked for by our embedded page, which the browser then names as the referrer; another site
    cannot make it do so.
    """
    if MAP_FRAME not in path:
        return _is_embedded(path, query)
    try:
        asker, host = urlsplit(headers.get("referer", "")), urlsplit(f"//{headers.get('host', '')}").hostname
    except ValueError:
        return False
    return asker.hostname is not None and asker.hostname == host and _is_embedded(asker.path, asker.query)


def _is_embedded(path: str, query: str) -> bool:
    return path.removeprefix(base_path()).strip("/") in EMBEDDABLE and asks_embedding(query)


class SecurityHeaders:
    """Adds the security headers to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; on the way back, add the headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        query = scope["query_string"].decode("latin-1")
        framed = may_be_framed(scope["path"], query, Headers(scope=scope))

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                referrer = Headers(scope=scope).get("referer", "")
                headers["Content-Security-Policy"] = policy(scope["path"], referrer, framed=framed)
                if MAP_FRAME in scope["path"] and scope["path"].endswith("/index.html"):
                    headers["Cache-Control"] = "no-store"  # its rights depend on who asks
                for name, value in _COMMON.items():
                    headers[name] = value
                if framed:
                    del headers["X-Frame-Options"]
                    headers["Cache-Control"] = "no-store"  # at this address, others may not be so framed
            await send(message)

        await self.app(scope, receive, send_with_headers)


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
