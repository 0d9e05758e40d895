"""How far figures moved between two years: for a place and for its peers, ends named, breaks respected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from observatoire.model.catalog import Break, Catalog, Indicator
from observatoire.model.store import Bools, Floats, Store
from observatoire.model.territory import Level
from observatoire.statistics.indicators import STATUS_DTYPE, counted_above, values
from observatoire.statistics.parts import apply_formula, commune_parts

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
    """Return what must be known of a period before reading a change over it."""
    across = tuple(b for b in indicator.breaks if start < b.year <= end)
    widest = max((s.window for s in catalog.sources_of(indicator)), default=1)
    return Period(start, end, across, widest if end - start < widest else 0)


def is_relative(indicator: Indicator) -> bool:
    """Tell whether change is a percentage (counts, amounts) rather than a difference (shares: points)."""
    return indicator.kind == "count" or indicator.unit in RELATIVE_UNITS


def change_frame(
    store: Store, indicator: Indicator, level: Level, ids: Sequence[str], start: int, end: int
) -> pd.DataFrame:
    """Return the change of an indicator between two years, as a frame that `comparison.compare` takes.

    Parameters
    ----------
    store, indicator, level
        What is followed.
    ids : sequence of str
        The place and its peers.
    start, end : int
        Two of `indicators.years(...)`.

    Returns
    -------
    DataFrame
        Rows of `indicators.values` of the last year, in the order of `ids`, `value` being the change: in per cent
        of the first value where `is_relative`, else last minus first, in the indicator's unit. Without a first
        value the status is that of the first year; from zero, or to a figure carried from another year, it is
        `not_computable`; fragile when either end is. A figure summed over communes is followed over those known in
        both years: a commune that enters or leaves the count is no change.
    """
    wanted = list(dict.fromkeys(ids))
    first = values(store, indicator, level, start).loc[wanted]
    last = values(store, indicator, level, end).loc[wanted].copy()
    at = store.positions(level, wanted)
    if follows_same_communes(store, indicator, level, start, end):
        before, after = (side[at] for side in _both_ends(store, indicator, level, start, end))
    else:
        before, after = first["value"].to_numpy(dtype=np.float64), last["value"].to_numpy(dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        moved = 100 * (after / before - 1) if is_relative(indicator) else after - before
    status = np.where(last["status"] != "value", last["status"].astype(str), first["status"].astype(str))
    stale = _carried(store, indicator, level, end)[at]
    status = np.where((status == "value") & (~np.isfinite(moved) | stale), "not_computable", status)
    last["value"] = np.where(status == "value", moved, np.nan)
    last["status"] = pd.Categorical(status, dtype=STATUS_DTYPE)
    last["fragile"] = (last["fragile"].to_numpy() | first["fragile"].to_numpy()) & (status == "value")
    last["flagged"] = last["flagged"].to_numpy() | first["flagged"].to_numpy()
    return last


def follows_same_communes(store: Store, indicator: Indicator, level: Level, start: int, end: int) -> bool:
    """Tell whether change is over the communes known in both years: not for one, nor for what is counted above them."""
    above = any(counted_above(store, indicator, year) for year in (start, end))
    return level != "commune" and level in indicator.levels and not above


def _both_ends(store: Store, indicator: Indicator, level: Level, start: int, end: int) -> tuple[Floats, Floats]:
    """Return the values of two years over the communes known in both, in the order of the level."""
    parts = [commune_parts(store, indicator, year) for year in (start, end)]
    groups, size = store.membership(level), len(store.index(level))
    both = (groups >= 0) & ~np.isnan(parts[0].numerator) & ~np.isnan(parts[1].numerator)

    def summed(cells: Floats) -> Floats:
        return np.bincount(groups[both], weights=cells[both], minlength=size).astype(np.float64)

    first, last = (
        apply_formula(indicator, year, summed(part.numerator), summed(part.denominator))
        for year, part in zip((start, end), parts, strict=True)
    )
    return first, last


def _carried(store: Store, indicator: Indicator, level: Level, year: int) -> Bools:
    """Tell, by territory, whether all its communes' figures of a year are carried from another one."""
    if any(year not in store.commune_years(measure) for measure in indicator.used_measures):
        return np.zeros(len(store.index(level)), dtype=bool)
    parts = commune_parts(store, indicator, year)
    groups = store.membership(level)
    known = (groups >= 0) & ~np.isnan(parts.numerator)
    size = len(store.index(level))
    carried = np.bincount(groups[known & parts.carried], minlength=size)
    return np.asarray((carried > 0) & (carried == np.bincount(groups[known], minlength=size)))
