"""The picture of a view that a shared link shows, made of what the page shows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from observatoire.exports.pictures.sharing import SharedPicture
from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.views.french.grammar import short_label
from observatoire.views.french.groups import what_it_is
from observatoire.views.french.sentences import period, producers
from observatoire.views.maps.locator import locator_svg
from pages.state.models.carte import shown_map
from pages.state.models.comparer import shown_comparison
from pages.state.models.essential import SITE
from pages.state.models.evolution import shown_series
from pages.state.models.first import first_view
from pages.state.models.portrait import shown_portrait
from pages.state.selection import Selection

if TYPE_CHECKING:
    from observatoire.views.charts.drawing import Drawing

MOST_SHAPES = 3_000
"""A map of more takes seconds and much memory: a link to it says in words what it shows."""
MOST_FIGURES = 5


def shared_picture(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> SharedPicture:
    """Return what the picture of a view says and shows.

    Parameters
    ----------
    store, catalog, selection, place
        The edition, the catalogue, what the visitor looks at and the place.
    """
    view = first_view(store, catalog, selection)
    page, indicator = selection.page, selection.indicator
    made = f"{SITE} · édition {store.edition}"
    cited = f"Source\u202f: {producers(catalog, indicator)} · {made}"
    what = what_it_is(store, place)
    of_place = SharedPicture(what, view.heading, view.lead, foot=made, drawing=locator_svg(store, place))
    if page == "portrait":
        rows = shown_portrait(store, catalog, selection, place).essentials[:MOST_FIGURES]
        return replace(of_place, lead="", figures=[(row.indicator.short_title, row.figure) for row in rows])
    if page == "carte":
        heading = f"{indicator.title} ({period(indicator, selection.year)})"
        drawing = map_drawing(store, catalog, selection, place)
        return SharedPicture(short_label(place), heading, view.lead, foot=cited, drawing=drawing)
    chart = _chart(store, catalog, selection, place)
    if chart is None:
        return of_place
    return SharedPicture(
        f"{short_label(place)} · {what}", indicator.title, view.lead, foot=cited, drawing=chart, wide=True
    )


def _chart(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> Drawing | None:
    """Return the chart of a view of one indicator; None for the other views."""
    if selection.page == "evolution":
        return shown_series(store, catalog, selection, place).drawing
    if selection.page == "comparer" and selection.option("vue") in ("", "indicateur"):
        shown = shown_comparison(store, selection, place, in_a_room=True)
        return shown.drawing if shown else None
    return None


def map_drawing(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> str:
    """Return the map of a view alone as SVG; where the place lies, for a map of too many shapes.

    Parameters
    ----------
    store, catalog, selection, place
        The edition, the catalogue, what the visitor looks at and the place.
    """
    from observatoire.exports.maps.sheet import map_sheet
    from observatoire.exports.maps.svg import map_alone_svg

    shown = shown_map(store, catalog, selection, place)
    model = shown.model
    if len(model.ids) > MOST_SHAPES:
        return locator_svg(store, place)
    legend = shown.legend(model)
    sheet = map_sheet(store, catalog, model.indicator, model.year, model, legend, shown.label, outlined=shown.outlined)
    return map_alone_svg(store, sheet)
