"""Weights and estimates: cases worked by hand, and what other people's programs compute."""

from __future__ import annotations

import math

import numpy as np
import pytest
from samplics import PopParam, TaylorEstimator
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from participation.statistics.cells import APART, Frame, cells_of
from participation.statistics.estimates import average, borda, quantiles
from participation.statistics.laws import beta_below, beta_quantile, beta_quantiles, student_quantile
from participation.statistics.shares import share, shares
from participation.statistics.weights import Method, RakingError, Weighting, cap, design_effect, rake, weigh


def frame(counts: dict[tuple[int, int, int], int], kinds: int = 2, sizes: int = 3, regions: int = 2) -> Frame:
    made = np.zeros((kinds, sizes, regions), dtype=np.int64)
    for place, count in counts.items():
        made[place] = count
    names = [
        tuple(f"{word} {i}" for i in range(n)) for word, n in (("kind", kinds), ("size", sizes), ("région", regions))
    ]
    return Frame(*names, made, made * 1_000.0)


def places(*answers: tuple[int, int, int, int]) -> np.ndarray:
    """Kind, size, région, and how many answers come from there."""
    return np.array([place for *place, n in answers for _ in range(n)], dtype=np.int64).reshape(-1, 3)


TWO = frame({(0, 0, 0): 90, (0, 1, 0): 10})
TEN = places((0, 0, 0, 5), (0, 1, 0, 5))  # weights 18 and 2
SAID = np.array([1, 1, 0, 0, 0, 1, 1, 1, 1, 0], dtype=bool)  # 2 of 5, 4 of 5
ALL = np.ones(10, dtype=bool)


# --- The laws ---


@pytest.mark.parametrize(("a", "b"), [(0.5, 0.5), (1, 30), (7.3, 2.2), (400, 900.5), (0.01, 5)])
def test_the_beta_law_is_the_one_of_scipy(a, b):
    for x in (1e-6, 0.01, 0.3, 0.5, 0.77, 0.999):
        assert beta_below(x, a, b) == pytest.approx(stats.beta.cdf(x, a, b), rel=1e-10, abs=1e-14)
    for level in (0.025, 0.5, 0.975):
        assert beta_quantile(level, a, b) == pytest.approx(stats.beta.ppf(level, a, b), rel=1e-9)


def test_many_beta_laws_at_once_are_those_of_scipy():
    """Shapes from rare answers to thousands, closed forms and both ends included."""
    draws = np.random.default_rng(3)
    a, b = 10 ** draws.uniform(-2, 3.5, 400), 10 ** draws.uniform(-2, 3.5, 400)
    a[:40], b[40:80] = 1, 1
    levels = draws.choice([0.025, 0.975], 400)
    found = beta_quantiles(levels, a, b)
    right = stats.beta.ppf(levels, a, b)
    assert np.abs(found - right).max() < 1e-9
    assert beta_quantiles(np.array([0.5, 0.5]), np.array([0.0, 4]), np.array([3.0, 0])).tolist() == [0, 1]


def test_the_law_of_student_is_the_one_of_scipy():
    for freedom in (1, 4, 33, 2_000):
        assert student_quantile(0.975, freedom) == pytest.approx(stats.t.ppf(0.975, freedom), rel=1e-9)


# --- Cells ---


def test_sizes_merge_with_the_neighbour_that_has_fewer_answers_and_kinds_never():
    country = frame({(0, 0, 0): 100, (0, 1, 0): 50, (0, 2, 0): 5, (1, 0, 0): 8}, kinds=3)
    cells = cells_of(country, places((0, 0, 0, 9), (0, 1, 0, 6), (0, 2, 0, 2), (1, 0, 0, 2)))
    assert [(cell.kind, cell.sizes, cell.total, cell.answers) for cell in cells.cells] == [
        (0, (0,), 100, 9),
        (0, (1, 2), 55, 8),
        (1, (0,), 8, 2),  # too few, and nobody of its kind to join: it stays, and is told as weak
    ]
    assert cells.missing == ()


def test_who_never_answered_is_spoken_for_in_the_open_or_missing():
    country = frame({(0, 0, 0): 31_000, (0, 1, 0): 500, (1, 0, 0): 100})
    cells = cells_of(country, places((0, 1, 0, 40)))
    [cell] = cells.cells
    assert (cell.total, cell.answers, cell.silent) == (31_500, 40, (0,))
    assert cells.missing == (1,)


