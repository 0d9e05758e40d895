"""What an indicator is made of: its years, the sums it needs commune by commune, its formula."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from observatoire.model.catalog import Indicator
from observatoire.model.store import Bools, Floats, Ints, Reasons, Store
from observatoire.model.territory import Level

StatusCodes = npt.NDArray[np.int8]
"""Each an index in `STATUSES`."""


@dataclass(frozen=True)
class Components:
    """What an indicator needs from each of some communes, or of some territories counted whole.

    Attributes
    ----------
    numerator, denominator : ndarray of float
        NaN unless *both* exist (a commune without a numerator must not weigh in the denominator).
        A count has no denominator: ones stand in.
    causes : ndarray of int8
        Index in `STATUSES` of why a component is missing; 0 where both exist.
    reasons : ndarray of int16
        Position in `Store.reason_texts` of that cause's reason or, where both components exist, of what must be said of
        them; 0 for nothing.
    flagged : ndarray of bool
        Some component is estimated, or carried from another year.
    carried : ndarray of bool
        Some component is carried from another year.
    repeated : ndarray of bool
        All of the numerator is carried: the figure only repeats that of another year.
    """

    numerator: Floats
    denominator: Floats
    causes: StatusCodes
    reasons: Reasons
    flagged: Bools
    carried: Bools
    repeated: Bools

    @property
    def paired(self) -> Bools:
        """Where both components exist."""
        return ~np.isnan(self.numerator)

    def take(self, positions: Ints) -> Components:
        """Return the components at some positions."""
        return Components(*(getattr(self, field.name)[positions] for field in fields(self)))


def years(store: Store, indicator: Indicator) -> tuple[int, ...]:
    """Return the years for which an indicator can be computed, ascending.

    A change has one year: the last, whose distance to its base year the catalogue vouches for.
    """
    found = _shared_years(store, indicator.numerator_terms)
    if indicator.denominator_year is None and indicator.denominator_terms:
        known = _shared_years(store, indicator.denominator_terms)
        found = {year for year in found if _of_denominator(indicator, year) in known}
    if indicator.kind == "change":
        found = {max(found)} if indicator.base_year in found else set()
    return tuple(sorted(found))


def _shared_years(store: Store, terms: tuple[tuple[int, str], ...]) -> set[int]:
    return set.intersection(*(set(store.years(measure)) for _, measure in terms))


def counted_above(store: Store, indicator: Indicator, year: int) -> bool:
    """Tell whether all that an indicator needs was counted for whole territories (`measures_above`)."""
    return all(store.has_above(measure, at) for terms, at in cells_of(indicator, year) for _, measure in terms)


def shipped_by_commune(store: Store, indicator: Indicator, year: int) -> bool:
    """Tell whether all that an indicator needs ships by commune: figures about single persons do not."""
    return all(at in store.commune_years(m) for terms, at in cells_of(indicator, year) for _, m in terms)


def published_at(store: Store, indicator: Indicator, year: int, level: Level) -> bool:
    """Tell whether producers publish, at a level above communes, all that an indicator needs.

    Parameters
    ----------
    store, indicator, year, level
        The edition, the indicator, its year and the level.
    """
    needed = cells_of(indicator, year)
    return level != "commune" and all(store.publishes(m, at, level) for terms, at in needed for _, m in terms)


def latest_year(store: Store, indicator: Indicator, level: Level) -> int:
    """Return the last year in which territories of a level have figures.

    A median that is published of communes alone in its last year is read in an earlier one of EPCI. The last of all
    where the level has none.

    Parameters
    ----------
    store, indicator, level
        The edition, an indicator that it holds, and the level.
    """
    known = years(store, indicator)
    if level == "commune":
        held = [year for year in known if shipped_by_commune(store, indicator, year)]
    elif indicator.additive:
        held = []
    else:
        held = [year for year in known if published_at(store, indicator, year, level)]
    return (held or known)[-1]


@dataclass(frozen=True)
class PublishedSums:
    """What producers publish for the territories of a level, as an indicator needs it.

    Attributes
    ----------
    numerator, denominator : ndarray of float
        NaN where a part is not known; ones stand in for the denominator of a count.
    causes : ndarray of int8
        Index in `STATUSES` of why a part is missing; 0 where none is.
    reasons : ndarray of int16
        Position in `Store.reason_texts` of that cause's reason; of what is remarked of a part where none is missing.
    said : ndarray of bool
        Where producers say something of every part, be it that it is secret.
    flagged : ndarray of bool
        Where something is remarked of a value: that it is provisional.
    """

    numerator: Floats
    denominator: Floats
    causes: StatusCodes
    reasons: Reasons
    said: Bools
    flagged: Bools


def published_sums(store: Store, indicator: Indicator, year: int, level: Level) -> PublishedSums:
    """Return numerator and denominator of each territory of a level, as producers publish them.

    Parameters
    ----------
    store, indicator, year, level
        Such that `published_at` holds.
    """
    size = len(store.index(level))
    said = np.ones(size, dtype=bool)
    causes, reasons = np.zeros(size, dtype=np.int8), np.zeros(size, dtype=np.int16)
    remarks = np.zeros(size, dtype=np.int16)
    sums = []
    for terms, at in cells_of(indicator, year):
        total = np.zeros(size)
        for sign, measure in terms:
            values, states, why = store.published(measure, at, level)
            total = total + sign * values
            first = (causes == 0) & (states > 0)
            causes, reasons = np.where(first, states, causes), np.where(first, why, reasons)
            remarks = np.where((remarks == 0) & (states == 0), why, remarks)
            said = said & (states >= 0)
        sums.append(total)
    flagged = said & (causes == 0) & (remarks > 0)
    reasons = np.where(flagged, remarks, reasons)
    denominator = sums[1] if len(sums) > 1 else np.ones(size)
    return PublishedSums(sums[0], denominator, causes.astype(np.int8), reasons.astype(np.int16), said, flagged)


@lru_cache(maxsize=2)
def commune_components(store: Store, indicator: Indicator, year: int) -> Components:
    """Return the components of every commune, in the store's order, as `components_of`; kept for the next level."""
    return components_of(store, indicator, year, slice(None))


