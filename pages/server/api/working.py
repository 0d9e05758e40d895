"""Where answers are made: short ones here, in turn; heavy ones by another process, so that visitors do not wait."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Final

import anyio
from starlette.requests import Request

from observatoire.api.answering import Finders, answer_bytes, is_heavy, outcome_bytes, packed_of
from observatoire.api.asked import Asked
from observatoire.api.problems import ProblemError
from observatoire.exports.work import Work
from pages.server.apart.line import RefusedError
from pages.server.apart.pool import NotMadeError
from pages.server.apart.turns import TURNS, asker
from pages.server.packed import PackedCache, pack
from pages.state.data import find_places, indicator_index, shared_data

Made = Callable[[str, Work, Callable[[], Awaitable[bool]]], Awaitable[bytes]]
"""Has a work made by another process: who asks, the work, whether they are still there."""

WAIT: Final = "Trop de demandes attendent\u202f: redemandez dans quelques secondes."
FAST: Final = 4
"""Level of compression of short answers."""
_KEPT = PackedCache(limit=24_000_000)
"""Heavy answers asked for last; apart from what pages need, which they must not drive away."""


async def packed_answer(request: Request, asked: Asked, made: Made | None) -> bytes:
    """Return the answer to a request, compressed.

    Parameters
    ----------
    request : Request
        Who asks.
    asked : Asked
        What.
    made : callable or None
        Has heavy answers made by another process; without it, they are made here.

    Raises
    ------
    ProblemError
        When it is refused, for what it asks or because too many wait.
    """
    store, catalog = await anyio.to_thread.run_sync(shared_data)  # while the server starts, it waits for the data
    try:
        if not is_heavy(store, catalog, asked):
            async with TURNS.turn(asker(request)):
                return await anyio.to_thread.run_sync(_light, asked)
        key = json.dumps([asked.what, asked.form, asked.link, sorted(asked.parameters.items()), store.edition])
        kept = _KEPT.find(key)
        return (
            kept if kept is not None else await _heavy(request, key, Work(outcome_bytes, store, catalog, asked), made)
        )
    except RefusedError:
        raise ProblemError("trop-de-demandes", WAIT) from None


async def _heavy(request: Request, key: str, work: Work, made: Made | None) -> bytes:
    """Have an answer made, and keep it."""

    async def is_there() -> bool:
        return not await request.is_disconnected()

    if made is None:
        async with TURNS.turn(asker(request)):
            outcome = await anyio.to_thread.run_sync(work)
    else:
        try:
            outcome = await made(asker(request), work, is_there)
        except NotMadeError:
            raise ProblemError("trop-de-demandes", WAIT) from None
    packed = packed_of(outcome)
    _KEPT.keep(key, packed)
    return packed


def _light(asked: Asked) -> bytes:
    return pack(answer_bytes(*shared_data(), asked, FINDERS), FAST)


FINDERS: Final = Finders(
    places=find_places, indicators=lambda text: indicator_index().search(text, whole=True, limit=100).indicators
)
