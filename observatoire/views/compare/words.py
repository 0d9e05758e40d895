"""Words that the views of the page Comparer share: wider references, the rule on small numbers, sources of a theme."""

from __future__ import annotations

import math
from collections.abc import Sequence

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.territory import Level, Territory
from observatoire.statistics.figures import Figure
from observatoire.views.compare.panorama import figure_text
from observatoire.views.french.grammar import lowered, short_label
from observatoire.views.french.sentences import gap_text, period, rests_on, value_text
from observatoire.views.french.wording import SEMICOLON, number, spaced
from observatoire.views.html.tables import Row

AROUND: dict[Level, str] = {"epci": "EPCI", "departement": "Département", "region": "Région", "france": "Pays"}
"""What a wider territory is, before its name."""


def reference_figures(indicator: Indicator, around: Sequence[tuple[Territory, Figure]]) -> list[tuple[str, str, str]]:
    """Return the wider territories' own values: label, figure, and the coverage where it is not whole."""
    return [
        (
            _around_label(place),
            figure_text(indicator, figure),
            rests_on(figure) if 0 < figure.members_with_data < figure.members else "",
        )
        for place, figure in around
    ]


def reference_rows(
    indicator: Indicator, around: Sequence[tuple[Territory, Figure]], together: float, median: float, columns: int
) -> list[Row]:
    """Return the rows that end a ranking: the group taken as one, then each wider territory; none has a rank.

    Parameters
    ----------
    indicator : Indicator
    around : sequence of (Territory, Figure)
        As `enclosing.enclosing_figures` returns them.
    together : float
        The group's own value; NaN when it has none.
    median : float
        The peers' median, for the gaps; NaN for none.
    columns : int
        How many columns the ranking has.
    """
    lines = [("Le groupe entier, comme un seul territoire", value_text(indicator, together), together)]
    if not math.isfinite(together):
        lines = []
    lines += [
        (_around_label(place), figure_text(indicator, figure), figure.value if figure.counts else math.nan)
        for place, figure in around
    ]
    rows = []
    for label, text, value in lines:
        cells = [label, "repère", text]
        if columns > len(cells):
            told = math.isfinite(value - median)
            cells.append(gap_text(indicator, value - median) if told else "–")
        cells += ["–"] * (columns - len(cells))
        rows.append(Row("", tuple(cells)))
    return rows


def _around_label(place: Territory) -> str:
    return spaced(f"{AROUND[place.level]}\u202f: {short_label(place)}")


EXACT = "Rangs et écarts se calculent sur les valeurs exactes, avant arrondi."
"""Why 25,1 and 25,0 may be 0,2 apart."""


def small_numbers_rule(catalog: Catalog, indicators: Sequence[Indicator]) -> str:
    """Say the rule on small numbers, with the threshold and its base when one indicator is shown."""
    bounded = [i for i in indicators if i.min_base]
    if not bounded:
        return ""
    which = "sous le seuil propre à chaque indicateur"
    if len(indicators) == 1:
        which = f"si la base du calcul ({_base(catalog, bounded[0])}) est inférieure à {number(bounded[0].min_base)}"
    return spaced(
        f"Petits nombres\u202f: {which}, un chiffre n’est qu’un ordre de grandeur (≈)\u202f: il n’a pas de rang et ne "
        "compte pas dans la médiane des autres."
    )


def _base(catalog: Catalog, indicator: Indicator) -> str:
    """Name what the threshold bears on: the denominator, or the count itself."""
    terms = indicator.denominator_terms or indicator.numerator_terms
    return lowered(" + ".join(catalog.measures[name].label for _, name in terms))


def source_lines(catalog: Catalog, asked: Sequence[tuple[Indicator, int]]) -> str:
    """Return the years of several indicators and their producers, each once, in the order they come."""
    if not asked:
        return ""
    known = sorted({year for _, year in asked})
    told = list(dict.fromkeys(period(indicator, year) for indicator, year in asked))
    span = " et ".join(told)
    if len(told) > 2:
        span = f"Dernière année connue de chaque indicateur, de {known[0]} à {known[-1]}"
    producers = dict.fromkeys(
        f"{source.producer}, {source.title}" for indicator, _ in asked for source in catalog.sources_of(indicator)
    )
    return f"{span} · {SEMICOLON.join(producers)}"
