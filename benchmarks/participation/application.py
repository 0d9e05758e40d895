"""Respondents who answer in the application's own pages, a few then many, and visitors of the observatory meanwhile."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from benchmarks.participation.answerers import Answerer, differing
from benchmarks.participation.lines import Line
from benchmarks.participation.respondents import CAMPAIGN, open_campaign
from benchmarks.participation.serving import codes_told, met_server
from benchmarks.participation.tabs import AnswerTab, answer_tab
from benchmarks.server import Server
from benchmarks.visitors import Tally, visit_together
from participation.configuration import Configuration
from participation.storage.opening import Storage, open_storage

AHEAD = 15.0
"""Seconds after which the server has computed ahead what all visitors share."""
SEED = 16_102
COMING = 0.15
"""Seconds between two respondents who come."""
ALONE = 30.0
"""Seconds of the first stage, of visitors of the observatory alone."""
LONGEST = 300.0
"""Seconds left to a server to be calm again."""
NEWCOMER = 5.0
"""Seconds between two people who only open the list of surveys."""


@dataclass(frozen=True, slots=True)
class Pace:
    """What is asked of the server.

    Attributes
    ----------
    people : tuple of int
        Respondents whose tabs are open, stage after stage.
    seconds : float
        Of a stage.
    every : float
        Seconds between two changes of a respondent.
    visitors : int
        Of the observatory, who change something each eight seconds.
    """

    people: tuple[int, ...]
    seconds: float
    every: float
    visitors: int


@dataclass(slots=True)
class Stage:
    """What happened while so many answered."""

    openings: list[float] = field(default_factory=list)
    newcomers: list[float] = field(default_factory=list)
    led: int = 0
    tally: Tally = field(default_factory=Tally)


def in_the_application(configuration: Configuration, pace: Pace, port: int, folder: Path) -> bool:
    """Print what people who answer in the application felt, whether it is all there, and what visitors felt meanwhile.

    Parameters
    ----------
    configuration : Configuration
        Of databases that hold nothing yet.
    pace : Pace
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
    open_campaign(storage)
    with met_server(port, folder) as (server, log):
        everybody = [Answerer(number, Line(server.port)) for number in range(max(pace.people))]
        lost = asyncio.run(_stages(storage, server, everybody, pace))
        codes = codes_told(log, (one.code for one in everybody))
    storage.close()
    return lost == codes == 0


async def _stages(storage: Storage, server: Server, everybody: list[Answerer], pace: Pace) -> int:
    for one in everybody:
        await one.begin()
    await asyncio.sleep(AHEAD)
    lost = 0
    async with AsyncExitStack() as stack:
        tabs: list[AnswerTab] = []
        for people in (0, *pace.people):
            stage, held = Stage(), server.resident_mb
            for one in everybody[len(tabs) : people]:
                tabs.append(await stack.enter_async_context(answer_tab(server.port, one.line.ticket)))
                stage.openings.append(await one.come(tabs[-1]))
                await asyncio.sleep(COMING)
            _tell_opening(stage, server, held)
            answering = everybody[:people]
            for one in answering:
                one.saves.clear()
                one.moves.clear()
            before, own, start = server.processor_seconds, time.process_time(), time.monotonic()
            await _stage(server, answering, tabs, pace if people else replace(pace, seconds=ALONE), stage)
            took = time.monotonic() - start
            spent, own = server.processor_seconds - before, time.process_time() - own
            lost += await asyncio.to_thread(_tell, storage, answering, tabs, took)
            _tell_beside(stage, answering, took, spent, own)
        await _calm(server.port)
    return lost


