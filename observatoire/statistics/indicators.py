"""Indicators: sums of numerators over sums of denominators, with coverage and the five states."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from observatoire.model.catalog import Indicator
from observatoire.model.store import STATUSES, Bools, Floats, Ints, Status, Store
from observatoire.model.territory import Level

_VALUE = STATUSES.index("value")
_NOT_PUBLISHED = STATUSES.index("not_published")
_NOT_APPLICABLE = STATUSES.index("not_applicable")
_NOT_COMPUTABLE = STATUSES.index("not_computable")
_STATUS_INDEX: pd.Index[str] = pd.Index(list(STATUSES))
StatusCodes = npt.NDArray[np.int8]


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


@lru_cache(maxsize=32)
def commune_parts(store: Store, indicator: Indicator, year: int) -> CommuneParts:
    """Return numerator and denominator by commune, paired.

    Raises
    ------
    KeyError
        When the year is not one of `years(store, indicator)`.
    """
    if year not in years(store, indicator):
        raise KeyError(f"{indicator.id} {year}")
    parts = _cells(indicator, year)
    sums = [_signed_sum(store, terms, at) for terms, at in parts]
    numerator = sums[0]
    denominator = sums[1] if len(sums) > 1 else np.ones_like(numerator)
    missing = np.isnan(numerator) | np.isnan(denominator)
    cells = [(measure, at) for terms, at in parts for _, measure in terms]
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
    total = np.zeros(len(store.commune_codes))
    for sign, measure in terms:
        total = total + sign * store.measure(measure, year)
    return total


@lru_cache(maxsize=48)
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
    if year not in years(store, indicator):
        raise KeyError(f"{indicator.id} {year}")
    if level not in indicator.levels:
        return _not_applicable(store, level)
    if level != "commune" and _counted_above(store, indicator, year):
        return _values_counted_above(store, indicator, level, year)
    parts = commune_parts(store, indicator, year)
    groups, size = store.membership(level), len(store.level(level))
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
    result = _formula(indicator, year, sums.numerator, sums.denominator)
    return pd.DataFrame(
        {
            "value": np.where(is_value, result, np.nan),
            "status": pd.Categorical.from_codes(sums.codes, categories=_STATUS_INDEX),
            "numerator": np.where(known, sums.numerator, np.nan),
            "denominator": np.where(known & (indicator.kind != "count"), sums.denominator, np.nan),
            "members": sums.members.astype(int),
            "members_with_data": sums.with_data.astype(int),
            "population_covered_pct": sums.coverage,
            "fragile": is_value & (base < indicator.min_base),
            "flagged": is_value & sums.flagged,
        },
        index=store.level(level).index,
    )


def _not_applicable(store: Store, level: Level) -> pd.DataFrame:
    """Return the frame of an indicator that means nothing at a level."""
    places = store.level(level)
    return pd.DataFrame(
        {
            "value": np.nan,
            "status": pd.Categorical(["not_applicable"] * len(places), categories=list(STATUSES)),
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


def _cells(indicator: Indicator, year: int) -> list[tuple[tuple[tuple[int, str], ...], int]]:
    """Return the sums an indicator needs: terms and year of the numerator, then of the denominator if any."""
    parts = [(indicator.numerator_terms, year)]
    if indicator.kind == "change" and indicator.base_year is not None:
        parts.append((indicator.numerator_terms, indicator.base_year))
    elif indicator.denominator_terms:
        parts.append((indicator.denominator_terms, indicator.denominator_year or year))
    return parts


def _counted_above(store: Store, indicator: Indicator, year: int) -> bool:
    """Tell whether all that an indicator needs was counted for whole territories (`measures_upper`)."""
    return all(store.has_upper(measure, at) for terms, at in _cells(indicator, year) for _, measure in terms)


def _values_counted_above(store: Store, indicator: Indicator, level: Level, year: int) -> pd.DataFrame:
    """Compute an indicator from counts of whole territories: elected persons, withheld commune by commune."""
    members = store.level(level)["members"].to_numpy(dtype=np.float64)
    sums, counted = [], members
    for terms, at in _cells(indicator, year):
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


def _formula(indicator: Indicator, year: int, numerator: Floats, denominator: Floats) -> Floats:
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
    return float(_formula(indicator, year, numerator, denominator)[0])
