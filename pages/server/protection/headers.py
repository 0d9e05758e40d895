"""The security headers of every answer: what a page may load, who may frame it, that it is asked for over TLS only.

Written against ASGI itself: websocket and lifespan messages pass through untouched.
"""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.server.shell import base_path
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
    "X-Permitted-Cross-Domain-Policies": "none",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), "
    "midi=(), display-capture=(), browsing-topics=()",
}
_PARTS = ("text/javascript", "text/css", "font/woff2")
"""Kinds of answers that are part of a page, and never one themselves."""
_PART_POLICY = "default-src 'none'; frame-ancestors 'none'"
_OF_A_PART = {"X-Content-Type-Options": "nosniff"}
"""The other headers govern a page, or a frame: on a part no browser reads them. A first page asks for ninety, half a
kilobyte each: a quarter of a second on the line of an old phone."""
_FOR_OTHER_SITES = ("/image/", "/dessin/", "/api/")
"""Answers that a page of another site may show: pictures of shared links, figures of the API."""
A_YEAR = "max-age=31536000"


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
    """Adds the security headers to every answer.

    Whether the browser came over TLS is what the server below says: `X-Forwarded-Proto` counts from a proxy of this
    machine, or of the addresses that `FORWARDED_ALLOW_IPS` lists, from nobody else.
    """

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
                is_part = headers.get("content-type", "").partition(";")[0] in _PARTS
                rules = _PART_POLICY if is_part else policy(scope["path"], referrer, framed=framed)
                headers["Content-Security-Policy"] = rules
                if MAP_FRAME in scope["path"] and scope["path"].endswith("/index.html"):
                    headers["Cache-Control"] = "no-store"  # its rights depend on who asks
                for name, value in (_OF_A_PART if is_part else _COMMON).items():
                    headers[name] = value
                shared = framed or any(part in scope["path"] for part in _FOR_OTHER_SITES)
                headers["Cross-Origin-Resource-Policy"] = "cross-origin" if shared else "same-origin"
                if framed:
                    del headers["X-Frame-Options"]
                    headers["Cache-Control"] = "no-store"  # at this address, others may not be so framed
                if scope.get("scheme") == "https":
                    headers["Strict-Transport-Security"] = A_YEAR
                    message["headers"] = [_secure(*header) for header in message["headers"]]
            await send(message)

        await self.app(scope, receive, send_with_headers)


def _secure(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """Return a header, a cookie in it kept for connections over TLS."""
    open_cookie = name.lower() == b"set-cookie" and b"secure" not in [
        part.strip().lower() for part in value.split(b";")[1:]
    ]
    return name, value + b"; Secure" if open_cookie else value
