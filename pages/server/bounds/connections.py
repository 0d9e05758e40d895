"""Connections that say nothing: given up, so that those who do find room.

The server waits for ever for the first line of a request, and for the first message of a tab: 1 500 silent connections
took all that a process may open. Behind nginx these bounds are a second door: it waits for requests itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import time
from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOK: Final = 2.0
"""Seconds between two looks."""
PATIENCE: Final = 15.0
"""Seconds that a connection may be open without a whole request."""
SLOW: Final = 4
"""How many times longer while its answer is on its way: the system takes more of it by thirds of what it holds."""
FIRST_WORD: Final = 30.0
"""Seconds that a tab may be open without its first message: a browser sends it at once."""
MOST_SILENT: Final = 400
"""Connections without a request, beyond which the oldest are given up at once."""
MOST_TABS: Final = 1_000
MOST_TABS_OF_AN_ADDRESS: Final = 250
"""A school, a town hall: one address. Behind a proxy, it must tell the visitors' own."""
_POLICY, _TRY_LATER = 1008, 1013


class Silence:
    """How long each connection has been without a request.

    Parameters
    ----------
    patience : float, optional
    most : int, optional
    """

    def __init__(self, patience: float = PATIENCE, most: int = MOST_SILENT) -> None:
        self._patience, self._most = patience, most
        self._since: dict[Any, tuple[object, int, float]] = {}

    def given_up(self, connections: Iterable[Any], now: float) -> list[Any]:
        """Return the connections to close: silent for too long; the oldest where too many are silent.

        Parameters
        ----------
        connections : iterable
            The server's protocols: those of a request have a `cycle`, None before the first one.
        now : float
            Seconds.
        """
        silent = {one: (one.cycle, _on_its_way(one)) for one in connections if _is_silent(one)}
        before, self._since = self._since, {}
        for one, (cycle, left) in silent.items():
            known = before.get(one, (None, 0, now))
            # Another request since the last look, or a slow line that takes more of its answer: it begins anew.
            since = known[2] if known[0] is cycle and known[1] == left else now
            self._since[one] = (cycle, left, since)
        oldest = sorted(self._since, key=lambda one: self._since[one][2])
        crowd = oldest[: max(0, len(oldest) - self._most)]
        return [one for one in oldest if one in crowd or now - self._since[one][2] > self._patience_with(one)]

    def _patience_with(self, connection: Any) -> float:
        """Return the seconds that a connection is given: more while an answer is on its way, which moves by jumps."""
        return self._patience * (SLOW if self._since[connection][1] else 1)


def _is_silent(connection: Any) -> bool:
    return hasattr(connection, "cycle") and (connection.cycle is None or connection.cycle.response_complete)


def _on_its_way(connection: Any) -> int:
    """Return the bytes of an answer that the server has written, and the system does not take yet.

    Given up before they are, the end of a file would be cut.
    """
    transport = getattr(connection, "transport", None)
    return 0 if transport is None else int(transport.get_write_buffer_size())


async def give_up_silent_connections() -> None:
    """Close silent connections, for as long as the server runs."""
    servers = [held for held in gc.get_objects() if isinstance(held, uvicorn.Server)]
    silence = Silence()
    while True:
        await asyncio.sleep(LOOK)
        connections = [one for server in servers for one in list(server.server_state.connections)]
        for one in silence.given_up(connections, time.monotonic()):
            one.transport.abort()


def open_more_files() -> None:
    """Let the process open as many files and connections as the system allows it."""
    with contextlib.suppress(ImportError, OSError, ValueError):  # not on Windows
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = 65_536 if hard == resource.RLIM_INFINITY else min(hard, 65_536)
        if soft < most:
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


class TabBounds:
    """Refuses tabs beyond a number, of one address and in all; closes those that never say anything."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._open: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, unless it is a tab too many."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        address = (scope.get("client") or ("",))[0]
        if self._open[address] >= MOST_TABS_OF_AN_ADDRESS or self._open.total() >= MOST_TABS:
            await receive()  # the wish to connect: a server closes only what was opened
            await send({"type": "websocket.close", "code": _TRY_LATER, "reason": "too many"})
            return
        self._open[address] += 1
        try:
            await self.app(scope, _with_a_first_word(receive, send), send)
        finally:
            self._open[address] -= 1
            if not self._open[address]:
                del self._open[address]


def _with_a_first_word(receive: Receive, send: Send) -> Receive:
    """Return what receives the messages of a tab, and closes it when the first one does not come."""
    has_spoken = False

    async def received() -> Message:
        nonlocal has_spoken
        if has_spoken:
            return await receive()
        try:
            async with asyncio.timeout(FIRST_WORD):
                message = await receive()
        except TimeoutError:
            await send({"type": "websocket.close", "code": _POLICY, "reason": "silent"})
            return {"type": "websocket.disconnect", "code": _POLICY}
        has_spoken = message["type"] == "websocket.receive"
        return message

    return received
