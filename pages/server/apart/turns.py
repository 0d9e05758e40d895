"""Answers that this process computes itself, a few at a time, in a line that is fair between visitors.

For what is too short for another process, and too long to be asked for by the hundred at once: a map's file, a plain
page, what the picture of a link shows.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

import anyio
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from pages.server.apart.line import Line, RefusedError, Standing, Ticket

AT_ONCE: Final = 2
MOST_OF_ONE: Final = 24
"""Answers of one address that wait: a page asks for a few drawings at once, a school has one address."""
MOST: Final = 96
TOO_MANY: Final = "Trop de demandes à la fois\u202f: redemandez ceci dans quelques secondes."
TRY_AGAIN: Final = 5
"""Seconds after which a browser may ask again."""


class Turns:
    """The line of the event loop; what is computed in a turn may run in a thread."""

    def __init__(self, at_once: int = AT_ONCE, most_of_one: int = MOST_OF_ONE, most: int = MOST) -> None:
        self._line = Line(at_once, most_of_one, most)
        self._called: dict[Ticket, asyncio.Future[None]] = {}

    @asynccontextmanager
    async def turn(self, visitor: str) -> AsyncIterator[None]:
        """Wait for the turn of a visitor, keep it until the end.

        Raises
        ------
        RefusedError
            When there is no room in the line.
        """
        ticket = self._line.join(visitor)
        self._called[ticket] = asyncio.get_running_loop().create_future()
        try:
            self._go_on()
            await self._called[ticket]
            yield
        finally:
            del self._called[ticket]
            self._line.leave(ticket)
            self._go_on()

    @property
    def standing(self) -> Standing:
        """How the line fares."""
        return self._line.standing

    def _go_on(self) -> None:
        for ticket in self._line.call():
            called = self._called[ticket]
            if not called.done():
                called.set_result(None)


TURNS: Final = Turns()
"""Those of this process."""


def asker(request: Request) -> str:
    """Return who asks, where no session says it: an address, which a proxy on this machine tells."""
    return request.client.host if request.client else ""


def in_turn(
    answer: Callable[[Request], Response], is_ready: Callable[[Request], bool] | None = None
) -> Callable[[Request], Awaitable[Response]]:
    """Return an endpoint that computes its answers in turn, in a thread.

    Parameters
    ----------
    answer : callable
        Computes one.
    is_ready : callable, optional
        Whether an answer is at hand, so that nobody need wait for it.
    """

    async def in_its_turn(request: Request) -> Response:
        if is_ready and is_ready(request):
            return answer(request)
        try:
            async with TURNS.turn(asker(request)):
                return await anyio.to_thread.run_sync(answer, request)
        except RefusedError:
            return too_many()

    return in_its_turn


def too_many() -> Response:
    """Return the refusal of what would wait too long."""
    return PlainTextResponse(
        TOO_MANY, status_code=503, headers={"Retry-After": str(TRY_AGAIN), "Cache-Control": "no-store"}
    )
