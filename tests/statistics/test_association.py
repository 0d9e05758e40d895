"""Ranks, rank correlation, quadrants: cases worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from observatoire.statistics.association import Association, associate, ranks, spearman
from observatoire.statistics.figures import Figures
from tests.conftest import NAN, figures_with


def figures(values: list[float], fragile: tuple[int, ...] = ()) -> Figures:
    """The place's value, then its peers'; NaN is not published."""
    return figures_with({str(at): value for at, value in enumerate(values)}, tuple(map(str, fragile)))


def test_ties_share_the_mean_of_their_ranks() -> None:
    assert ranks(np.array([10.0, 30.0, 10.0, 20.0])).tolist() == [1.5, 4.0, 1.5, 3.0]
    assert ranks(np.array([5.0, 5.0, 5.0])).tolist() == [2.0, 2.0, 2.0]


def test_spearman_without_ties_is_the_textbook_formula() -> None:
    # Differences of ranks 1, 0, -1, 1, -1: 1 - 6 * 4 / (5 * 24) = 0.8.
    first = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    second = np.array([20.0, 10.0, 30.0, 50.0, 40.0])
    assert spearman(first, second) == pytest.approx(0.8)


def test_spearman_with_ties_is_pearson_on_the_ranks() -> None:
    # Ranks 1, 2.5, 2.5, 4 and 1, 3, 2, 4: centred -1.5 0 0 1.5 and -1.5 .5 -.5 1.5.
    # Products 2.25 + 2.25 = 4.5; spreads 4.5 and 5: 4.5 / sqrt(22.5) = 0.9487. The formula without ties gives 0.95.
    first, second = np.array([1.0, 7.0, 7.0, 9.0]), np.array([1.0, 3.0, 2.0, 4.0])
    assert spearman(first, second) == pytest.approx(4.5 / math.sqrt(22.5))
    assert spearman(first, second) != pytest.approx(0.95, abs=1e-4)


def test_only_ranks_matter() -> None:
    first = np.array([1.0, 2.0, 3.0, 4.0])
    assert spearman(first, np.exp(10 * first)) == pytest.approx(1)
    assert spearman(first, -(first**3)) == pytest.approx(-1)


@pytest.mark.parametrize(("first", "second"), [([1.0, 2.0], [3.0, 4.0]), ([1.0, 1.0, 1.0], [1.0, 2.0, 3.0]), ([], [])])
def test_no_correlation_of_two_pairs_or_of_equal_values(first: list[float], second: list[float]) -> None:
    assert math.isnan(spearman(np.array(first), np.array(second)))


def test_the_place_is_not_among_its_peers_and_missing_or_fragile_peers_do_not_count() -> None:
    first = figures([100.0, 1.0, 2.0, 3.0, NAN, 50.0])
    second = figures([0.0, 6.0, 5.0, 4.0, 1.0, 50.0], fragile=(5,))
    found = associate(first, second)
    assert (found.n, found.fragile, found.missing) == (3, 1, 1)
    assert found.medians == (2.0, 5.0)
    assert found.rho == pytest.approx(-1)
    # Place: above the first median, below the second; so is the peer (3, 4), and it alone.
    assert found.sides == (1, -1)
    assert found.same_sides == 1


def test_a_peer_both_missing_and_fragile_is_counted_once() -> None:
    found = associate(figures([1.0, NAN, 2.0]), figures([1.0, 3.0, 2.0], fragile=(1,)))
    assert (found.n, found.fragile, found.missing) == (1, 0, 1)


@pytest.mark.parametrize("broken", [figures([NAN, 1.0, 2.0]), figures([1.0, 1.0, 2.0], fragile=(0,))])
def test_a_place_without_a_solid_value_has_no_side(broken: Figures) -> None:
    found = associate(broken, figures([1.0, 1.0, 2.0]))
    assert found.sides is None
    assert found.same_sides == 0
    assert found.n == 2


def test_at_the_median_and_without_peers() -> None:
    assert associate(figures([2.0, 1.0, 2.0, 3.0]), figures([9.0, 1.0, 2.0, 3.0])).sides == (0, 1)
    alone = associate(figures([2.0]), figures([3.0]))
    assert alone.n == 0
    assert alone.sides is None
    assert math.isnan(alone.medians[0])
    assert alone.link == 0


@pytest.mark.parametrize(
    ("n", "rho", "link"),
    [
        (19, 0.95, 0),  # too few peers
        (20, 0.44, 0),  # 1.96 / sqrt(19) = 0.4497
        (20, 0.46, 1),
        (20, -0.46, -1),
        (400, 0.39, 0),  # surely not nil, but too weak to say anything of one place
        (400, 0.41, 1),
        (400, 0.6, 2),
        (400, -0.85, -2),
        (400, NAN, 0),
    ],
)
def test_when_a_link_is_worth_saying(n: int, rho: float, link: int) -> None:
    assert Association(n, 0, 0, (1.0, 1.0), None, 0, rho).link == link
