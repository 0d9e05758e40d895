"""A place among its peers: rank, percentile, median, quartiles, gap."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from observatoire.model.catalog import Indicator
from observatoire.model.store import Floats, Ints, Status, Store
from observatoire.model.territory import Level, is_composed
from observatoire.statistics.figures import Figure, Figures, figures


@dataclass(frozen=True)
class Comparison:
    """One indicator of one place against its peers.

    Attributes
    ----------
    place : str
        Territory id. `value` (NaN when missing), `status`, `fragile` and `implausible` are its own.
    rank : int or None
        1 for the highest value; ties share the best rank. None when the place's figure does not count
        (`Figure.counts`).
    n : int
        How many territories are ranked, the place included when it has a rank.
    ties : int
        How many peers share the place's value exactly.
    percentile : float
        Share (0-100) of ranked peers with a lower value, ties counting for half; NaN without rank or peer.
    median, q1, q3, low, high : float
        Of the ranked peers, without the place; NaN without any. Quartiles interpolate linearly
        (Hyndman and Fan's type 7, the default of R and NumPy).
    over_median, under_median : int
        Ranked peers strictly above the median, and strictly below: halves only where no value repeats.
    gap : float
        Value minus median, in the indicator's unit; NaN when either is missing.
    peers, peers_ranked, peers_fragile, peers_implausible, peers_missing : int
        Size of the group, and how it splits.
    """

    place: str
    value: float
    status: Status
    fragile: bool
    implausible: bool
    rank: int | None
    n: int
    ties: int
    percentile: float
    median: float
    q1: float
    q3: float
    low: float
    high: float
    over_median: int
    under_median: int
    gap: float
    peers: int
    peers_ranked: int
    peers_fragile: int
    peers_implausible: int
    peers_missing: int


QUARTILES = (0.25, 0.5, 0.75)


def quantiles(ordered: Floats, shares: Sequence[float]) -> list[float]:
    """Return quantiles by linear interpolation: the type 7 of Hyndman and Fan (1996), the default of R and NumPy.

    `numpy.quantile` gives the same bits (tested) in ten times as long, which a page with forty drawings feels.

    Parameters
    ----------
    ordered : ndarray of float
        At least one value, ascending, no NaN.
    shares : sequence of float
        From 0 to 1.
    """
    last = len(ordered) - 1
    found = []
    for share in shares:
        below = math.floor(last * share)
        part = last * share - below
        low, high = float(ordered[below]), float(ordered[min(below + 1, last)])
        found.append(low + (high - low) * part if part < 0.5 else high - (high - low) * (1 - part))
    return found


def figures_beside(store: Store, indicator: Indicator, level: Level, year: int, ids: Sequence[str]) -> Figures:
    """Return the figures of a whole level, then those of the composed territories among some ids.

    Parameters
    ----------
    store, indicator, level, year
        The edition, the indicator, the level and its year.
    ids : sequence of str
        Of those that are compared; EPCI alone have composed ones among them.
    """
    whole = figures(store, indicator, level, year)
    made = [identifier for identifier in dict.fromkeys(ids) if is_composed(identifier)]
    return figures(store, indicator, level, year, [*whole.ids, *made]) if made else whole


def compare(figures: Figures, place: str, peers: Sequence[str]) -> Comparison:
    """Compare a place with its peers on one indicator and year.

    Parameters
    ----------
    figures : Figures
        Those of the place and of its peers, among others or not.
    place : str
        A territory id.
    peers : sequence of str
        Ids of the peers; the place itself is ignored if it is among them.

    Returns
    -------
    Comparison
        Fragile and implausible peers are left out of rank, median and quartiles, and counted.

    Raises
    ------
    KeyError
        When the place or a peer has no figure there.
    """
    others = [peer for peer in dict.fromkeys(peers) if peer != place]
    return _compared(place, figures.of(place), figures, figures.positions(others))


def compare_first(figures: Figures) -> Comparison:
    """Compare the first territory with all the others, as `compare` does."""
    return _compared(str(figures.ids[0]), figures.figure(0), figures, slice(1, None))


def _compared(place: str, own: Figure, figures: Figures, others: slice | Ints) -> Comparison:
    """Compare a figure with those of others, which stand at some positions of `figures`."""
    known, fragile, implausible = figures.known[others], figures.fragile[others], figures.implausible[others]
    solid, value = figures.value[others][known & ~fragile & ~implausible], own.value
    has_rank = own.counts
    higher, equal = int((solid > value).sum()), int((solid == value).sum())
    has_peers = solid.size > 0
    q1, median, q3 = quantiles(np.sort(solid), QUARTILES) if has_peers else [math.nan] * 3
    percentile = 100 * (int((solid < value).sum()) + equal / 2) / solid.size if has_peers else np.nan
    return Comparison(
        place=place,
        value=value,
        status=own.status,
        fragile=own.fragile,
        implausible=own.implausible,
        rank=higher + 1 if has_rank else None,
        n=solid.size + int(has_rank),
        ties=equal if has_rank else 0,
        percentile=float(percentile) if has_rank else float("nan"),
        median=float(median),
        q1=float(q1),
        q3=float(q3),
        low=float(solid.min()) if has_peers else float("nan"),
        high=float(solid.max()) if has_peers else float("nan"),
        over_median=int((solid > median).sum()),
        under_median=int((solid < median).sum()),
        gap=value - float(median),
        peers=len(known),
        peers_ranked=int(solid.size),
        peers_fragile=int((fragile & ~implausible).sum()),
        peers_implausible=int(implausible.sum()),
        peers_missing=int((~known).sum()),
    )


def ranked(figures: Figures, ids: Sequence[str]) -> tuple[list[str], Ints, Floats]:
    """Rank territories by value, highest first.

    Parameters
    ----------
    figures : Figures
        Theirs, among others or not.
    ids : sequence of str
        The territories to rank.

    Returns
    -------
    tuple
        Their ids, each once: those that count first, then those that only have a value, then missing ones; ties and
        missing in order of id. Their positions in `figures`. Their ranks (ties share the best one; NaN for none).
    """
    known_ids = sorted(set(ids))
    positions = figures.positions(known_ids)
    value, counts, known = figures.value[positions], figures.counts[positions], figures.known[positions]
    group = np.select([counts, known], [0, 1], default=2)
    order = np.lexsort((-value, group))  # stable: equal values stay in order of id
    ranks = np.full(len(positions), np.nan)
    falling = -value[order][: int(counts.sum())]
    ranks[: len(falling)] = np.searchsorted(falling, falling, side="left") + 1
    return [known_ids[rank] for rank in order.tolist()], positions[order], ranks
