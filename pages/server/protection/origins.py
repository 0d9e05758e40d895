"""Refuses the websocket of a page of another site, before Streamlit sees it.

Streamlit refuses it too, but first asks outside addresses which one is its own, and answers no visitor meanwhile:
nothing must ever be asked outside. The rule is the same: a page of this very host, or of an origin that the operator
named. What is let in reaches Streamlit as of this host, so that it has nothing to ask.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config

POLICY_VIOLATION = 1008
_USUAL_PORTS = {80, 443}

Host = tuple[str, int | None]


def is_own(origin: str, headers: Headers) -> bool:
    """Tell whether the page that opens a websocket is of this host, or of an origin that the operator named.

    A reverse proxy tells the host that the browser asked for in `X-Forwarded-Host`, which no page of another site sets.
    """
    asker = _host(origin.partition("://")[2].partition("/")[0])
    if asker is None:
        return False
    ours = [headers.get("host", ""), headers.get("x-forwarded-host", "").partition(",")[0]]
    return asker in [_host(host.strip()) for host in ours] or _is_named(origin, asker)


def _is_named(origin: str, asker: Host) -> bool:
    """Tell whether an origin is named in the configuration: an address, an allowed origin, an allowed host."""
    if origin in config.get_option("server.corsAllowedOrigins"):
        return True
    if config.is_manually_set("browser.serverAddress") and asker[0] == config.get_option("browser.serverAddress"):
        return True
    return any(_matches(asker[0], pattern) for pattern in config.get_option("server.allowedHosts"))


def _matches(name: str, pattern: str) -> bool:
    pattern = pattern.strip().lower().rstrip(".")  # "*" alone names no host: any Host header, not any site
    return name.endswith(pattern[1:]) if pattern.startswith("*.") else name == pattern


def _host(netloc: str) -> Host | None:
    """Return the name and the port of a host, the usual ports left out as browsers do; None for none."""
    try:
        address = urlsplit(f"//{netloc}")
        name, port = address.hostname, address.port
    except ValueError:
        return None
    return (name.rstrip("."), None if port in _USUAL_PORTS else port) if name else None


class OwnOrigins:
    """Lets in the websockets of our own pages, and of programs that name no origin; refuses the others (403)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a websocket of another site; pass all else on."""
        if scope["type"] == "websocket" and config.get_option("server.enableCORS"):
            headers = Headers(scope=scope)
            origin = headers.get("origin")
            if origin is not None and not is_own(origin, headers):
                await receive()  # the wish to connect: a server closes only what was opened
                await send({"type": "websocket.close", "code": POLICY_VIOLATION, "reason": "origin"})
                return
            if origin is not None:
                scope = {**scope, "headers": list(scope["headers"])}
                MutableHeaders(scope=scope)["Origin"] = f"{origin.partition('://')[0]}://{headers.get('host', '')}"
        await self.app(scope, receive, send)
