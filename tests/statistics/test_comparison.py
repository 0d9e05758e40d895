"""Rank with ties, percentile, quartiles of few values, one peer, no peer, all missing, all equal."""

from __future__ import annotations

import math

import numpy as np
import pytest

from observatoire.statistics.comparison import compare, quantiles, ranked
from tests.conftest import NAN, figures_with

ABC = {"p": 5.0, "a": 1.0, "b": 5.0, "c": 9.0, "d": 3.0}


def test_rank_counts_from_the_highest_and_ties_share_the_best() -> None:
    result = compare(figures_with(ABC), "p", ["a", "b", "c", "d"])
    assert (result.rank, result.n, result.ties) == (2, 5, 1)
    # Two of four are lower, one is equal: (2 + 1/2) / 4.
    assert result.percentile == 62.5


@pytest.mark.parametrize(
    ("place", "rank", "ties", "percentile"),
    [
        # Peers: 9, 7, 7, 7, 2, 2. Ranks: 9 is 1st, the three 7 share the 2nd, the two 2 the 5th of six.
        (10.0, 1, 0, 100.0),
        (9.0, 1, 1, 100 * 5.5 / 6),
        (7.0, 2, 3, 100 * (2 + 1.5) / 6),
        (5.0, 5, 0, 100 * 2 / 6),
        (2.0, 5, 2, 100 * 1 / 6),
        (1.0, 7, 0, 0.0),
    ],
)
def test_ties_within_the_group(place: float, rank: int, ties: int, percentile: float) -> None:
    peers = {"a": 9.0, "b": 7.0, "c": 7.0, "d": 7.0, "e": 2.0, "f": 2.0}
    result = compare(figures_with({"p": place, **peers}), "p", list(peers))
    assert (result.rank, result.n, result.ties) == (rank, 7, ties)
    assert result.percentile == pytest.approx(percentile)


def test_values_that_print_alike_are_not_ties() -> None:
    frame = figures_with({"p": 0.1 + 0.2, "a": 0.3, "b": 0.3})
    result = compare(frame, "p", ["a", "b"])
    assert (result.rank, result.ties, result.percentile) == (1, 0, 100.0)


@pytest.mark.parametrize(
    ("peers", "quartiles"),
    [
        # Type 7: the quantile q of n sorted values lies at 1 + (n - 1) q.
        ([8.0], (8.0, 8.0, 8.0)),
        ([4.0, 8.0], (5.0, 6.0, 7.0)),
        ([8.0, 1.0, 4.0], (2.5, 4.0, 6.0)),
        ([8.0, 1.0, 4.0, 2.0], (1.75, 3.0, 5.0)),
        ([8.0, 1.0, 4.0, 2.0, 100.0], (2.0, 4.0, 8.0)),
    ],
)
def test_quartiles_of_few_values(peers: list[float], quartiles: tuple[float, float, float]) -> None:
    rows = dict(zip("abcde", peers, strict=False))
    result = compare(figures_with({"p": -5.0, **rows}), "p", list(rows))
    assert (result.q1, result.median, result.q3) == quartiles
    assert result.gap == -5.0 - quartiles[1]
    assert (result.low, result.high) == (min(peers), max(peers))


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 9, 20, 177, 4_293])
@pytest.mark.parametrize("rounded", [True, False])
def test_quantiles_are_those_of_numpy_to_the_last_bit(size: int, rounded: bool) -> None:
    shares = (0.0, 0.05, 0.1, 0.25, 1 / 3, 0.5, 0.75, 0.95, 1.0)
    for seed in range(20):
        values = np.random.default_rng(seed).lognormal(3, 2, size)
        ordered = np.sort(values.round() if rounded else values)
        assert quantiles(ordered, shares) == np.quantile(ordered, shares).tolist()


def test_quartiles_leave_the_place_out() -> None:
    result = compare(figures_with(ABC), "p", ["a", "b", "c", "d"])
    # Of 1, 3, 5, 9 by linear interpolation.
    assert (result.q1, result.median, result.q3) == (2.5, 4.0, 6.0)
    assert result.gap == 1.0
    assert (result.low, result.high) == (1.0, 9.0)


def test_the_place_is_never_its_own_peer_and_peers_count_once() -> None:
    twice = compare(figures_with(ABC), "p", ["p", "a", "a", "b", "c", "d"])
    assert twice == compare(figures_with(ABC), "p", ["a", "b", "c", "d"])


def test_fragile_and_missing_peers_are_left_out_and_counted() -> None:
    frame = figures_with(ABC | {"e": NAN, "f": 100.0}, fragile=("f",))
    result = compare(frame, "p", ["a", "b", "c", "d", "e", "f"])
    assert (result.median, result.high, result.n) == (4.0, 9.0, 5)
    assert (result.peers, result.peers_ranked, result.peers_fragile, result.peers_missing) == (6, 4, 1, 1)


@pytest.mark.parametrize("place", ["fragile", "missing"])
def test_a_fragile_or_missing_place_has_no_rank(place: str) -> None:
    frame = figures_with(ABC | {"fragile": 4.0, "missing": NAN}, fragile=("fragile",))
    result = compare(frame, place, ["a", "b", "c", "d"])
    assert result.rank is None
    assert math.isnan(result.percentile)
    assert (result.n, result.median) == (4, 4.0)