def test_a_région_with_answers_enough_stands_alone_and_the_others_together():
    country = frame({(0, 0, 0): 40, (0, 0, 1): 60, (0, 0, 2): 70, (0, 0, 3): 30}, regions=4)
    cells = cells_of(country, places((0, 0, 0, 12), (0, 0, 1, 6), (0, 0, 2, 1)))
    assert [(cell.regions, cell.total, cell.answers) for cell in cells.cells] == [((0,), 40, 12), ((1, 2, 3), 160, 7)]


def test_more_answers_than_collectivités_is_a_fault():
    with pytest.raises(ValueError, match="more answers than"):
        cells_of(frame({(0, 0, 0): 2}), places((0, 0, 0, 3)))


# --- Weights ---


def test_weights_are_collectivités_over_answers_and_add_up():
    weighting = weigh(TWO, TEN)
    assert weighting.weights.tolist() == [18.0] * 5 + [2.0] * 5
    assert weighting.method is Method.CELLS
    assert design_effect(weighting.weights) == pytest.approx(10 * (5 * 324 + 5 * 4) / 100**2)


def test_an_organisation_of_no_known_number_stands_apart_and_never_weighs_zero():
    weighting = weigh(TWO, np.vstack([TEN, [[APART, 0, 0]]]))
    assert math.isnan(weighting.weights[-1])
    assert np.nansum(weighting.weights) == 100
    told = share(weighting, np.append(SAID, True), np.ones(11, dtype=bool))
    assert told == share(weigh(TWO, TEN), SAID, ALL)


def test_raking_begins_with_the_weights_of_the_design():
    """Two answers of one category differ by the design alone: a start at 1 would lose it."""
    given = np.array([1.0, 3.0, 1.0, 1.0])
    raked = rake(given, [(np.array([0, 0, 1, 1]), np.array([40.0, 60.0]))])
    assert raked.tolist() == [10.0, 30.0, 30.0, 30.0]


def test_raked_weights_meet_every_margin():
    draw = np.random.default_rng(7)
    first, second = draw.integers(0, 3, 80), draw.integers(0, 4, 80)
    margins = [(first, np.array([50.0, 30.0, 20.0])), (second, np.array([10.0, 20.0, 30.0, 40.0]))]
    raked = rake(np.ones(80), margins)
    for category, totals in margins:
        assert np.bincount(category, raked) == pytest.approx(totals)


def test_margins_that_nobody_can_meet_are_refused():
    with pytest.raises(RakingError, match="no answer"):
        rake(np.ones(2), [(np.array([0, 0]), np.array([1.0, 1.0]))])
    with pytest.raises(RakingError, match="contradict"):
        rake(np.ones(2), [(np.array([0, 1]), np.array([1.0, 9.0])), (np.array([0, 1]), np.array([5.0, 5.0]))])


def test_where_sizes_had_to_merge_weights_are_raked_to_them():
    """Four small and three large communes answered, too few to stand alone: each still speaks for its own size."""
    country = frame({(0, 0, 0): 80, (0, 0, 1): 20, (0, 2, 0): 30, (0, 2, 1): 20, (1, 0, 0): 40, (1, 2, 1): 60})
    given = places((0, 0, 0, 3), (0, 2, 1, 2), (0, 2, 0, 1), (0, 0, 1, 1), (1, 0, 0, 3), (1, 2, 1, 4))
    weighting = weigh(country, given)
    assert weighting.method is Method.RAKED
    assert not weighting.capped
    sums = np.zeros((2, 3))
    np.add.at(sums, (given[:, 0], given[:, 1]), weighting.weights)
    assert sums == pytest.approx(np.array([[100, 0, 50], [40, 0, 60]]))
    assert np.bincount(given[:, 2], weighting.weights) == pytest.approx([150, 100])


def test_raked_weights_keep_what_the_cells_knew_of_each_other():
    """Kind 0 gives its sizes up, so all are raked; kind 1 keeps the odds of its cells: 40 × 30 over 10 × 20, not 1."""
    country = frame({
        (0, 0, 0): 40, (0, 1, 1): 20, (0, 2, 1): 6,
        (1, 0, 0): 40, (1, 0, 1): 10, (1, 1, 0): 20, (1, 1, 1): 30,
    })  # fmt: skip
    given = places(
        (0, 0, 0, 3), (0, 1, 1, 1), (1, 0, 0, 6), (1, 0, 1, 6), (1, 1, 0, 6), (1, 1, 1, 6)
    )  # fmt: skip
    found = weigh(country, given)
    assert found.method == Method.RAKED
    cell = {place: found.weights[(given == place).all(axis=1)][0] for place in map(tuple, given)}
    odds = cell[1, 0, 0] * cell[1, 1, 1] / (cell[1, 0, 1] * cell[1, 1, 0])
    assert odds == pytest.approx(40 * 30 / (10 * 20))


