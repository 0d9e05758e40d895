"""What Évolution shows: the series of the place and its peers, and the change over a period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.change import Period, change_figures, follows_same_communes, period_of
from observatoire.statistics.comparison import Comparison, compare
from observatoire.statistics.figures import Figure, figures
from observatoire.statistics.peers.groups import PeerGroup
from observatoire.statistics.uncertainty.differences import between_years
from observatoire.views.evolution.trend import trend_text
from observatoire.views.evolution.words import change_sentence, period_caveats
from observatoire.views.french.groups import group_label
from observatoire.views.french.sentences import series_sentence
from observatoire.views.french.verdicts import change_verdict
from observatoire.views.html.series import series_frames
from pages.state.options.evolution import SeriesOptions, series_options
from pages.state.selection import Selection

if TYPE_CHECKING:
    from observatoire.views.charts.drawing import Drawing

Ends = tuple[Territory, Figure, Figure, Figure]
"""A place, its figures of the first and the last year, its change."""


@dataclass(frozen=True)
class ShownChange:
    """The change between two years.

    Attributes
    ----------
    rows : tuple of Ends
        The place, then those picked.
    result : Comparison
        The place's change among those of its peers.
    sentence : str
    """

    rows: tuple[Ends, ...]
    result: Comparison
    sentence: str


@dataclass(frozen=True)
class ShownSeries:
    """A series, and the change over a period.

    Attributes
    ----------
    options : SeriesOptions
    places : tuple of Territory
        The place, then those picked.
    group : PeerGroup or None
    label : str
        Its name, "" without.
    lines, band : DataFrame
        As `series_frames` returns them.
    drawing : Drawing or None
        None where no year has a value.
    sentence : str
    period : Period
    caveats : tuple of str
        What must be known before the change is read.
    change : ShownChange or None
        None across a break in the series.
    """

    options: SeriesOptions
    places: tuple[Territory, ...]
    group: PeerGroup | None
    label: str
    lines: pd.DataFrame
    band: pd.DataFrame
    drawing: Drawing | None
    sentence: str
    period: Period
    caveats: tuple[str, ...]
    change: ShownChange | None

    @property
    def span(self) -> str:
        """First and last year of the series: "2016-2023"."""
        return f"{self.options.known[0]}-{self.options.known[-1]}"

    @property
    def title(self) -> str:
        """What the series is of, and its years."""
        return f"{self.options.indicator.title}, {self.span}"

    def index_in(self, year: int) -> tuple[int, str] | None:
        """Return the year that is 100 and the place's index in another; None where values are drawn, or nothing is."""
        own = self.lines[(self.lines["id"] == self.places[0].id) & (self.lines["year"] == year)]
        if not self.options.based or not own["value"].notna().all():
            return None
        return self.options.known[0], str(own["text"].iloc[0])


def shown_series(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> ShownSeries:
    """Return what Évolution shows of a place.

    Parameters
    ----------
    store, catalog, selection, place
        The edition, the catalogue, what the visitor looks at and the place.
    """
    options = series_options(store, catalog, selection)
    group, places = selection.group, (place, *selection.marked)
    peers, label = (group.ids, group_label(store, group)) if group else ((), "")
    lines, band = series_frames(store, options.indicator, places, peers, options.based)
    period = period_of(catalog, options.indicator, options.start, options.end)
    return ShownSeries(
        options=options,
        places=places,
        group=group,
        label=label,
        lines=lines,
        band=band,
        drawing=_drawing(store, options, places, lines, band) if lines["value"].notna().any() else None,
        sentence=series_sentence(options.indicator, place, lines, band, label, options.based),
        period=period,
        caveats=tuple(period_caveats(period, place)),
        change=None if period.breaks else _change(store, options, places, peers, label, period),
    )


def _drawing(
    store: Store, options: SeriesOptions, places: Sequence[Territory], lines: pd.DataFrame, band: pd.DataFrame
) -> Drawing:
    from observatoire.views.charts.series import Break, series_chart  # Altair: not for the first page to wait for

    indicator, based = options.indicator, options.based
    return series_chart(
        lines,
        places[0].id,
        [place.id for place in places[1:]],
        band if band["n"].max() else None,
        unit="indice" if based else indicator.unit,
        decimals=1 if based else indicator.decimals,
        breaks=[Break(b.year, b.note) for b in indicator.breaks],
        base_year=options.known[0] if based else None,
        moved="" if based else trend_text(store, indicator, places[0]),
    )


def _change(
    store: Store,
    options: SeriesOptions,
    places: Sequence[Territory],
    peers: Sequence[str],
    label: str,
    period: Period,
) -> ShownChange:
    """Return the change over a period in which nothing breaks the series."""
    indicator, place, start, end = options.indicator, places[0], options.start, options.end
    moved = change_figures(store, indicator, place.level, [*(p.id for p in places), *peers], start, end)
    result = compare(moved, place.id, peers)
    ends = [figures(store, indicator, place.level, year, [p.id for p in places]) for year in (start, end)]
    rows = tuple((p, ends[0].of(p.id), ends[1].of(p.id), moved.of(p.id)) for p in places)
    same = follows_same_communes(store, indicator, place.level, start, end)
    sentence = change_sentence(indicator, place, period, rows[0][1:3], result, label, same)
    verdict = change_verdict(indicator, between_years(store, ends[0], ends[1], place.id))
    return ShownChange(rows, result, f"{sentence} {verdict}".rstrip())
