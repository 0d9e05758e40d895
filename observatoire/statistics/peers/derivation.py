"""What follows from known indicators: a rule about their measures, never a list of indicators.

Each indicator is the ratio of two sums of measures: a count is one over 1, a change is one over itself in its base
year. An indicator that is known makes its two sums known up to one factor. Two groups of sums known so are one when
they share a sum; and measures that make up another one (`parts`) give each other by subtraction. An indicator whose
two sums lie in one group follows from what is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.store import Floats
from observatoire.model.territory import Level

Sum = tuple[tuple[int, str], ...]
"""Measures, each with its sign."""
Ratio = tuple[Sum, Sum]

_ONE: Sum = ((1, "1"),)


def follows(catalog: Catalog, indicator: Indicator, known: Sequence[Indicator], level: Level) -> bool:
    """Tell whether an indicator of a territory follows from others, and from nothing less.

    Parameters
    ----------
    catalog
        Where measures say what they are made of.
    indicator : Indicator
    known : sequence of Indicator
        Those that are known.
    level : Level
        Of the territory: what one commune always has is no news, and a threshold decides for one commune only.
    """
    whole = tuple(
        ((1, measure.id), *((-1, part) for part in parts))
        for measure in catalog.measures.values()
        for parts in measure.parts
    )
    given = _given(catalog) if level == "commune" else ()
    ratios = (*given, *map(_ratio, known))
    if level == "commune":
        ratios += tuple(
            (((1, measure.id),), ((1, measure.part_of or ""),))
            for measure in catalog.measures.values()
            if measure.decided_by and _follows(_ratio(catalog.indicator(measure.decided_by)), ratios, whole)
        )
    asked = _ratio(indicator)
    return _follows(asked, ratios, whole) and not _follows(asked, given, whole)


def _ratio(indicator: Indicator) -> Ratio:
    terms = indicator.numerator_terms
    if indicator.kind == "change":
        return terms, tuple((sign, f"{measure}__{indicator.base_year}") for sign, measure in terms)
    return terms, indicator.denominator_terms or _ONE


def _given(catalog: Catalog) -> tuple[Ratio, ...]:
    """Return what is known of any commune: measures that have but one value."""
    fixed = (measure for measure in catalog.measures.values() if measure.min == measure.max)
    return tuple((((1, measure.id),), _ONE) for measure in fixed)


@lru_cache(maxsize=4096)
def _follows(asked: Ratio, ratios: tuple[Ratio, ...], whole: tuple[Sum, ...]) -> bool:
    names, made_of, groups = _groups(ratios, whole)
    if not {name for side in asked for _, name in side} <= names.keys():
        return False
    sides = _rows(asked, names)
    return any(_rank(group, made_of, sides) == _rank(group, made_of) for group in groups)


@lru_cache(maxsize=256)
def _groups(ratios: tuple[Ratio, ...], whole: tuple[Sum, ...]) -> tuple[dict[str, int], Floats, list[Floats]]:
    """Return the columns of the measures, the sums that are zero, and the groups of sums known up to one factor."""
    sums = [side for ratio in ratios for side in ratio]
    names = {name: at for at, name in enumerate(dict.fromkeys(name for s in (*sums, *whole) for _, name in s))}
    made_of = _rows(whole, names)
    groups: list[Floats] = []
    for ratio in ratios:
        group = _rows(ratio, names)
        while shared := [other for other in groups if _share(group, other, made_of)]:
            groups = [other for other in groups if not any(other is one for one in shared)]
            group = np.vstack([group, *shared])
        groups.append(group)
    return names, made_of, groups


def _share(one: Floats, other: Floats, made_of: Floats) -> bool:
    """Tell whether two groups have a sum in common, sums that are zero apart."""
    return _rank(one, made_of) + _rank(other, made_of) - _rank(one, other, made_of) > _rank(made_of)


def _rows(sums: Sequence[Sum], names: dict[str, int]) -> Floats:
    rows = np.zeros((len(sums), len(names)))
    for row, terms in zip(rows, sums, strict=True):
        for sign, name in terms:
            row[names[name]] += sign
    return rows


def _rank(*rows: Floats) -> int:
    together = np.vstack(rows)
    return int(np.linalg.matrix_rank(together)) if together.size else 0
