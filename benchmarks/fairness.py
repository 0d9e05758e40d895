"""One greedy visitor against the others: `python -m benchmarks.fairness [what …]`.

While twenty visitors change their page, one asks at once for all that is heavy: eight tables of all communes, twelve
workbooks, six pictures of France, fiches, and by address pictures of links, outlines in detail, plain pages. Printed
for each: how long the others' changes took, what the process of the server and those beside it held at most, how many
files came, how many were refused, and how long another's small table took meanwhile.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.load import AHEAD
from benchmarks.server import Server, Visitor, running_server
from benchmarks.visitors import Tab, Tally, places, quantile, tab, visit
from observatoire.model.store import open_store
from observatoire.statistics.offering import open_offered

OTHERS, EVERY, SECONDS = 20, 8.0, 40.0
EPCI = "territoire=epci-200070514"
FRANCE = f"{EPCI}&perimetre=communes-france&indicateur="
SEED = 7


@dataclass(slots=True)
class Asked:
    """What the greedy visitor was given."""

    came: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)


Greed = Callable[[int, Asked], Awaitable[None]]


def _files(page: str, query: str, wanted: str, count: int) -> Greed:
    """Return who asks so many times at once for the files of a view whose label holds some words."""

    async def ask(port: int, asked: Asked) -> None:
        async with tab(port) as own:
            found = await offered(own, page, query, wanted)
            start = time.perf_counter()
            answers = [own.ask(found[rank % len(found)]) for rank in range(count)]
            for answer in asyncio.as_completed(answers):
                said = (await answer).backend_operation_response
                if said.error_msg:
                    asked.refused[said.error_msg] = asked.refused.get(said.error_msg, 0) + 1
                else:
                    asked.came += 1
                    asked.seconds.append(time.perf_counter() - start)

    return ask


async def offered(own: Tab, page: str, query: str, wanted: str) -> list[str]:
    """Return the ids of the files of a view whose label holds some words."""
    await own.change(page, query)
    for menu in list(own.menus):
        await own.change(page, query, menu)
        if found := [identifier for label, identifier in own.files.items() if wanted in label]:
            return found
    raise RuntimeError(f"{page}?{query} offers no {wanted}")


def _addresses(paths: list[str]) -> Greed:
    """Return who asks for all of these addresses at once."""

    async def ask(port: int, asked: Asked) -> None:
        def get(path: str) -> None:
            start = time.perf_counter()
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=120).read()
            except urllib.error.HTTPError as error:
                said = error.read().decode(errors="replace")[:90]
                asked.refused[said] = asked.refused.get(said, 0) + 1
            else:
                asked.came += 1
                asked.seconds.append(time.perf_counter() - start)

        await asyncio.gather(*(asyncio.to_thread(get, path) for path in paths))

    return ask


def _greeds() -> dict[str, Greed]:
    edition, dice = open_store().edition, random.Random(SEED)
    indicators = list(open_offered()[1].indicators)
    communes = dice.sample(list(open_store().index("commune")), 40)
    return {
        "nothing": _addresses([]),
        "8 tables of all communes (CSV)": _files("carte", f"{FRANCE}part_65_ans_plus", "CSV pour tableur", 8),
        "12 workbooks of all communes": _files("carte", f"{FRANCE}part_65_ans_plus", "Excel", 12),
        "6 pictures of France": _files("carte", f"{FRANCE}densite", "image (PNG)", 6),
        "6 GeoPackages of France": _files("carte", f"{FRANCE}densite", "GeoPackage", 6),
        "12 fiches (PDF)": _files("portrait", EPCI, "PDF", 12),
        "12 fiches (Word)": _files("portrait", EPCI, "Word", 12),
        "12 pages of Word": _files("comparer", EPCI, "Page Word", 12),
        "40 pictures of links": _addresses([f"image/comparer.png?territoire={place}" for place in communes]),
        "40 pictures of maps": _addresses([f"dessin/carte.png?territoire={place}" for place in communes]),
        "outlines in detail": _addresses([f"geo/{edition}/{level}-france.detail" for level in ("communes", "epci")]),
        "40 national figures": _addresses(
            [f"geo/{edition}/communes-france/{one}-2021.figures" for one in indicators[:40]]
        ),
        "40 plain pages": _addresses([f"simple/comparer?territoire={place}" for place in communes]),
        "10 lists of all pages": _addresses(["sitemap.xml"] * 10),
    }


def main() -> None:
    """Print the figures of what is named on the command line, or of all."""
    chosen = sys.argv[1:]
    with running_server() as server:
        newcomer = Visitor(server.port)
        newcomer.visit("", "")
        newcomer.close()
        time.sleep(AHEAD)
        print(f"load of the machine before {os.getloadavg()[0]:.2f}; {OTHERS} others, a change each {EVERY:.0f} s")
        asyncio.run(_among_others(server, "", _addresses([])))  # what the first ones compute is computed
        for name, greed in _greeds().items():
            if not chosen or any(word in name for word in chosen):
                asyncio.run(_among_others(server, name, greed))


async def _among_others(server: Server, name: str, greed: Greed) -> None:
    """Let the others come, then the greedy one; print what each saw."""
    asked, tally, held, small = Asked(), Tally(), [0.0, 0.0], list[float]()
    among, end = places(SEED), time.perf_counter() + SECONDS
    async with asyncio.TaskGroup() as group:
        for rank in range(OTHERS):
            times = (EVERY * rank / OTHERS, EVERY, end)
            group.create_task(visit(server.port, random.Random(SEED + rank), among, tally, times))
        watching = group.create_task(_watch(server, held))
        await asyncio.sleep(EVERY)
        tally.seconds.clear()
        tally.opening.clear()
        greedy = group.create_task(greed(server.port, asked))
        await asyncio.sleep(1)
        small.append(await _small_table(server.port))
        await greedy
        while time.perf_counter() < end:
            await asyncio.sleep(0.2)
        watching.cancel()
    if not name:
        return
    p50, p95 = (1000 * quantile(tally.seconds, share) for share in (0.5, 0.95))
    print(
        f"{name:32} others: p50 {p50:5.0f}, p95 {p95:5.0f}, "
        f"max {1000 * max(tally.seconds):5.0f} ms, a small table {small[0]:5.2f} s   server {held[0]:4.0f} MB, "
        f"beside it {held[1]:4.0f} MB   came {asked.came}"
        + (f" (last after {max(asked.seconds):.1f} s)" if asked.seconds else "")
        + "".join(f"\n{'':34}refused {count}: {said}" for said, count in asked.refused.items()),
        flush=True,
    )


async def _small_table(port: int) -> float:
    """Return how long another visitor waits for a table of a few lines."""
    async with tab(port) as own:
        [small, *_] = await offered(own, "comparer", EPCI, "CSV pour tableur")
        start = time.perf_counter()
        await own.ask(small)
        return time.perf_counter() - start


async def _watch(server: Server, held: list[float]) -> None:
    """Note the most that the server held, and its other processes together, what they share counted once."""
    while True:
        own, beside = server.resident_mb, sum(map(_proportional_mb, _children(server.process.pid)))
        held[0], held[1] = max(held[0], own), max(held[1], beside)
        await asyncio.sleep(0.25)


def _children(process: int) -> Iterator[int]:
    """Yield the processes that one started, and those that these started."""
    try:
        found = Path(f"/proc/{process}/task/{process}/children").read_text().split()
        found += [c for t in Path(f"/proc/{process}/task").iterdir() for c in (t / "children").read_text().split()]
    except OSError:
        return
    for child in dict.fromkeys(found):
        yield int(child)
        yield from _children(int(child))


def _proportional_mb(process: int) -> float:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


if __name__ == "__main__":
    main()
