"""People who leave a tab open on « Répondre » and do nothing: what each costs, what is given back when they leave."""

from __future__ import annotations

import asyncio
import os
from contextlib import AsyncExitStack
from pathlib import Path

from benchmarks.participation.answerers import Answerer
from benchmarks.participation.lines import Line
from benchmarks.participation.respondents import open_campaign
from benchmarks.participation.serving import met_server
from benchmarks.participation.tabs import answer_tab
from benchmarks.server import Server
from participation.configuration import Configuration
from participation.storage.opening import open_storage

SETTLED = 90.0
"""Seconds after which the server has computed ahead what visitors share, and has tidied (`pages/server/memory.py`)."""
LOOK = 300.0
"""Seconds between two looks."""
LEFT = 250.0
"""Seconds after which the framework has forgotten tabs that closed, and the server has tidied."""


def held_by_tabs(configuration: Configuration, people: int, minutes: float, port: int, folder: Path) -> bool:
    """Print what open tabs hold of the server's memory, while nobody touches them and after they are closed.

    Parameters
    ----------
    configuration : Configuration
        Of databases that hold nothing yet.
    people : int
    minutes : float
        How long they stay.
    port : int
        Of the server; a free one when 0.
    folder : Path
        Where the server's log is.
    """
    storage = open_storage(configuration)
    open_campaign(storage)
    storage.close()
    with met_server(port, folder) as (server, _):
        asyncio.run(_hold(server, [Answerer(number, Line(server.port)) for number in range(people)], minutes))
    return True


async def _hold(server: Server, everybody: list[Answerer], minutes: float) -> None:
    for one in everybody:
        await one.begin()
    async with answer_tab(server.port, everybody[0].line.ticket) as first:  # loads what all of them share
        await everybody[0].come(first)
    await asyncio.sleep(LEFT)
    before = server.resident_mb
    _tell("before", server, before, 0)
    async with AsyncExitStack() as stack:
        for one in everybody:
            tab = await stack.enter_async_context(answer_tab(server.port, one.line.ticket))
            await one.come(tab)
            await one.save(tab)
        await asyncio.sleep(SETTLED)
        _tell("opened, one answer each", server, before, len(everybody))
        spent, end = server.processor_seconds, asyncio.get_running_loop().time() + 60 * minutes
        while (left := end - asyncio.get_running_loop().time()) > 0:
            await asyncio.sleep(min(LOOK, left))
            _tell("idle", server, before, len(everybody))
        spent = server.processor_seconds - spent
        print(f"processor while idle {spent:.1f} s in {minutes:.0f} minutes", flush=True)
    await asyncio.sleep(LEFT)
    _tell("left", server, before, len(everybody))


def _tell(when: str, server: Server, before: float, people: int) -> None:
    more = server.resident_mb - before
    each = f", {1_000 * more / people:.0f} kB a tab" if people else ""
    print(f"{when}: {server.resident_mb:.0f} MB, {more:+.0f} MB{each}; load {os.getloadavg()[0]:.1f}", flush=True)
