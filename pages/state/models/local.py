"""What Mes données shows of a local indicator: among peers, over time, against an official one, on a map."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from observatoire.local.catalogue import Entry
from observatoire.local.figures import local_figures, local_yearly
from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.comparison import Comparison, compare
from observatoire.statistics.components import latest_year
from observatoire.statistics.figures import Figure, Figures, figures
from observatoire.statistics.peers.groups import PeerGroup, PeerRequest, offered_methods
from observatoire.views.compare.scatter import ScatterView, scatter_of
from observatoire.views.compare.scatter_words import behind_words, scatter_sentence
from observatoire.views.french.grammar import short_label
from observatoire.views.french.groups import group_label
from observatoire.views.french.sentences import comparison_sentence, reading, series_sentence, standing
from observatoire.views.french.wording import LOCAL_BADGE
from observatoire.views.html.frames import ranked_table, reference_of
from observatoire.views.html.series import series_frames_of
from observatoire.views.html.tables import MapLegend
from observatoire.views.local.maps import pins_of, signs_of
from observatoire.views.local.words import places_sentence
from observatoire.views.maps.legend import legend_of
from observatoire.views.maps.model import MapModel, map_model
from observatoire.views.maps.scopes import outlined, scope_label
from observatoire.views.workshop.figure import ShownFigure, figure_among
from pages.state.data import shared_group
from pages.state.options.local import LocalOptions

if TYPE_CHECKING:
    from observatoire.views.charts.drawing import Drawing

MOST_RANKED = 40
"""Territories drawn a row each; more are drawn as a distribution."""


def local_group(store: Store, place: Territory, asked: PeerGroup, entry: Entry, year: int) -> PeerGroup:
    """Return the peers of a place for a local indicator, as `group_with_figures` chooses them.

    Parameters
    ----------
    store, place, asked
        The edition, the place and the peers that its address asks for.
    entry, year
        The local indicator and its year.
    """
    methods = [method for method in offered_methods(place) if method != "choisis"]
    # The narrowest first: a council's file is about its own ground.
    near = sorted(methods, key=lambda method: (method not in ("epci", "limitrophes", "departement"), method != "epci"))
    others = (shared_group(place.id, PeerRequest(method)) for method in near)
    return group_with_figures(store, entry, place, year, asked, others)


def local_figure(
    store: Store, mine: Catalog, entry: Entry, place: Territory, group: PeerGroup | None, year: int
) -> ShownFigure:
    """Return the figure of a local indicator as a workshop shows it large.

    Parameters
    ----------
    store, mine
        The edition, and a catalogue that knows the indicator.
    entry, year
        The local indicator and its year.
    place, group
        The place and its peers.
    """
    ids = [place.id, *(peer for peer in (group.ids if group else ()) if peer != place.id)]
    found = local_figures(store, entry, place.level, year, ids)
    return replace(figure_among(store, mine, found, place, group), mention=LOCAL_BADGE)


def group_with_figures(
    store: Store, entry: Entry, place: Territory, year: int, asked: PeerGroup, others: Iterable[PeerGroup]
) -> PeerGroup:
    """Return the peers that are asked for or, when a file says nothing of most of them, those of which it says most.

    Parameters
    ----------
    store, entry, place, year
        The edition, the local indicator, the place and the year.
    asked : PeerGroup
        As the visitor, or the address, has it.
    others : iterable of PeerGroup
        In the order of the menu.
    """
    of_level = local_figures(store, entry, place.level, year)
    known = dict(zip(of_level.ids, of_level.known.tolist(), strict=True))

    def held(group: PeerGroup) -> int:
        return sum(known.get(peer, False) for peer in group.ids)

    return asked if 2 * held(asked) >= len(asked.ids) else max((asked, *others), key=held)


@dataclass(frozen=True)
class ShownLocal:
    """A local indicator of a place among its peers, in one year.

    Attributes
    ----------
    figures : Figures
        Of the place, then its peers.
    own : Figure
    result : Comparison
    together : float
        The value of the peers taken as one.
    table : DataFrame
        As `ranked_table` returns it.
    told, sentence : str
        Reading and rank; the comparison in words.
    drawing : Drawing or None
        None when no peer is ranked.
    """

    figures: Figures
    own: Figure
    result: Comparison
    together: float
    table: pd.DataFrame
    told: str
    sentence: str
    drawing: Drawing | None


def shown_local(store: Store, entry: Entry, place: Territory, group: PeerGroup, year: int) -> ShownLocal:
    """Return a local indicator of a place among its peers. Nothing of it is kept: it is one visitor's.

    Parameters
    ----------
    store, entry, place, group
        The edition, the local indicator, the place and its peers.
    year : int
        Of the figures.
    """
    indicator, label = entry.indicator, group_label(store, group)
    ids = [place.id, *(peer for peer in group.ids if peer != place.id)]
    found = local_figures(store, entry, place.level, year, ids)
    result, own = compare(found, place.id, group.ids), found.of(place.id)
    together = found.together(slice(1, None))
    table = ranked_table(store, found, ids)
    drawing = None
    if result.peers_ranked:
        from observatoire.views.charts.distribution import distribution_chart
        from observatoire.views.charts.local import as_local
        from observatoire.views.charts.ranking import ranking_chart

        chart = ranking_chart if len(table) <= MOST_RANKED else distribution_chart
        landmarks = reference_of(indicator, result, label)
        drawing = as_local(chart(table, place.id, (), landmarks, unit=indicator.unit, decimals=indicator.decimals))
    return ShownLocal(
        figures=found,
        own=own,
        result=result,
        together=together,
        table=table,
        told=f"{reading(indicator, place, own, year)} {standing(indicator, result, label)}",
        sentence=comparison_sentence(indicator, place, result, label, together),
        drawing=drawing,
    )


@dataclass(frozen=True)
class LocalSeries:
    """A local indicator over the years: lines, band, chart and sentence, as `ShownSeries` has them."""

    lines: pd.DataFrame
    band: pd.DataFrame
    drawing: Drawing | None
    sentence: str


def local_series(store: Store, entry: Entry, place: Territory, group: PeerGroup) -> LocalSeries:
    """Return a local indicator of a place over the years, beside its peers.

    Parameters
    ----------
    store, entry, place, group
        The edition, the local indicator, the place and its peers.
    """
    indicator, label = entry.indicator, group_label(store, group)
    own = local_yearly(store, entry, place.level, [place.id])
    peers = local_yearly(store, entry, place.level, group.ids)
    lines, band = series_frames_of(own, peers, [place], group.ids, based=False)
    drawing = None
    if lines["value"].notna().any():
        from observatoire.views.charts.local import as_local
        from observatoire.views.charts.series import series_chart

        drawn = series_chart(
            lines, place.id, [], band if band["n"].max() else None,
            unit=indicator.unit, decimals=indicator.decimals, breaks=[], base_year=None, moved="",
        )  # fmt: skip
        drawing = as_local(drawn)
    return LocalSeries(lines, band, drawing, series_sentence(indicator, place, lines, band, label, based=False))


@dataclass(frozen=True)
class LocalCross:
    """A local indicator against an official one."""

    view: ScatterView
    drawing: Drawing | None
    sentence: str
    official: tuple[Indicator, int]


def local_cross(
    store: Store, catalog: Catalog, entry: Entry, place: Territory, group: PeerGroup, year: int, official: Indicator
) -> LocalCross:
    """Return a local indicator against an official one, of a place among its peers.

    Parameters
    ----------
    store : Store
        The edition.
    catalog : Catalog
        That knows both.
    entry, place, group, year
        The local indicator, the place, its peers and the year of the local figures.
    official : Indicator
        Across; in its latest year.
    """
    from observatoire.views.charts.local import as_local
    from observatoire.views.charts.scatter import scatter_chart

    of_when = latest_year(store, official, place.level)
    whole = (figures(store, official, place.level, of_when), local_figures(store, entry, place.level, year))
    ids = [place.id, *(peer for peer in group.ids if peer != place.id)]
    asked = (
        figures(store, official, place.level, of_when, ids),
        local_figures(store, entry, place.level, year, ids),
    )
    view = scatter_of(store, whole, asked, place, group.ids, ())
    sentence = scatter_sentence(catalog, view, place, group_label(store, group))
    drawing = as_local(scatter_chart(view, behind_words(view, place), sentence)) if view.association.n else None
    return LocalCross(view, drawing, sentence, (official, of_when))


@dataclass(frozen=True)
class PlacesMap:
    """Places over the map of an official figure: the map, its name and legend, the places, the key of their signs."""

    model: MapModel
    label: str
    legend: MapLegend
    pins: dict[str, Any]
    sentence: str


def places_map(store: Store, place: Territory, options: LocalOptions) -> PlacesMap | None:
    """Return the map of places; None where no map shows them.

    Parameters
    ----------
    store, place
        The edition and the place, which is outlined.
    options : LocalOptions
        Which places, on which map, over which official figure.
    """
    scope, official = options.scope, options.official
    if scope is None or official is None:
        return None
    model = map_model(store, official, latest_year(store, official, scope.level), scope)
    found = outlined(store, scope, model.ids, place)
    return PlacesMap(
        model=model,
        label=f"{scope_label(store, scope, place)}, avec des lieux apportés ({LOCAL_BADGE.lower()})",
        legend=legend_of(model, short_label(place) if found else ""),
        pins=pins_of(options.groups),
        sentence=places_sentence(signs_of(options.groups)),
    )
