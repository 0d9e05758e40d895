"""« D'où vient ce chiffre ? » as HTML: the sums behind a figure, the calculation, what it rests on, the sources."""

from __future__ import annotations

from markupsafe import Markup

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.territory import Territory
from observatoire.statistics.trace import Trace
from observatoire.views.french.grammar import short_label
from observatoire.views.french.sentences import period
from observatoire.views.french.trace import calculation, coverage, terms_of_sum
from observatoire.views.french.wording import SEMICOLON
from observatoire.views.html.rendering import render


def trace_html(catalog: Catalog, indicator: Indicator, territory: Territory, year: int, found: Trace) -> Markup:
    """Return the trace of a figure as HTML: a list of sums, the calculation, coverage, sources.

    Parameters
    ----------
    catalog, indicator, territory, year
        The figure.
    found : Trace
        As `trace.trace` returns it.
    """
    return render(
        "trace",
        name=f"{short_label(territory)}, {indicator.title}, {period(indicator, year)}",
        sums=[(terms_of_sum(catalog, terms), at) for terms, at in found.sums],
        semicolon=SEMICOLON,
        calculation=calculation(indicator, year, found),
        coverage=coverage(territory, found),
        sources=catalog.sources_of(indicator),
    )
