"""What a small number takes along, by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from participation.statistics.protection.rare_answers import (
    Answers,
    Family,
    families_of,
    known_to_be_nobody,
    taken_along,
)

ALL, THREE_PARTS = [[True] * 3], np.eye(3, dtype=bool).tolist()
GROUPS = np.array(ALL + THREE_PARTS)
PARTS = ((0, (1, 2, 3)),)


def taken(
    bases: list[int],
    counts: list[list[int]],
    hidden: list[tuple[int, int]],
    told: str = "xxxx",
    *,
    add_up: bool = False,
) -> list[list[bool]]:
    """Return what is withheld of all and three parts once some cells are."""
    of, said = np.array(bases), np.array(counts)
    totals = GROUPS.astype(np.int64) @ said
    families = families_of(GROUPS, of, PARTS, np.array([sign == "x" for sign in told]))
    held = np.zeros(totals.shape, dtype=bool)
    for cell in hidden:
        held[cell] = True
    rarest = np.argsort(totals[0], kind="stable")
    answers = Answers(GROUPS @ of, totals, False, add_up, np.zeros(totals.shape, dtype=bool), rarest)
    found: list[list[bool]] = taken_along(answers, families, np.arange(4), held).tolist()
    return found


def column(*args: object, **options: object) -> list[bool]:
    """Return the same of one option."""
    return [row[0] for row in taken(*args, **options)]  # type: ignore[arg-type]


def test_a_rare_answer_of_a_part_takes_along_the_parts_that_are_no_larger():
    """Whatever these say: 9 of 12 as well as 4 of 8. The larger one is told."""
    assert column([8, 12, 20], [[4], [2], [10]], [(2, 0)]) == [False, True, True, False]
    assert column([12, 12, 20], [[9], [2], [10]], [(2, 0)]) == [False, True, True, False]


def test_where_it_is_the_smallest_part_the_next_larger_one_goes_along():
    assert column([8, 12, 20], [[2], [9], [10]], [(1, 0)]) == [False, True, True, False]


def test_one_part_alone_is_never_withheld():
    """Nine of its twelve are what all leaves, whatever it was withheld for."""
    assert column([12, 14, 20], [[9], [8], [10]], [(1, 0)]) == [False, True, True, False]


def test_what_is_withheld_of_the_parts_is_more_than_a_few_together():
    """One and one are two, whichever they are: the third goes along."""
    assert column([8, 12, 20], [[1], [1], [10]], [(1, 0), (2, 0)]) == [False, True, True, True]
    assert column([8, 12, 20], [[7], [11], [10]], [(1, 0), (2, 0)]) == [False, True, True, True], "nearly all of them"


def test_the_rest_of_a_whole_is_a_part_of_it():
    """A part that is withheld altogether: one of its eight said so, as all less the others would tell."""
    assert column([8, 12, 20], [[1], [9], [10]], [], "x.xx") == [False, False, True, False]
    assert column([8, 12, 20], [[4], [9], [10]], [], "x.xx") == [False] * 4


def test_what_is_not_told_of_the_whole_is_told_of_none_of_its_parts():
    assert column([8, 12, 20], [[0], [2], [0]], [(0, 0)]) == [True] * 4


def test_in_a_group_the_answer_that_fewest_of_all_gave_goes_along():
    """Of three that add up, one alone is what the others leave; one that nobody of all gave would hide nothing."""
    counts = [[4, 2, 6, 0], [6, 3, 11, 0], [5, 7, 8, 0]]
    found = taken([12, 20, 20], counts, [(1, 1)], add_up=True)
    assert found == [[False] * 4, [True, True, False, False], [True, True, False, False], [True, True, False, False]]
    alike = [[1, 1, 10, 0], [6, 6, 8, 0], [7, 7, 6, 0]]
    assert taken([12, 20, 20], alike, [(1, 0), (1, 1)], add_up=True)[1] == [True, True, True, False], "two of twelve"
    assert taken([12, 20, 20], counts, [(1, 1)])[1] == [False, True, False, False], "several choices stand alone"


def test_nobody_is_known_where_a_whole_leaves_none():
    answers = Answers(
        np.array([20, 8, 12]), np.array([[7, 0], [7, 0], [0, 0]]), False, True, np.zeros((3, 2), bool), np.array([1, 0])
    )
    hidden = np.array([[False, False], [False, False], [True, False]])
    families = [Family(0, np.array([1, 2]), 0, told=True)]
    assert known_to_be_nobody(answers, families, hidden).tolist() == [[False, False], [False, True], [True, True]]
    assert not known_to_be_nobody(replace(answers, sensitive=True), families, hidden).any(), "it is protected itself"
    families = [Family(0, np.array([1, 2]), 0, told=False)]
    assert not known_to_be_nobody(answers, families, hidden).any()


@pytest.mark.parametrize("told", ["xxxx", "x.xx"])
def test_groups_that_are_not_told_are_no_parts(told: str):
    found = families_of(GROUPS, np.array([8, 12, 20]), PARTS, np.array([sign == "x" for sign in told]))
    assert [(one.whole, one.parts.tolist(), one.rest) for one in found] == [
        (0, [1, 2, 3], 0) if told == "xxxx" else (0, [2, 3], 8)
    ]


def test_two_names_of_the_same_answers_are_withheld_alike():
    none = np.zeros((3, 1), dtype=bool)
    answers = Answers(np.array([9, 9, 20]), np.array([[2], [2], [9]]), False, False, none, np.array([0]))
    for first, second in ((0, 1), (1, 0)):
        held = none.copy()
        held[first] = True
        assert taken_along(answers, [], np.array([0, 0, 2]), held)[:, 0].tolist() == [True, True, False], second
