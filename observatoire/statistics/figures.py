"""Figures: one record of an indicator for a list of territories, and the one way in which it is computed.

Each value is scale x (sum of numerators) / (sum of denominators) over the member communes for which both exist: never a
mean of ratios (`docs/methods.md`). A commune is a territory of one member; what was counted for whole territories
(elected persons) is taken as counted, and what a producer publishes for a territory as published.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from observatoire.model.catalog import Indicator
from observatoire.model.reasons import (
    NO_SUM,
    NOBODY_LISTED,
    NOT_AT_THIS_LEVEL,
    NOT_COMPLETE,
    TOO_FEW_PERSONS,
    WHOLES_ONLY,
    ZERO_DENOMINATOR,
)
from observatoire.model.store import STATUSES, Bools, Floats, Ints, Reasons, Status, Store, located
from observatoire.model.territory import Level, is_composed
from observatoire.statistics.components import (
    Components,
    StatusCodes,
    apply_formula,
    commune_components,
    components_of,
    counted_above,
    latest_year,
    published_at,
    published_sums,
    shipped_by_commune,
    whole_sums,
    years,
)
from observatoire.statistics.grouping import Groups, groups_of, groups_of_level
from observatoire.statistics.wholes import group_sums_of_wholes, secret_inside, twin_of

VALUE = STATUSES.index("value")
_NOT_PUBLISHED = STATUSES.index("not_published")
_NOT_APPLICABLE = STATUSES.index("not_applicable")
_SECRET = STATUSES.index("secret")
_NOT_COMPUTABLE = STATUSES.index("not_computable")


@dataclass(frozen=True)
class Figure:
    """One indicator, one territory, one year: what `Figures` holds of one territory.

    Attributes
    ----------
    value : float
        NaN unless the status is value.
    status : Status
    reason : str
        French: why there is no value, or what the edition says of the value; empty for a plain one.
    numerator, denominator : float
        Sums over the communes with data; NaN without any; the denominator of a count is NaN.
    members, members_with_data : int
        Communes, and those with data.
    population_covered_pct : float
        Share (0-100) of the population that lives in the latter.
    fragile, implausible : bool
        Base below the indicator's `min_base`; value beyond its plausible range.
    flagged, repeated : bool
        Some part estimated or carried from another year; all of it carried.
    """

    value: float
    status: Status
    reason: str
    numerator: float
    denominator: float
    members: int
    members_with_data: int
    population_covered_pct: float
    fragile: bool
    implausible: bool
    flagged: bool
    repeated: bool

    @property
    def counts(self) -> bool:
        """Whether the figure may be ranked: known, not fragile, plausible."""
        return self.status == "value" and not self.fragile and not self.implausible


@dataclass(frozen=True)
class Figures:
    """One indicator of some territories of one level in one year, as arrays in one order. Treat as read-only.

    Attributes
    ----------
    indicator, year
        Which figure.
    ids : Index of str
        Whose.
    value : ndarray of float
        NaN unless the state is a value.
    codes : ndarray of int8
        States, as indexes in `STATUSES`.
    reasons : ndarray of int16
        Positions in `texts`; 0 where there is nothing to say.
    numerator, denominator : ndarray of float
        Sums over paired communes; NaN without any; the denominator of a count is NaN.
    members, members_with_data : ndarray of int
        Communes of each territory, and those with data.
    covered : ndarray of float
        Share (0-100) of the population that lives in the latter.
    fragile, implausible, flagged, repeated : ndarray of bool
        As `Figure` has them.
    texts : tuple of str
        `Store.reason_texts`.
    """

    indicator: Indicator
    year: int
    ids: pd.Index[str]
    value: Floats
    codes: StatusCodes
    reasons: Reasons
    numerator: Floats
    denominator: Floats
    members: Ints
    members_with_data: Ints
    covered: Floats
    fragile: Bools
    implausible: Bools
    flagged: Bools
    repeated: Bools
    texts: tuple[str, ...]

    def __len__(self) -> int:
        """Count the territories."""
        return len(self.value)

    @property
    def known(self) -> Bools:
        """Which territories have a value."""
        return np.asarray(self.codes == VALUE)

    @property
    def counts(self) -> Bools:
        """Which figures may be ranked, classed and entered in a median: known, not fragile, plausible."""
        return np.asarray((self.codes == VALUE) & ~self.fragile & ~self.implausible)

    @property
    def counted(self) -> Floats:
        """The values that count, NaN for the others."""
        return np.where(self.counts, self.value, np.nan)

    @property
    def statuses(self) -> list[Status]:
        """The state of each territory's figure."""
        return [STATUSES[code] for code in self.codes.tolist()]

    def figure(self, at: int) -> Figure:
        """Return the figure of one territory, by position."""
        return Figure(
            value=float(self.value[at]),
            status=STATUSES[self.codes[at]],
            reason=self.texts[self.reasons[at]],
            numerator=float(self.numerator[at]),
            denominator=float(self.denominator[at]),
            members=int(self.members[at]),
            members_with_data=int(self.members_with_data[at]),
            population_covered_pct=float(self.covered[at]),
            fragile=bool(self.fragile[at]),
            implausible=bool(self.implausible[at]),
            flagged=bool(self.flagged[at]),
            repeated=bool(self.repeated[at]),
        )

    def of(self, identifier: str) -> Figure:
        """Return the figure of one territory.

        Raises
        ------
        KeyError
            When it is not among them.
        """
        return self.figure(int(located(self.ids, [identifier])[0]))

    def positions(self, ids: Sequence[str]) -> Ints:
        """Return the positions of some territories.

        Raises
        ------
        KeyError
            When one of them is not there.
        """
        return located(self.ids, ids)

    def take(self, which: slice | Ints) -> Figures:
        """Return the figures of some of the territories, by position: copies, that do not hold the others in memory."""
        which = np.arange(len(self))[which]
        return replace(self, **{name: getattr(self, name)[which] for name in ("ids", *_ARRAYS)})

    def together(self, which: slice | Ints = slice(None)) -> float:
        """Return the value of some territories taken as one: the formula on their sums.

        NaN without data, for a measure that does not add up (a median, a price), for one that some of them lack where
        it only adds up when all have it, and with composed ones, that may share communes: no sum stands for it.
        """
        composed = any(map(is_composed, self.ids[which]))
        known = self.members_with_data[which] > 0
        lacking = self.indicator.only_complete and bool((self.codes[which] != VALUE).any())
        if not known.any() or not self.indicator.additive or lacking or composed:
            return float("nan")
        numerator = np.array([self.numerator[which][known].sum()])
        count = self.indicator.kind == "count"
        denominator = np.array([1.0 if count else self.denominator[which][known].sum()])
        if denominator[0] == 0:
            return float("nan")
        return float(apply_formula(self.indicator, self.year, numerator, denominator)[0])


