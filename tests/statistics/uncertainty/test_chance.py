"""The normal law without a library, against scipy and statsmodels, which only tests have.

The published example of Marshall's method is computed by hand, where it is said.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from observatoire.statistics.uncertainty.chance import (
    adjusted,
    apart_by_holm,
    discoveries,
    median_variance,
    smoothed,
    two_sided,
)


def test_tails_are_those_of_the_normal_law() -> None:
    assert two_sided(1.0351) == pytest.approx(0.3006, abs=5e-5)
    for z in (0.0, 0.3, 1.0, 1.96, 2.4, 5.0, 9.0):
        assert two_sided(z) == pytest.approx(2 * stats.norm.sf(z), rel=1e-12)
        assert two_sided(-z) == two_sided(z)


def test_false_discoveries_are_those_of_benjamini_and_hochberg() -> None:
    tails = np.array([0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216])
    q = [0.01, 0.04, 0.084, 0.084, 0.084, 0.1, 0.74 / 7, 0.216, 0.216, 0.216]
    assert adjusted(tails) == pytest.approx(q)
    many = np.random.default_rng(3).uniform(size=200) ** 3
    for some in (tails, many, np.array([0.03])):
        kept, of_oracle, *_ = multipletests(some, 0.10, "fdr_bh")
        assert adjusted(some) == pytest.approx(of_oracle)
        assert discoveries(some, 0.10).tolist() == kept.tolist()
    assert adjusted(tails[::-1]) == pytest.approx(q[::-1]), "in the order given"
    # At 10 %, six: Bonferroni would keep two.
    assert discoveries(tails, 0.10).sum() == 6
    assert (tails * 10 <= 0.10).sum() == 2


def test_rates_are_drawn_to_the_common_one_as_marshall_says() -> None:
    # b = 54/27 000 = 20 per 10 000. s² = (1·400 + 2·900 + 4·100 + 20·0)/27 = 96.296 (per 10 000, squared);
    # b/N̄ = 20/6 750·10 000 = 29.63; A = 66.67. w = A/(A + b/N).
    rates, weights = smoothed(np.array([0.0, 10, 4, 40]), np.array([1_000.0, 2_000, 4_000, 20_000]))
    assert weights == pytest.approx([0.25, 0.40, 0.571, 0.870], abs=5e-4)
    assert rates * 10_000 == pytest.approx([15, 32, 14.29, 20], abs=5e-3)


def test_what_is_less_spread_than_chance_is_all_drawn_to_the_common_rate() -> None:
    rates, weights = smoothed(np.array([0.0, 2, 6, 40]), np.array([1_000.0, 2_000, 4_000, 20_000]))
    assert weights.tolist() == [0, 0, 0, 0], "A below 0 is 0"
    assert rates == pytest.approx(48 / 27_000)


def test_peers_surely_above_and_below_are_found_all_together() -> None:
    # Against 10, errors 0.5 each: z = 2.83, 0.71, 4.24, 8.49. One by one 2 of them are surely apart at 5 %;
    # 2.83 has 0.47 %, held to 5 % / 2.
    gaps = np.array([12, 9.5, 7, 4]) - 10
    assert apart_by_holm(gaps, np.full(4, 0.5)).tolist() == [1, 0, -1, -1]
    far = np.random.default_rng(5).normal(scale=3, size=60)
    kept, *_ = multipletests(2 * stats.norm.sf(np.abs(far)), 0.05, "holm")
    assert apart_by_holm(far, np.ones(60)).tolist() == np.where(kept, np.sign(far), 0).tolist()
    assert 0 < kept.sum() < 60
    # Twenty peers at z = 2.2 (2.8 % each) are none of them sure.
    assert not apart_by_holm(np.full(20, 2.2), np.ones(20)).any()
    assert apart_by_holm(np.array([2.2]), np.ones(1)).tolist() == [1]


def test_exact_gaps_are_apart_whatever_their_size_and_equals_never() -> None:
    assert apart_by_holm(np.array([1e-9, 0.0, -1e-9]), np.zeros(3)).tolist() == [1, 0, -1]
    assert apart_by_holm(np.array([5.0]), np.array([np.nan])).tolist() == [0]


def test_the_median_of_peers_that_are_spread_is_less_sure_than_the_formula_says() -> None:
    # Twenty peers, two clusters with an empty middle: the median jumps between them.
    values, own = np.array([-4.0] * 10 + [4.0] * 10), np.full(20, 1.0)
    by_formula = math.sqrt(math.pi / 2 / 20)
    assert by_formula == pytest.approx(0.28, abs=0.005)
    spread = np.linspace(-10, 10, 20)
    assert median_variance(spread, own) ** 0.5 == pytest.approx(0.55, abs=0.07)
    assert median_variance(values, own) ** 0.5 > by_formula
    assert median_variance(spread, np.zeros(20)) == 0


def test_draws_are_the_same_everywhere_and_a_wide_group_is_read_at_steps() -> None:
    # Any machine must give these bits: integers order the draws, the standard library gives them.
    found = median_variance(np.arange(5.0), np.ones(5))
    assert found == pytest.approx(0.5024618556546652, rel=1e-12)
    values = np.sin(np.arange(3_000.0))
    wide = median_variance(values, np.full(3_000, 0.04))
    assert wide == pytest.approx(median_variance(values[:256], np.full(256, 0.04)) * 256 / 3_000, rel=0.2)
