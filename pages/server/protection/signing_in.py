"""The addresses by which the framework signs people in: closed where participation is off, mended where it is on.

The framework keeps who signed in for thirty days and leads them back to the home page. Here a session lasts eight
hours, and leads back to where it began. The framework keeps its cookie from scripts and from other sites;
`SecurityHeaders` keeps it for connections over TLS.
"""

from __future__ import annotations

import re
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.server.french.words import REFUSALS
from pages.server.shell import base_path
from participation.configuration import configured

ADDRESSES: Final = ("/auth/login", "/auth/logout", "/oauth2callback")
BACK: Final = "organiser"
LONGEST: Final = 8 * 3_600
"""Seconds that a browser keeps who signed in. `pages/organiser/signing_in.py` counts them again: a browser may lie."""
_MAX_AGE: Final = re.compile(rb"(?i)max-age=(\d+)")
_COOKIE: Final = b"_streamlit_user"


class SignIn:
    """Lets nobody sign in where there is nothing to sign in for."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, unless its address is closed; mend the answer."""
        base = base_path()
        if scope["type"] != "http" or scope["path"].removeprefix(base).rstrip("/") not in ADDRESSES:
            await self.app(scope, receive, send)
            return
        if configured() is None:
            await PlainTextResponse(REFUSALS["Not Found"], status_code=404)(scope, receive, send)
            return

        async def mended(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("location", "") == f"{base}/":
                    headers["location"] = f"{base}/{BACK}"
                headers["Cache-Control"] = "no-store"
                message["headers"] = [_shorter(*header) for header in message["headers"]]
            await send(message)

        await self.app(scope, receive, mended)


def _shorter(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """Return a header, the cookie of who signed in forgotten after eight hours; one that is taken back stays so."""
    if name.lower() != b"set-cookie" or not value.startswith(_COOKIE):
        return name, value
    return name, _MAX_AGE.sub(lambda found: b"Max-Age=%d" % min(int(found[1]), LONGEST), value)
