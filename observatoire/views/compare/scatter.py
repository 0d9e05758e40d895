"""Two indicators against each other: the points, the density behind them, the table. No drawing library here."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from observatoire.model.catalog import Indicator
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.association import Association, associate
from observatoire.statistics.panel import Figures, panel
from observatoire.views.charts.scatter_layout import NAMED, SHADES, Scatter, Side
from observatoire.views.compare.panorama import figure_text
from observatoire.views.french.grammar import typographic
from observatoire.views.french.groups import option_labels
from observatoire.views.html.tables import Row
from observatoire.views.layout.distributions import Floats, Window, window
from observatoire.views.layout.rows import OUTSIDE

MOST_MARKS: Final = 400
"""A larger group is drawn as a density; only the named places keep a mark."""
MOST_DOTS: Final = 1_300
"""Territories of the level drawn one by one behind the peers; above, a density."""
MOST_ROWS: Final = 60
COLUMNS, LINES = 36, 24


def scatter(
    store: Store,
    first: tuple[Indicator, int],
    second: tuple[Indicator, int],
    place: Territory,
    peers: Sequence[str],
    picked: Sequence[str],
) -> Scatter:
    """Return a place and its peers on two indicators, with all the territories of the level behind.

    Parameters
    ----------
    store : Store
    first, second : tuple of Indicator and year
        Across, and upwards.
    place : Territory
    peers : sequence of str
        Its group. Those with a missing or fragile figure are left out of the chart and counted.
    picked : sequence of str
        At most four territories to name, among the peers or not; shown even when fragile.
    """
    everyone = store.index(place.level)
    whole = panel(store, [first, second], place.level)

    def of(ids: list[str]) -> tuple[Figures, Figures]:
        at = np.asarray(everyone.get_indexer(pd.Index(ids)), dtype=np.intp)
        return whole[0].part(at), whole[1].part(at)

    ids = list(dict.fromkeys([place.id, *picked, *peers]))
    every, group = of(ids), of([place.id, *(peer for peer in peers if peer != place.id)])
    named = len(picked) + 1
    association = associate(*group)
    grouped = association.n > MOST_MARKS
    beside = set(picked) - set(peers)
    points = _points(store, every, ids[:named] if grouped else ids, named, beside)
    x, y = (_side(figures, points, axis, association) for axis, figures in enumerate(group))
    back = group if grouped else (whole[0], whole[1])
    counts = back[0].counts & back[1].counts
    order = _order(every[0], named)
    frame, cell = _behind(back[0].value[counts], back[1].value[counts], x.shown, y.shown)
    return Scatter(
        x=x,
        y=y,
        points=points,
        behind=frame,
        cell=cell,
        behind_n=int(counts.sum()),
        grouped=grouped,
        outside=_outside(group, x.shown, y.shown),
        own=(every[0].part(slice(0, named)), every[1].part(slice(0, named))),
        rows=tuple(_rows(store, every, ids, order, beside)),
        left=len(ids) - len(order),
        association=association,
    )


def _side(figures: Figures, points: pd.DataFrame, axis: int, association: Association) -> Side:
    """Return an axis whose window holds the bulk of the peers, and the named places as far as may be."""
    named = points.loc[points["role"] < NAMED, "xy"[axis]].tolist()
    median = association.medians[axis]
    shown = window([*figures.value[1:][figures.counts[1:]], *named], [*named, median])
    return Side(figures.indicator, figures.year, shown, median if math.isfinite(median) else None)


def _outside(group: tuple[Figures, Figures], shown_x: Window, shown_y: Window) -> int:
    """Count the peers, among those that count, that lie outside the frame."""
    solid = group[0].counts & group[1].counts
    beyond = [
        (figures.value < shown.low) | (figures.value > shown.high)
        for figures, shown in zip(group, (shown_x, shown_y), strict=True)
    ]
    return int(((beyond[0] | beyond[1]) & solid)[1:].sum())


def _points(store: Store, own: tuple[Figures, Figures], ids: list[str], named: int, beside: set[str]) -> pd.DataFrame:
    """Return one row a drawn territory: both figures known, and solid unless it is named."""
    roles = np.array([min(at, NAMED) if at < named else NAMED for at in range(len(ids))])
    known = ~(np.isnan(own[0].value) | np.isnan(own[1].value))[: len(ids)]
    fragile = (own[0].fragile | own[1].fragile)[: len(ids)]
    kept = np.flatnonzero(known & (~fragile | (roles < NAMED)))
    places = store.territories.loc[[ids[at] for at in kept]]
    names = _named(places, beside)
    frame = pd.DataFrame(
        {
            "id": [ids[at] for at in kept],
            "name": [names[ids[at]] for at in kept],
            "short": [typographic(name) for name in places["short_name"]],
            "role": roles[kept],
            "x": own[0].value[kept],
            "y": own[1].value[kept],
            "x_text": [figure_text(own[0].indicator, own[0].figure(int(at))) for at in kept],
            "y_text": [figure_text(own[1].indicator, own[1].figure(int(at))) for at in kept],
            "fragile": fragile[kept],
        }
    )
    return frame.sort_values("role", ascending=False, kind="stable").reset_index(drop=True)


def _behind(x: Floats, y: Floats, shown_x: Window, shown_y: Window) -> tuple[pd.DataFrame, tuple[float, float] | None]:
    """Return the territories behind: each one when they are few, else how densely they lie in each cell."""
    inside = (x >= shown_x.low) & (x <= shown_x.high) & (y >= shown_y.low) & (y <= shown_y.high)
    if len(x) <= MOST_DOTS:
        return pd.DataFrame({"x": x[inside], "y": y[inside], "shade": 1}).astype(np.float32), None
    ranges = [(shown_x.low, shown_x.high), (shown_y.low, shown_y.high)]
    counts, x_edges, y_edges = np.histogram2d(x[inside], y[inside], bins=(COLUMNS, LINES), range=ranges)
    columns, lines = np.nonzero(counts)
    logs = np.log1p(counts[columns, lines])
    shades = np.ceil(SHADES * logs / logs.max()) if logs.size else logs
    cells = pd.DataFrame({"x": x_edges[columns], "y": y_edges[lines], "shade": shades}).astype(np.float32)
    return cells, (float(x_edges[1] - x_edges[0]), float(y_edges[1] - y_edges[0]))


def _order(first: Figures, named: int, most: int = MOST_ROWS) -> list[int]:
    """Return the positions to list, in decreasing order of the first indicator, missing ones last.

    Of a larger group, the named places and the peers nearest to the place.
    """
    order = np.argsort(-first.value, kind="stable")
    if len(order) > most:
        rank = int(np.flatnonzero(order == 0)[0])
        start = max(0, min(rank - most // 2, len(order) - most))
        order = order[np.isin(order, [*order[start : start + most], *range(named)])]
    return [int(at) for at in order]


def _named(places: pd.DataFrame, beside: set[str]) -> dict[str, str]:
    """Return the names of territories, those set beside the group said to be so."""
    labels = option_labels(places)
    return labels | {identifier: f"{labels[identifier]} ({OUTSIDE})" for identifier in beside & set(labels)}


def _rows(
    store: Store, every: tuple[Figures, Figures], ids: list[str], order: list[int], beside: set[str]
) -> list[Row]:
    labels = _named(store.territories.loc[[ids[at] for at in order]], beside)
    first, second = every
    return [
        Row(
            ids[at],
            (
                labels[ids[at]],
                figure_text(first.indicator, first.figure(at)),
                figure_text(second.indicator, second.figure(at)),
            ),
        )
        for at in order
    ]


def scatter_rows(view: Scatter) -> list[Row]:
    """Return the table of the places and the peers, ended by the medians of the peers."""
    medians = ("Médiane des pairs", view.x.median_text or "–", view.y.median_text or "–")
    return [*view.rows, Row("", medians)]
