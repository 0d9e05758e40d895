"""A tab that connects again is sent whole runs only: the end of one whose beginning was lost would end the page.

What was on its way when a line broke is lost, and the framework sends the rest of that run on the next line. Its script
then draws at places that never came, fails on the first one, and takes the whole page away. The browser asks for the
page again as it connects: the rest is of no use either.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

BEGINS: Final = "new_session"
"""How the framework calls the first message of a run."""
OF_A_RUN: Final = frozenset({"delta", "ref_hash", "script_finished"})
"""What draws, and says that all is drawn."""


class WholeRuns:
    """Keeps from a tab what belongs to a run that did not begin on its connection."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass all on but the rest of a run; once one has begun, nothing is looked at any more."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        has_begun = False

        async def send_whole(message: Message) -> None:
            nonlocal has_begun
            if not has_begun and (body := message.get("bytes")):
                kind = _kind_of(body)
                if kind in OF_A_RUN:
                    return
                has_begun = kind == BEGINS
            await send(message)

        await self.app(scope, receive, send_whole)


def _kind_of(body: bytes) -> str | None:
    message = ForwardMsg()
    with suppress(Exception):  # what the framework sends is no fault of ours
        message.ParseFromString(body)
    kind: str | None = message.WhichOneof("type")
    return kind
