"""Two indicators against each other: the points, what lies behind them, the table. No drawing library here."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from observatoire.model.catalog import Indicator
from observatoire.model.store import Bools, Store
from observatoire.model.territory import Territory, is_composed
from observatoire.statistics.association import Association, associate
from observatoire.statistics.figures import Figures, panel
from observatoire.statistics.uncertainty.judgement import Judgement
from observatoire.statistics.uncertainty.verdicts import judge_first
from observatoire.views.compare.panorama import figure_text
from observatoire.views.french.groups import option_labels, short_labels
from observatoire.views.french.verdicts import margin_text
from observatoire.views.html.tables import Heading, Row
from observatoire.views.layout.positions import Floats, Window, window
from observatoire.views.layout.scatter import NAMED, Behind, Point, Scatter, Side, density
from observatoire.views.layout.territories import OUTSIDE

MOST_MARKS: Final = 400
"""A larger group is drawn as a density; only the named places keep a mark."""
MOST_DOTS: Final = 1_300
"""Territories of the level drawn one by one behind the peers; above, a density."""
MOST_ROWS: Final = 60


@dataclass(frozen=True)
class ScatterView(Scatter):
    """What the chart draws, with the figures of the named places and the table beside it.

    Attributes
    ----------
    own : tuple of Figures
        The figures of the place, then of the picked ones: first and second indicator.
    rows : tuple of Row
        The table: `scatter_rows`.
    left : int
        How many territories it leaves out.
    association : Association
        The place among its peers.
    judged : tuple of Judgement
        On each indicator, whether its gap to them is more than chance.
    """

    own: tuple[Figures, Figures]
    rows: tuple[Row, ...]
    left: int
    association: Association
    judged: tuple[Judgement, Judgement]

    @property
    def columns(self) -> list[Heading]:
        """Headings of the table."""
        return [Heading("Territoire"), Heading(self.x.title, numeric=True), Heading(self.y.title, numeric=True)]


def scatter(
    store: Store,
    first: tuple[Indicator, int],
    second: tuple[Indicator, int],
    place: Territory,
    peers: Sequence[str],
    picked: Sequence[str],
) -> ScatterView:
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
    whole = panel(store, [first, second], place.level)
    ids = [place.id, *picked, *peers]
    asked = panel(store, [first, second], place.level, ids) if any(map(is_composed, ids)) else whole
    return scatter_of(store, (whole[0], whole[1]), (asked[0], asked[1]), place, peers, picked)


def scatter_of(
    store: Store,
    whole: tuple[Figures, Figures],
    asked: tuple[Figures, Figures],
    place: Territory,
    peers: Sequence[str],
    picked: Sequence[str],
) -> ScatterView:
    """Return a place and its peers on two indicators, from the figures of all the territories of their level.

    Parameters
    ----------
    store : Store
    whole : tuple of Figures
        Of all the level, in its order: across, and upwards.
    asked : tuple of Figures
        Those of the place, its peers and the others to name, composed ones too, among any others.
    place, peers, picked
        The place, the ids of its group, and those of the territories to name.
    """
    ids = list(dict.fromkeys([place.id, *picked, *peers]))

    def of(ids: list[str]) -> tuple[Figures, Figures]:
        at = np.asarray(asked[0].ids.get_indexer(pd.Index(ids)), dtype=np.intp)
        return asked[0].take(at), asked[1].take(at)

    every, group = of(ids), of([place.id, *(peer for peer in peers if peer != place.id)])
    named = len(picked) + 1
    association = associate(*group)
    grouped = association.n > MOST_MARKS
    beside = set(picked) - set(peers)
    points = _points(store, every, ids[:named] if grouped else ids, named, beside)
    x, y = (_side(figures, points, axis, association) for axis, figures in enumerate(group))
    back = group if grouped else whole
    order = _order(every[0], named)
    return ScatterView(
        x=x,
        y=y,
        points=points,
        behind=_behind(back, (x.shown, y.shown), grouped),
        outside=_outside(group, x.shown, y.shown),
        own=(every[0].take(slice(0, named)), every[1].take(slice(0, named))),
        rows=tuple(_rows(store, every, ids, order, beside)),
        left=len(ids) - len(order),
        association=association,
        judged=(judge_first(store, group[0]), judge_first(store, group[1])),
    )


def _side(figures: Figures, points: Sequence[Point], axis: int, association: Association) -> Side:
    """Return an axis whose window holds the bulk of the peers, and the named places as far as may be."""
    named = [(point.x, point.y)[axis] for point in points if point.role < NAMED]
    median = association.medians[axis]
    shown = window([*figures.value[1:][figures.counts[1:]], *named], [*named, median])
    return Side(figures.indicator, figures.year, shown, median if math.isfinite(median) else None)


def _outside(group: tuple[Figures, Figures], shown_x: Window, shown_y: Window) -> int:
    """Count the peers, among those that count, that lie outside the frame."""
    solid = group[0].counts & group[1].counts
    inside = _within(group[0].value, shown_x) & _within(group[1].value, shown_y)
    return int((~inside & solid)[1:].sum())


def _points(
    store: Store, own: tuple[Figures, Figures], ids: list[str], named: int, beside: set[str]
) -> tuple[Point, ...]:
    """Return one row a drawn territory: both figures known, and solid unless it is named."""
    roles = np.array([min(at, NAMED) if at < named else NAMED for at in range(len(ids))])
    drawn = [figures.known & ~figures.implausible for figures in own]
    known = (drawn[0] & drawn[1])[: len(ids)]
    fragile = (own[0].fragile | own[1].fragile)[: len(ids)]
    kept = np.flatnonzero(known & (~fragile | (roles < NAMED)))
    places = store.places([ids[at] for at in kept])
    names = _named(places, beside)
    shorts = short_labels(places)
    points = [
        Point(
            id=ids[at],
            name=names[ids[at]],
            short=short,
            role=int(roles[at]),
            x=float(own[0].value[at]),
            y=float(own[1].value[at]),
            x_text=figure_text(own[0].indicator, own[0].figure(at)),
            y_text=figure_text(own[1].indicator, own[1].figure(at)),
            fragile=bool(fragile[at]),
        )
        for at, short in zip(kept.tolist(), shorts, strict=True)
    ]
    return tuple(sorted(points, key=lambda point: -point.role))


def _behind(figures: tuple[Figures, Figures], frame: tuple[Window, Window], grouped: bool) -> Behind:
    """Return the territories behind: each one when they are few, else how densely they lie in each cell."""
    counts = figures[0].counts & figures[1].counts
    x, y = (one.value[counts] for one in figures)
    inside = _within(x, frame[0]) & _within(y, frame[1])
    dense = len(x) > MOST_DOTS
    columns = (
        density(x[inside], y[inside], frame)
        if dense
        else {"x": x[inside].astype(np.float32), "y": y[inside].astype(np.float32)}
    )
    return Behind(columns, dense, grouped, n=len(x), outside=int((~inside).sum()))


def _within(values: Floats, shown: Window) -> Bools:
    return (values >= shown.low) & (values <= shown.high)


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
    labels = _named(store.places([ids[at] for at in order]), beside)
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


def scatter_rows(view: ScatterView) -> list[Row]:
    """Return the table of the places and the peers, ended by the medians of the peers and the margins of the gaps."""
    medians = ("Médiane des pairs", view.x.median_text or "–", view.y.median_text or "–")
    margins = [margin_text(side.indicator, of) for side, of in zip((view.x, view.y), view.judged, strict=True)]
    told = [Row("", ("Marge de l’écart du territoire à cette médiane", *(text or "–" for text in margins)))]
    return [*view.rows, Row("", medians), *(told if any(margins) else [])]
