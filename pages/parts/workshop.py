"""Figures of a workshop's views: what the Atelier records and the presentation shows."""

from __future__ import annotations

from observatoire.local.catalogue import levels_of
from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.model.workshop.record import GUESSED, LOCAL_PAGE
from observatoire.statistics.series import last_followed, yearly
from observatoire.views.workshop.figure import ShownFigure, shown_figure
from pages.state.local import NOTHING_BROUGHT, Brought
from pages.state.models.local import local_figure, local_group
from pages.state.options.carte import map_options
from pages.state.options.comparer import compare_options
from pages.state.options.evolution import series_options
from pages.state.options.local import local_options
from pages.state.selection import Selection


def figure_of_view(
    store: Store, catalog: Catalog, selection: Selection, local: Brought = NOTHING_BROUGHT
) -> ShownFigure | None:
    """Return the figure that a view is about; None for a view of several figures, or without place.

    Parameters
    ----------
    store, catalog, selection
        The edition, the official catalogue and what the view shows.
    local : Brought, optional
        The local data that are here: a view of others has no figure.
    """
    place, indicator, year = selection.territory, selection.indicator, selection.year
    if selection.page not in GUESSED or place is None:
        return None
    if selection.page == LOCAL_PAGE:
        return _local_figure(store, catalog, selection, place, local)
    if selection.page == "comparer" and compare_options(store, catalog, selection, place).view != "indicateur":
        return None
    if selection.page == "evolution":
        indicator = series_options(store, catalog, selection).indicator
        year = last_followed(yearly(store, indicator, place.level, [place.id]), place.id)
    return shown_figure(store, catalog, indicator, year, place, selection.group)


def _local_figure(
    store: Store, catalog: Catalog, selection: Selection, place: Territory, local: Brought
) -> ShownFigure | None:
    options = local_options(store, catalog, selection, place, local)
    if options.entry is None or not options.year or place.level not in levels_of(options.entry):
        return None
    asked = selection.group
    group = local_group(store, place, asked, options.entry, options.year) if asked else None
    return local_figure(store, local.catalogue(catalog), options.entry, place, group, options.year)


def notices_of_view(
    store: Store, catalog: Catalog, selection: Selection, local: Brought = NOTHING_BROUGHT
) -> tuple[str, ...]:
    """Return all that a view asks for and cannot be had, as its page says it.

    Parameters
    ----------
    store, catalog, selection, local
        As `figure_of_view` takes them.
    """
    place = selection.territory
    if place is None:
        return selection.notices
    if selection.page == "comparer":
        return (*selection.notices, *compare_options(store, catalog, selection, place).notices)
    if selection.page == LOCAL_PAGE:
        return (*selection.notices, *local_options(store, catalog, selection, place, local).notices)
    if selection.page == "evolution":
        return (*selection.notices, *series_options(store, catalog, selection).notices)
    if selection.page == "carte":
        return (*selection.notices, *map_options(store, catalog, selection, place).notices)
    return selection.notices