def test_a_weight_is_cut_at_five_times_the_median_and_the_sum_stays():
    kept, capped = cap(np.array([1.0, 1.0, 1.0, 17.0]))
    assert capped == 1
    assert kept == pytest.approx([2.5, 2.5, 2.5, 12.5])
    assert cap(np.array([1.0, 1.0, 5.0]))[1] == 0


# --- Estimates ---


def test_a_share_by_hand_is_neither_the_share_of_answers_nor_the_mean_of_cells():
    told = share(weigh(TWO, TEN), SAID, ALL)
    assert told.value == pytest.approx(0.9 * 0.4 + 0.1 * 0.8)  # 0.44: 6 of 10 answers, 0.6 as a mean of cells
    first = 0.9**2 * (1 - 5 / 90) * 0.4 * 0.6 / 4
    second = 0.1**2 * (1 - 5 / 10) * 0.8 * 0.2 / 4
    assert told.variance == pytest.approx(first + second)
    assert (told.answers, told.weakest_answers) == (10, 5)
    assert told.effective == pytest.approx(10 / (10 * 1_640 / 100**2))


def test_the_weakest_cell_is_one_of_the_base_not_of_another_group():
    """Of the ten answers the last five are of large communes: nobody of small ones is in that base."""
    told = share(weigh(TWO, TEN), SAID, np.arange(10) >= 5)
    assert told.weakest.sizes == (1,)
    assert told.weakest_answers == 5


