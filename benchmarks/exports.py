"""Time of what leaves the screen: 35 000 rows in each format, fiches: `python -m benchmarks.exports`."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from observatoire.exports.fiche.content import fiche_of
from observatoire.exports.fiche.files import FICHE_FORMATS
from observatoire.exports.formats.registry import FORMATS
from observatoire.exports.tables.indicators import indicator_export
from observatoire.exports.tables.levels import level_export
from observatoire.statistics.offering import open_offered
from observatoire.statistics.peers.groups import PeerRequest, peer_group

ROOT = Path(__file__).parents[1]
PLACES = (("epci-200070514", "departement"), ("com-16102", "categorie"), ("com-05101", "categorie"))
"""A small group, a middling one, and one of thousands."""


def timed(name: str, make: Callable[[], bytes]) -> None:
    """Print the seconds and the size of one export."""
    start = time.perf_counter()
    size = len(make())
    print(f"{name:34} {time.perf_counter() - start:6.2f} s {size / 1000:9.0f} kB")


def meanwhile(make: Callable[[], bytes]) -> None:
    """Print how long another visitor's page takes while an export is being made by another thread."""
    page = AppTest.from_file(str(ROOT / "pages" / "main.py"), default_timeout=60)
    page.switch_page(str(ROOT / "pages" / "explorer" / "comparer.py"))
    page.query_params["territoire"] = "epci-200070514"
    page.run()

    def visits(going_on: Callable[[], bool]) -> list[float]:
        times: list[float] = []
        while going_on() or not times:
            start = time.perf_counter()
            page.run()
            times.append(1000 * (time.perf_counter() - start))
        return sorted(times)

    end = time.perf_counter() + 3
    alone = visits(lambda: time.perf_counter() < end)
    export = threading.Thread(target=make)
    export.start()
    beside = visits(export.is_alive)
    for name, times in (("alone", alone), ("beside an export", beside)):
        print(f"Comparer {name:25} p50 {times[len(times) // 2]:4.0f} ms, max {times[-1]:4.0f} ms, {len(times)} visits")


def main() -> None:
    """Print the figures."""
    store, catalog = open_offered()
    indicator = catalog.indicator("part_65_ans_plus")
    start = time.perf_counter()
    table = indicator_export(store, catalog, indicator, "commune", 2021)
    print(f"table of {len(table.frame)} rows, {len(table.columns)} columns: {time.perf_counter() - start:.2f} s")
    for name, kind in FORMATS.items():
        timed(name, lambda write=kind.write: write(table))
    meanwhile(lambda: FORMATS["xlsx"].write(table))
    start = time.perf_counter()
    whole = level_export(store, catalog, "commune")
    print(f"all indicators of communes: {whole.cells} cells: {time.perf_counter() - start:.2f} s")
    for name in ("csv", "parquet"):
        timed(name, lambda write=FORMATS[name].write: write(whole))
    for place, method in PLACES:
        territory = store.territory(place)
        group = peer_group(store, catalog, territory, PeerRequest(method))
        fiche_of(store, catalog, territory, group)  # as on a server that has run for a while
        start = time.perf_counter()
        fiche = fiche_of(store, catalog, territory, group)
        print(f"fiche of {place}, {len(group.ids)} peers: {time.perf_counter() - start:.2f} s")
        for name, kind in FICHE_FORMATS.items():
            timed(name, lambda write=kind.write, made=fiche: write(made))


if __name__ == "__main__":
    main()
