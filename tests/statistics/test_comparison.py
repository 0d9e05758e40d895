"""Rank with ties, percentile, quartiles of few values, one peer, no peer, all missing, all equal."""

from __future__ import annotations

import math

import pytest

from observatoire.statistics.comparison import compare, ranking
from tests.conftest import NAN, values_frame

ABC = {"p": 5.0, "a": 1.0, "b": 5.0, "c": 9.0, "d": 3.0}


def test_rank_counts_from_the_highest_and_ties_share_the_best() -> None:
    result = compare(values_frame(ABC), "p", ["a", "b", "c", "d"])
    assert (result.rank, result.n, result.ties) == (2, 5, 1)
    # Two of four are lower, one is equal: (2 + 1/2) / 4.
    assert result.percentile == 62.5


def test_quartiles_leave_the_place_out() -> None:
    result = compare(values_frame(ABC), "p", ["a", "b", "c", "d"])
    # Of 1, 3, 5, 9 by linear interpolation.
    assert (result.q1, result.median, result.q3) == (2.5, 4.0, 6.0)
    assert result.gap == 1.0
    assert (result.low, result.high) == (1.0, 9.0)


def test_the_place_is_never_its_own_peer_and_peers_count_once() -> None:
    twice = compare(values_frame(ABC), "p", ["p", "a", "a", "b", "c", "d"])
    assert twice == compare(values_frame(ABC), "p", ["a", "b", "c", "d"])


def test_fragile_and_missing_peers_are_left_out_and_counted() -> None:
    frame = values_frame(ABC | {"e": NAN, "f": 100.0}, fragile=("f",))
    result = compare(frame, "p", ["a", "b", "c", "d", "e", "f"])
    assert (result.median, result.high, result.n) == (4.0, 9.0, 5)
    assert (result.peers, result.peers_ranked, result.peers_fragile, result.peers_missing) == (6, 4, 1, 1)


@pytest.mark.parametrize("place", ["fragile", "missing"])
def test_a_fragile_or_missing_place_has_no_rank(place: str) -> None:
    frame = values_frame(ABC | {"fragile": 4.0, "missing": NAN}, fragile=("fragile",))
    result = compare(frame, place, ["a", "b", "c", "d"])
    assert result.rank is None
    assert math.isnan(result.percentile)
    assert (result.n, result.median) == (4, 4.0)


def test_one_peer() -> None:
    result = compare(values_frame(ABC), "p", ["c"])
    assert (result.rank, result.n, result.percentile) == (2, 2, 0.0)
    assert result.q1 == result.median == result.q3 == 9.0


def test_no_peer() -> None:
    result = compare(values_frame(ABC), "p", [])
    assert (result.rank, result.n, result.peers) == (1, 1, 0)
    assert math.isnan(result.median)
    assert math.isnan(result.percentile)
    assert math.isnan(result.gap)


def test_all_missing() -> None:
    frame = values_frame({"p": NAN, "a": NAN, "b": NAN})
    result = compare(frame, "p", ["a", "b"])
    assert (result.rank, result.n, result.peers_missing) == (None, 0, 2)
    assert math.isnan(result.median)


def test_all_equal() -> None:
    frame = values_frame(dict.fromkeys("pabcd", 2.0))
    result = compare(frame, "p", list("abcd"))
    assert (result.rank, result.ties, result.percentile, result.gap) == (1, 4, 50.0, 0.0)


def test_ranking_orders_ranked_then_fragile_then_missing() -> None:
    frame = values_frame(ABC | {"e": NAN, "f": 100.0}, fragile=("f",))
    rows = ranking(frame, ["e", "f", "a", "b", "c", "d", "p"])
    assert rows.index.tolist() == ["c", "b", "p", "d", "a", "f", "e"]
    assert rows["rank"].tolist()[:5] == [1, 2, 2, 4, 5]
    assert rows["rank"].isna().tolist()[5:] == [True, True]
