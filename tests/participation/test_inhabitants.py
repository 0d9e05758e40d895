"""Shares of inhabitants: sizes that all know must not give back what is withheld of an answer."""

from __future__ import annotations

import math
from collections import Counter
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest

from participation.model.questionnaire import Questionnaire
from participation.results.columns import columns_of
from participation.results.inhabitants import _Answers, _hidden
from participation.statistics.inhabitants import LEAST_WAYS, Unknown, _is_needed, is_decided, ways
from tests.participation.conftest import FORM
from tests.participation.test_results import SMALL, submission


def decided(sizes: Any, said: Any, classes: Any = None, bounds: Any = None, everybody: float = 0) -> bool:
    parts = np.asarray(sizes, dtype=float) / (everybody or np.sum(sizes))
    return is_decided(Unknown(parts, np.zeros(len(parts), int) if classes is None else classes, bounds or {}), said)


def test_sets_of_answers_are_counted_as_they_are() -> None:
    unlike = np.arange(1.0, 13.0)
    assert [ways(unlike, count) for count in (1, 3, 6, 9)] == [math.comb(12, count) for count in (1, 3, 6, 9)]
    assert ways(np.arange(1.0, 41.0), 20) == LEAST_WAYS, "no further than needed"
    alike = np.repeat([1.0, 2.0, 5.0], [4, 3, 2])
    for count in range(1, 9):
        counted = {tuple(Counter(one)[size] for size in (1.0, 2.0, 5.0)) for one in combinations(alike.tolist(), count)}
        assert ways(alike, count) == len(counted)


def test_a_town_without_which_no_set_comes_to_a_share_is_not_told_of_and_one_among_likes_is() -> None:
    """Forty villages of about 500 and a town of 8 000: half of the villages say so, with the town or without."""
    villages = 500.0 + np.arange(40)
    half = np.arange(41) % 2 == 0
    with_town, without = (np.append(half[:40], town) for town in (True, False))
    assert decided(np.append(villages, 30_000), with_town), "80 %: everybody sees that the town is in it"
    assert not decided(np.append(villages, 30_000), without), "and nobody which of the villages are"
    assert not decided(np.append(villages, 521), with_town)
    assert not decided(villages, np.ones(40, dtype=bool)), "that all did is told by their share"
    assert decided(villages, np.arange(40) < 2), "the two smallest: no other pair comes to so little"


@pytest.mark.parametrize("seed", range(6))
def test_who_is_said_to_be_needed_is_in_all_sets_that_come_to_a_share(seed: int) -> None:
    """By brute force over twelve answers; every second time one of them is as large as the others together."""
    random = np.random.default_rng(seed)
    sizes = random.lognormal(6, 0.3, 12)
    sizes[0] *= 12 if seed % 2 else 1
    part, said = sizes / sizes.sum(), np.arange(12) < 5
    told = float(part[said].sum())
    sums = [set(one) for one in combinations(range(12), 5) if abs(part[list(one)].sum() - told) < 0.0005]
    assert (_is_needed(part, 5, told), bool(set.intersection(*sums))) in ((True, True), (False, True), (False, False))
    assert _is_needed(part, 5, told) or not seed % 2


@pytest.mark.parametrize("seed", range(8))
def test_a_share_that_is_told_leaves_the_number_of_each_small_class_in_doubt(seed: int) -> None:
    """By brute force over all sets of answers, of few classes and of small ones: told only where nobody is sure."""
    random = np.random.default_rng(seed)
    classes = random.integers(0, 4, 13)
    sizes = np.array([300.0, 1_000, 2_500, 2_600])[classes] * (1 + 0.001 * (seed % 2))
    said = random.permutation(13) < 6
    part = sizes / sizes.sum()
    counts = {
        tuple(int((classes[list(one)] == each).sum()) for each in range(4))
        for one in combinations(range(13), 6)
        if abs(part[list(one)].sum() - part[said].sum()) <= 0.0005
    }
    held = [int((classes == each).sum()) for each in range(4)]
    sure = False
    for chosen in [(each,) for each in range(4)] + list(combinations(range(4), 2)):
        found, many = {sum(one[each] for each in chosen) for one in counts}, sum(held[each] for each in chosen)
        if many and len(found) == 1 and (many < 5 or min(found) in (1, 2, many - 1, many - 2)):
            sure = True
    assert decided(sizes, said) == sure