_ARRAYS = tuple(field.name for field in fields(Figures) if field.name not in ("indicator", "year", "ids", "texts"))


def figures(store: Store, indicator: Indicator, level: Level, year: int, ids: Sequence[str] | None = None) -> Figures:
    """Compute an indicator for territories of one level.

    Parameters
    ----------
    store, indicator, level
        The edition, a catalogue entry, a level.
    year : int
        One of `years(store, indicator)`.
    ids : sequence of str, optional
        The territories, in this order; without it, all of the level, in the store's order.

    Returns
    -------
    Figures
        Shared between callers: read-only.

    Raises
    ------
    KeyError
        When the year has no data, or when a territory is not of the level.
    """
    if ids is None:
        # Kept apart: a level of 1 253 EPCI is small, one of 34 875 communes is 2 MB, made in 2 ms from its components.
        return (_of_all_communes if level == "commune" else _of_level)(store, indicator, level, year)
    if level == "epci" and any(map(is_composed, ids)):
        return _with_composed(store, indicator, year, ids)
    positions = store.positions(level, ids)
    if level != "commune":
        return _of_level(store, indicator, level, year).take(positions)
    groups = Groups(store.index(level)[positions], positions, np.arange(len(positions)), alone=True)
    if level not in indicator.levels:
        return _not_at_this_level(store, indicator, groups, year)
    return figures_of_components(store, indicator, year, groups, components_of(store, indicator, year, positions))


@lru_cache(maxsize=4)
def _of_all_communes(store: Store, indicator: Indicator, level: Level, year: int) -> Figures:
    return _computed(store, indicator, level, year)


@lru_cache(maxsize=512)
def _of_level(store: Store, indicator: Indicator, level: Level, year: int) -> Figures:
    return _computed(store, indicator, level, year)


