"""Indicators: sums of numerators over sums of denominators, with coverage and the five states."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

import numpy as np
import pandas as pd

from observatoire.model.catalog import Indicator
from observatoire.model.store import STATUSES, Bools, Floats, Ints, Status, Store
from observatoire.model.territory import Level
from observatoire.statistics.parts import CommuneParts, StatusCodes, apply_formula, cells_of, commune_parts
from observatoire.statistics.parts import years as years

_VALUE = STATUSES.index("value")
_NOT_PUBLISHED = STATUSES.index("not_published")
_NOT_APPLICABLE = STATUSES.index("not_applicable")
_NOT_COMPUTABLE = STATUSES.index("not_computable")
STATUS_DTYPE = pd.CategoricalDtype(list(STATUSES))
"""Made once: pandas hashes the categories of each one whenever a row is read."""


@dataclass(frozen=True)
class Figure:
    """One row of `values`: one indicator, one territory, one year. Fields as its columns."""

    value: float
    status: Status
    numerator: float
    denominator: float
    members: int
    members_with_data: int
    population_covered_pct: float
    fragile: bool
    flagged: bool


def figure_of(values: pd.DataFrame, identifier: str) -> Figure:
    """Return one territory's row of `values` as a record."""
    return Figure(**cast(dict[str, Any], values.loc[identifier].to_dict()))


def values(store: Store, indicator: Indicator, level: Level, year: int) -> pd.DataFrame:
    """Compute an indicator for every territory of a level.

    Each value is scale x (sum of numerators) / (sum of denominators) over the member communes for which both
    exist: never a mean of ratios (`docs/methods.md`).

    Parameters
    ----------
    store, indicator, level
        The release, a catalogue entry, a level.
    year : int
        One of `years(store, indicator)`.

    Returns
    -------
    DataFrame
        Indexed by territory id, in the store's order. Columns: `value` (float, NaN unless status is value),
        `status` (one of `STATUSES`), `numerator`, `denominator` (sums over paired communes; the denominator
        of a count is NaN), `members`, `members_with_data` (communes), `population_covered_pct` (0-100),
        `fragile` (base below the indicator's `min_base`), `flagged` (some part estimated or carried).
        Shared between callers: treat as read-only.

    Raises
    ------
    KeyError
        When the year has no data.
    """
    # Kept apart: a level of 1 253 EPCI is small, one of 34 875 communes is 2 MB, made in 2 ms from its parts.
    return (_commune_values if level == "commune" else _upper_values)(store, indicator, level, year)


@lru_cache(maxsize=8)
def _commune_values(store: Store, indicator: Indicator, level: Level, year: int) -> pd.DataFrame:
    return _computed(store, indicator, level, year)


@lru_cache(maxsize=512)
def _upper_values(store: Store, indicator: Indicator, level: Level, year: int) -> pd.DataFrame:
    return _computed(store, indicator, level, year)


def _computed(store: Store, indicator: Indicator, level: Level, year: int) -> pd.DataFrame:
    if year not in years(store, indicator):
        raise KeyError(f"{indicator.id} {year}")
    if level not in indicator.levels:
        return _not_applicable(store, level)
    if level != "commune" and counted_above(store, indicator, year):
        return _values_of_whole(store, indicator, level, year)
    parts = commune_parts(store, indicator, year)
    if level == "commune":
        return _frame(store, indicator, level, year, _communes_alone(indicator, parts))
    groups, size = store.membership(level), len(store.index(level))
    paired = ~np.isnan(parts.numerator)
    numerator = _sum_by(groups, size, parts.numerator, paired)
    denominator = _sum_by(groups, size, parts.denominator, paired)
    members = _sum_by(groups, size, np.ones(len(groups)), groups >= 0)
    with_data = _sum_by(groups, size, np.ones(len(groups)), paired)
    codes = _status_codes(parts, groups, size, with_data, denominator, indicator)
    coverage = _coverage(store, groups, size, paired, members, with_data)
    flagged = _sum_by(groups, size, np.ones(len(groups)), parts.flagged & paired) > 0
    sums = _Sums(numerator, denominator, codes, members, with_data, coverage, flagged)
    return _frame(store, indicator, level, year, sums)