def drawn() -> tuple[Weighting, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    draw = np.random.default_rng(3)
    country = frame({(0, 0, 0): 400, (0, 1, 0): 90, (0, 2, 0): 45, (1, 0, 1): 60})
    given = places((0, 0, 0, 30), (0, 1, 0, 12), (0, 2, 0, 9), (1, 0, 1, 7))
    n = len(given)
    return (
        weigh(country, given),
        draw.random(n) < 0.4,
        draw.random(n) < 0.8,
        draw.random(n) * 50,
        draw.random(n) * 9_000,
    )


def outside(values: np.ndarray, weighting: Weighting, base: np.ndarray, of: PopParam, x: np.ndarray | None = None):
    fpc = 1 - weighting.cells.answers / weighting.cells.totals
    strata = weighting.cells.of
    told = TaylorEstimator(of)
    told.estimate(
        y=values,
        x=x,
        samp_weight=weighting.weights,
        stratum=strata,
        fpc={int(h): float(f) for h, f in enumerate(fpc)},
        domain=base.astype(int),
    )
    return told


def test_shares_means_and_variances_are_those_of_samplics_on_part_of_the_answers_too():
    weighting, said, base, numbers, sizes = drawn()
    for told, theirs in (
        (share(weighting, said, base), outside(said.astype(float), weighting, base, PopParam.mean)),
        (average(weighting, numbers, base), outside(numbers, weighting, base, PopParam.mean)),
        (share(weighting, said, base, sizes), outside(said * sizes, weighting, base, PopParam.ratio, sizes)),
    ):
        assert told.value == pytest.approx(theirs.point_est[1])
        assert told.variance == pytest.approx(theirs.variance[1])


def test_shares_of_many_groups_are_those_of_each_alone():
    """Two groups that overlap, three options, one of them of inhabitants, against one share at a time."""
    weighting, said, base, sizes, _ = drawn()
    atom = np.where(np.isnan(weighting.weights), APART, 2 * weighting.cells.of + (np.arange(len(said)) % 2))
    of_atoms = np.array([np.arange(atom.max() + 1) % 3 != 0, np.ones(atom.max() + 1), np.arange(atom.max() + 1) < 1])
    options = np.stack([said, ~said, np.zeros_like(said)], axis=1)
    for each in (None, sizes):
        found = shares(weighting, of_atoms.astype(bool), atom, options, base, each)
        for group, row in zip(of_atoms.astype(bool), found, strict=True):
            inside = base & (atom != APART) & group[atom]
            for option, one in zip(options.T, row, strict=True):
                alone = share(weighting, option, inside, each)
                assert (one is None) == (alone is None)
                if one is not None:
                    told = ("value", "variance", "low", "high", "answers", "effective", "weakest_answers")
                    assert [getattr(one, name) for name in told] == pytest.approx(
                        [getattr(alone, name) for name in told]
                    )
                    assert one.weakest == alone.weakest


def test_the_range_of_equal_weights_is_the_one_of_clopper_and_pearson():
    country = frame({(0, 0, 0): 10**9})
    said = np.arange(40) < 9
    told = share(weigh(country, places((0, 0, 0, 40))), said, np.ones(40, dtype=bool))
    low, high = proportion_confint(9, 40, method="beta")
    # With one cell and no collectivité of weight, p(1-p)/variance is n - 1.
    assert told.low == pytest.approx(stats.beta.ppf(0.025, 39 * 9 / 40, 39 * 31 / 40 + 1), rel=1e-6)
    assert told.low < low + 0.002
    assert told.high > high - 0.002


def test_the_range_follows_korn_and_graubard():
    weighting, said, base, *_ = drawn()
    told = share(weighting, said, base)
    n = int(base.sum())
    effective = min(told.value * (1 - told.value) / told.variance, n)
    effective *= (stats.t.ppf(0.975, n - 1) / stats.t.ppf(0.975, n - 4)) ** 2
    hit, missed = effective * told.value, effective * (1 - told.value)
    assert told.low == pytest.approx(stats.beta.ppf(0.025, hit, missed + 1))
    assert told.high == pytest.approx(stats.beta.ppf(0.975, hit + 1, missed))


@pytest.mark.parametrize("all_of_them", [True, False])
def test_unanimous_answers_leave_a_range(all_of_them):
    told = share(weigh(TWO, TEN), np.full(10, all_of_them), ALL)
    assert told.value == float(all_of_them)
    assert told.high - told.low > 0.3, "six answers that tell as much say little"


def test_when_everybody_answered_nothing_is_in_doubt():
    country = frame({(0, 0, 0): 5, (0, 1, 0): 5})
    told = share(weigh(country, TEN), SAID, ALL)
    assert (told.low, told.value, told.high) == (0.6, 0.6, 0.6)


def test_a_cell_with_one_answer_still_counts_in_the_variance():
    country = frame({(0, 0, 0): 90, (1, 0, 0): 10})
    given = places((0, 0, 0, 5), (1, 0, 0, 1))
    said = np.array([1, 1, 0, 0, 0, 1], dtype=bool)
    told = share(weigh(country, given), said, np.ones(6, dtype=bool))
    assert told.value == pytest.approx(0.46)
    alone = (1 - 1 / 10) * (0.1 * (1 - 0.46)) ** 2
    assert told.variance == pytest.approx(0.9**2 * (1 - 5 / 90) * 0.4 * 0.6 / 4 + alone)


def test_nobody_in_the_base_is_no_figure():
    weighting = weigh(TWO, TEN)
    nobody = np.zeros(10, dtype=bool)
    assert share(weighting, SAID, nobody) is None
    assert average(weighting, np.ones(10), nobody) is None
    assert math.isnan(quantiles(weighting, np.ones(10), nobody, (0.5,))[0])


def test_several_choices_rest_on_who_saw_and_answered_not_on_ticks():
    """Three ticked twice, two ticked one of two: shares of ticks would add up to 1."""
    weighting = weigh(frame({(0, 0, 0): 50}), places((0, 0, 0, 6)))
    ticks = np.array([[1, 1], [1, 1], [1, 1], [1, 0], [1, 0], [0, 0]], dtype=bool)
    base = np.array([1, 1, 1, 1, 1, 0], dtype=bool)
    assert [share(weighting, column, base).value for column in ticks.T] == pytest.approx([1.0, 0.6])


def test_points_of_a_ranking():
    ranks = np.array([[1, 2, 3], [2, 1, 0], [0, 0, 1]])
    assert borda(ranks, 3).tolist() == [[3, 2, 1], [2, 3, 0], [0, 0, 3]]


def test_quantiles_weigh_collectivités():
    numbers = np.array([1, 2, 3, 4, 5, 100, 101, 102, 103, 104], dtype=float)
    assert quantiles(weigh(TWO, TEN), numbers, ALL, (0.25, 0.5, 0.9, 1.0)) == (2.0, 3.0, 5.0, 104.0)
