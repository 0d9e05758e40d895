"""Respondents who save through the plain form of a server, and visitors of the observatory meanwhile."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

import numpy as np

from benchmarks.participation.lines import Line
from benchmarks.participation.respondents import Respondent, open_campaign
from benchmarks.participation.serving import codes_told, met_server
from benchmarks.server import Server
from benchmarks.visitors import Tally, visit_together
from participation.configuration import Configuration
from participation.storage.opening import Storage, open_storage

AHEAD = 15.0
"""Seconds after which the server has computed ahead what all visitors share."""
SEED = 16_102


def through_the_form(
    configuration: Configuration, people: int, minutes: float, every: float, visitors: int, port: int, folder: Path
) -> bool:
    """Print what people who save through the form got, whether it is all there, and what visitors felt meanwhile.

    Parameters
    ----------
    configuration : Configuration
        Of databases that hold nothing yet.
    people : int
    minutes, every : float
        How long, and the seconds between two saves of one of them.
    visitors : int
        Of the observatory, who change something each eight seconds.
    port : int
        Of the server; a free one when 0.
    folder : Path
        Where the server's log is.

    Returns
    -------
    bool
        Whether nothing was lost.
    """
    storage = open_storage(configuration)
    section = open_campaign(storage)
    with met_server(port, folder) as (server, log):
        everybody = [Respondent(number, Line(server.port)) for number in range(people)]
        asyncio.run(_begin(everybody))
        time.sleep(AHEAD)
        print(f"load of the machine before {os.getloadavg()[0]:.1f}, {people} respondents began", flush=True)
        before, own, start = server.processor_seconds, time.process_time(), time.monotonic()
        tally = asyncio.run(_answer(server, everybody, section, 60 * minutes, every, visitors))
        took, spent = time.monotonic() - start, server.processor_seconds - before
        own = time.process_time() - own
        print(f"load of the machine after {os.getloadavg()[0]:.1f}, resident memory {server.resident_mb:.0f} MB")
        codes = codes_told(log, (one.code for one in everybody))
    lost = _tell(storage, everybody, took)
    runs = len(tally.seconds) + len(tally.opening)
    print(
        f"processor of the server {100 * spent / took:.0f} %, of the respondents and visitors {100 * own / took:.0f} %"
    )
    if tally.seconds:
        seconds = np.array(tally.seconds) * 1_000
        p50, p95 = np.quantile(seconds, (0.5, 0.95))
        print(f"{visitors} visitors of the observatory: {runs} runs, ms p50 {p50:.0f}, p95 {p95:.0f}")
    storage.close()
    return lost == codes == 0


async def _begin(everybody: list[Respondent]) -> None:
    for one in everybody:
        await one.begin()
        one.line.cut()


async def _answer(
    server: Server, everybody: list[Respondent], section: str, seconds: float, every: float, visitors: int
) -> Tally:
    end = time.monotonic() + seconds

    async def answer(one: Respondent) -> None:
        await asyncio.sleep(every * one.number / len(everybody))
        while (start := time.monotonic()) < end:
            await one.save(section)
            one.line.cut()  # as a browser does when nothing has been asked for some seconds
            await asyncio.sleep(max(0.0, start + every - time.monotonic()))

    async with asyncio.TaskGroup() as group:
        visiting = group.create_task(visit_together(server.port, visitors, 8.0, seconds, SEED)) if visitors else None
        for one in everybody:
            group.create_task(answer(one))
    return visiting.result() if visiting else Tally()


def _tell(storage: Storage, everybody: list[Respondent], took: float) -> int:
    """Print what was acknowledged and found; return how many responses lost something."""
    kept = [one.kept(storage) for one in everybody]
    acknowledged, found = sum(one.revision for one in everybody), sum(revision for revision, _ in kept)
    lost, refused = sum(not whole for _, whole in kept), sum(one.refused for one in everybody)
    print(
        f"{len(everybody)} respondents, {took:.0f} s: acknowledged {acknowledged}, found {found}, refused {refused}, "
        f"lost {lost}"
    )
    for name, times in (
        ("a save", [seconds for one in everybody for seconds in one.saves]),
        ("the page that follows", [seconds for one in everybody for seconds in one.pages]),
    ):
        p50, p95, p99 = np.quantile(np.array(times) * 1_000, (0.5, 0.95, 0.99))
        print(f"{name}: {len(times) / took:.1f} a second; ms p50 {p50:.1f}, p95 {p95:.1f}, p99 {p99:.1f}")
    return lost
