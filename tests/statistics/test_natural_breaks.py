"""Natural breaks: the optimum by hand, by exhaustion, and as mapclassify finds it."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from observatoire.model.catalog import load_catalog
from observatoire.model.store import open_store
from observatoire.statistics.classes import classify
from observatoire.statistics.natural_breaks import natural_breaks
from tests.conftest import values


def spread(numbers: np.ndarray, bounds: np.ndarray) -> float:
    ranks = classify(numbers, bounds)
    return sum(float(((part - part.mean()) ** 2).sum()) for k in set(ranks) for part in [numbers[ranks == k]])


def test_three_heaps_are_three_classes() -> None:
    numbers = np.array([1.0, 2, 3, 10, 11, 12, 50, 51, np.nan])
    assert natural_breaks(numbers, 3).tolist() == [1, 10, 50, 51]


def test_equal_values_weigh_as_many_as_they_are() -> None:
    # Fifty times 0 and fifty times 1 against one 3: parting the two crowds leaves 2 x (2/51)... less than 3 alone does.
    numbers = np.array([0.0] * 50 + [1.0] * 50 + [3.0])
    assert natural_breaks(numbers, 2).tolist() == [0, 1, 3]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("classes", [2, 3, 4])
def test_no_other_cut_is_better(seed: int, classes: int) -> None:
    numbers = np.round(np.random.default_rng(seed).lognormal(2, 1, 14), 1)
    points = np.unique(numbers)
    best = min(
        spread(numbers, np.array([points[0], *cut, points[-1]])) for cut in combinations(points[1:], classes - 1)
    )
    assert spread(numbers, natural_breaks(numbers, classes)) == pytest.approx(best)


@pytest.mark.parametrize(
    ("classes", "counts"),
    [(4, [148, 44, 7, 1]), (6, [125, 53, 14, 5, 2, 1])],
)
def test_the_classes_are_those_of_mapclassify(classes: int, counts: list[int]) -> None:
    """Counts of `mapclassify.FisherJenks` 2.10.0 on the same numbers."""
    numbers = np.round(np.random.default_rng(3).lognormal(3, 1, 200), 1)
    bounds = natural_breaks(numbers, classes)
    assert np.bincount(classify(numbers, bounds)).tolist() == counts


@pytest.mark.parametrize(("classes", "counts"), [(3, [425, 495, 328]), (7, [63, 166, 242, 243, 211, 208, 115])])
def test_the_classes_of_all_epci_are_those_of_mapclassify(classes: int, counts: list[int]) -> None:
    frame = values(open_store(), load_catalog().indicator("part_65_ans_plus"), "epci", 2021)
    numbers = frame["value"].to_numpy(dtype=float)
    assert np.bincount(classify(numbers[~np.isnan(numbers)], natural_breaks(numbers, classes))).tolist() == counts


def test_many_values_are_gathered_without_losing_any() -> None:
    numbers = np.random.default_rng(1).normal(0, 1, 30_000)
    bounds = natural_breaks(numbers, 5)
    assert (bounds[0], bounds[-1]) == (numbers.min(), numbers.max())
    exact = spread(numbers, bounds)
    moved = bounds.copy()
    moved[1:-1] += 0.05
    assert exact < spread(numbers, moved)
    assert np.bincount(classify(numbers, bounds)).sum() == 30_000


def test_few_values() -> None:
    assert natural_breaks(np.array([np.nan]), 5).size == 0
    assert natural_breaks(np.array([4.0, 4.0]), 5).tolist() == [4, 4]
    assert natural_breaks(np.array([1.0, 2.0]), 5).tolist() == [1, 2, 2]
