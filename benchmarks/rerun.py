"""Start to first page, rerun when the indicator changes, memory: `python -m benchmarks.rerun`.

One visitor, on the loopback; a change of indicator is a whole run of the page, from the visitor's message to the end
of the script, as the server sends it.
"""

from __future__ import annotations

import statistics
import time

from benchmarks.server import Visitor, running_server
from observatoire.model.catalog import load_catalog

PLACES = ("epci-200070514", "com-16102")
PAGES = ("portrait", "comparer", "carte", "evolution", "donnees")
ROUNDS = 2
EVERY = 4
"""One indicator in so many: a run of all would take ten minutes."""


def main() -> None:
    """Print the figures."""
    indicators = list(load_catalog().indicators)[::EVERY]
    with running_server() as server:
        print(f"server healthy after            {server.seconds_to_health:6.2f} s")
        start = time.perf_counter()
        visitor = Visitor(server.port)
        visitor.visit("", "")
        print(f"first page after that           {time.perf_counter() - start:6.2f} s")
        print(f"resident memory                 {server.resident_mb:6.0f} MB")
        for page in PAGES:
            for place in PLACES:
                times, sizes = [], []
                visitor.visit(page, f"territoire={place}")
                for _ in range(ROUNDS):
                    for indicator in indicators:
                        seconds, size = visitor.visit(page, f"territoire={place}&indicateur={indicator}")
                        times.append(1000 * seconds)
                        sizes.append(size)
                ordered = sorted(times)
                print(
                    f"{page:10} {place:15} p50 {statistics.median(times):5.0f} ms   "
                    f"p95 {ordered[int(0.95 * len(ordered))]:5.0f} ms   max {ordered[-1]:5.0f} ms   "
                    f"{statistics.median(sizes) / 1000:6.1f} kB"
                )
        print(f"resident memory, at the end     {server.resident_mb:6.0f} MB")
        visitor.close()


if __name__ == "__main__":
    main()
