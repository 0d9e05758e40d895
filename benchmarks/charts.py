"""Processor time of each chart: `python -m benchmarks.charts` prints the median of 20 indicators (decision 0004)."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.store import Store
from observatoire.model.workshop.record import Guess
from observatoire.statistics.comparison import compare
from observatoire.statistics.components import years
from observatoire.statistics.figures import figures
from observatoire.statistics.offering import open_offered
from observatoire.statistics.peers.groups import Method, PeerGroup, PeerRequest, peer_group
from observatoire.statistics.peers.resemblance import feature_figures
from observatoire.views.charts.distribution import distribution_chart
from observatoire.views.charts.drawing import Drawing
from observatoire.views.charts.neighbours import matrix_chart
from observatoire.views.charts.ranking import MOST_ROWS, ranking_chart
from observatoire.views.charts.scatter import scatter_chart
from observatoire.views.charts.series import series_chart
from observatoire.views.compare.scatter import scatter
from observatoire.views.french.groups import group_label
from observatoire.views.html.frames import ranked_table, reference_of
from observatoire.views.html.series import series_frames
from observatoire.views.peers.reasons import neighbours_of
from observatoire.views.peers.tables import figure_texts, matrix_cells
from observatoire.views.workshop.figure import answer_drawing, shown_figure

INDICATORS = 20
Chart = Callable[[], Drawing]


def indicators_of(catalog: Catalog) -> list[Indicator]:
    """Return the first indicators of the catalogue that every level has."""
    everywhere = [i for i in catalog.indicators.values() if {"commune", "epci"} <= set(i.levels)]
    return everywhere[:INDICATORS]


def charts(store: Store, catalog: Catalog) -> Iterator[tuple[str, list[Chart]]]:
    """Return each kind of chart and its calls, one an indicator (neighbours: an EPCI), on figures computed before."""
    chosen = indicators_of(catalog)
    for name, place, method in (
        ("ranking", "epci-200070514", "departement"),
        ("distribution, dots", "com-16102", "categorie"),
        ("distribution, histogram", "com-16102", "region"),
    ):
        yield name, [_comparison(store, catalog, i, place, method) for i in chosen]
    followed = [i for i in catalog.indicators.values() if "epci" in i.levels and len(years(store, i)) > 1]
    yield "series of 2 places and a band", [_series(store, catalog, i) for i in followed[:INDICATORS]]
    for name, place, method in (
        ("scatter, dots behind", "epci-200070514", "similaires"),
        ("scatter, density behind", "com-16102", "similaires"),
    ):
        yield name, [_scatter(store, catalog, i, place, method) for i in chosen]
    for name, place, method in (
        ("estimates, dots", "epci-200070514", "departement"),
        ("estimates, histogram", "com-16102", "region"),
    ):
        yield name, [_guesses(store, catalog, i, place, method) for i in chosen]
    epci = store.index("epci")[:INDICATORS].tolist()
    yield "neighbours and criteria", [_neighbours(store, catalog, identifier) for identifier in epci]


def _group(store: Store, catalog: Catalog, place: str, method: Method) -> PeerGroup:
    return peer_group(store, catalog, store.territory(place), PeerRequest(method))


def _comparison(store: Store, catalog: Catalog, indicator: Indicator, place: str, method: Method) -> Chart:
    group, level = _group(store, catalog, place, method), store.territory(place).level
    frame = figures(store, indicator, level, years(store, indicator)[-1])
    table = ranked_table(store, frame, [place, *group.ids])
    marks = reference_of(indicator, compare(frame, place, group.ids), group_label(store, group))
    chart = ranking_chart if len(table) <= MOST_ROWS else distribution_chart
    picked = list(group.ids[:2])
    return partial(chart, table, place, picked, marks, unit=indicator.unit, decimals=indicator.decimals)


def _series(store: Store, catalog: Catalog, indicator: Indicator) -> Chart:
    group = _group(store, catalog, "epci-200070514", "departement")
    places = [store.territory(identifier) for identifier in ("epci-200070514", group.ids[0])]
    lines, band = series_frames(store, indicator, places, group.ids, based=False)
    return partial(
        series_chart, lines, places[0].id, [places[1].id], band, unit=indicator.unit, decimals=indicator.decimals
    )


def _scatter(store: Store, catalog: Catalog, indicator: Indicator, place: str, method: Method) -> Chart:
    group, other = _group(store, catalog, place, method), catalog.indicator("part_logements_vacants")
    axes = [(one, years(store, one)[-1]) for one in (indicator, other)]
    view = scatter(store, axes[0], axes[1], store.territory(place), group.ids, list(group.ids[:2]))
    return partial(scatter_chart, view, "Fond.", "Phrase.")


def _guesses(store: Store, catalog: Catalog, indicator: Indicator, place: str, method: Method) -> Chart:
    group, territory = _group(store, catalog, place, method), store.territory(place)
    shown = shown_figure(store, catalog, indicator, years(store, indicator)[-1], territory, group)
    room = [Guess(f"Table {n}", float(np.nanquantile(shown.known, n / 12))) for n in range(1, 12)]
    return partial(_answer, partial(answer_drawing, shown, room))


def _answer(draw: Callable[[], Drawing | None]) -> Drawing:
    drawing = draw()
    if drawing is None:
        raise ValueError("an indicator without any value")
    return drawing


def _neighbours(store: Store, catalog: Catalog, identifier: str) -> Chart:
    place = store.territory(identifier)
    found = neighbours_of(store, catalog, place, PeerRequest("similaires"))
    if found is None:
        raise ValueError("statistical neighbours were asked for")
    figures = feature_figures(store, catalog, [place.id, *(peer.id for peer in found.neighbours)])
    cells = matrix_cells(store, catalog, place, found, figure_texts(catalog, figures))
    return partial(matrix_chart, cells, "Phrase.")


def main() -> None:
    """Print the table."""
    for name, calls in charts(*open_offered()):
        calls[0]()  # draws the layers of this kind, once
        times = []
        for call in calls:
            start = time.process_time()
            for _ in range(5):
                call()
            times.append(200 * (time.process_time() - start))
        print(f"{name:32} {statistics.median(times):5.1f} ms of processor, {len(calls)} calls")


if __name__ == "__main__":
    main()
