"""The six figures that open a portrait, of what is composed: what is known of it, and on how many communes it rests."""

from __future__ import annotations

from markupsafe import Markup

from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.figures import latest, panel
from observatoire.views.french.numerals import number
from observatoire.views.french.sentences import caution, period, rests_on, value_text, why
from observatoire.views.html.rendering import render
from observatoire.views.portrait.essentials import ESSENTIALS

KeyFigure = tuple[str, str, str]
"""Title and year; figure; on what it rests where some communes have none, or why there is none."""


def key_figures(store: Store, catalog: Catalog, place: Territory) -> list[KeyFigure]:
    """Return the six key figures of a place, in the latest year of each.

    Parameters
    ----------
    store, catalog, place
        The edition, the catalogue and the place.
    """
    indicators = [catalog.indicators[name] for name in ESSENTIALS if name in catalog.indicators]
    rows = []
    for of_place in panel(store, latest(store, indicators, place.level), place.level, [place.id]):
        indicator, own = of_place.indicator, of_place.figure(0)
        known = own.status == "value"
        partly = known and own.members_with_data < own.members
        told = [caution(own), rests_on(own) if partly else ""] if known else [why(own)]
        title = f"{indicator.short_title}, {period(indicator, of_place.year)}"
        rows.append((title, value_text(indicator, own.value, own.status), ", ".join(filter(None, told))))
    return rows


def key_figures_html(place: Territory, rows: list[KeyFigure]) -> Markup:
    """Return the key figures of a place as a table: figure, and what it rests on where that is not all its communes."""
    of_all = "" if place.level == "commune" else f", sur ses {number(place.members)} communes sauf mention contraire"
    return render("composing/figures", caption=f"Chiffres clés{of_all}", rows=rows)
