"""« D'où vient ce chiffre ? »: the sums behind a figure, the formula with its numbers, the communes, the source."""

from __future__ import annotations

import math
from html import escape

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.territory import Territory
from observatoire.statistics.trace import Term, Trace
from observatoire.views.french.grammar import short_label
from observatoire.views.french.sentences import period, rests_on, value_text, why
from observatoire.views.french.wording import SEMICOLON, number, quantity

TIMES, DIVIDED = "\u00a0×\u00a0", "\u00a0÷\u00a0"


def trace_html(catalog: Catalog, indicator: Indicator, territory: Territory, year: int, found: Trace) -> str:
    """Return the trace of a figure as HTML: a list of sums, the calculation, coverage, sources.

    Parameters
    ----------
    catalog, indicator, territory, year
        The figure.
    found : Trace
        As `trace.trace` returns it.
    """
    items = [_sum_item(catalog, terms, at) for terms, at in found.sums]
    steps = "".join(f"<li>{item}</li>" for item in items)
    steps += f"<li><strong>Calcul</strong>\u202f: {escape(calculation(indicator, year, found))}</li>"
    steps += f"<li><strong>Repose sur</strong>\u202f: {escape(_coverage(territory, found))}</li>"
    sources = "".join(
        f"<li>{escape(s.citation)}. Édition\u202f: {escape(s.edition)}. Publication\u202f: {escape(s.published)}. "
        f"Licence\u202f: {escape(s.licence)}.</li>"
        for s in catalog.sources_of(indicator)
    )
    name = escape(f"{short_label(territory)}, {indicator.title}, {period(indicator, year)}")
    return (
        f'<div class="otc-trace"><p class="otc-trace-name">{name}</p><ol>{steps}</ol>'
        f"<p><strong>Source</strong></p><ul>{sources}</ul></div>"
    )


def _sum_item(catalog: Catalog, terms: tuple[Term, ...], year: int) -> str:
    parts = []
    for position, term in enumerate(terms):
        measure = catalog.measures[term.measure]
        told = _amount(term.total, measure.unit) if math.isfinite(term.total) else "inconnu"
        sign = "− " if term.sign < 0 else "+ " if position else ""
        parts.append(f"{sign}{escape(measure.label)}\u202f: <strong>{escape(told)}</strong>")
    return f"{SEMICOLON.join(parts)} ({year})"


def _amount(total: float, unit: str = "") -> str:
    """Write a sum in full: no decimals when it is whole, two when it is not."""
    return quantity(total, unit, 0 if total == round(total) else 2)


def calculation(indicator: Indicator, year: int, found: Trace) -> str:
    """Return the formula with its numbers: "100 × 14 312 ÷ 62 345 = 22,96 %"; or why there is no value."""
    if found.figure.status != "value":
        return why(found.figure)
    result = value_text(indicator, found.figure.value)
    if not found.sums:
        return result
    totals = [_amount(sum(term.sign * term.total for term in terms)) for terms, _ in found.sums]
    factor = f"{number(indicator.scale)}{TIMES}" if indicator.scale != 1 else ""
    if indicator.kind == "count":
        return f"{factor}{totals[0]} = {result}" if factor else result
    if indicator.kind == "ratio":
        return f"{factor}{totals[0]}{DIVIDED}{totals[1]} = {result}"
    growth = f"{totals[0]}{DIVIDED}{totals[1]}"
    span = year - (indicator.base_year or year)
    power = f"({growth}) à la puissance 1/{span}" if indicator.annual else f"({growth})"
    return f"{factor}[{power} − 1] = {result}"


def _coverage(territory: Territory, found: Trace) -> str:
    if found.counted_whole:
        return f"un comptage du territoire entier\u202f; {rests_on(found.figure)}"
    if territory.level == "commune":
        return "le chiffre de la commune elle-même"
    return f"la somme de ses communes\u202f; {rests_on(found.figure)}"
