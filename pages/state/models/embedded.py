"""What « Intégrer » offers of a view: whether it has a drawing, its title, the height of the frame that holds it."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from observatoire.model.territory import Territory
from observatoire.views.french.grammar import short_label
from pages.state.data import shared_data
from pages.state.embedding import EMBEDDABLE
from pages.state.models.carte import shown_map
from pages.state.models.comparer import cross_title, shown_comparison, shown_cross, shown_panorama, shown_sides
from pages.state.models.evolution import shown_series
from pages.state.options.comparer import compare_options
from pages.state.selection import Selection

if TYPE_CHECKING:
    from observatoire.views.charts.drawing import Drawing

AROUND = 345
"""Pixels of an embedded view beside its drawing: title, sentence, source, in the column of a page some 700 wide."""
MAP, TWO_MAPS = 980, 1_260
ROW_OF_THEME, HEAD_OF_THEME = 78, 60
"""Pixels of a row of a table of several figures, and of its head, in a page 1 280 wide: narrower ones scroll inside."""
LINES_OF_CROSS = 70
"""Pixels of the longer sentence on two indicators."""
TALLEST = 2_400


def has_drawing(selection: Selection) -> bool:
    """Tell whether a view of a place shows itself alone in the frame of another site."""
    if selection.page not in EMBEDDABLE or selection.territory is None:
        return False
    return selection.page != "comparer" or selection.group is not None


def embedded_title(selection: Selection, place: Territory) -> tuple[str, int]:
    """Return the title of a view for those who do not see it, and the height in pixels of its frame."""
    store, catalog = shared_data()
    title, height = selection.indicator.title, MAP
    if selection.page == "evolution":
        series = shown_series(store, catalog, selection, place)
        title, height = series.options.indicator.title, AROUND + _height(series.drawing)
    elif selection.page == "carte":
        height = MAP if shown_map(store, catalog, selection, place).second is None else TWO_MAPS
    else:
        title, height = _compared(selection, place)
    return f"{title}, {short_label(place)}", min(height, TALLEST)


def _compared(selection: Selection, place: Territory) -> tuple[str, int]:
    """Return the title and the height of a view of Comparer."""
    store, catalog = shared_data()
    options = compare_options(store, catalog, selection, place)
    if options.view == "croiser":
        cross = shown_cross(store, catalog, selection, place)
        drawing = cross.drawing if cross and cross.view.association.n else None
        return cross_title(options), AROUND + LINES_OF_CROSS + _height(drawing)
    if options.view == "indicateur":
        comparison = shown_comparison(store, selection, place)
        return selection.indicator.title, AROUND + _height(comparison.drawing if comparison else None)
    shown = (shown_panorama if options.view == "theme" else shown_sides)(store, catalog, selection, place)
    rows = len(shown.shown) if shown else 0
    return catalog.themes[options.theme].title, AROUND + HEAD_OF_THEME + ROW_OF_THEME * rows


def _height(drawing: Drawing | None) -> int:
    """Return the height of a chart, in pixels."""
    return ceil(drawing.spec["height"]) if drawing else 0
