"""A browser of a few lines for ASGI applications: no server, no other package."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import unquote

T = TypeVar("T")


def run_apart(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in a thread of its own: a browser test in this process may have left its event loop running."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, work).result()


@dataclass
class Answer:
    """An answer; the body is unpacked when it came compressed, as a browser does."""

    status_code: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    sent: bytes = b""

    @property
    def content(self) -> bytes:
        return gzip.decompress(self.sent) if self.headers.get("content-encoding") == "gzip" else self.sent

    @property
    def text(self) -> str:
        return self.content.decode()

    def json(self) -> Any:
        return json.loads(self.content)


class Client:
    """Sends requests to an application, as a browser that unpacks gzip."""

    def __init__(self, app: Any) -> None:
        self._app = app

    def get(self, path: str, headers: dict[str, str] | None = None, method: str = "GET", body: bytes = b"") -> Answer:
        given = {name.lower(): value for name, value in (headers or {}).items()}
        sent = {"accept-encoding": "gzip, br", "host": "localhost", **given}
        path, _, query = path.partition("?")
        scope = {
            "type": "http",
            "method": method,
            "path": unquote(path),
            "raw_path": path.encode(),
            "root_path": "",
            "scheme": "http",
            "query_string": query.encode(),
            "http_version": "1.1",
            "server": ("localhost", 80),
            "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
        }
        answer = Answer()
        for message in self.exchange(scope, [{"type": "http.request", "body": body, "more_body": False}]):
            if message["type"] == "http.response.start":
                answer.status_code = message["status"]
                answer.headers = {name.decode().lower(): value.decode() for name, value in message["headers"]}
            else:
                answer.sent += message.get("body", b"")
        return answer

    def exchange(self, scope: dict[str, Any], incoming: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Play these messages to the application; return those that it sends."""
        outgoing: list[dict[str, Any]] = []

        async def play() -> None:
            queue = list(incoming)

            async def receive() -> dict[str, Any]:
                if not queue:  # stays connected: an answer may be given up when its reader leaves
                    await asyncio.Event().wait()
                return queue.pop(0)

            async def send(message: Any) -> None:
                outgoing.append(dict(message))

            await self._app(scope, receive, send)

        run_apart(play())
        return outgoing