def _computed(store: Store, indicator: Indicator, level: Level, year: int) -> Figures:
    if year not in years(store, indicator):
        raise KeyError(f"{indicator.id} {year}")
    groups = groups_of_level(store, level)
    if level not in indicator.levels:
        return _not_at_this_level(store, indicator, groups, year)
    if level != "commune" and counted_above(store, indicator, year):
        return _counted_whole(store, indicator, level, year)
    if published_at(store, indicator, year, level):
        return _as_published(store, indicator, level, year)
    if level != "commune" and not indicator.additive:
        return _not_added_up(store, indicator, groups, year)
    return _from_communes(store, indicator, year, groups)


def _from_communes(store: Store, indicator: Indicator, year: int, groups: Groups) -> Figures:
    """Sum an indicator's measures over the communes of each territory of a level."""
    components = commune_components(store, indicator, year)
    if len(groups.communes) < len(components.causes):
        components = components.take(groups.communes)
    return figures_of_components(store, indicator, year, groups, components)


def figures_of_components(
    store: Store, indicator: Indicator, year: int, groups: Groups, components: Components
) -> Figures:
    """Sum the components of communes by territory, and say what the sums are worth.

    Parameters
    ----------
    store, indicator, year, groups
        The edition, what is computed, and the communes of each territory.
    components : Components
        Of `groups.communes`, in their order.
    """
    paired, everyone = components.paired, np.ones(len(groups.communes), dtype=bool)
    numerator, denominator = groups.total(components.numerator, paired), groups.total(components.denominator, paired)
    members, with_data = groups.count(everyone), groups.count(paired)
    codes = np.full(len(groups.ids), VALUE, dtype=np.int8)
    remarks = groups.shared(components.reasons, paired & (components.reasons != 0), 0).astype(np.int16)
    empty, divided_by_zero = with_data == 0, denominator == 0
    codes[~empty & divided_by_zero] = _NOT_COMPUTABLE
    if indicator.kind == "change":
        # A figure carried from its own base year would read as "no change": it is not an observation.
        codes[~empty & (groups.count(paired & ~components.carried) == 0)] = _NOT_COMPUTABLE
    # Of persons, a denominator of zero says that the register lists nobody of that sort here.
    zero = NOBODY_LISTED if counted_above(store, indicator, year) else ZERO_DENOMINATOR
    reasons = np.where(~empty & divided_by_zero, np.int16(zero), remarks)
    if empty.any():
        causes = groups.shared(components.causes, ~paired, _NOT_PUBLISHED)
        codes[empty] = np.where(causes == VALUE, _NOT_PUBLISHED, causes)[empty]
        # A cause that not all communes share is no reason for the whole.
        reasons[empty] = groups.shared(components.reasons, ~paired, 0)[empty]
    if indicator.only_complete:
        partial = ~empty & (with_data < members)
        codes[partial], reasons[partial] = _NOT_PUBLISHED, NOT_COMPLETE
    population = store.reference_population[groups.communes]
    total, covered = groups.total(population, everyone), groups.total(population, paired)
    with np.errstate(divide="ignore", invalid="ignore"):
        # Six villages of the Meuse have no inhabitants: count communes there.
        coverage = np.where(total > 0, 100 * covered / total, 100.0 * with_data / members).astype(np.float64)
    return finished_figures(
        store,
        indicator,
        year,
        groups.ids,
        (numerator, denominator),
        (codes, reasons),
        (members, with_data, coverage),
        (
            groups.count(paired & components.flagged) > 0,
            ~empty & (groups.count(paired & components.repeated) == with_data),
        ),
    )


def _as_published(store: Store, indicator: Indicator, level: Level, year: int) -> Figures:
    """Take an indicator from what producers publish for each territory; the communes' sums where they say nothing."""
    sums = published_sums(store, indicator, year, level)
    members = store.level(level)["members"].to_numpy(dtype=np.intp)
    missing = np.isnan(sums.numerator) | np.isnan(sums.denominator)
    codes = np.where(missing, np.where(sums.causes > 0, sums.causes, _NOT_PUBLISHED), VALUE).astype(np.int8)
    reasons = sums.reasons.copy()
    by_zero = ~missing & (sums.denominator == 0)
    codes[by_zero], reasons[by_zero] = _NOT_COMPUTABLE, ZERO_DENOMINATOR
    with_data, no = np.where(missing, 0, members), np.zeros(len(members), dtype=bool)
    found = finished_figures(
        store,
        indicator,
        year,
        store.index(level),
        (np.where(missing, 0, sums.numerator), np.where(missing, 0, sums.denominator)),
        (codes, reasons),
        (members, with_data, np.where(missing, 0.0, 100.0)),
        (sums.flagged, no),
    )
    if sums.said.all() or not indicator.additive:
        return found
    added = _from_communes(store, indicator, year, groups_of_level(store, level))
    return either(sums.said, found, added)


