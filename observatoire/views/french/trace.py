"""« D'où vient ce chiffre ? »: the sums behind a figure, the formula with its numbers, what it rests on."""

from __future__ import annotations

import math
from collections.abc import Sequence

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.territory import Territory
from observatoire.statistics.trace import Term, Trace
from observatoire.views.french.sentences import rests_on, value_text, why
from observatoire.views.french.wording import number, quantity

TIMES, DIVIDED = "\u00a0×\u00a0", "\u00a0÷\u00a0"


def terms_of_sum(catalog: Catalog, terms: Sequence[Term]) -> list[tuple[str, str]]:
    """Return what a sum is made of: the measure with its sign ("− Décès"), and how much."""
    found = []
    for position, term in enumerate(terms):
        measure = catalog.measures[term.measure]
        amount = _amount(term.total, measure.unit) if math.isfinite(term.total) else "inconnu"
        sign = "− " if term.sign < 0 else "+ " if position else ""
        found.append((f"{sign}{measure.label}", amount))
    return found


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


def coverage(territory: Territory, found: Trace) -> str:
    """Say what a figure rests on: a count, its communes, itself."""
    if found.counted_whole and territory.composed:
        return (
            "la somme de comptages\u202f: ceux de territoires entiers, et ceux des communes restantes, où rien n’est "
            f"secret\u202f; {rests_on(found.figure)}"
        )
    if found.counted_whole:
        return f"un comptage du territoire entier\u202f; {rests_on(found.figure)}"
    if found.published:
        then = f", dans le périmètre de {found.perimeter}\u202f: il a pu changer depuis" if found.perimeter else ""
        return f"un chiffre publié à ce niveau par son producteur{then}"
    if territory.level == "commune":
        return "le chiffre de la commune elle-même"
    return f"la somme de ses communes\u202f; {rests_on(found.figure)}"
