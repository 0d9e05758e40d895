"""Many visitors at once: `python -m benchmarks.load --visitors 100 --seconds 60`.

Each visitor has a tab of its own and, every `--every` seconds, changes the page, the place or the indicator; a change
is timed from the visitor's message to the end of its run, as the server sends it. Two minutes after they leave,
Streamlit forgets their sessions: what the process holds then says what was given back.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import time
from dataclasses import dataclass, field

from websockets.asyncio.client import ClientConnection, connect

from benchmarks.server import Server, Visitor, is_last, request, running_server
from observatoire.model.store import open_store
from observatoire.statistics.offering import open_offered

PAGES = (
    ("portrait", ""),
    ("pairs", ""),
    ("comparer", "vue=indicateur"),
    ("comparer", "vue=theme"),
    ("comparer", "vue=croiser"),
    ("carte", ""),
    ("evolution", ""),
    ("questions", ""),
)
SEED = 16_102
PLACES = 200
"""EPCI and communes that visitors look at, as many of each."""
AHEAD = 15.0
"""Seconds after which the server has computed ahead what all visitors share (`pages/server/start.py`)."""
FORGOTTEN = 125.0
"""Seconds after which Streamlit forgets a tab that closed."""


@dataclass
class Tally:
    """What the visitors saw: seconds of each first page, of each change after it, bytes received."""

    opening: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    received: int = 0


def main() -> None:
    """Print the figures."""
    options = _parser().parse_args()
    with running_server(options=[f"--{option}" for option in options.option]) as server:
        newcomer = Visitor(server.port)
        newcomer.visit("", "")
        newcomer.close()
        time.sleep(AHEAD)
        load = os.getloadavg()[0]
        print(f"load of the machine before      {load:6.2f}")
        _tell_memory(server, "before")
        for round_number in range(options.rounds):
            processor, start = server.processor_seconds, time.perf_counter()
            tally = asyncio.run(_visit_together(server, options, SEED + round_number))
            _tell(tally, time.perf_counter() - start, server.processor_seconds - processor)
            _tell_memory(server, f"round {round_number + 1}, tabs closed")
        time.sleep(options.rest)
        Visitor(server.port).close()  # a newcomer makes Streamlit look at which sessions are past
        time.sleep(1)
        _tell_memory(server, f"{options.rest:.0f} s after they left")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--visitors", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long they stay")
    parser.add_argument("--every", type=float, default=8.0, help="seconds between two changes of a visitor")
    parser.add_argument("--rounds", type=int, default=1, help="how many times new visitors come: memory must not grow")
    parser.add_argument("--rest", type=float, default=FORGOTTEN, help="seconds to wait after they left")
    parser.add_argument("--option", action="append", default=[], help="of Streamlit, e.g. runner.postScriptGC=true")
    return parser


async def _visit_together(server: Server, options: argparse.Namespace, seed: int) -> Tally:
    """Let the visitors come over one interval, each at its moment, and stay."""
    dice = random.Random(seed)
    indicators = list(open_offered()[1].indicators)
    places = [place for level in ("epci", "commune") for place in dice.sample(list(open_store().index(level)), PLACES)]
    tally = Tally()
    end = time.perf_counter() + options.seconds
    async with asyncio.TaskGroup() as group:
        for rank in range(options.visitors):
            wait = options.every * rank / options.visitors
            own = random.Random(dice.random())
            group.create_task(_visitor(server.port, own, places, indicators, tally, (wait, options.every, end)))
    return tally


async def _visitor(
    port: int,
    dice: random.Random,
    places: list[str],
    indicators: list[str],
    tally: Tally,
    times: tuple[float, float, float],
) -> None:
    """Come after a while, then change something at each interval, until the end.

    Parameters
    ----------
    port : int
        The server's.
    dice : random.Random
        What this visitor chooses by.
    places, indicators : list of str
        What there is to choose from.
    tally : Tally
        Gets the seconds of each change, and apart those of the first page.
    times : tuple of float
        Seconds before it comes, seconds between changes, the clock's time at the end.
    """
    wait, every, end = times
    await asyncio.sleep(wait)
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    async with connect(address, max_size=None, open_timeout=None, origin=f"http://127.0.0.1:{port}") as tab:
        (page, view), place, came = dice.choice(PAGES), dice.choice(places), False
        while time.perf_counter() < end:
            start = time.perf_counter()
            query = f"territoire={place}&{view}&indicateur={dice.choice(indicators)}"
            received = await _change(tab, page, query)  # apart: `+=` would read the sum before it waits
            tally.received += received
            taken = time.perf_counter() - start
            (tally.seconds if came else tally.opening).append(taken)
            came = True
            if dice.random() < 0.3:
                page, view = dice.choice(PAGES)
            if dice.random() < 0.2:
                place = dice.choice(places)
            await asyncio.sleep(max(0.0, every - taken))


async def _change(tab: ClientConnection, page: str, query: str) -> int:
    """Ask for a page, wait for the end of its run; return the bytes received."""
    await tab.send(request(page, query))
    received = 0
    while True:
        data = await tab.recv()
        received += len(data)
        if is_last(data):
            return received


def _tell(tally: Tally, seconds: float, processor: float) -> None:
    ordered, opening = sorted(tally.seconds), sorted(tally.opening)
    first, last = statistics.median(opening), opening[-1]
    print(f"{len(opening)} first pages   p50 {1000 * first:5.0f} ms   max {1000 * last:5.0f} ms")
    runs = len(ordered) + len(opening)
    print(
        f"{len(ordered)} changes   p50 {1000 * statistics.median(ordered):6.0f} ms   "
        f"p95 {1000 * ordered[int(0.95 * len(ordered))]:6.0f} ms   max {1000 * ordered[-1]:6.0f} ms   "
        f"{runs / seconds:5.1f} runs a second   processor {1000 * processor / runs:4.0f} ms a run, "
        f"{100 * processor / seconds:3.0f} %   {tally.received / runs / 1000:5.1f} kB a run",
        flush=True,
    )


def _tell_memory(server: Server, when: str) -> None:
    print(f"resident memory, {when:24} {server.resident_mb:6.0f} MB", flush=True)


if __name__ == "__main__":
    main()
