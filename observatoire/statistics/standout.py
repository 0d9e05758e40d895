"""What stands out: the indicators on which a place is far from its peers, and by more than chance."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.store import Bools, Floats, Store
from observatoire.model.territory import Territory
from observatoire.statistics.comparison import QUARTILES, Comparison, compare_first, quantiles
from observatoire.statistics.components import latest_year
from observatoire.statistics.figures import Figure, Figures, figures
from observatoire.statistics.peers.circularity import Circularity, circularity
from observatoire.statistics.peers.groups import PeerGroup
from observatoire.statistics.uncertainty.chance import discoveries
from observatoire.statistics.uncertainty.judgement import Judgement
from observatoire.statistics.uncertainty.verdicts import NORMAL_IQR, judge_first

MOST = 4
"""Indicators that are shown at most."""
MOST_A_THEME = 1
"""Of one theme: its indicators often say the same thing twice (houses and flats)."""
LEAST_POINTS = 1.0
"""Points of a share below which a gap to the median is no news, where the catalogue declares none."""
FEWEST_PEOPLE = 200
"""Insee's advice for census counts: below, do not compare small territories; nothing stands out of them."""
FEWEST_PEERS = 5
"""Below, quartiles say nothing of a spread."""
LEAST_SCORE = 1.0
"""Nearer to the median than one standard deviation of a normal spread, nothing stands out."""
FEWEST_HEADS = 3
"""Persons, communes or things that make the gap of a share counted exactly: fewer, a seat or two, is no news."""
FEWEST_DISTINCT = 3
"""Different values of the place and its peers: yes and no (all in a perimeter, or none) have no spread."""
GROUPS_OF_COMMUNES = "intercommunalite"
"""Theme whose figures, of one commune, only repeat its population and area."""
FALSE_ONES = 0.10
"""Share of false ones among those held for clear: a place has a hundred indicators, of which chance alone would make
five clear at 5 % each."""


@dataclass(frozen=True)
class Standout:
    """One indicator on which a place is far from its peers.

    Attributes
    ----------
    indicator, year
        Which figure: the latest year.
    score : float
        (value - median) / (interquartile range / 1.349): a z-score that outliers do not move.
    figure : Figure
        The place's.
    comparison : Comparison
        With its peers.
    judgement : Judgement
        Clear or exact.
    circular : Circularity or None
        When the indicator is one of those that chose the peers.
    """

    indicator: Indicator
    year: int
    score: float
    figure: Figure
    comparison: Comparison
    judgement: Judgement
    circular: Circularity | None = None


@dataclass(frozen=True)
class StandingOut:
    """What stands out of a place.

    Attributes
    ----------
    found : tuple of Standout
        Furthest first; at most `MOST`.
    too_small : bool
        Fewer than `FEWEST_PEOPLE` inhabitants: nothing is looked for.
    """

    found: tuple[Standout, ...]
    too_small: bool


def standing_out(store: Store, catalog: Catalog, territory: Territory, group: PeerGroup) -> StandingOut:
    """Return what stands out of a place among its peers, over all that the catalogue says of such a place.

    Parameters
    ----------
    store, catalog, territory, group
        The edition, the catalogue, the territory and its peers.
    """
    if territory.population < FEWEST_PEOPLE:
        return StandingOut((), too_small=True)
    asked = tuple(
        i for i in catalog.indicators.values() if territory.level != "commune" or i.theme != GROUPS_OF_COMMUNES
    )
    found = standouts(store, asked, territory, group)
    marked = (replace(i, circular=circularity(catalog, i.indicator, territory, group)) for i in found)
    return StandingOut(tuple(marked), too_small=False)


