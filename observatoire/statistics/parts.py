"""What an indicator is made of: its years, the sums it needs commune by commune, its formula."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from observatoire.model.catalog import Indicator
from observatoire.model.store import Bools, Floats, Store

StatusCodes = npt.NDArray[np.int8]
"""Each an index in `STATUSES`."""


@dataclass(frozen=True)
class CommuneParts:
    """What an indicator needs from each commune, in the store's order.

    Attributes
    ----------
    numerator, denominator : ndarray of float, shape (communes,)
        NaN unless *both* exist (a commune without a numerator must not weigh in the denominator).
        A count has no denominator: ones stand in.
    causes : ndarray of int8
        Index in `STATUSES` of why a part is missing; 0 where both exist.
    flagged, carried : ndarray of bool
        Values that are estimated or carried from another year; those carried only.
    """

    numerator: Floats
    denominator: Floats
    causes: StatusCodes
    flagged: Bools
    carried: Bools


def years(store: Store, indicator: Indicator) -> tuple[int, ...]:
    """Return the years for which an indicator can be computed, ascending.

    A change has one year: the last, whose distance to its base year the catalogue vouches for.
    """
    found = _shared_years(store, indicator.numerator_terms)
    if indicator.denominator_year is None and indicator.denominator_terms:
        found &= _shared_years(store, indicator.denominator_terms)
    if indicator.kind == "change":
        found = {max(found)} if indicator.base_year in found else set()
    return tuple(sorted(found))


def _shared_years(store: Store, terms: tuple[tuple[int, str], ...]) -> set[int]:
    return set.intersection(*(set(store.years(measure)) for _, measure in terms))


@lru_cache(maxsize=2)
def commune_parts(store: Store, indicator: Indicator, year: int) -> CommuneParts:
    """Return numerator and denominator by commune, paired.

    Raises
    ------
    KeyError
        When the year is not one of `years(store, indicator)`.
    """
    if year not in years(store, indicator):
        raise KeyError(f"{indicator.id} {year}")
    needed = cells_of(indicator, year)
    sums = [_signed_sum(store, terms, at) for terms, at in needed]
    numerator = sums[0]
    denominator = sums[1] if len(sums) > 1 else np.ones_like(numerator)
    missing = np.isnan(numerator) | np.isnan(denominator)
    cells = [(measure, at) for terms, at in needed for _, measure in terms]
    causes = np.zeros(len(numerator), dtype=np.int8)
    for measure, at in cells:
        causes = np.where(causes == 0, store.gaps(measure, at), causes)
    carried = np.logical_or.reduce([store.flags(measure, at, "carried") for measure, at in cells])
    estimated = np.logical_or.reduce([store.flags(measure, at, "estimated") for measure, at in cells])
    return CommuneParts(
        numerator=np.where(missing, np.nan, numerator),
        denominator=np.where(missing, np.nan, denominator),
        causes=causes,
        flagged=carried | estimated,
        carried=carried,
    )


def _signed_sum(store: Store, terms: tuple[tuple[int, str], ...], year: int) -> Floats:
    total = np.zeros(len(store.index("commune")))
    for sign, measure in terms:
        total = total + sign * store.measure(measure, year)
    return total


def cells_of(indicator: Indicator, year: int) -> list[tuple[tuple[tuple[int, str], ...], int]]:
    """Return the sums an indicator needs: terms and year of the numerator, then of the denominator if any."""
    parts = [(indicator.numerator_terms, year)]
    if indicator.kind == "change" and indicator.base_year is not None:
        parts.append((indicator.numerator_terms, indicator.base_year))
    elif indicator.denominator_terms:
        parts.append((indicator.denominator_terms, indicator.denominator_year or year))
    return parts


def apply_formula(indicator: Indicator, year: int, numerator: Floats, denominator: Floats) -> Floats:
    """Apply the indicator's formula to sums. Zero denominators give NaN or inf: masked by the caller."""
    with np.errstate(divide="ignore", invalid="ignore"):
        if indicator.kind == "count":
            return numerator * indicator.scale
        if indicator.kind == "ratio":
            # Scale first: integer sums stay exact, so that equal ratios stay equal and tie.
            return indicator.scale * numerator / denominator
        growth = numerator / denominator
        span = year - (indicator.base_year or year)
        return np.asarray(indicator.scale * ((growth ** (1 / span) if indicator.annual else growth) - 1))
