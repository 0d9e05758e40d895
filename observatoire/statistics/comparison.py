"""A place among its peers: rank, percentile, median, quartiles, gap."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from observatoire.model.store import STATUSES, Bools, Floats, Ints, Status, located
from observatoire.statistics.indicators import Figure, figure_of


@dataclass(frozen=True)
class Comparison:
    """One indicator of one place against its peers.

    Attributes
    ----------
    place : str
        Territory id. `value` (NaN when missing), `status` and `fragile` are its own.
    rank : int or None
        1 for the highest value; ties share the best rank. None when the place is missing or fragile.
    n : int
        How many territories are ranked, the place included when it has a rank.
    ties : int
        How many peers share the place's value exactly.
    percentile : float
        Share (0-100) of ranked peers with a lower value, ties counting for half; NaN without rank or peer.
    median, q1, q3, low, high : float
        Of the ranked peers, without the place; NaN without any. Quartiles interpolate linearly
        (Hyndman and Fan's type 7, the default of R and NumPy).
    gap : float
        Value minus median, in the indicator's unit; NaN when either is missing.
    peers, peers_ranked, peers_fragile, peers_missing : int
        Size of the group, and how it splits.
    """

    place: str
    value: float
    status: Status
    fragile: bool
    rank: int | None
    n: int
    ties: int
    percentile: float
    median: float
    q1: float
    q3: float
    low: float
    high: float
    gap: float
    peers: int
    peers_ranked: int
    peers_fragile: int
    peers_missing: int


_VALUE = STATUSES.index("value")
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


def positions_of(values: pd.DataFrame, ids: Sequence[str]) -> Ints:
    """Return the positions of some territories in a frame indexed by id: the same in all frames of their level.

    Raises
    ------
    KeyError
        When one of the ids is not in the frame.
    """
    return located(values.index, ids)


def ranked_values(values: pd.DataFrame, positions: Ints) -> Floats:
    """Return, of the territories at some positions, the values that count: known, their base not fragile."""
    figures, known, fragile = columns_at(values, positions)
    return figures[known & ~fragile]


def columns_at(values: pd.DataFrame, positions: Ints) -> tuple[Floats, Bools, Bools]:
    """Return, of the territories at some positions, the values, which of them are known, and which are fragile."""
    known = values["status"].cat.codes.to_numpy()[positions] == _VALUE
    fragile = values["fragile"].to_numpy(dtype=bool)[positions]
    return values["value"].to_numpy(dtype=np.float64)[positions], known, known & fragile


def compare(values: pd.DataFrame, place: str, peers: Sequence[str]) -> Comparison:
    """Compare a place with its peers on one indicator and year.

    Parameters
    ----------
    values : DataFrame
        As `indicators.values` returns it: indexed by id, with `value`, `status`, `fragile`.
    place : str
        A territory id of that frame.
    peers : sequence of str
        Ids of the peers; the place itself is ignored if it is among them.

    Returns
    -------
    Comparison
        Fragile peers are left out of rank, median and quartiles, and counted.
    """
    others = [peer for peer in dict.fromkeys(peers) if peer != place]
    return compare_columns(place, figure_of(values, place), *columns_at(values, positions_of(values, others)))


def compare_columns(place: str, own: Figure, figures: Floats, known: Bools, fragile: Bools) -> Comparison:
    """Compare as `compare` does, from the place's figure and its peers' columns.

    Parameters
    ----------
    place : str
    own : Figure
        The place's.
    figures : ndarray of float
        The peers' values, the place's not among them.
    known, fragile : ndarray of bool
        Which of them are known, and which are fragile (known ones only).
    """
    ranked, value = figures[known & ~fragile], own.value
    has_rank = own.status == "value" and not own.fragile
    higher, equal = int((ranked > value).sum()), int((ranked == value).sum())
    has_peers = ranked.size > 0
    q1, median, q3 = quantiles(np.sort(ranked), QUARTILES) if has_peers else [math.nan] * 3
    percentile = 100 * (int((ranked < value).sum()) + equal / 2) / ranked.size if has_peers else np.nan
    return Comparison(
        place=place,
        value=value,
        status=own.status,
        fragile=own.fragile,
        rank=higher + 1 if has_rank else None,
        n=ranked.size + int(has_rank),
        ties=equal if has_rank else 0,
        percentile=float(percentile) if has_rank else float("nan"),
        median=float(median),
        q1=float(q1),
        q3=float(q3),
        low=float(ranked.min()) if has_peers else float("nan"),
        high=float(ranked.max()) if has_peers else float("nan"),
        gap=value - float(median),
        peers=len(figures),
        peers_ranked=int(ranked.size),
        peers_fragile=int(fragile.sum()),
        peers_missing=int((~known).sum()),
    )


def ranking(values: pd.DataFrame, ids: Sequence[str]) -> pd.DataFrame:
    """Rank territories by value, highest first.

    Parameters
    ----------
    values : DataFrame
        As `indicators.values` returns it.
    ids : sequence of str
        The territories to rank, each once.

    Returns
    -------
    DataFrame
        Rows of `values` with a column `rank` (Int64, ties share the best rank; NA when fragile or missing):
        ranked ones first, then fragile ones by value, then missing ones; ties and missing in order of id.
    """
    _, positions, ranks = ranked_positions(values, ids)
    return values.take(positions).assign(rank=pd.Series(ranks).astype("Int64").array)


def ranked_positions(values: pd.DataFrame, ids: Sequence[str]) -> tuple[list[str], Ints, Floats]:
    """Rank territories as `ranking` does: return, in that order, ids, positions in `values`, and ranks or NaN."""
    known_ids = sorted(set(ids))
    positions = positions_of(values, known_ids)
    figures, known, fragile = columns_at(values, positions)
    counts = known & ~fragile
    group = np.select([counts, known], [0, 1], default=2)
    order = np.lexsort((-figures, group))  # stable: equal values stay in order of id
    ranks = np.full(len(positions), np.nan)
    falling = -figures[order][: int(counts.sum())]
    ranks[: len(falling)] = np.searchsorted(falling, falling, side="left") + 1
    return [known_ids[rank] for rank in order.tolist()], positions[order], ranks
