"""Where answers are made: away from the event loop, the heavy ones one at a time, so that visitors do not wait."""

from __future__ import annotations

import json
from functools import partial
from typing import Final

import anyio

from observatoire.api.answering import Finders, answer_bytes, is_heavy
from observatoire.api.asked import Asked
from observatoire.api.problems import ProblemError
from pages.server.memory import give_back_memory
from pages.server.packed import PackedCache, pack
from pages.state.data import find_places, indicator_index, shared_data

AT_ONCE: Final = 2
"""Light answers made at the same time."""
MOST_WAITING: Final = 40
"""Light answers in the queue, beyond which a request is sent away; heavy ones: `MOST_HEAVY`."""
MOST_HEAVY: Final = 6
_FAST: Final = 4
"""Level of compression: a whole level of communes in a tenth of a second."""
_KEPT = PackedCache(limit=24_000_000, level=_FAST)
"""Heavy answers asked for last; apart from what pages need, which they must not drive away."""
_HEAVY = anyio.CapacityLimiter(1)
_LIGHT = anyio.CapacityLimiter(AT_ONCE)


async def packed_answer(asked: Asked) -> bytes:
    """Return the answer to a request, compressed.

    Raises
    ------
    ProblemError
        When it is refused, for what it asks or because too many wait.
    """
    store, catalog = await anyio.to_thread.run_sync(shared_data)  # while the server starts, it waits for the data
    if not is_heavy(store, catalog, asked):
        return await _in_turn(partial(_light, asked), _LIGHT, MOST_WAITING)
    key = json.dumps([asked.what, asked.form, asked.link, sorted(asked.parameters.items()), store.edition])
    kept = _KEPT.find(key)
    return kept if kept is not None else await _in_turn(partial(_heavy, key, asked), _HEAVY, MOST_HEAVY)


async def _in_turn(make: partial[bytes], limiter: anyio.CapacityLimiter, most: int) -> bytes:
    if limiter.statistics().tasks_waiting >= most:
        raise ProblemError("trop-de-demandes", "Trop de demandes attendent\u202f: redemandez dans quelques secondes.")
    return await anyio.to_thread.run_sync(make, limiter=limiter, abandon_on_cancel=False)


def _light(asked: Asked) -> bytes:
    return pack(_made(asked), _FAST)


def _heavy(key: str, asked: Asked) -> bytes:
    found = _KEPT.get(key, lambda: _made(asked))
    give_back_memory()
    return found


def _made(asked: Asked) -> bytes:
    """Make an answer: the one call that a pool of processes would take over."""
    return answer_bytes(*shared_data(), _FINDERS, asked)


_FINDERS: Final = Finders(
    places=find_places, indicators=lambda text: indicator_index().search(text, whole=True, limit=100).indicators
)
