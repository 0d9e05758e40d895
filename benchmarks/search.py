"""Speed of the search: `python -m benchmarks.search`. Names, beginnings of names, names with a letter lost."""

from __future__ import annotations

import random
import statistics
import time

from observatoire.model.search.index import SearchIndex
from observatoire.model.store import open_store

QUERIES = 300


def main() -> None:
    """Print the figures."""
    store = open_store()
    start = time.perf_counter()
    index = SearchIndex(store.territories, store.former_communes)
    print(f"index built in        {1000 * (time.perf_counter() - start):6.0f} ms")
    chance = random.Random(1)
    names = [name.lower() for name in store.territories["name"].sample(QUERIES, random_state=2)]
    kinds = {
        "whole names": names,
        "beginnings": [name[: chance.randint(1, len(name))] for name in names],
        "a letter lost": [name[:i] + name[i + 1 :] for name in names for i in [chance.randrange(len(name))]],
    }
    for kind, queries in kinds.items():
        times = []
        for query in queries:
            start = time.perf_counter()
            index.search(query)
            times.append(1000 * (time.perf_counter() - start))
        ordered = sorted(times)
        print(
            f"{kind:15} p50 {statistics.median(times):5.1f} ms   p95 {ordered[int(0.95 * QUERIES)]:5.1f} ms   "
            f"max {ordered[-1]:5.1f} ms"
        )


if __name__ == "__main__":
    main()
