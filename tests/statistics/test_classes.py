"""Breaks of map classes: counts, ties, bounds."""

from __future__ import annotations

import numpy as np
import pytest

from observatoire.statistics.classes import breaks_around, classify, equal_breaks, hand_breaks, quantile_breaks


def test_quintiles_of_ten_values_hold_two_each() -> None:
    values = np.arange(1.0, 11.0)
    bounds = quantile_breaks(values)
    assert bounds.tolist() == pytest.approx([1.0, 2.8, 4.6, 6.4, 8.2, 10.0])
    assert np.bincount(classify(values, bounds)).tolist() == [2, 2, 2, 2, 2]


def test_many_zeros_never_leave_an_empty_class() -> None:
    values = np.array([0.0] * 80 + list(range(1, 21)))
    bounds = quantile_breaks(values)
    counts = np.bincount(classify(values, bounds), minlength=len(bounds) - 1)
    assert counts.sum() == 100
    assert (counts > 0).all()


def test_lower_bounds_belong_to_the_class_and_the_highest_value_to_the_last() -> None:
    bounds = np.array([0.0, 10.0, 20.0])
    assert classify(np.array([0.0, 9.9, 10.0, 20.0, np.nan]), bounds).tolist() == [0, 0, 1, 1, -1]


def test_missing_and_equal_values() -> None:
    assert quantile_breaks(np.array([np.nan, np.nan])).size == 0
    assert quantile_breaks(np.array([3.0, 3.0, np.nan])).tolist() == [3.0, 3.0]
    assert classify(np.array([3.0]), np.array([3.0, 3.0])).tolist() == [0]


def test_breaks_around_zero_cut_each_side_at_its_median() -> None:
    values = np.array([-4.0, -3.0, -1.0, 2.0, 6.0, 10.0, np.nan])
    assert breaks_around(values, 0.0).tolist() == [-4.0, -3.0, 0.0, 6.0, 10.0]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1.0, 2.0, 3.0], [0.0, 2.0, 3.0]),
        ([-1.0, -2.0, -3.0], [-3.0, -2.0, 0.0]),
        ([-1.0, 5.0], [-1.0, 0.0, 5.0]),
        ([0.0, 0.0], [0.0, 0.0]),
        ([np.nan], []),
    ],
)
def test_breaks_around_zero_with_one_side_or_few_values(values: list[float], expected: list[float]) -> None:
    assert breaks_around(np.array(values), 0.0).tolist() == expected


def test_equal_intervals_have_one_width_and_may_be_empty() -> None:
    values = np.array([0.0, 1.0, 1.5, 10.0, np.nan])
    bounds = equal_breaks(values, 5)
    assert bounds.tolist() == [0, 2, 4, 6, 8, 10]
    assert np.bincount(classify(values[:4], bounds), minlength=5).tolist() == [3, 0, 0, 0, 1]
    assert equal_breaks(np.array([2.0, 2.0]), 4).tolist() == [2, 2]
    assert equal_breaks(np.array([np.nan]), 4).size == 0


def test_hand_set_breaks_keep_the_extremes_in_a_class() -> None:
    values = np.array([3.0, 5.0, 9.9, 12.0, 40.0])
    bounds = hand_breaks(values, (5.0, 10.0, 15.5))
    assert bounds.tolist() == [3, 5, 10, 15.5, 40]
    assert classify(values, bounds).tolist() == [0, 1, 1, 2, 3], "a value equal to a break is in the class it opens"
    assert hand_breaks(values, (50.0, 60.0)).tolist() == [3, 50, 60], "nothing above 60: no class there"
    assert hand_breaks(np.array([np.nan]), (1.0, 2.0)).size == 0


def test_an_odd_number_of_classes_lies_around_the_reference() -> None:
    values = np.array([0.0, 4.0, 9.0, 10.0, 11.0, 16.0, 20.0])
    # The third of the seven values that are closest to 10 lie within 1 of it.
    bounds = breaks_around(values, 10.0, 3)
    assert bounds.tolist() == [0, 9, 11, 20]
    assert np.bincount(classify(values, bounds)).tolist() == [2, 2, 3]


def test_six_classes_around_a_reference_are_three_on_each_side() -> None:
    values = np.arange(-6.0, 7.0)
    bounds = breaks_around(values, 0.0, 6)
    assert 0.0 in bounds
    assert bounds.size == 7
    assert (bounds < 0).sum() == (bounds > 0).sum() == 3


@pytest.mark.parametrize("classes", range(3, 8))
@pytest.mark.parametrize("reference", [-100.0, 0.0, 0.3, 100.0])
def test_bounds_around_a_reference_always_hold_all_values(classes: int, reference: float) -> None:
    values = np.round(np.random.default_rng(5).normal(0, 3, 80), 1)
    bounds = breaks_around(values, reference, classes)
    assert (np.diff(bounds) > 0).all()
    assert bounds[0] <= values.min()
    assert bounds[-1] >= values.max()
    assert bounds.size - 1 <= classes


def test_a_limit_at_the_only_value_makes_one_class_without_width() -> None:
    assert hand_breaks(np.array([5.0, 5.0]), [5.0]).tolist() == [5.0, 5.0]
