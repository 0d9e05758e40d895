"""What each view of Comparer shows: one indicator, a theme, two indicators, places side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.comparison import Comparison, compare, figures_beside
from observatoire.statistics.enclosing import enclosing_figures, member_figures
from observatoire.statistics.figures import Figure
from observatoire.statistics.peers.groups import PeerGroup
from observatoire.statistics.uncertainty.judgement import Judgement
from observatoire.statistics.uncertainty.verdicts import judge
from observatoire.views.compare.panorama import Panorama
from observatoire.views.compare.scatter import ScatterView
from observatoire.views.compare.side_by_side import SideRow
from observatoire.views.french.composing import member_values_sentence
from observatoire.views.french.grammar import lowered
from observatoire.views.french.groups import group_label
from observatoire.views.french.sentences import comparison_sentence
from observatoire.views.french.verdicts import pooled_sentence
from observatoire.views.html.frames import ranked_table
from observatoire.views.html.strips import own_margin
from observatoire.views.layout.territories import Doubt
from pages.state.data import comparison_drawing, places_side_by_side, scatter_drawing, theme_panorama
from pages.state.options.comparer import CompareOptions, compare_options
from pages.state.selection import Selection

if TYPE_CHECKING:
    from observatoire.views.charts.drawing import Drawing


@dataclass(frozen=True)
class ShownComparison:
    """One indicator of a place among its peers.

    Attributes
    ----------
    group : PeerGroup
    label : str
        Its name.
    own : Figure
    members : str
        What the members of a composed place have where it has no value, for it does not add up; "" otherwise.
    result : Comparison
    judged : Judgement
        Whether the gap to the peers is more than chance.
    pooled : str
        What several years together say, where one tells nothing of events; "" otherwise.
    together : float
        The group's own value; NaN when it has none.
    wider : list of (Territory, Figure)
        The territories around the place.
    table : DataFrame
        As `ranked_table` returns it: the place, its peers, the places marked beside them.
    sentence : str
    drawing : Drawing or None
        None when no peer is ranked.
    """

    group: PeerGroup
    label: str
    own: Figure
    members: str
    result: Comparison
    judged: Judgement
    pooled: str
    together: float
    wider: list[tuple[Territory, Figure]]
    table: pd.DataFrame
    sentence: str
    drawing: Drawing | None

    @property
    def apart(self) -> dict[str, int]:
        """By peer, whether it is surely above the place (1), surely below (-1) or neither (0); empty without ranks."""
        return dict(zip(self.group.ids, self.judged.apart, strict=False))


@dataclass(frozen=True)
class ShownTheme:
    """A whole theme of a place among its peers, or places side by side over a theme."""

    theme: str
    title: str
    group: PeerGroup
    places: tuple[Territory, ...]


@dataclass(frozen=True)
class ShownPanorama(ShownTheme):
    """A whole theme of a place among its peers."""

    view: Panorama

    @property
    def shown(self) -> list[tuple[Indicator, int]]:
        """The indicators of its rows, with their years."""
        return [(row.indicator, row.year) for row in self.view.rows]


@dataclass(frozen=True)
class ShownSides(ShownTheme):
    """Places side by side over a theme."""

    rows: list[SideRow]

    @property
    def shown(self) -> list[tuple[Indicator, int]]:
        """The indicators of its rows, with their years."""
        return [(row.figures.indicator, row.figures.year) for row in self.rows]


@dataclass(frozen=True)
class ShownCross:
    """Two indicators of a place among its peers."""

    options: CompareOptions
    group: PeerGroup
    view: ScatterView
    drawing: Drawing
    sentence: str

    @property
    def axes(self) -> tuple[tuple[Indicator, int], tuple[Indicator, int]]:
        """The indicator across and the one upwards, with their years."""
        return self.options.first, self.options.second

    @property
    def title(self) -> str:
        """Both indicators in a phrase."""
        return cross_title(self.options)


def cross_title(options: CompareOptions) -> str:
    """Return two indicators in a phrase: inside it, only an ordinary first word loses its capital."""
    return f"{options.first[0].title} et {lowered(options.second[0].title)}"


def shown_comparison(
    store: Store, selection: Selection, place: Territory, *, in_a_room: bool = False
) -> ShownComparison | None:
    """Return one indicator of a place among its peers; None for France, which has none.

    Parameters
    ----------
    store : Store
    selection : Selection
    place : Territory
    in_a_room : bool
        Whether the drawing must hold on one screen: the spread of the group, never one row a territory.
    """
    group = selection.group
    if group is None:
        return None
    indicator, year = selection.indicator, selection.year
    label = group_label(store, group)
    asked = [place.id, *group.ids, *(t.id for t in selection.marked)]
    of_all = figures_beside(store, indicator, place.level, year, asked)
    result, judged = compare(of_all, place.id, group.ids), judge(store, of_all, place.id, group.ids)
    together = of_all.together(of_all.positions(group.ids))
    picked = tuple(t.id for t in selection.marked)
    table = ranked_table(store, of_all, [place.id, *group.ids], picked)
    drawing = None
    close = {peer for peer, side in zip(group.ids, judged.apart, strict=False) if not side}
    doubt = Doubt(own_margin(judged), frozenset(close) if judged.margin > 0 else frozenset())
    if result.peers_ranked:
        drawing = comparison_drawing(
            place.id, group.request, indicator.id, year, picked, in_a_room, _table=table, _result=result, _doubt=doubt
        )
    return ShownComparison(
        group=group,
        label=label,
        own=of_all.of(place.id),
        members=member_values_sentence(indicator, year, member_figures(store, indicator, year, place)),
        result=result,
        judged=judged,
        pooled=pooled_sentence(store, indicator, place, group.ids, judged),
        together=together,
        wider=enclosing_figures(store, indicator, year, place),
        table=table,
        sentence=comparison_sentence(indicator, place, result, label, together),
        drawing=drawing,
    )


def shown_panorama(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> ShownPanorama | None:
    """Return a whole theme of a place among its peers; None for France.

    Parameters
    ----------
    store, catalog, selection, place
        The edition, the catalogue, what the visitor looks at and the place.
    """
    theme, group = compare_options(store, catalog, selection, place).theme, selection.group
    if group is None:
        return None
    view = theme_panorama(place.id, group.request, theme)
    return ShownPanorama(theme, catalog.themes[theme].title, group, (place,), view)


def shown_sides(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> ShownSides | None:
    """Return a place and those picked, side by side over a theme; None for France.

    Parameters
    ----------
    store, catalog, selection, place
        The edition, the catalogue, what the visitor looks at and the place.
    """
    theme, group = compare_options(store, catalog, selection, place).theme, selection.group
    if group is None:
        return None
    rows = places_side_by_side(place.id, group.request, theme, tuple(t.id for t in selection.picked))
    return ShownSides(theme, catalog.themes[theme].title, group, (place, *selection.picked), rows)


def shown_cross(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> ShownCross | None:
    """Return two indicators of a place among its peers; None for France.

    Parameters
    ----------
    store, catalog, selection, place
        The edition, the catalogue, what the visitor looks at and the place.
    """
    options, group = compare_options(store, catalog, selection, place), selection.group
    if group is None:
        return None
    first, second = ((indicator.id, year) for indicator, year in (options.first, options.second))
    picked = tuple(t.id for t in selection.picked)
    view, drawing, sentence = scatter_drawing(place.id, group.request, first, second, picked)
    return ShownCross(options, group, view, drawing, sentence)