@lru_cache(maxsize=64)
def standouts(
    store: Store, indicators: tuple[Indicator, ...], territory: Territory, group: PeerGroup
) -> tuple[Standout, ...]:
    """Return the indicators on which a place is far from its peers and by more than chance, the furthest first.

    Counts are left out (they follow size), and so are missing, fragile and implausible values of the place or of peers,
    groups of fewer than `FEWEST_PEERS` known values, spreads of zero, small gaps and indicators without weight; then
    those whose gap is not clear, all gaps that have a margin held together (Benjamini and Hochberg). An exact figure
    need only be far, by `FEWEST_HEADS` of what it counts; one of which nothing is known never stands out.

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
        At most `MOST`, of at most `MOST_A_THEME` a theme, both directions mixed; the score times the indicator's weight
        decides, less what of the spread is chance (`Judgement.solidity`).
    """
    ids = [territory.id, *group.ids]
    judged: list[_Candidate] = []
    for indicator in indicators:
        if indicator.kind == "count" or not indicator.weight or territory.level not in indicator.levels:
            continue
        year = latest_year(store, indicator, territory.level)
        of_all = figures(store, indicator, territory.level, year, ids)
        score = robust_score(of_all.value, of_all.counts)
        if score is not None:
            judged.append(_Candidate(score, of_all, judge_first(store, of_all)))
    found = [item for item in _clear(judged) if abs(item.score) >= LEAST_SCORE and _is_wide(item.figures)]
    found.sort(key=lambda item: -abs(item.score) * item.judgement.solidity * item.figures.indicator.weight)
    return tuple(
        Standout(of.indicator, of.year, item.score, of.figure(0), compare_first(of), item.judgement)
        for item in _spread_over_themes(found)
        for of in (item.figures,)
    )


@dataclass(frozen=True)
class _Candidate:
    """An indicator that may stand out: its score, the figures of the place and of its peers, what chance may do."""

    score: float
    figures: Figures
    judgement: Judgement


def _clear(judged: list[_Candidate]) -> list[_Candidate]:
    """Keep those that are exact, and those that are clear though so many were looked at."""
    tested = [item for item in judged if item.judgement.tail == item.judgement.tail]
    passes = discoveries(np.array([item.judgement.tail for item in tested]), FALSE_ONES).tolist() if tested else []
    clear = {id(item) for item, kept in zip(tested, passes, strict=True) if kept and item.judgement.verdict == "clear"}
    # Events are judged against the peers taken together, far from whose median a place may lie the other way.
    return [
        item
        for item in judged
        if (item.judgement.verdict == "exact" and not item.judgement.heads < FEWEST_HEADS)
        or (id(item) in clear and item.judgement.gap * item.score > 0)
    ]


def robust_score(figures: Floats, counts: Bools) -> float | None:
    """Return the z-score of the first figure among the others, by median and interquartile range.

    None where it cannot be told: too few peers, a spread of zero, fewer than `FEWEST_DISTINCT` different values.

    Parameters
    ----------
    figures : ndarray of float
        The place's value, then its peers'.
    counts : ndarray of bool
        Which of them count (known, neither fragile nor implausible).
    """
    peers = figures[1:][counts[1:]]
    if not counts[0] or peers.size < FEWEST_PEERS:
        return None
    if np.unique(figures[counts]).size < FEWEST_DISTINCT:
        return None
    low, middle, high = quantiles(np.sort(peers), QUARTILES)
    if high - low <= 1e-9 * float(np.abs(peers).max()):  # equal but for rounding
        return None
    return float((figures[0] - middle) / ((high - low) / NORMAL_IQR))


def _is_wide(of_all: Figures) -> bool:
    """Tell whether the gap of the first figure to the median of the others is worth a line."""
    indicator, peers = of_all.indicator, of_all.value[1:][of_all.counts[1:]]
    least = indicator.least_gap
    if least is None:
        least = LEAST_POINTS if indicator.unit.startswith("%") else 0.0
    return bool(abs(of_all.value[0] - np.median(peers)) >= least)


def _spread_over_themes(found: list[_Candidate]) -> list[_Candidate]:
    kept: list[_Candidate] = []
    for item in found:
        of_theme = sum(other.figures.indicator.theme == item.figures.indicator.theme for other in kept)
        if of_theme < MOST_A_THEME and len(kept) < MOST:
            kept.append(item)
    return kept
