"""Only the messages that our pages send reach the framework.

Its protocol has others, which any program may send: one empties the caches that all visitors share, one runs git on the
server, two are for its own tests. They are left unanswered. What is no message closes the connection, without the forty
lines that the framework writes in the log for each.
"""

from __future__ import annotations

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

KNOWN: Final = frozenset(
    {"rerun_script", "stop_script", "file_urls_request", "app_heartbeat", "backend_operation_request"}
)
UNSUPPORTED, NOT_A_MESSAGE = 1003, 1002
"""Why a connection is closed, in the words of the websocket protocol."""
_OF_A_WIDGET: Final = ("$$ID-", "$$STREAMLIT_INTERNAL_KEY")
"""How the framework begins what it calls a widget: another name stops its script on the way."""


def kind_of(content: bytes) -> str | None:
    """Return what a message asks for; "" for nothing, None when it is no message."""
    message = BackMsg()
    try:
        message.ParseFromString(content)
    except Exception:  # protobuf has several, and whatever it is, it is no message
        return None
    if any(not widget.id.startswith(_OF_A_WIDGET) for widget in message.rerun_script.widget_states.widgets):
        return None
    return message.WhichOneof("type") or ""


class KnownMessages:
    """Hands on what our pages send through their websocket, and nothing else."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a connection on, its messages sorted."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return

        closed = False

        async def sorted_messages() -> Message:
            nonlocal closed
            while True:
                message = await receive()
                if message["type"] != "websocket.receive":
                    return message
                content = message.get("bytes")
                kind = None if content is None else kind_of(content)
                if kind is None:
                    closed, code = True, UNSUPPORTED if content is None else NOT_A_MESSAGE
                    await send({"type": "websocket.close", "code": code})
                    return {"type": "websocket.disconnect", "code": code}
                if kind in KNOWN:
                    return message

        async def send_while_open(message: Message) -> None:
            nonlocal closed
            if closed:  # a page that was being drawn may still have something to say
                return
            try:
                await send(message)
            except OSError:  # its browser left: the next thing that is received says so, and ends it without a fault
                closed = True

        await self.app(scope, sorted_messages, send_while_open)