def components_of(store: Store, indicator: Indicator, year: int, positions: Ints | slice) -> Components:
    """Return numerator and denominator of some communes, paired.

    Parameters
    ----------
    store, indicator
        Where to read, and what.
    year : int
        One of `years(store, indicator)`.
    positions : ndarray of int or slice
        Of the communes in the store's order.

    Raises
    ------
    KeyError
        When the year is not one of the indicator's, or when a measure does not ship by commune.
    """
    if year not in years(store, indicator):
        raise KeyError(f"{indicator.id} {year}")
    sums = []
    size = len(store.reference_population[positions])
    causes, reasons, remarks = (np.zeros(size, dtype=kind) for kind in (np.int8, np.int16, np.int16))
    flagged, carried, repeated = (np.zeros(size, dtype=bool) for _ in range(3))
    for rank, (terms, at) in enumerate(cells_of(indicator, year)):
        total = np.zeros(size)
        all_carried = np.ones(size, dtype=bool)
        for sign, measure in terms:
            total = total + sign * store.measure(measure, at)[positions]
            gaps, said = store.gaps(measure, at)[positions], store.reasons(measure, at)[positions]
            first = (causes == 0) & (gaps != 0)
            causes, reasons = np.where(first, gaps, causes), np.where(first, said, reasons)
            remarks = np.where((remarks == 0) & (gaps == 0), said, remarks)
            from_another_year = store.flags(measure, at, "carried")[positions]
            carried, all_carried = carried | from_another_year, all_carried & from_another_year
            flagged = flagged | from_another_year | store.flags(measure, at, "estimated")[positions]
        sums.append(total)
        if rank == 0:
            repeated = all_carried
    numerator, denominator = sums[0], sums[1] if len(sums) > 1 else np.ones(size)
    missing = np.isnan(numerator) | np.isnan(denominator)
    return Components(
        numerator=np.where(missing, np.nan, numerator),
        denominator=np.where(missing, np.nan, denominator),
        causes=causes.astype(np.int8),
        reasons=np.where(missing, reasons, remarks),
        flagged=flagged,
        carried=carried,
        repeated=repeated,
    )


def _of_denominator(indicator: Indicator, year: int) -> int:
    """Return the year of the denominator that a year of the numerator is set against."""
    return indicator.denominator_year or min(year, indicator.denominator_until or year)


def cells_of(indicator: Indicator, year: int) -> list[tuple[tuple[tuple[int, str], ...], int]]:
    """Return the sums an indicator needs: terms and year of the numerator, then of the denominator if any."""
    cells = [(indicator.numerator_terms, year)]
    if indicator.kind == "change" and indicator.base_year is not None:
        cells.append((indicator.numerator_terms, indicator.base_year))
    elif indicator.denominator_terms:
        cells.append((indicator.denominator_terms, _of_denominator(indicator, year)))
    return cells


def apply_formula(indicator: Indicator, year: int, numerator: Floats, denominator: Floats) -> Floats:
    """Apply the indicator's formula to sums. Zero denominators give NaN or inf: masked by the caller.

    Parameters
    ----------
    indicator, year
        The indicator and its year.
    numerator, denominator : ndarray of float
        Sums, in one order.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        if indicator.kind == "count":
            return numerator * indicator.scale
        if indicator.kind == "ratio":
            # Scale first: integer sums stay exact, so that equal ratios stay equal and tie.
            return indicator.scale * numerator / denominator
        growth = numerator / denominator
        span = year - (indicator.base_year or year)
        return np.asarray(indicator.scale * ((growth ** (1 / span) if indicator.annual else growth) - 1))


def whole_sums(store: Store, indicator: Indicator, year: int, level: Level) -> tuple[Floats, Floats, Floats]:
    """Return numerator, denominator and communes counted of each territory of a level, as counted above communes.

    Elected persons: exact above communes, withheld commune by commune. NaN where a part is not known.

    Parameters
    ----------
    store, indicator, year, level
        The edition, the indicator, its year and the level.
    """
    sums = []
    counted = store.level(level)["members"].to_numpy(dtype=np.float64)
    for terms, at in cells_of(indicator, year):
        total = np.zeros(len(counted))
        for sign, measure in terms:
            values_above, communes = store.above(measure, at, level)
            total = total + sign * values_above
            counted = np.minimum(counted, communes)
        sums.append(total)
    return sums[0], sums[1] if len(sums) > 1 else np.ones(len(counted)), counted
