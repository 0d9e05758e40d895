"""Addresses that visitors have no use for, the framework's and ours: for who watches the server, on its machine."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.server.french.words import REFUSALS
from pages.server.operation.metrics import METRICS_PATH

CLOSED: Final = (f"/{METRICS_PATH}", "/_stcore/metrics", "/_stcore/agent/", "/_stcore/script-health-check")
FORWARDED: Final = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
"""Headers by which a proxy says that it asks for somebody else."""


def is_of_this_machine(scope: Scope) -> bool:
    """Tell whether a request was made on this machine, by nobody else through it."""
    client, headers = scope.get("client"), Headers(scope=scope)
    if not client or any(name in headers for name in FORWARDED):
        return False
    try:
        return ip_address(client[0]).is_loopback
    except ValueError:  # a socket's name
        return False


class ClosedAddresses:
    """Answers that nothing is there, unless it is asked on the machine itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, unless its address is closed."""
        asked = f"{scope.get('path', '')}/"
        closed = scope["type"] == "http" and any(f"{path.rstrip('/')}/" in asked for path in CLOSED)
        if closed and not is_of_this_machine(scope):
            await PlainTextResponse(REFUSALS["Not Found"], status_code=404)(scope, receive, send)
            return
        await self.app(scope, receive, send)
