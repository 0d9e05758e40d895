"""Answers held back until they are complete, to be sent transformed: ASGI hands them on in pieces."""

from __future__ import annotations

from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Send


class WholeBody:
    """Holds back an answer until it is complete, then sends it transformed."""

    def __init__(self, send: Send, wanted: Callable[[Message], bool]) -> None:
        self._send = send
        self._wanted = wanted
        self._held: Message | None = None
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and self._wanted(message):
            self._held = message
        elif self._held is None:
            await self._send(message)
        elif message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self.finish(self._held, bytes(self._body))

    async def finish(self, start: Message, body: bytes) -> None:
        """Send the answer with this body, its length set right."""
        MutableHeaders(scope=start)["Content-Length"] = str(len(body))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})
