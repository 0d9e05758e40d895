"""A place among its peers: rank, percentile, median, quartiles, gap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from observatoire.model.store import Status
from observatoire.statistics.indicators import figure_of


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


def ranked_peers(values: pd.DataFrame, peers: Sequence[str]) -> pd.Series:
    """Return the values of the peers that count: those with a value whose base is not fragile."""
    return _counting(values.loc[list(peers)])


def _counting(rows: pd.DataFrame) -> pd.Series:
    return rows.loc[(rows["status"] == "value") & ~rows["fragile"], "value"]


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
    rows, own = values.loc[others], figure_of(values, place)
    ranked = _counting(rows).to_numpy(dtype=np.float64)  # rows are looked up once: thousands of names take 10 ms
    value, fragile = own.value, own.fragile
    has_rank = own.status == "value" and not fragile
    higher, equal = int((ranked > value).sum()), int((ranked == value).sum())
    has_peers = ranked.size > 0
    q1, median, q3 = np.percentile(ranked, [25, 50, 75]) if has_peers else [np.nan] * 3
    percentile = 100 * (int((ranked < value).sum()) + equal / 2) / ranked.size if has_peers else np.nan
    missing = int((rows["status"] != "value").sum())
    return Comparison(
        place=place,
        value=value,
        status=own.status,
        fragile=fragile,
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
        peers=len(others),
        peers_ranked=int(ranked.size),
        peers_fragile=len(others) - missing - int(ranked.size),
        peers_missing=missing,
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
    rows = values.loc[list(dict.fromkeys(ids))].copy()
    counts = (rows["status"] == "value") & ~rows["fragile"]
    rows["rank"] = rows["value"].where(counts).rank(ascending=False, method="min").astype("Int64")
    rows["_group"] = np.select([counts, rows["status"] == "value"], [0, 1], default=2)
    rows["_id"] = rows.index
    rows = rows.sort_values(["_group", "value", "_id"], ascending=[True, False, True], kind="stable")
    return rows.drop(columns=["_group", "_id"])
