"""« Ma position »: in which group one's answer is marked, and what whoever knows that answer can find out with it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest

from participation.model.questionnaire import Cell, Questionnaire
from participation.results.publication import document
from participation.results.tables import results
from participation.statistics.position import LEAST_OTHERS, comparable
from participation.statistics.protection.disclosure import Shown, Table, protect
from participation.statistics.protection.rare_answers import LEAST_COUNT
from participation.views.position import WIDER, Placed, _said_once, positions
from participation.views.tables import GroupShown, QuestionShown, said_once
from tests.participation.test_publication import TOLD, country
from tests.participation.test_results import LARGE, SMALL, submission


@pytest.mark.parametrize(
    ("answers", "own", "found"),
    [
        ((6, 40, 90), True, 0),
        ((5, 40, 90), True, 1),  # five with mine: four others
        ((5, 40, 90), False, 0),  # five others: I was not asked, or left it empty
        ((None, 40, 90), True, 1),  # withheld for all is withheld for me
        ((None, None, 6), True, 2),
        ((None, None, 5), True, None),
        ((None, None, None), True, None),
        ((), True, None),
    ],
)
def test_the_finest_group_that_holds_five_others_is_the_position(
    answers: tuple[int | None, ...], own: bool, found: int | None
) -> None:
    assert comparable(answers, own=own) == found


def vectors(base: int, options: int) -> list[tuple[int, ...]]:
    """Every way in which so many answers spread over options that exclude each other."""
    return [one for one in product(range(base + 1), repeat=options) if sum(one) == base]


def fits(state: int, told: int, count: int, base: int, *, sensitive: bool) -> bool:
    """Whether a count can be what a cell tells; a hidden cell may be anything."""
    least = 1 - int(sensitive)
    if state == Shown.VALUE:
        return count == told
    if state == Shown.FEW:
        return least <= count < LEAST_COUNT
    return least <= base - count < LEAST_COUNT if state == Shown.NEARLY_ALL else True


Possible = list[tuple[int, ...]]


def readings(base: int, options: int, *, sensitive: bool) -> Iterator[tuple[tuple[int, ...], Possible]]:
    """Every group that is told, and all answers that it may stand for."""
    every = vectors(base, options)
    for counts in every:
        table = Table(np.array([[True]]), np.array([base]), np.array([counts]), exclusive=True, sensitive=sensitive)
        states = protect(table)[0]
        yield (
            counts,
            [
                one
                for one in every
                if all(fits(state, counts[at], one[at], base, sensitive=sensitive) for at, state in enumerate(states))
            ],
        )


@pytest.mark.parametrize("sensitive", [False, True])
@pytest.mark.parametrize("base", [LEAST_OTHERS + 1, LEAST_OTHERS + 2])
def test_nobody_who_knows_their_own_answer_finds_that_of_another(base: int, sensitive: bool) -> None:
    """They take theirs away from all that fits: for no option is it certain that all others gave it, unless the
    publication itself says that everybody did; nor, on a plain question, that no other did, unless it says so."""
    tried = 0
    for counts, possible in readings(base, 3, sensitive=sensitive):
        for mine in np.flatnonzero(counts):
            others = [tuple(n - (at == mine) for at, n in enumerate(one)) for one in possible if one[mine]]
            for option in range(3):
                tried += 1
                left, told = {one[option] for one in others}, {one[option] for one in possible}
                assert left != {base - 1} or told == {base}, (counts, mine, option)
                if not sensitive:
                    assert left != {0} or told == {0}, (counts, mine, option)
    assert tried > 100


def test_the_attack_finds_the_others_of_a_group_that_is_told_without_protection() -> None:
    """Five said the first option and one the second: who said the second knows what all others said."""
    assert {one[0] for one in [(5, 1 - 1)]} == {LEAST_OTHERS}
    assert protect(Table(np.array([[True]]), np.array([6]), np.array([[5, 1]]), exclusive=True)).tolist() == [
        [Shown.NEARLY_ALL, Shown.FEW]
    ]


def test_a_wider_group_gives_nobody_of_the_finer_one_back() -> None:
    """Six of my size, six of others, both told together: whoever is one of them finds nobody of either."""
    groups, bases = np.array([[True, True], [True, False]]), np.array([6, 6])
    for mine, other in product(range(7), repeat=2):
        counts = np.array([[mine, 6 - mine], [other, 6 - other]])
        states, sums = protect(Table(groups, bases, counts, exclusive=True)), groups.astype(int) @ counts
        possible = [
            (a, b)
            for a, b in product(range(7), repeat=2)
            if all(
                fits(int(states[g, o]), int(sums[g, o]), count, total, sensitive=False)
                for g, total, told in ((0, 12, (a + b, 12 - a - b)), (1, 6, (a, 6 - a)))
                for o, count in enumerate(told)
            )
        ]
        if not mine:
            continue
        known = [(a - 1, b) for a, b in possible if a]
        for at, all_of_them in ((0, 5), (1, 6)):
            left, told = {one[at] for one in known}, {one[at] for one in possible}
            certain = left <= {0} or left == {all_of_them}
            assert not certain or len(told) == 1, (mine, other, possible)


def test_a_group_of_which_all_is_withheld_gives_way_to_a_wider_one(form: Questionnaire) -> None:
    """Eight small communes, of whom no share is told; with the ten larger ones, shares are."""
    sites = ["propre", "aucun"] * 9
    given = [submission(form, SMALL if at < 8 else LARGE, site=site) for at, site in enumerate(sites)]
    found = results(form, given, country(), ("all", "kind", "kind_size"), 5)
    made = document(TOLD, form, country(), found, ())
    [table] = [one for one in made["questions"] if one["question"] == "site"]
    [small] = [one for one in table["groups"] if (one["cut"], one["place"]) == ("kind_size", [0, 0])]
    about = []
    for _ in range(2):
        placed = positions(made, form, given[0].review, (0, 0, 0), str, lambda *_: "")["site"]
        about.append(next((one.about, one.wider) for one in placed if one.cell.question == "site"))
        for option in small["options"]:
            option.update(shown="hidden", share=None)
    told, withheld = about
    wider = WIDER.replace(" :", "\u202f:")
    assert told[0].startswith("Communes de moins de 500 habitants")
    assert not told[1]
    assert withheld[0].startswith("Communes\u202f:")
    assert withheld[1] == wider


def test_what_is_said_of_one_question_after_another_is_said_once():
    noted = [("a", "b"), ("a",), ("c",), ("a",)]
    groups = [GroupShown("Communes", "8 réponses", "", (), notes) for notes in noted]
    whys = ["w", "w", "", "w"]
    placed = [Placed(Cell("site"), "", "", "", "", "", *pair) for pair in zip(whys, groups, strict=True)]
    once = _said_once([placed[0], Placed(Cell("site"), "", "", "", "", "", "", None), *placed[1:]])
    assert [one.wider for one in once if one.group] == ["w", "", "", "w"]
    told = [("a", "b"), (), ("c",), ("a",)]
    assert [one.group.notes for one in once if one.group] == told
    rows = said_once([QuestionShown("Wifi", tuple(groups[:2])), QuestionShown("Autre", tuple(groups[2:]))])
    assert [group.notes for row in rows for group in row.groups] == told
