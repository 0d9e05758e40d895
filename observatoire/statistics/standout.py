"""What stands out: the indicators on which a place is furthest from its peers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from observatoire.model.catalog import Indicator
from observatoire.model.store import Bools, Floats, Ints, Store
from observatoire.model.territory import Level, Territory
from observatoire.statistics.comparison import QUARTILES, columns_at, quantiles
from observatoire.statistics.indicators import subset_values, values, years
from observatoire.statistics.peers import PeerGroup

MOST = 8
"""Indicators that are shown at most."""
MOST_A_THEME = 2
"""Of one theme: its indicators often say the same thing twice (houses and flats)."""
FEWEST_PEOPLE = 200
"""Insee's advice for census counts: below, do not compare small territories; nothing stands out of them."""
FEWEST_PEERS = 5
"""Below, quartiles say nothing of a spread."""
LEAST_SCORE = 1.0
"""Nearer to the median than one standard deviation of a normal spread, nothing stands out."""
NORMAL_IQR = 1.349
"""Interquartile range of a normal distribution, in standard deviations."""


@dataclass(frozen=True)
class Standout:
    """One indicator on which a place is far from its peers.

    Attributes
    ----------
    indicator, year
        Which figure: the latest year.
    score : float
        (value - median) / (interquartile range / 1.349): a z-score that outliers do not move.
    """

    indicator: Indicator
    year: int
    score: float


@lru_cache(maxsize=64)
def standouts(
    store: Store, indicators: tuple[Indicator, ...], territory: Territory, group: PeerGroup
) -> tuple[Standout, ...]:
    """Return the indicators on which a place is furthest from its peers, furthest first.

    Counts are left out (they follow size), and so are fragile, missing or carried values of the place or of peers,
    groups of fewer than `FEWEST_PEERS` known values, and spreads of zero.

    Parameters
    ----------
    store, indicators
        Where to look, in the catalogue's order, which breaks ties.
    territory : Territory
    group : PeerGroup
        Its peers.

    Returns
    -------
    tuple of Standout
        At most `MOST`, of at most `MOST_A_THEME` a theme, both directions mixed.
    """
    positions = store.positions(territory.level, [territory.id, *group.ids])
    found = []
    for indicator in indicators:
        if indicator.kind == "count" or territory.level not in indicator.levels:
            continue
        year = years(store, indicator)[-1]
        score = _score(store, indicator, year, territory.level, positions)
        if score is not None and abs(score) >= LEAST_SCORE:
            found.append(Standout(indicator, year, score))
    found.sort(key=lambda item: -abs(item.score))
    return tuple(_spread_over_themes(found))


def _score(store: Store, indicator: Indicator, year: int, level: Level, positions: Ints) -> float | None:
    """Return the robust z-score of the first territory among the others; None when it cannot be told."""
    if level == "commune":
        figures, counts = subset_values(store, indicator, year, positions)
    else:
        figures, known, fragile = columns_at(values(store, indicator, level, year), positions)
        counts = known & ~fragile
    return robust_score(figures, counts)


def robust_score(figures: Floats, counts: Bools) -> float | None:
    """Return the z-score of the first figure among the others, by median and interquartile range.

    Parameters
    ----------
    figures : ndarray of float
        The place's value, then its peers'.
    counts : ndarray of bool
        Which of them count (known, and not fragile).
    """
    peers = figures[1:][counts[1:]]
    if not counts[0] or peers.size < FEWEST_PEERS:
        return None
    low, middle, high = quantiles(np.sort(peers), QUARTILES)
    if high - low <= 1e-9 * float(np.abs(peers).max()):  # equal but for rounding
        return None
    return float((figures[0] - middle) / ((high - low) / NORMAL_IQR))


def _spread_over_themes(found: list[Standout]) -> list[Standout]:
    kept: list[Standout] = []
    for item in found:
        of_theme = sum(other.indicator.theme == item.indicator.theme for other in kept)
        if of_theme < MOST_A_THEME and len(kept) < MOST:
            kept.append(item)
    return kept
