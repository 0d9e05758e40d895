"""A stop that loses nothing: SIGTERM first sends visitors to the other replicas, tab by tab, then ends the server.

The framework closes every connection at once, a run half drawn, a button half heard. Here newcomers are refused (503:
the proxy then asks another replica, and readiness says so), and each tab is told to connect again once what it asked is
answered; its browser does so within a second, and draws the page there (`browser/connection.js`).
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import threading
from types import FrameType
from typing import Any, Final

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from pages.server.bounds.crowd import CROWD
from pages.server.readiness import READINESS, TRY_AGAIN

PATIENCE: Final = 25.0
"""Seconds after which the server stops whatever is under way."""
GRACE: Final = 12
"""Seconds that answers under way have after that, a file on its way to a slow line; those that are left are given up.
Without this bound, the server below waits for ever for a reader who no longer reads, and puts nothing away."""
LAST: Final = 15.0
"""Seconds after which the process ends even so: a run that still computes holds nothing up. The unit of systemd gives
it longer."""
BETWEEN: Final = 0.05
"""Seconds between two tabs that are sent away: the others draw twenty pages a second, not two hundred at once."""
_RESTARTS: Final = 1012
"""« Service restart », the code by which a connection is closed."""
_SHORT: Final = 500
"""Bytes beyond which a message of the framework draws something, and does not end a run."""
_OVER: Final = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_WITH_COMPILE_ERROR,
                ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)  # fmt: skip


class Tab:
    """The connection of a visitor's tab."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._leaving = asyncio.Event()
        self.waits = False
        """Whether something was asked that is not answered yet."""

    async def receive(self) -> Message:
        """Return what the browser sends next; that it left, once it is sent away."""
        coming = asyncio.ensure_future(self._receive())
        leaving = asyncio.ensure_future(self._leaving.wait())
        await asyncio.wait({coming, leaving}, return_when=asyncio.FIRST_COMPLETED)
        leaving.cancel()
        if coming.done():
            message = coming.result()
            if _asks_a_run(message.get("bytes") or b""):
                self.waits = True
                CROWD.waits(self)
            return message
        coming.cancel()
        return {"type": "websocket.disconnect", "code": _RESTARTS}

    async def send(self, message: Message) -> None:
        """Send what the application says, unless the tab was sent away."""
        if self._leaving.is_set():
            return
        body = message.get("bytes") or b""
        if body and len(body) < _SHORT and _is_last(body):
            self.waits = False
            CROWD.is_served(self)
        await self._send(message)

    async def send_away(self) -> None:
        """Close the connection: its browser opens another, to another replica."""
        self._leaving.set()
        with contextlib.suppress(Exception):  # it left by itself
            await self._send({"type": "websocket.close", "code": _RESTARTS, "reason": "restart"})


TABS: set[Tab] = set()
"""Those of this process."""


def _asks_a_run(body: bytes) -> bool:
    message = BackMsg()
    with contextlib.suppress(Exception):  # the framework refuses what it cannot read
        message.ParseFromString(body)
    return bool(message.WhichOneof("type") == "rerun_script")


def _is_last(body: bytes) -> bool:
    message = ForwardMsg()
    message.ParseFromString(body)
    return bool(message.WhichOneof("type") == "script_finished" and message.script_finished in _OVER)


class Draining:
    """Knows the tabs that are connected; refuses others while the server prepares to stop."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass all on, a websocket by the tab that it is."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        if READINESS.leaving:
            await _refuse(scope, receive, send)
            return
        tab = Tab(receive, send)
        TABS.add(tab)
        try:
            await self.app(scope, tab.receive, tab.send)
        finally:
            TABS.discard(tab)
            CROWD.is_served(tab)


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()  # the wish to connect
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": _RESTARTS, "reason": "restart"})
        return
    headers = [(b"retry-after", str(TRY_AGAIN).encode()), (b"cache-control", b"no-store")]
    await send({"type": "websocket.http.response.start", "status": 503, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": b""})


async def drain(patience: float = PATIENCE) -> None:
    """Send all tabs away, each once it waits for nothing; give up after some seconds."""
    READINESS.leave()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(patience):
            while TABS:
                if idle := [tab for tab in TABS if not tab.waits]:
                    TABS.discard(idle[0])
                    await idle[0].send_away()
                await asyncio.sleep(BETWEEN)


def drain_on_sigterm() -> None:
    """Have SIGTERM send visitors away before it stops the server; a second one stops it at once.

    To be called while the server starts: its own way of stopping is then known, and comes last.
    """
    stop: Any = signal.getsignal(signal.SIGTERM)
    if not callable(stop):  # nobody listens to it: not a server
        return
    loop, kept = asyncio.get_running_loop(), set[asyncio.Task[None]]()

    async def leave() -> None:
        await drain()
        if isinstance(server := getattr(stop, "__self__", None), uvicorn.Server):
            server.config.timeout_graceful_shutdown = GRACE
        ending = threading.Timer(LAST, os._exit, (1,))
        ending.daemon = True
        ending.start()
        stop(signal.SIGTERM, None)

    def begin() -> None:
        kept.add(loop.create_task(leave()))  # a task that nobody holds may be forgotten

    def asked(number: int, frame: FrameType | None) -> None:
        if READINESS.leaving:
            stop(number, frame)
        else:
            loop.call_soon_threadsafe(begin)

    with contextlib.suppress(ValueError):  # not the main thread: a test's own server
        signal.signal(signal.SIGTERM, asked)