def _communes_alone(indicator: Indicator, parts: CommuneParts) -> _Sums:
    """Return the sums of groups of one commune each: what the sums by group would give, ten times faster."""
    paired = ~np.isnan(parts.numerator)
    numerator, denominator = np.nan_to_num(parts.numerator), np.nan_to_num(parts.denominator)
    codes = np.where(paired, np.int8(_VALUE), parts.causes).astype(np.int8)
    codes[paired & (denominator == 0)] = _NOT_COMPUTABLE
    if indicator.kind == "change":
        codes[paired & parts.carried] = _NOT_COMPUTABLE
    known = paired.astype(np.float64)
    return _Sums(numerator, denominator, codes, np.ones(len(known)), known, 100 * known, parts.flagged & paired)


@dataclass(frozen=True)
class _Sums:
    """What a level's values are made of; arrays in the order of the level."""

    numerator: Floats
    denominator: Floats
    codes: StatusCodes
    members: Floats
    with_data: Floats
    coverage: Floats
    flagged: Bools


def _frame(store: Store, indicator: Indicator, level: Level, year: int, sums: _Sums) -> pd.DataFrame:
    """Return the frame that `values` promises."""
    is_value = sums.codes == _VALUE
    known = sums.with_data > 0
    base = sums.numerator if indicator.kind == "count" else sums.denominator
    result = apply_formula(indicator, year, sums.numerator, sums.denominator)
    return pd.DataFrame(
        {
            "value": np.where(is_value, result, np.nan),
            "status": pd.Categorical.from_codes(sums.codes, dtype=STATUS_DTYPE),
            "numerator": np.where(known, sums.numerator, np.nan),
            "denominator": np.where(known & (indicator.kind != "count"), sums.denominator, np.nan),
            "members": sums.members.astype(np.int32),
            "members_with_data": sums.with_data.astype(np.int32),
            "population_covered_pct": sums.coverage.astype(np.float32),
            "fragile": is_value & (base < indicator.min_base),
            "flagged": is_value & sums.flagged,
        },
        index=store.index(level),
    )


def _not_applicable(store: Store, level: Level) -> pd.DataFrame:
    """Return the frame of an indicator that means nothing at a level."""
    places = store.level(level)
    return pd.DataFrame(
        {
            "value": np.nan,
            "status": pd.Categorical(["not_applicable"] * len(places), dtype=STATUS_DTYPE),
            "numerator": np.nan,
            "denominator": np.nan,
            "members": places["members"].to_numpy(),
            "members_with_data": 0,
            "population_covered_pct": 0.0,
            "fragile": False,
            "flagged": False,
        },
        index=places.index,
    )


def counted_above(store: Store, indicator: Indicator, year: int) -> bool:
    """Tell whether all that an indicator needs was counted for whole territories (`measures_upper`)."""
    return all(store.has_upper(measure, at) for terms, at in cells_of(indicator, year) for _, measure in terms)


def _values_of_whole(store: Store, indicator: Indicator, level: Level, year: int) -> pd.DataFrame:
    """Compute an indicator from counts of whole territories: elected persons, withheld commune by commune."""
    members = store.level(level)["members"].to_numpy(dtype=np.float64)
    sums, counted = [], members
    for terms, at in cells_of(indicator, year):
        total = np.zeros(len(members))
        for sign, measure in terms:
            values_above, communes = store.upper(measure, at, level)
            total = total + sign * values_above
            counted = np.minimum(counted, communes)
        sums.append(total)
    numerator = sums[0]
    denominator = sums[1] if len(sums) > 1 else np.ones_like(numerator)
    missing = np.isnan(numerator) | np.isnan(denominator)
    codes = np.full(len(members), _VALUE, dtype=np.int8)
    codes[denominator == 0] = _NOT_COMPUTABLE
    # The register has nobody, or the figure would be about one or two persons.
    codes[missing] = np.where(counted[missing] == 0, _NOT_PUBLISHED, _NOT_APPLICABLE)
    with_data = np.where(missing, 0, counted)
    coverage = 100 * with_data / members
    return _frame(
        store,
        indicator,
        level,
        year,
        _Sums(numerator, denominator, codes, members, with_data, coverage, np.zeros(len(members), dtype=bool)),
    )