def either(which: Bools, one: Figures, other: Figures) -> Figures:
    """Return the figures of one record where `which` holds, else of another of the same territories."""
    arrays = {name: np.where(which, getattr(one, name), getattr(other, name)) for name in _ARRAYS}
    for array in arrays.values():
        array.setflags(write=False)
    return replace(one, **arrays)


def _counted_whole(store: Store, indicator: Indicator, level: Level, year: int) -> Figures:
    """Take an indicator from counts of whole territories: elected persons, withheld commune by commune."""
    numerator, denominator, counted = whole_sums(store, indicator, year, level)
    members = store.level(level)["members"].to_numpy(dtype=np.intp)
    missing = np.isnan(numerator) | np.isnan(denominator)
    codes, reasons = np.full(len(members), VALUE, dtype=np.int8), np.zeros(len(members), dtype=np.int16)
    codes[denominator == 0], reasons[denominator == 0] = _NOT_COMPUTABLE, NOBODY_LISTED
    # The register has nobody, or the figure is kept because it would be about one or two persons.
    nobody = counted == 0
    codes[missing] = np.where(nobody, _NOT_PUBLISHED, _SECRET)[missing]
    reasons[missing] = np.where(nobody, NOBODY_LISTED, TOO_FEW_PERSONS)[missing]
    with_data = np.where(missing, 0, counted).astype(np.intp)
    no = np.zeros(len(members), dtype=bool)
    return finished_figures(
        store,
        indicator,
        year,
        store.index(level),
        (numerator, denominator),
        (codes, reasons),
        (members, with_data, 100 * with_data / members),
        (no, no),
    )


def _not_at_this_level(store: Store, indicator: Indicator, groups: Groups, year: int) -> Figures:
    """Return the figures of an indicator that means nothing at a level."""
    return _meaningless(store, indicator, groups, year, NOT_AT_THIS_LEVEL)


def _not_added_up(store: Store, indicator: Indicator, groups: Groups, year: int) -> Figures:
    """Return the figures of groups for an indicator whose measures no sum stands for."""
    return _meaningless(store, indicator, groups, year, NO_SUM)


def _meaningless(
    store: Store, indicator: Indicator, groups: Groups, year: int, reason: int, status: int = _NOT_APPLICABLE
) -> Figures:
    """Return figures that all lack a value, for one reason."""
    size = len(groups.ids)
    no, nothing = np.zeros(size, dtype=bool), np.zeros(size)
    codes, reasons = np.full(size, status, np.int8), np.full(size, reason, np.int16)
    members = groups.count(np.ones(len(groups.communes), dtype=bool))
    counted = (members, nothing.astype(np.intp), nothing)
    return finished_figures(store, indicator, year, groups.ids, (nothing, nothing), (codes, reasons), counted, (no, no))


def finished_figures(
    store: Store,
    indicator: Indicator,
    year: int,
    ids: pd.Index[str],
    sums: tuple[Floats, Floats],
    states: tuple[StatusCodes, Reasons],
    counted: tuple[Ints, Ints, Floats],
    flags: tuple[Bools, Bools],
) -> Figures:
    """Apply the formula to sums, and judge the result.

    Parameters
    ----------
    store, indicator, year, ids
        The edition, what is computed, and of which territories.
    sums : tuple of ndarray
        Numerator, denominator.
    states : tuple of ndarray
        Codes, reasons.
    counted : tuple of ndarray
        Members, members with data, share of the population.
    flags : tuple of ndarray
        Flagged, repeated.
    """
    (numerator, denominator), (codes, reasons) = sums, states
    is_value, known = codes == VALUE, counted[1] > 0
    value = np.where(is_value, apply_formula(indicator, year, numerator, denominator), np.nan)
    base = numerator if indicator.kind == "count" else denominator
    low, high = indicator.plausible_in(year)
    found = Figures(
        indicator=indicator,
        year=year,
        ids=ids,
        value=value,
        codes=codes,
        reasons=reasons,
        numerator=np.where(known, numerator, np.nan),
        denominator=np.where(known & (indicator.kind != "count"), denominator, np.nan),
        members=counted[0].astype(np.int32),
        members_with_data=counted[1].astype(np.int32),
        covered=counted[2].astype(np.float32),
        fragile=is_value & (base < indicator.min_base),
        implausible=is_value & ((value < low) | (value > high)),
        flagged=is_value & flags[0],
        repeated=is_value & flags[1],
        texts=store.reason_texts,
    )
    for name in _ARRAYS:
        getattr(found, name).setflags(write=False)
    return found


