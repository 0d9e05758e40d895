"""Breaks of map classes: counts, ties, bounds."""

from __future__ import annotations

import numpy as np
import pytest

from observatoire.statistics.classes import breaks_around, classify, quantile_breaks


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
