"""Where the API is: one address for all of it, whose application is made when it is first needed.

What HTTP asks of all its answers is done here: HEAD and OPTIONS, reading from other sites, queries without end.
"""

from __future__ import annotations

import threading
from typing import Final

import anyio
from starlette.datastructures import MutableHeaders
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from observatoire.api.limits import LONGEST_QUERY
from observatoire.api.problems import ProblemError
from pages.server.api.sending import CORS, PREFLIGHT, refused

API_PATH: Final = "api/v1"
DOCUMENTATION_PATH: Final = f"{API_PATH}/documentation"


def api_routes(base: str, *, apart: bool = False) -> list[BaseRoute]:
    """Return the routes to give to `st.App(routes=…)`.

    Parameters
    ----------
    base : str
        Path that the application is installed under.
    apart : bool
        Whether heavy answers are made by another process.
    """
    pages = [
        Route(f"{base}{path}", lambda _: RedirectResponse(f"{base}/{DOCUMENTATION_PATH}")) for path in ("/api", "/api/")
    ]
    root = Route(f"{base}/{API_PATH}", lambda _: RedirectResponse(f"{base}/{API_PATH}/"))
    return [*pages, root, Mount(f"{base}/{API_PATH}", app=Api(apart=apart))]


class Api:
    """The API, before its application is made and after."""

    def __init__(self, *, apart: bool = False) -> None:
        self._apart = apart
        self._app: ASGIApp | None = None
        self._lock = threading.Lock()

    def made(self) -> ASGIApp:
        """Return its application, made at first need: a fifth of a second, that the first page does not wait for."""
        with self._lock:
            if self._app is None:
                from pages.server.apart.pool import made
                from pages.server.api.application import build

                self._app = build(made if self._apart else None)
            return self._app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; there is nothing here for a websocket."""
        if scope["type"] != "http":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["method"] == "OPTIONS":
            await Response(status_code=204, headers=PREFLIGHT)(scope, receive, send)
            return
        bare = scope["method"] == "HEAD"

        async def send_open(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(CORS)
            elif bare:
                message = {**message, "body": b""}
            await send(message)

        if len(scope["query_string"]) > LONGEST_QUERY:
            problem = ProblemError(
                "trop-demande",
                f"L’adresse a plus de {LONGEST_QUERY} caractères après son point d’interrogation.",
                limite=LONGEST_QUERY,
            )
            await refused(problem, f"{scope['root_path']}/documentation")(scope, receive, send_open)
            return
        if self._app is None:
            await anyio.to_thread.run_sync(self.made)
        await self.made()({**scope, "method": "GET"} if bare else scope, receive, send_open)
