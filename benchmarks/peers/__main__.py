"""What peers explain: `python -m benchmarks.peers [--official DIRECTORY] [--quick]` prints the tables of docs/peers.md.

Official files are read where the option or the variable OFFICIAL_DATA says; without them the catalogue's own indicators
are judged alone. When OBSERVATOIRE_DATA names an edition with official files, the indicators that they open are judged
too.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.peers.evaluation import Evaluation, catalog, lists_of, store
from benchmarks.peers.stability import print_stability
from observatoire.statistics.peers.feature_space import scaled
from observatoire.statistics.peers.groups import SEARCHED, PeerRequest, similar
from observatoire.statistics.peers.neighbours import SIMILAR, nearest

PLACES = (
    *("com-16102", "epci-200070514", "com-35238", "com-05023", "com-97411", "com-16001", "com-75056", "com-2B096"),
    *("com-62826", "com-93066", "com-97302"),
)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers")
    parser.add_argument("--official", type=Path, default=os.environ.get("OFFICIAL_DATA"), help="official files")
    parser.add_argument("--quick", action="store_true", help="the table of outcomes only")
    options = parser.parse_args()
    print_speed(whole=not options.quick)
    for level in ("commune", "epci"):
        evaluation = Evaluation(level, options.official)
        found, medians = evaluation.print_outcomes()
        if not options.quick:
            evaluation.print_numbers(found)
            print_stability(evaluation, found[:, :SIMILAR])
            evaluation.print_ablation(medians)
    if not options.quick:
        print_places()


def print_speed(whole: bool) -> None:
    """Print how long loading, one territory, and all of France take."""
    start = time.perf_counter()
    frame = store.features("commune")
    loaded = time.perf_counter()
    space = scaled(store, catalog, "commune")
    built = time.perf_counter()
    megabytes = (space.matrix.nbytes + frame.memory_usage().sum()) / 1e6
    print(f"features read {ms(start, loaded)}, scaled {ms(loaded, built)};")
    print(f"{megabytes:.1f} MB for communes")
    for method in SEARCHED:
        times = []
        for identifier in space.ids[:: len(space.ids) // 200]:
            territory, begun = store.territory(str(identifier)), time.process_time()
            similar(store, catalog, territory, PeerRequest(method))
            times.append(1000 * (time.process_time() - begun))
        print(f"one commune, {method}: processor p50 {np.median(times):.1f} ms, p95 {np.quantile(times, 0.95):.1f} ms")
    if whole:
        begun = time.perf_counter()
        for level in ("commune", "epci"):
            lists_of(scaled(store, catalog, level), np.arange(len(store.level(level))), SIMILAR)
        print(f"all communes and EPCI of France: {time.perf_counter() - begun:.0f} s")


def ms(start: float, end: float) -> str:
    """Return a duration for a reader."""
    return f"{1000 * (end - start):.0f} ms"


def print_places() -> None:
    """Print the neighbours of places that everybody knows."""
    names = store.territories["short_name"]
    label: Callable[[str], str] = lambda i: f"{names[i]} ({store.territory(i).departement})"  # noqa: E731
    for identifier in PLACES:
        found = nearest(store, catalog, store.territory(identifier))
        close = "" if found.close else ", NOBODY CLOSE"
        print(
            f"\n{label(identifier)}: {found.neighbours[0].distance:.2f} to {found.neighbours[-1].distance:.2f}{close}"
        )
        print(", ".join(f"{label(peer.id)} {peer.distance:.2f}" for peer in found.neighbours))


if __name__ == "__main__":
    main()