def figures_of_groups(
    store: Store, indicator: Indicator, year: int, members: Mapping[str, Sequence[int] | Ints]
) -> Figures:
    """Compute an indicator for groups of communes that are no territory of the edition.

    Parameters
    ----------
    store, indicator
        The edition, a catalogue entry that adds up from communes.
    year : int
        One of `years(store, indicator)`.
    members : mapping of str to sequence of int
        For each group, the positions of its communes in the store's order, each once.

    Raises
    ------
    KeyError
        When the year has no data, or when a measure does not ship by commune.

    Returns
    -------
    Figures
        `not_applicable`, with its reason, when the indicator does not add up.
    """
    groups = groups_of(members)
    if not indicator.additive:
        return _not_added_up(store, indicator, groups, year)
    if counted_above(store, indicator, year):
        return _counted_in_wholes(store, indicator, groups, year)
    return figures_of_components(store, indicator, year, groups, components_of(store, indicator, year, groups.communes))


def _counted_in_wholes(store: Store, indicator: Indicator, groups: Groups, year: int) -> Figures:
    """Sum counts of elected persons over whole territories and communes that are told: nothing else is added up."""
    sums, told, with_data = group_sums_of_wholes(store, indicator, year, groups)
    members, no = groups.count(np.ones(len(groups.communes), dtype=bool)), np.zeros(len(groups.ids), dtype=bool)
    counted = (members, with_data, 100 * with_data / members)
    return finished_figures(store, indicator, year, groups.ids, sums, told, counted, (no, no))


@lru_cache(maxsize=1024)
def _of_composed(store: Store, indicator: Indicator, year: int, identifier: str) -> Figures:
    """Compute an indicator for one composed territory: 2 kB, of which a portrait asks a hundred."""
    if year not in years(store, indicator):
        raise KeyError(f"{indicator.id} {year}")
    communes = store.members(identifier)
    if twin := twin_of(store, communes):
        return replace(figures(store, indicator, twin[0], year, [twin[1]]), ids=pd.Index([identifier]))
    members = {identifier: communes}
    if indicator.additive and (reason := secret_inside(store, indicator, year, communes)) is not None:
        return _meaningless(store, indicator, groups_of(members), year, reason, _SECRET)
    if (
        indicator.additive
        and not counted_above(store, indicator, year)
        and not shipped_by_commune(store, indicator, year)
    ):
        return _meaningless(store, indicator, groups_of(members), year, WHOLES_ONLY, _NOT_COMPUTABLE)
    return figures_of_groups(store, indicator, year, members)


def _with_composed(store: Store, indicator: Indicator, year: int, ids: Sequence[str]) -> Figures:
    """Return figures of EPCI and of composed territories, in one record."""
    plain = [identifier for identifier in ids if not is_composed(identifier)]
    made = [identifier for identifier in ids if is_composed(identifier)]
    parts = [figures(store, indicator, "epci", year, plain), *(_of_composed(store, indicator, year, i) for i in made)]
    joined: dict[str, Any] = {name: np.concatenate([getattr(part, name) for part in parts]) for name in _ARRAYS}
    places = {identifier: at for at, identifier in enumerate([*plain, *made])}
    together = replace(parts[0], **joined | {"ids": pd.Index([*plain, *made])})
    return together.take(np.array([places[identifier] for identifier in ids], dtype=np.intp))


def latest(store: Store, indicators: Sequence[Indicator], level: Level) -> list[tuple[Indicator, int]]:
    """Return indicators, each with the latest year of a level."""
    return [(indicator, latest_year(store, indicator, level)) for indicator in indicators]


def panel(
    store: Store, asked: Sequence[tuple[Indicator, int]], level: Level, ids: Sequence[str] | None = None
) -> list[Figures]:
    """Return several indicators, each with one of its years, of the same territories: `figures` of each.

    Parameters
    ----------
    store
        The edition.
    asked : sequence of Indicator and int
        Indicators, each with its year.
    level
        The level.
    ids : sequence of str, optional
        The territories, in this order; without them, all of the level.
    """
    return [figures(store, indicator, level, year, ids) for indicator, year in asked]
