"""The application killed while people answer in its pages: what was acknowledged is kept, tabs come back as before."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from contextlib import AsyncExitStack
from pathlib import Path

from benchmarks.participation.answerers import Answerer, differing
from benchmarks.participation.lines import Line
from benchmarks.participation.respondents import open_campaign
from benchmarks.participation.tabs import AnswerTab, Field, answer_tab
from benchmarks.server import Server, running_server
from participation.configuration import Configuration
from participation.storage.opening import Storage, open_storage

EVERY = 2.0
"""Seconds between two changes of a respondent."""
LONGEST = 12.0
"""Seconds of saves before a kill, at most."""
SETTLED = 3.0
"""Seconds of saves, at least."""


def kills_of_tabs(configuration: Configuration, people: int, times: int, port: int, folder: Path) -> bool:
    """Kill the application as many times under people who answer in its pages; print what it cost them.

    Parameters
    ----------
    configuration : Configuration
        Of databases that hold nothing yet.
    people, times : int
    port : int
        Of the server, the same after each kill.
    folder : Path
        Where the server's log is.

    Returns
    -------
    bool
        Whether nothing was lost, and all tabs came back as they were.
    """
    storage = open_storage(configuration)
    open_campaign(storage)
    everybody = [Answerer(number, Line(port)) for number in range(people)]
    held: list[dict[str, Field]] = [{} for _ in everybody]
    dice, sound = random.Random(3), True
    with (folder / "server.log").open("w") as log:
        for at in range(times + 1):
            start = time.perf_counter()
            with running_server(port=port, log=log) as server:
                port, ready = server.port, time.perf_counter() - start
                after = SETTLED + dice.random() * LONGEST if at < times else 0.0
                sound &= asyncio.run(_while_it_lives(storage, server, everybody, held, (ready, after)))
    found = sum(one.found(storage)[0] for one in everybody)
    acknowledged = sum(one.acknowledged for one in everybody)
    print(f"{times} kills: acknowledged {acknowledged}, found {found}; load {os.getloadavg()[0]:.1f}")
    storage.close()
    return sound and found == acknowledged


async def _while_it_lives(
    storage: Storage,
    server: Server,
    everybody: list[Answerer],
    held: list[dict[str, Field]],
    times: tuple[float, float],
) -> bool:
    """Let all come, back where they were, and answer until the server is killed; return whether nothing was lost.

    Parameters
    ----------
    storage : Storage
    server : Server
    everybody : list of Answerer
    held : list of dict
        The widgets of each tab, as a browser still shows them.
    times : tuple of float
        Seconds that the server took to answer; seconds after which it is killed, 0 for never.
    """
    ready, after = times
    for one in everybody:
        one.line.port = server.port
        if not one.code:
            await one.begin()
    sound = True
    async with AsyncExitStack() as stack:
        start = time.perf_counter()
        tabs = await asyncio.gather(*(_back(stack, server, one, held[one.number]) for one in everybody))
        back = time.perf_counter() - start
        kept = lost = elsewhere = 0
        for one, tab in zip(everybody, tabs, strict=True):
            found, draft = one.found(storage)
            lost += not one.acknowledged <= found <= one.acknowledged + one.pending
            elsewhere += bool(differing(tab, draft))
            kept += found - one.acknowledged
            one.acknowledged, one.pending = found, 0  # sent, not answered for, and kept: the tab shows it
        sound = lost == elsewhere == 0
        print(
            f"{len(tabs)} tabs: server ready in {ready:.1f} s, all back {back:.1f} s after; lost {lost}, not as they "
            f"were {elsewhere}; sent and not answered for but kept {kept}",
            flush=True,
        )
        if after:
            saving = [asyncio.create_task(_save(one, tab)) for one, tab in zip(everybody, tabs, strict=True)]
            await asyncio.sleep(after)
            server.process.send_signal(signal.SIGKILL)
            await asyncio.gather(*saving)
            print(f"killed after {after:.1f} s: acknowledged {sum(one.acknowledged for one in everybody)}", flush=True)
        for one, tab in zip(everybody, tabs, strict=True):
            held[one.number] = tab.fields
    return sound


async def _back(stack: AsyncExitStack, server: Server, one: Answerer, held: dict[str, Field]) -> AnswerTab:
    """Open a line again, and have the page drawn from its address and from what it shows."""
    tab = await stack.enter_async_context(answer_tab(server.port, one.line.ticket))
    tab.fields = held
    await one.come(tab)
    return tab


async def _save(one: Answerer, tab: AnswerTab) -> None:
    """Change an answer now and then, until the line is cut."""
    await asyncio.sleep(EVERY * random.random())
    try:
        while True:
            await one.save(tab)
            await asyncio.sleep(EVERY)
    except ConnectionError:
        return