def test_what_is_withheld_of_an_answer_is_not_what_the_others_leave() -> None:
    """Of 42 that exclude each other 3, 19 and 20: the 3, the largest, are found, and would be by the rest."""
    form_of = Questionnaire.model_validate(FORM)
    given = [submission(form_of, SMALL, site=site) for site in ["partage"] * 3 + ["aucun"] * 19 + ["propre"] * 20]
    column = next(one for one in columns_of(form_of, given) if one.cell.question == "site")
    sizes = np.array([600.0, 601, 602, *(500 + np.arange(39) * 17 % 39)])
    answers = _Answers(sizes / sizes.sum(), np.zeros(42, dtype=np.int64), column.said, column)
    assert _hidden({"propre", "partage", "aucun", "ne_sait_pas"}, answers, {}) == {"partage", "aucun"}
    assert _hidden({"propre", "aucun"}, answers, {}) == {"aucun"}, "what was withheld before counts too"
    told = {0: dict.fromkeys(("propre", "partage", "aucun", "ne_sait_pas"), "value")}
    assert not _hidden({"propre", "partage", "aucun"}, answers, told), "their one size tells all of it already"


def test_what_two_withheld_sizes_hide_is_not_found_once_the_others_are_taken_away() -> None:
    """Six of 300 inhabitants, three of 2 000 and three of 9 000: of those six larger ones, three said so.

    The smallest being told, two readings are two equations on two numbers; where the smallest are withheld in the
    place of one of them, a tenth of a percent does not tell them apart.
    """
    sizes = np.repeat([300.0, 2_000, 9_000], [6, 3, 3])
    classes = np.repeat([0, 1, 2], [6, 3, 3])
    said = np.array([1, 1, 1, 0, 0, 0, 1, 1, 0, 1, 0, 0], dtype=bool)
    larger = classes > 0
    assert decided(sizes[larger], said[larger], classes[larger], everybody=sizes.sum())
    assert not decided(np.full(6, 0.5), said[:6], np.repeat([0, 1], 3), everybody=sizes.sum())
    few = {1: (1, 2), 2: (1, 2)}
    assert decided(sizes[larger], said[larger], classes[larger], few, everybody=sizes.sum())


@pytest.mark.parametrize("seed", range(8))
def test_a_share_beside_sizes_that_are_told_leaves_the_withheld_ones_in_doubt(seed: int) -> None:
    """By brute force: all numbers of the withheld sizes that agree with both shares and with « presque aucune »."""
    random = np.random.default_rng(seed)
    classes = random.integers(0, 5, 40)
    means = np.array([200.0, 240, 900, 1_100, 5_000])
    said = random.random(40) < 0.4
    told = set(random.permutation(5)[:2].tolist())
    whole = means[classes].sum()
    withheld = np.array([one not in told for one in classes])
    counts = {each: int(said[classes == each].sum()) for each in range(5) if each not in told}
    held = {each: int((classes == each).sum()) for each in counts}
    few = {each: (1, 2) for each, count in counts.items() if count in (1, 2)}
    known = sum(means[each] * count for each, count in counts.items())
    agree = [
        one
        for one in product(*(range(held[each] + 1) for each in counts))
        if sum(one) == sum(counts.values())
        and abs(sum(means[each] * number for each, number in zip(counts, one, strict=True)) - known) <= 0.0005 * whole
        and all(low <= one[list(counts).index(each)] <= high for each, (low, high) in few.items())
    ]
    sure = False
    for chosen in [(at,) for at in range(3)] + list(combinations(range(3), 2)):
        found = {sum(one[at] for at in chosen) for one in agree}
        many = sum(list(held.values())[at] for at in chosen)
        if len(found) == 1 and (many < 5 or min(found) in (1, 2, many - 1, many - 2)):
            sure = True
    assert decided(means[classes][withheld], said[withheld], classes[withheld], few, everybody=whole) == sure
