"""A panel: several indicators of a few territories, without computing a level of 34 875 communes for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from observatoire.model.catalog import Indicator
from observatoire.model.store import STATUSES, Bools, Floats, Ints, Store
from observatoire.model.territory import Level
from observatoire.statistics.comparison import Comparison, compare_columns
from observatoire.statistics.indicators import Figure, values, years
from observatoire.statistics.parts import StatusCodes, apply_formula, cells_of

_VALUE = STATUSES.index("value")
_NOT_PUBLISHED = STATUSES.index("not_published")
_NOT_APPLICABLE = STATUSES.index("not_applicable")
_NOT_COMPUTABLE = STATUSES.index("not_computable")


@dataclass(frozen=True)
class Figures:
    """One indicator of some territories: the columns of `indicators.values` as arrays in one order.

    Attributes
    ----------
    indicator, year
        Which figure.
    value : ndarray of float
        NaN unless the state is a value.
    codes : ndarray of int8
        Indexes in `STATUSES`.
    numerator, denominator : ndarray of float
        NaN without data; the denominator of a count is NaN.
    members, members_with_data : ndarray of int
        Communes of each territory, and those with data.
    covered : ndarray of float
        Share (0-100) of the population that lives in the latter.
    fragile, flagged : ndarray of bool
        Base below `min_base`; some part estimated or carried.
    """

    indicator: Indicator
    year: int
    value: Floats
    codes: StatusCodes
    numerator: Floats
    denominator: Floats
    members: Ints
    members_with_data: Ints
    covered: Floats
    fragile: Bools
    flagged: Bools

    @property
    def counts(self) -> Bools:
        """Which figures may be ranked: known, and not fragile."""
        solid: Bools = (self.codes == _VALUE) & ~self.fragile
        return solid

    def figure(self, at: int) -> Figure:
        """Return the figure of one territory, by position."""
        return Figure(
            value=float(self.value[at]),
            status=STATUSES[self.codes[at]],
            numerator=float(self.numerator[at]),
            denominator=float(self.denominator[at]),
            members=int(self.members[at]),
            members_with_data=int(self.members_with_data[at]),
            population_covered_pct=float(self.covered[at]),
            fragile=bool(self.fragile[at]),
            flagged=bool(self.flagged[at]),
        )

    def part(self, which: slice | Ints) -> Figures:
        """Return the figures of some of the territories, by position: copies, that do not hold the others in memory."""
        which = np.arange(len(self.value))[which]
        return Figures(
            indicator=self.indicator,
            year=self.year,
            value=self.value[which],
            codes=self.codes[which],
            numerator=self.numerator[which],
            denominator=self.denominator[which],
            members=self.members[which],
            members_with_data=self.members_with_data[which],
            covered=self.covered[which],
            fragile=self.fragile[which],
            flagged=self.flagged[which],
        )

    def together(self, which: slice) -> float:
        """Return the value of some territories taken as one: the formula on their sums; NaN without data."""
        known = self.members_with_data[which] > 0
        if not known.any():
            return float("nan")
        numerator = np.array([self.numerator[which][known].sum()])
        count = self.indicator.kind == "count"
        denominator = np.array([1.0 if count else self.denominator[which][known].sum()])
        if denominator[0] == 0:
            return float("nan")
        return float(apply_formula(self.indicator, self.year, numerator, denominator)[0])


def latest(store: Store, indicators: Sequence[Indicator]) -> list[tuple[Indicator, int]]:
    """Return indicators, each with its latest year."""
    return [(indicator, years(store, indicator)[-1]) for indicator in indicators]


def panel(
    store: Store, asked: Sequence[tuple[Indicator, int]], level: Level, ids: Sequence[str] | None = None
) -> list[Figures]:
    """Return the figures of a few territories, the same as `indicators.values` has.

    Parameters
    ----------
    store : Store
    asked : sequence of (Indicator, int)
        Indicators, each with one of its years.
    level : Level
        Of all the territories.
    ids : sequence of str, optional
        The territories; without it, all of the level in the store's order.

    Returns
    -------
    list of Figures
        In the order of `asked`; arrays in the order of `ids`.

    Raises
    ------
    KeyError
        When a territory is not of the level.
    """
    positions = np.arange(len(store.index(level))) if ids is None else store.positions(level, ids)
    of_one = _of_communes if level == "commune" else _of_level
    return [of_one(store, indicator, year, level, positions) for indicator, year in asked]


def _of_level(store: Store, indicator: Indicator, year: int, level: Level, positions: Ints) -> Figures:
    frame = values(store, indicator, level, year)

    def column(name: str) -> Any:
        return frame[name].to_numpy()[positions]

    return Figures(
        indicator=indicator,
        year=year,
        value=column("value"),
        codes=np.asarray(frame["status"].cat.codes, dtype=np.int8)[positions],
        numerator=column("numerator"),
        denominator=column("denominator"),
        members=column("members"),
        members_with_data=column("members_with_data"),
        covered=column("population_covered_pct"),
        fragile=column("fragile"),
        flagged=column("flagged"),
    )


def _of_communes(store: Store, indicator: Indicator, year: int, level: Level, positions: Ints) -> Figures:
    """Return the figures of some communes: each its own only member."""
    size = len(positions)
    ones, no = np.ones(size, dtype=np.intp), np.zeros(size, dtype=bool)
    if level not in indicator.levels:
        nothing = np.full(size, np.nan)
        codes = np.full(size, _NOT_APPLICABLE, dtype=np.int8)
        return Figures(indicator, year, nothing, codes, nothing, nothing, ones, 0 * ones, np.zeros(size), no, no)
    sums, causes, carried, estimated = [], np.zeros(size, dtype=np.int8), no.copy(), no.copy()
    for terms, at in cells_of(indicator, year):
        total = np.zeros(size)
        for sign, measure in terms:
            total = total + sign * store.measure(measure, at)[positions]
            causes = np.where(causes == 0, store.gaps(measure, at)[positions], causes)
            carried |= store.flags(measure, at, "carried")[positions]
            estimated |= store.flags(measure, at, "estimated")[positions]
        sums.append(total)
    numerator = sums[0]
    denominator = sums[1] if len(sums) > 1 else np.ones(size)
    known = ~np.isnan(numerator + denominator)
    codes = np.where(known, _VALUE, np.where(causes == 0, _NOT_PUBLISHED, causes)).astype(np.int8)
    # A figure carried from its own base year would read as "no change": it is not an observation.
    stale = carried if indicator.kind == "change" else no
    codes[known & ((denominator == 0) | stale)] = _NOT_COMPUTABLE
    is_value = codes == _VALUE
    base = numerator if indicator.kind == "count" else denominator
    return Figures(
        indicator=indicator,
        year=year,
        value=np.where(is_value, apply_formula(indicator, year, numerator, denominator), np.nan),
        codes=codes,
        numerator=np.where(known, numerator, np.nan),
        denominator=np.where(known & (indicator.kind != "count"), denominator, np.nan),
        members=ones,
        members_with_data=known.astype(np.intp),
        covered=np.where(known, 100.0, 0.0),
        fragile=is_value & (base < indicator.min_base),
        flagged=is_value & (carried | estimated),
    )


def compare_first(figures: Figures, place: str) -> Comparison:
    """Compare the first territory with all the others: the same as `comparison.compare` says.

    Parameters
    ----------
    figures : Figures
        The place's, then its peers'.
    place : str
        The place's id.
    """
    known = figures.codes[1:] == _VALUE
    return compare_columns(place, figures.figure(0), figures.value[1:], known, figures.fragile[1:])
