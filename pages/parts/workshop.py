"""Figures of a workshop's views: what the Atelier records and the presentation shows."""

from __future__ import annotations

from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.workshop.record import GUESSED
from observatoire.statistics.series import last_followed, yearly
from observatoire.views.workshop.figure import ShownFigure, shown_figure
from pages.state.options.carte import map_options
from pages.state.options.comparer import compare_options
from pages.state.options.evolution import series_options
from pages.state.selection import Selection


def figure_of_view(store: Store, catalog: Catalog, selection: Selection) -> ShownFigure | None:
    """Return the figure that a view is about; None for a view of several figures, or without place."""
    place, indicator, year = selection.territory, selection.indicator, selection.year
    if selection.page not in GUESSED or place is None:
        return None
    if selection.page == "comparer" and compare_options(store, catalog, selection, place).view != "indicateur":
        return None
    if selection.page == "evolution":
        indicator = series_options(store, catalog, selection).indicator
        year = last_followed(yearly(store, indicator, place.level, [place.id]), place.id)
    return shown_figure(store, catalog, indicator, year, place, selection.group)


def notices_of_view(store: Store, catalog: Catalog, selection: Selection) -> tuple[str, ...]:
    """Return all that a view asks for and cannot be had, as its page says it."""
    place = selection.territory
    if place is None:
        return selection.notices
    if selection.page == "comparer":
        return (*selection.notices, *compare_options(store, catalog, selection, place).notices)
    if selection.page == "evolution":
        return (*selection.notices, *series_options(store, catalog, selection).notices)
    if selection.page == "carte":
        return (*selection.notices, *map_options(store, catalog, selection, place).notices)
    return selection.notices
