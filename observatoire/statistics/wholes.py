"""Counts of elected persons of a composed territory: sums of what is told, and of nothing else.

Above communes these counts are told of whole territories, commune by commune some are withheld (decision 0006). A
composed territory is cut into whole territories that are told and communes that are told; where a withheld commune is
left over, nothing is told of it at all. So its figure is always a sum of published figures, which any reader can make
too: it gives nothing that they do not give, whatever territories are composed and subtracted (decision 0035).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from observatoire.model.catalog import Indicator
from observatoire.model.reasons import NO_REASON, NOBODY_LISTED, TOO_FEW_PERSONS, WHOLES_ONLY
from observatoire.model.store import STATUSES, Bools, Floats, Ints, Reasons, Store
from observatoire.model.territory import Level
from observatoire.statistics.components import (
    components_of,
    published_at,
    published_sums,
    shipped_by_commune,
    whole_sums,
)
from observatoire.statistics.grouping import Groups

_VALUE, _SECRET = STATUSES.index("value"), STATUSES.index("secret")
_NOT_PUBLISHED, _NOT_COMPUTABLE = STATUSES.index("not_published"), STATUSES.index("not_computable")

_ORDERS: Final[tuple[tuple[Level, ...], ...]] = (
    ("france", "region", "departement", "epci"),
    ("epci", "departement", "region", "france"),
)
"""Which whole territories are looked for first. EPCI across départements make two ways to cut: either will do."""


@dataclass(frozen=True)
class WholesSum:
    """The sum of a composed territory.

    Attributes
    ----------
    numerator, denominator : float
        Sums; ones stand in for the denominator of a count.
    counted : int
        Communes in them.
    status, reason : int
        Index in `STATUSES`, position in `Store.reason_texts`.
    wholes : tuple of (str, ndarray of int)
        Level and positions of the whole territories added up.
    alone : tuple of int
        Positions of the communes added up one by one.
    """

    numerator: float
    denominator: float
    counted: int
    status: int
    reason: int
    wholes: tuple[tuple[Level, Ints], ...] = ()
    alone: tuple[int, ...] = ()

    def total(self, store: Store, measure: str, year: int) -> float:
        """Return the sum of one measure over what is added up; NaN without anything."""
        if not self.wholes and not self.alone:
            return float("nan")
        above = (np.nansum(store.above(measure, year, level)[0][at]) for level, at in self.wholes)
        communes = store.measure(measure, year)[list(self.alone)].sum() if self.alone else 0.0
        return float(sum(above) + communes)


@dataclass(frozen=True)
class _Totals:
    numerator: Floats
    denominator: Floats
    counted: Floats

    @property
    def usable(self) -> Bools:
        """Totals that are told, and those of territories of which the register has nobody: they add nothing."""
        return np.asarray((self.counted == 0) | ~(np.isnan(self.numerator) | np.isnan(self.denominator)))


@lru_cache(maxsize=256)
def _totals(store: Store, indicator: Indicator, year: int, level: Level) -> _Totals:
    return _Totals(*whole_sums(store, indicator, year, level))


@lru_cache(maxsize=8)
def _sizes(store: Store, level: Level) -> Ints:
    membership = store.membership(level)
    return np.bincount(membership[membership >= 0], minlength=len(store.index(level)))


def twin_of(store: Store, communes: Ints) -> tuple[Level, str] | None:
    """Return the territory that has exactly these communes, with its level; None for none. Its figures are theirs."""
    for level in _ORDERS[1]:
        membership = store.membership(level)[communes]
        held = int(membership[0]) if len(membership) else -1
        if held >= 0 and (membership == held).all() and _sizes(store, level)[held] == len(communes):
            return level, str(store.index(level)[held])
    return None


def secret_inside(store: Store, indicator: Indicator, year: int, communes: Ints) -> int | None:
    """Return why a producer keeps secret the figure of a territory that lies whole within communes; None for none.

    Were its communes all told, their sum would give it back.

    Parameters
    ----------
    store, indicator, year
        The edition, an indicator that adds up and its year.
    communes : ndarray of int
        Positions in the store's order, each once.
    """
    for level in _ORDERS[1]:
        if not published_at(store, indicator, year, level):
            continue
        membership = store.membership(level)[communes]
        held = np.bincount(membership[membership >= 0], minlength=len(store.index(level)))
        sums = published_sums(store, indicator, year, level)
        kept = np.flatnonzero((held > 0) & (held == _sizes(store, level)) & (sums.causes == _SECRET))
        if len(kept):
            return int(sums.reasons[kept[0]])
    return None


def sums_of_wholes(store: Store, indicator: Indicator, year: int, communes: Ints) -> WholesSum:
    """Return the sums of an indicator that is counted above communes, over a set of communes.

    Parameters
    ----------
    store, indicator, year
        Such that `components.counted_above` holds.
    communes : ndarray of int
        Positions in the store's order, each once.
    """
    cuts = [_cut(store, indicator, year, communes, order) for order in _ORDERS]
    wholes, left, blocked = next((cut for cut in cuts if not cut[2]), cuts[0])
    if blocked:
        by_commune = shipped_by_commune(store, indicator, year)
        secret = by_commune or _is_sum_of_epci(store, left)
        status, reason = (_SECRET, TOO_FEW_PERSONS) if secret else (_NOT_COMPUTABLE, WHOLES_ONLY)
        return WholesSum(0.0, 0.0, 0, status, reason)
    numerator = denominator = counted = 0.0
    for level, at in wholes:
        totals = _totals(store, indicator, year, level)
        some = at[totals.counted[at] > 0]
        numerator += float(totals.numerator[some].sum())
        denominator += float(totals.denominator[some].sum())
        counted += float(totals.counted[some].sum())
    if len(left):
        components = components_of(store, indicator, year, left)
        left = left[components.paired]
        numerator += float(np.nansum(components.numerator))
        denominator += float(components.denominator[components.paired].sum())
        counted += len(left)
    if not counted:
        return WholesSum(0.0, 0.0, 0, _NOT_PUBLISHED, NOBODY_LISTED)
    status, reason = (_NOT_COMPUTABLE, NOBODY_LISTED) if denominator == 0 else (_VALUE, NO_REASON)
    return WholesSum(numerator, denominator, int(counted), status, reason, tuple(wholes), tuple(left.tolist()))


def group_sums_of_wholes(
    store: Store, indicator: Indicator, year: int, groups: Groups
) -> tuple[tuple[Floats, Floats], tuple[npt.NDArray[np.int8], Reasons], Ints]:
    """Return `sums_of_wholes` of several groups: numerators and denominators, states and reasons, communes counted.

    Parameters
    ----------
    store, indicator, year
        Such that `components.counted_above` holds.
    groups : Groups
        Of communes.
    """
    found = [
        sums_of_wholes(store, indicator, year, groups.communes[groups.group == at]) for at in range(len(groups.ids))
    ]
    numerator, denominator = (np.array([getattr(one, name) for one in found]) for name in ("numerator", "denominator"))
    codes = np.array([one.status for one in found], dtype=np.int8)
    reasons = np.array([one.reason for one in found], dtype=np.int16)
    return (numerator, denominator), (codes, reasons), np.array([one.counted for one in found], dtype=np.intp)


def _cut(
    store: Store, indicator: Indicator, year: int, communes: Ints, order: tuple[Level, ...]
) -> tuple[list[tuple[Level, Ints]], Ints, bool]:
    """Cut communes into whole territories that are told and the communes left, and tell whether these are withheld."""
    left = np.zeros(len(store.index("commune")), dtype=bool)
    left[communes] = True
    wholes: list[tuple[Level, Ints]] = []
    for level in order:
        membership = store.membership(level)
        inside = membership[left & (membership >= 0)]
        held = np.bincount(inside, minlength=len(store.index(level)))
        whole = (held > 0) & (held == _sizes(store, level)) & _totals(store, indicator, year, level).usable
        if whole.any():
            wholes.append((level, np.flatnonzero(whole)))
            left &= ~(whole[membership] & (membership >= 0))
    rest = np.flatnonzero(left)
    if not len(rest):
        return wholes, rest, False
    if not shipped_by_commune(store, indicator, year):
        return wholes, rest, True
    components = components_of(store, indicator, year, rest)
    return wholes, rest, bool((components.causes == _SECRET).any())


def _is_sum_of_epci(store: Store, communes: Ints) -> bool:
    """Tell whether communes are all those of some EPCI: their figure is withheld, not impossible."""
    membership = store.membership("epci")[communes]
    if (membership < 0).any():
        return False
    held = np.bincount(membership, minlength=len(store.index("epci")))
    return bool((held[held > 0] == _sizes(store, "epci")[held > 0]).all())