def _sum_by(groups: Ints, size: int, weights: Floats, mask: Bools) -> Floats:
    """Sum weights by group, over the masked communes that belong to one."""
    kept = mask & (groups >= 0)
    return np.bincount(groups[kept], weights=weights[kept], minlength=size).astype(np.float64)


def _status_codes(
    parts: CommuneParts, groups: Ints, size: int, with_data: Floats, denominator: Floats, indicator: Indicator
) -> StatusCodes:
    """Say why each territory has, or has not, a value."""
    codes = np.full(size, _VALUE, dtype=np.int8)
    codes[(with_data > 0) & (denominator == 0)] = _NOT_COMPUTABLE
    if indicator.kind == "change":
        # A figure carried from its own base year would read as "no change": it is not an observation.
        fresh = _sum_by(groups, size, np.ones(len(groups)), ~np.isnan(parts.numerator) & ~parts.carried)
        codes[(with_data > 0) & (fresh == 0)] = _NOT_COMPUTABLE
    empty = with_data == 0
    if empty.any():
        codes[empty] = _common_cause(parts.causes, groups, size)[empty]
    return codes


def _common_cause(causes: StatusCodes, groups: Ints, size: int) -> StatusCodes:
    """Return, by group, the cause that all its communes share, else `not_published`."""
    known = groups >= 0
    lowest = np.full(size, len(STATUSES), dtype=np.int8)
    highest = np.full(size, -1, dtype=np.int8)
    np.minimum.at(lowest, groups[known], causes[known])
    np.maximum.at(highest, groups[known], causes[known])
    return np.where((lowest == highest) & (lowest != _VALUE), lowest, _NOT_PUBLISHED).astype(np.int8)


def _coverage(store: Store, groups: Ints, size: int, paired: Bools, members: Floats, with_data: Floats) -> Floats:
    """Return the share (0-100) of the population that the communes with data hold."""
    population = store.reference_population
    total = _sum_by(groups, size, population, groups >= 0)
    covered = _sum_by(groups, size, population, paired)
    with np.errstate(divide="ignore", invalid="ignore"):
        # Six villages of the Meuse have no inhabitants: count communes there.
        return np.where(total > 0, 100 * covered / total, 100 * with_data / members)


def subset_values(store: Store, indicator: Indicator, year: int, positions: Ints) -> tuple[Floats, Bools]:
    """Compute an indicator for a few communes: the same figures as `values`, without the frame.

    Parameters
    ----------
    store, indicator, year
        As for `values`.
    positions : ndarray of int
        Positions of communes in the store's order.

    Returns
    -------
    tuple of ndarray
        Values (NaN when there is none), and which of them count: known, not fragile, not carried.
    """
    sums = []
    known = np.ones(len(positions), dtype=bool)
    for terms, at in cells_of(indicator, year):
        total = np.zeros(len(positions))
        for sign, measure in terms:
            if at not in store.commune_years(measure):
                return np.full(len(positions), np.nan), np.zeros(len(positions), dtype=bool)
            total = total + sign * store.measure(measure, at)[positions]
            if indicator.kind == "change":
                known &= ~store.flags(measure, at, "carried")[positions]
        sums.append(total)
    numerator = sums[0]
    denominator = sums[1] if len(sums) > 1 else np.ones_like(numerator)
    figures = apply_formula(indicator, year, numerator, denominator)
    base = numerator if indicator.kind == "count" else denominator
    known &= np.isfinite(figures) & (denominator != 0) & (base >= indicator.min_base)
    return figures, known


def group_value(indicator: Indicator, frame: pd.DataFrame, year: int) -> float:
    """Return a group's own value: the formula on the sums of its territories' parts.

    Parameters
    ----------
    indicator : Indicator
    frame : DataFrame
        Rows of `values(...)`, one per territory of the group.
    year : int
        The year of `frame`.

    Returns
    -------
    float
        NaN when no territory of the group has data, or when the denominators sum to zero.
    """
    paired = frame[frame["members_with_data"] > 0]
    if paired.empty:
        return float("nan")
    numerator = np.array([paired["numerator"].sum()])
    denominator = np.array([1.0 if indicator.kind == "count" else paired["denominator"].sum()])
    if denominator[0] == 0:
        return float("nan")
    return float(apply_formula(indicator, year, numerator, denominator)[0])