def test_one_peer() -> None:
    result = compare(figures_with(ABC), "p", ["c"])
    assert (result.rank, result.n, result.percentile) == (2, 2, 0.0)
    assert result.q1 == result.median == result.q3 == 9.0


def test_one_equal_peer() -> None:
    result = compare(figures_with({"p": 9.0, "c": 9.0}), "p", ["c"])
    assert (result.rank, result.n, result.ties, result.percentile, result.gap) == (1, 2, 1, 50.0, 0.0)


@pytest.mark.parametrize("peers", [[], ["p"]], ids=["none", "itself"])
def test_no_peer(peers: list[str]) -> None:
    result = compare(figures_with(ABC), "p", peers)
    assert (result.rank, result.n, result.peers) == (1, 1, 0)
    assert math.isnan(result.median)
    assert math.isnan(result.percentile)
    assert math.isnan(result.gap)


def test_all_missing() -> None:
    frame = figures_with({"p": NAN, "a": NAN, "b": NAN})
    result = compare(frame, "p", ["a", "b"])
    assert (result.rank, result.n, result.peers_missing) == (None, 0, 2)
    for figure in (result.value, result.median, result.q1, result.q3, result.low, result.high, result.gap):
        assert math.isnan(figure)
    assert math.isnan(result.percentile)


@pytest.mark.parametrize("fragile", [(), ("a", "b")], ids=["missing", "fragile"])
def test_no_peer_counts(fragile: tuple[str, ...]) -> None:
    """The place has a value; its peers have none, or fragile ones only: first of one, without median nor percentile."""
    rows = dict.fromkeys("ab", 3.0 if fragile else NAN)
    result = compare(figures_with({"p": 5.0, **rows}, fragile=fragile), "p", ["a", "b"])
    assert (result.rank, result.n, result.ties) == (1, 1, 0)
    assert (result.peers, result.peers_ranked) == (2, 0)
    assert (result.peers_fragile, result.peers_missing) == ((2, 0) if fragile else (0, 2))
    assert math.isnan(result.median)
    assert math.isnan(result.percentile)
    assert math.isnan(result.gap)


def test_all_equal() -> None:
    frame = figures_with(dict.fromkeys("pabcd", 2.0))
    result = compare(frame, "p", list("abcd"))
    assert (result.rank, result.ties, result.percentile, result.gap) == (1, 4, 50.0, 0.0)
    assert (result.q1, result.median, result.q3, result.low, result.high) == (2.0, 2.0, 2.0, 2.0, 2.0)


def test_all_peers_equal_and_the_place_above() -> None:
    result = compare(figures_with({"p": 3.0, **dict.fromkeys("abcd", 2.0)}), "p", list("abcd"))
    assert (result.rank, result.n, result.ties, result.percentile, result.gap) == (1, 5, 0, 100.0, 1.0)


def test_ranking_orders_ranked_then_fragile_then_missing() -> None:
    frame = figures_with(ABC | {"e": NAN, "f": 100.0}, fragile=("f",))
    ids, positions, ranks = ranked(frame, ["e", "f", "a", "b", "c", "d", "p"])
    assert ids == ["c", "b", "p", "d", "a", "f", "e"]
    assert frame.ids[positions].tolist() == ids
    assert ranks.tolist()[:5] == [1, 2, 2, 4, 5]
    assert np.isnan(ranks[5:]).all()


def test_ranking_of_nobody_of_one_and_of_equals() -> None:
    assert ranked(figures_with(ABC), [])[0] == []
    assert ranked(figures_with(ABC), ["a", "a"])[2].tolist() == [1]
    ids, _, ranks = ranked(figures_with({"c": 2.0, "a": 2.0, "b": 2.0, "m": NAN, "k": NAN}), ["m", "c", "b", "a", "k"])
    assert ids == ["a", "b", "c", "k", "m"]
    assert ranks.tolist()[:3] == [1, 1, 1]


def test_equal_values_are_ranked_in_order_of_id_whatever_the_order_asked() -> None:
    frame = figures_with({"d": 2.0, "b": 2.0, "c": 7.0, "a": NAN, "e": NAN})
    ids, _, ranks = ranked(frame, ["e", "d", "c", "b", "a", "d"])
    assert ids == ["c", "b", "d", "a", "e"]
    assert ranks.tolist()[:3] == [1, 2, 2]


def test_an_unknown_territory_is_refused() -> None:
    with pytest.raises(KeyError, match="nowhere"):
        compare(figures_with(ABC), "p", ["a", "nowhere"])


def test_an_implausible_figure_enters_nothing_and_is_counted_apart() -> None:
    frame = figures_with(ABC | {"odd": 9e9}, implausible=("odd",))
    plain = compare(figures_with(ABC), "p", list("abcd"))
    result = compare(frame, "p", [*"abcd", "odd"])
    assert (result.rank, result.n, result.median, result.high) == (plain.rank, plain.n, plain.median, plain.high)
    assert (result.peers, result.peers_implausible, result.peers_fragile, result.peers_missing) == (5, 1, 0, 0)
    own = compare(frame, "odd", list("abcd"))
    assert (own.rank, own.implausible) == (None, True)
    assert math.isnan(own.percentile)
    assert ranked(frame, ["odd", "a"])[0] == ["a", "odd"]
