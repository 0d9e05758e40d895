"""How far figures moved between two years: for a place and for its peers, ends named, breaks respected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from observatoire.model.breaks import Break
from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.reasons import ZERO_DENOMINATOR
from observatoire.model.store import STATUSES, Bools, Floats, Store, located
from observatoire.model.territory import Level, is_composed
from observatoire.statistics.components import apply_formula, commune_components, counted_above, shipped_by_commune
from observatoire.statistics.figures import VALUE, Figures, figures
from observatoire.statistics.grouping import Groups, level_with

RELATIVE_UNITS = ("€", "hab./km²")
"""Amounts whose change is read in per cent, as that of counts; other figures change by so many of their unit."""


@dataclass(frozen=True)
class Period:
    """A period over which change is measured.

    Attributes
    ----------
    start, end : int
    breaks : tuple of Break
        Those between the two ends: a change across one mixes two methods and is not computed.
    overlap : int
        Years that each figure rests on, when the period is shorter than that (0 otherwise): its two ends share
        answers, so that the difference says less than it seems.
    """

    start: int
    end: int
    breaks: tuple[Break, ...]
    overlap: int


def period_of(catalog: Catalog, indicator: Indicator, start: int, end: int) -> Period:
    """Return what must be known of a period before reading a change over it.

    Parameters
    ----------
    catalog, indicator
        The catalogue and the indicator.
    start, end : int
        First and last year.
    """
    across = tuple(b for b in indicator.breaks if start < b.year <= end)
    widest = max((s.window for s in catalog.sources_of(indicator)), default=1)
    return Period(start, end, across, widest if end - start < widest else 0)


def is_relative(indicator: Indicator) -> bool:
    """Tell whether change is a percentage (counts, amounts) rather than a difference (shares: points)."""
    return indicator.kind == "count" or indicator.unit in RELATIVE_UNITS


def change_figures(
    store: Store, indicator: Indicator, level: Level, ids: Sequence[str], start: int, end: int
) -> Figures:
    """Return the change of an indicator between two years, as figures that `comparison.compare` takes.

    Parameters
    ----------
    store, indicator, level
        What is followed.
    ids : sequence of str
        The place and its peers.
    start, end : int
        Two of `components.years(...)`.

    Returns
    -------
    Figures
        Those of the last year, in the order of `ids`, `value` being the change: in per cent of the first value where
        `is_relative`, else last minus first, in the indicator's unit. Without a first value the state, and its reason,
        are those of the first year; from zero, or to a figure carried from another year, it is `not_computable`;
        fragile or implausible when either end is. A figure summed over communes is followed over those known in both
        years: a commune that enters or leaves the count is no change.
    """
    wanted = list(dict.fromkeys(ids))
    first, last = (figures(store, indicator, level, year, wanted) for year in (start, end))
    before, after = first.value, last.value
    groups = level_with(store, level, [identifier for identifier in wanted if is_composed(identifier)])
    at = located(groups.ids, wanted)
    if follows_same_communes(store, indicator, level, start, end):
        before, after = (side[at] for side in _both_ends(store, indicator, groups, start, end))
    with np.errstate(divide="ignore", invalid="ignore"):
        moved = 100 * (after / before - 1) if is_relative(indicator) else after - before
    codes = np.where(last.known, first.codes, last.codes)
    reasons = np.where(last.known & ~first.known, first.reasons, last.reasons)
    stale = _carried(store, indicator, groups, end)[at]
    uncomputable = (codes == VALUE) & (~np.isfinite(moved) | stale)
    codes = np.where(uncomputable, np.int8(STATUSES.index("not_computable")), codes)
    reasons = np.where(uncomputable & ~stale, np.int16(ZERO_DENOMINATOR), reasons)
    known = codes == VALUE
    return replace(
        last,
        value=np.where(known, moved, np.nan),
        codes=codes,
        reasons=reasons,
        fragile=(last.fragile | first.fragile) & known,
        implausible=(last.implausible | first.implausible) & known,
        flagged=last.flagged | first.flagged,
    )


def follows_same_communes(store: Store, indicator: Indicator, level: Level, start: int, end: int) -> bool:
    """Tell whether change is over the communes known in both years: not for one, nor for what is counted above them.

    Parameters
    ----------
    store, indicator, level
        The edition, the indicator and the level.
    start, end : int
        First and last year.
    """
    above = any(counted_above(store, indicator, year) for year in (start, end))
    return level != "commune" and level in indicator.levels and not above


def _both_ends(store: Store, indicator: Indicator, groups: Groups, start: int, end: int) -> tuple[Floats, Floats]:
    """Return the values of two years over the communes known in both, in the order of the groups."""
    components = [commune_components(store, indicator, year).take(groups.communes) for year in (start, end)]
    both = components[0].paired & components[1].paired
    first, last = (
        apply_formula(indicator, year, groups.total(of_year.numerator, both), groups.total(of_year.denominator, both))
        for year, of_year in zip((start, end), components, strict=True)
    )
    return first, last


def _carried(store: Store, indicator: Indicator, groups: Groups, year: int) -> Bools:
    """Tell, by territory, whether all its communes' figures of a year are carried from another one."""
    if not shipped_by_commune(store, indicator, year):
        return np.zeros(len(groups.ids), dtype=bool)
    components = commune_components(store, indicator, year).take(groups.communes)
    carried = groups.count(components.paired & components.carried)
    return np.asarray((carried > 0) & (carried == groups.count(components.paired)))