async def _stage(
    server: Server, answering: Sequence[Answerer], tabs: Sequence[AnswerTab], pace: Pace, stage: Stage
) -> None:
    start = time.monotonic()
    end = start + pace.seconds

    async def answer(one: Answerer, tab: AnswerTab) -> None:
        await asyncio.sleep(pace.every * one.number / len(answering))
        while (start := time.monotonic()) < end:
            await one.save(tab)
            await asyncio.sleep(max(0.0, min(start + pace.every, end) - time.monotonic()))

    async def come() -> None:
        while time.monotonic() < end:
            seconds, led = await _newcomer(server.port)
            stage.newcomers.append(seconds)
            if led and not stage.led:
                print(f"the first newcomer is led to the plain form after {time.monotonic() - start:.0f} s", flush=True)
            stage.led += led
            await asyncio.sleep(NEWCOMER)

    async with asyncio.TaskGroup() as group:
        visiting = group.create_task(visit_together(server.port, pace.visitors, 8.0, pace.seconds, SEED))
        group.create_task(come())
        for one, tab in zip(answering, tabs, strict=False):
            group.create_task(answer(one, tab))
    stage.tally = visiting.result()


async def _newcomer(port: int) -> tuple[float, bool]:
    """Open the list of surveys in a tab of its own; return its seconds, and whether it leads to the plain form."""
    async with answer_tab(port, "") as tab:
        return await tab.open("", "enquetes"), f'href="./participer/{CAMPAIGN}"' in tab.page


async def _calm(port: int) -> None:
    """Print when newcomers are no more led to the plain form, once nobody answers."""
    start = time.monotonic()
    while (await _newcomer(port))[1] and time.monotonic() - start < LONGEST:
        await asyncio.sleep(1.0)
    print(f"newcomers are led to the application {time.monotonic() - start:.0f} s after the last answer")


def _ms(seconds: Sequence[float]) -> str:
    if not seconds:
        return "none"
    p50, p95, p99 = np.quantile(np.array(seconds) * 1_000, (0.5, 0.95, 0.99))
    return f"{len(seconds)}, ms p50 {p50:.0f}, p95 {p95:.0f}, p99 {p99:.0f}"


def _tell_opening(stage: Stage, server: Server, held: float) -> None:
    load = os.getloadavg()[0]
    if stage.openings:
        more = 1_000 * (server.resident_mb - held) / len(stage.openings)
        print(f"\ntabs opened: {_ms(stage.openings)}; {more:.0f} kB each; resident {server.resident_mb:.0f} MB")
    print(f"load of the machine {load:.1f}", flush=True)


def _tell(storage: Storage, answering: Sequence[Answerer], tabs: Sequence[AnswerTab], took: float) -> int:
    """Print what was acknowledged and found; return how many responses lost something."""
    found, lost = 0, 0
    for one, tab in zip(answering, tabs, strict=False):
        changes, draft = one.found(storage)
        found += changes
        if changes != one.acknowledged or differing(tab, draft):
            lost += 1
            print(f"respondent {one.number}: {one.acknowledged} acknowledged, {changes} found; {differing(tab, draft)}")
    saves = [seconds for one in answering for seconds in one.saves]
    acknowledged, refused = sum(one.acknowledged for one in answering), sum(one.refused for one in answering)
    print(
        f"{len(answering)} respondents, {took:.0f} s: acknowledged {acknowledged}, found {found}, refused {refused}, "
        f"lost {lost} (since the beginning)"
    )
    print(f"a save: {len(saves) / took:.1f} a second; {_ms(saves)}")
    print(f"the next section: {_ms([seconds for one in answering for seconds in one.moves])}")
    return lost


def _tell_beside(stage: Stage, answering: Sequence[Answerer], took: float, spent: float, own: float) -> None:
    runs = sum(len(one.saves) + len(one.moves) for one in answering) + len(stage.tally.seconds) + len(stage.newcomers)
    print(f"newcomers: {_ms(stage.newcomers)}, led to the plain form {stage.led}")
    print(f"visitors of the observatory: {_ms(stage.tally.seconds)}")
    print(
        f"processor of the server {100 * spent / took:.0f} % of a core, {1_000 * spent / max(1, runs):.1f} ms a run of "
        f"any kind; of those who ask {100 * own / took:.0f} %; load {os.getloadavg()[0]:.1f}",
        flush=True,
    )
