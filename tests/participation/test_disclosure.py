"""What is withheld cannot be found again: cases by hand, then adversaries of another make."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from scipy.optimize import linprog

from participation.statistics.protection.disclosure import Shown, Table, protect, small_groups
from participation.statistics.protection.rare_answers import LEAST_COUNT

V, FEW, NEARLY, HIDDEN, TOO_FEW = Shown.VALUE, Shown.FEW, Shown.NEARLY_ALL, Shown.HIDDEN, Shown.TOO_FEW


def nested(*rows: str) -> np.ndarray:
    return np.array([[sign == "x" for sign in row] for row in rows])


def one_group(*counts: int, base: int | None = None, exclusive: bool = True, sensitive: bool = False) -> list[int]:
    table = Table(nested("x"), np.array([base or sum(counts)]), np.array([counts]), exclusive, sensitive)
    return protect(table)[0].tolist()


def test_a_group_with_fewer_than_five_answers_is_withheld_whole():
    assert one_group(2, 2) == [TOO_FEW, TOO_FEW]
    assert one_group(5, 0) == [V, V]
    assert one_group(4, 6) == [V, V]


def test_a_lone_answer_is_not_told_nor_left_as_what_is_missing_from_the_base():
    assert one_group(1, 4, 5) == [HIDDEN, HIDDEN, V], "nothing says which of the two is few"
    assert one_group(1, 4, 4) == [HIDDEN, HIDDEN, HIDDEN], "nor which of two alike was taken"
    assert one_group(1, 9) == [FEW, NEARLY]


def test_few_is_not_told_where_it_can_only_be_one_number():
    """Eight of ten at least, and two that are each said by somebody: they would be one each."""
    assert one_group(1, 1, 8) == [HIDDEN, HIDDEN, HIDDEN]


def test_on_a_sensitive_question_nobody_and_everybody_are_blurred():
    assert one_group(10, 0) == [V, V]
    assert one_group(10, 0, sensitive=True) == [NEARLY, FEW]


def test_options_that_do_not_exclude_each_other_stand_alone():
    assert one_group(1, 9, 12, 6, base=12, exclusive=False) == [FEW, V, V, V]
    assert one_group(11, base=12, exclusive=False) == [NEARLY]


def test_what_a_total_gives_back_is_withheld_with_it():
    """All less the first two kinds would be the third, of four answers: the smaller of the others goes along."""
    groups = nested("xxx", "x..", ".x.", "..x")
    assert small_groups(groups, np.array([30, 9, 4]), 5).tolist() == [False, False, True, True]
    assert small_groups(groups, np.array([30, 9, 5]), 5).tolist() == [False, False, False, False]
    assert small_groups(groups[:3], np.array([30, 9, 4]), 5).tolist() == [False, False, True]


@pytest.mark.parametrize("last", [False, True], ids=["first", "last"])
def test_an_option_that_nobody_chose_hides_nothing_wherever_it_stands(last):
    """Two EPCI of 62 are withheld; that nobody at all said « ne sait pas » is no reason to withhold all of them."""
    counts = np.array([[20, 20, 20, 0], [0, 0, 2, 0]])
    counts = counts if last else np.roll(counts, 1, axis=1)
    told = protect(Table(nested("xx", ".x"), np.array([60, 2]), counts, True))
    assert told.tolist() == [[V] * 4, [TOO_FEW] * 4]


def test_groups_that_were_not_even_declared_are_protected():
    """Two régions and two kinds are told; together they give back the four answers of a crossing that is no group."""
    groups = nested("xxxx", "xx..", "x...")  # all, communes, communes of the first région
    assert small_groups(groups, np.array([20, 4, 30, 0]), 5).tolist() == [False, False, True]


def test_a_cell_is_not_given_back_by_its_total_and_its_sisters():
    groups = nested("xx", "x.", ".x")
    table = Table(groups, np.array([20, 40]), np.array([[1, 10], [20, 30]]), exclusive=False)
    assert protect(table).tolist() == [[V, V], [FEW, V], [HIDDEN, V]]


def test_what_an_earlier_publication_withheld_stays_withheld_and_what_it_told_is_known():
    groups = nested("xx", "x.", ".x")
    table = Table(groups, np.array([20, 40]), np.array([[1, 10], [20, 30]]), exclusive=False)
    earlier = np.array([[HIDDEN, V], [FEW, V], [V, V]], dtype=np.int8)
    assert protect(table, earlier=earlier).tolist() == [[HIDDEN, V], [FEW, V], [V, V]]
    told = np.array([[V, V], [FEW, V], [V, V]], dtype=np.int8)
    with pytest.raises(ValueError, match="already gives back"):
        protect(table, earlier=told)


def test_nobody_answered_is_not_told_apart_from_too_few():
    table = Table(nested("xx", "x."), np.array([0, 9]), np.array([[0, 0], [5, 4]]), exclusive=True)
    assert protect(table).tolist() == [[V, V], [TOO_FEW, TOO_FEW]]


def drawn(seed: int) -> Table:
    """Kinds by régions, groups being all, each kind, each région and some crossings; answers of every size."""
    draw = np.random.default_rng(seed)
    kinds, regions, options = draw.integers(1, 4), draw.integers(1, 4), int(draw.integers(2, 5))
    kind, region = (axis.ravel() for axis in np.meshgrid(range(kinds), range(regions), indexing="ij"))
    rows = [np.ones(len(kind), dtype=bool)]
    rows += [kind == i for i in range(kinds)] + [region == i for i in range(regions)]
    rows += [(kind == i) & (region == j) for i in range(kinds) for j in range(regions) if draw.random() < 0.5]
    exclusive = bool(draw.random() < 0.6)
    if exclusive:
        counts = draw.poisson(draw.choice([0.5, 2, 8]), (len(kind), options))
        bases = counts.sum(axis=1)
    else:
        bases = draw.poisson(draw.choice([3, 12]), len(kind))
        counts = draw.binomial(bases[:, None], draw.choice([0.1, 0.5, 0.9]), (len(kind), options))
    return Table(np.array(rows), bases, counts, exclusive, bool(draw.random() < 0.2))


@pytest.mark.parametrize("seed", range(50))
def test_an_adversary_who_solves_all_that_is_shown_finds_nothing_hidden(seed):
    """Linear programming: every hidden cell can still be more than one number, given the shown ones and the bases."""
    table = drawn(seed)
    states = protect(table)
    atoms, options = table.counts.shape

    def form(group: int, option: int) -> np.ndarray:
        made = np.zeros((atoms, options))
        made[table.groups[group], option] = 1
        return made.ravel()

    shown = np.argwhere(states == V)
    left = [form(group, option) for group, option in shown]
    right = [table.counts[table.groups[group], option].sum() for group, option in shown]
    if table.exclusive:
        left += [np.repeat(np.arange(atoms) == atom, options).astype(float) for atom in range(atoms)]
        right += table.bases.tolist()
    bounds = [(0, int(base)) for base in np.repeat(table.bases, options)]
    bases = table.groups @ table.bases
    for group, option in np.argwhere(states != V):
        count = table.counts[table.groups[group], option].sum()
        if bases[group] == 0 or (not table.sensitive and count in (0, bases[group])):
            continue  # where nobody of all said so, nobody of a part did: that is told of groups as well
        ends = [
            sign
            * linprog(
                sign * form(group, option), A_eq=np.array(left) if left else None, b_eq=right or None, bounds=bounds
            ).fun
            for sign in (1, -1)
        ]
        assert ends[1] - ends[0] > 0.99, (group, option, states)


@pytest.mark.parametrize("seed", range(50))
def test_no_set_of_atoms_with_too_few_answers_is_a_combination_of_shown_groups(seed):
    """Brute force over every set of atoms: it lies in the span of the shown groups or not."""
    table = drawn(seed)
    shown = table.groups[~small_groups(table.groups, table.bases, 5)][:, table.bases > 0].astype(float)
    bases = table.bases[table.bases > 0]
    rank = np.linalg.matrix_rank(shown) if len(shown) else 0
    for size in range(1, len(bases) + 1):
        for chosen in combinations(range(len(bases)), size):
            if bases[list(chosen)].sum() >= 5:
                continue
            wanted = np.isin(range(len(bases)), chosen).astype(float)
            assert not len(shown) or np.linalg.matrix_rank(np.vstack([shown, wanted])) > rank, (chosen, bases)


def test_counts_that_may_be_told_are_told():
    """Withholding is a loss: where nothing is small, nothing is withheld."""
    table = Table(nested("xx", "x.", ".x"), np.array([20, 40]), np.array([[8, 12], [10, 30]]), exclusive=True)
    assert not protect(table).any()
    assert LEAST_COUNT == 3


def test_three_lone_answers_of_many_are_found_among_all_sets_of_three():
    """150 atoms of one answer, all told apart by eight large groups: all less the first 147 are three of them."""
    atoms = np.arange(150)
    rows = [atoms >= 0, atoms < 147] + [(atoms >> bit) % 2 == 1 for bit in range(8)]
    withheld = small_groups(np.array(rows), np.ones(150, dtype=np.int64), 5)
    assert withheld.tolist() == [False, True] + [False] * 8
