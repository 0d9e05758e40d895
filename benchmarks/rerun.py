"""Start to first page, rerun when the indicator changes, memory: `python -m benchmarks.rerun`.

One visitor, on the loopback; a change of indicator is a whole run of the page, from the visitor's message to the end
of the script, as the server sends it.
"""

from __future__ import annotations

import statistics
import time

from benchmarks.server import Server, Visitor, running_server
from observatoire.statistics.offering import open_offered

PAGES = {
    "portrait": "portrait",
    "pairs": "pairs",
    "comparer, un indicateur": "comparer?vue=indicateur",
    "comparer, un thème": "comparer?vue=theme",
    "comparer, croiser": "comparer?vue=croiser",
    "comparer, côte à côte": "comparer?vue=cote&avec={others}",
    "carte": "carte",
    "evolution": "evolution",
    "donnees": "donnees",
}
"""Name -> page, and what its address holds beside the place and the indicator."""
OTHERS = {"epci-200070514": "epci-241700434,epci-200071827", "com-16102": "com-33063,com-17415"}
"""Places set beside the first."""
LARGEST = 400
"""Communes of the composed territory that is measured too, as many as one may have: all but some of the Dordogne."""
AHEAD = 15.0
"""Seconds after which a server has computed ahead what all visitors share (`pages/server/start.py`)."""
ROUNDS = 2
EVERY = 4
"""One indicator in so many: a run of all would take ten minutes."""


def main() -> None:
    """Print the figures."""
    store, catalog = open_offered()
    indicators = list(catalog.indicators)[::EVERY]
    codes = store.level("commune")["code"].iloc[store.members("dep-24")][:LARGEST]
    places = OTHERS | {f"compose-{'.'.join(codes)}": OTHERS["epci-200070514"]}
    with running_server() as server:
        print(f"server healthy after            {server.seconds_to_health:6.2f} s")
        start = time.perf_counter()
        visitor = Visitor(server.port)
        visitor.visit("", "")
        print(f"first page after that           {time.perf_counter() - start:6.2f} s")
        print(f"resident memory                 {server.resident_mb:6.0f} MB")
        time.sleep(AHEAD)
        print(f"resident memory, {AHEAD:2.0f} s later    {server.resident_mb:6.0f} MB")
        for name, address in PAGES.items():
            for place, others in places.items():
                page, _, query = address.format(others=others).partition("?")
                _measure(server, visitor, (name, place, page), f"territoire={place}&{query}", indicators)
        print(f"resident memory, at the end     {server.resident_mb:6.0f} MB")
        visitor.close()


def _measure(server: Server, visitor: Visitor, what: tuple[str, str, str], query: str, indicators: list[str]) -> None:
    """Change the indicator of a page; print how long its runs took, and what they sent before compression."""
    name, place, page = what
    times, sizes = [], []
    visitor.visit(page, query)
    before = server.processor_seconds
    for _ in range(ROUNDS):
        for indicator in indicators:
            seconds, size = visitor.visit(page, f"{query}&indicateur={indicator}")
            times.append(1000 * seconds)
            sizes.append(size)
    processor = 1000 * (server.processor_seconds - before) / len(times)
    ordered = sorted(times)
    print(
        f"{name:24} {place:15.15} p50 {statistics.median(times):5.0f} ms   "
        f"p95 {ordered[int(0.95 * len(ordered))]:5.0f} ms   max {ordered[-1]:5.0f} ms   "
        f"processor, mean {processor:4.0f} ms   "
        f"{statistics.median(sizes) / 1000:6.1f} kB",
        flush=True,
    )


if __name__ == "__main__":
    main()
