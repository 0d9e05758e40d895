"""Who took part: what is told by kind and by région adds up, and gives no set of fewer answers than the threshold."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from participation.model.questionnaire import Questionnaire
from participation.results.groups import Cut, grouping
from participation.results.publication import Told, document
from participation.results.tables import results
from participation.results.taking_part import taking_part, told_of_groups
from participation.statistics.cells import Frame
from participation.statistics.protection.small_groups import small_groups
from participation.statistics.representativeness import reservations
from participation.statistics.weights import weigh
from participation.views.answer_map import WORDS, places_told
from tests.participation.test_results import submission

TOLD = Told("essai", "Essai", "organisation", "2026-09-01", "2026-12-01", "2026-12-10", 5, False)
Answers = dict[tuple[int, int, int], int]
CUTS: tuple[Cut, ...] = ("all", "kind", "region")


def published(form: Questionnaire, answers: Answers) -> dict[str, Any]:
    """Two kinds, two sizes, three régions of a hundred each; the third région is called otherwise."""
    frame = Frame(("commune", "epci"), ("0-499", "500-"), ("11", "24", "94"), *2 * [np.full((2, 2, 3), 100)])
    given = [submission(form, place, site="aucun") for place, times in answers.items() for _ in range(times)]
    return document(TOLD, form, frame, results(form, given, frame, CUTS, 5), ())


def told(made: dict[str, Any], cut: str) -> list[tuple[int, int | None]]:
    return [(one["total"], one["answers"]) for one in made["participation"] if one["cut"] == cut]


def test_answers_and_collectivites_are_counted_by_kind_and_region(form: Questionnaire) -> None:
    made = published(form, {(0, 0, 0): 30, (0, 1, 1): 20, (1, 0, 0): 10, (1, 1, 2): 40})
    assert told(made, "all") == [(1_200, 100)]
    assert told(made, "kind") == [(600, 50), (600, 50)]
    assert told(made, "region") == [(400, 40), (400, 20), (400, 40)]


def test_a_region_with_too_few_answers_is_withheld_with_the_one_that_would_give_it_back(form: Questionnaire) -> None:
    made = published(form, {(0, 0, 0): 30, (0, 0, 1): 20, (0, 0, 2): 3})
    assert told(made, "region") == [(400, 30), (400, None), (400, None)]


def test_nobody_and_too_few_are_not_told_apart(form: Questionnaire) -> None:
    some = published(form, {(0, 0, 0): 30, (0, 0, 1): 20, (0, 0, 2): 1})
    none = published(form, {(0, 0, 0): 30, (0, 0, 1): 21})
    assert told(some, "region")[2] == told(none, "region")[2] == (400, None)


def test_no_set_of_fewer_answers_is_told_by_regions_kinds_and_cells_together() -> None:
    """Everything that a publication counts, weights included, as one adversary adds and takes away: many campaigns."""
    chance = np.random.default_rng(7)
    frame = Frame(("commune", "epci"), ("0-499", "500-"), ("11", "24", "94"), *2 * [np.full((2, 2, 3), 100)])
    silent = 0
    for _ in range(60):
        answers = [(place, int(chance.choice([0, 1, 2, 4, 6, 12]))) for place in product(range(2), range(2), range(3))]
        places = np.array([place for place, times in answers for _ in range(times)])
        weighting, groups = weigh(frame, places), grouping(frame, places, ("all", "kind", "region"))
        found = taking_part(weighting, groups, 5)
        made = told_of_groups(frame, groups, found)
        bases = np.bincount(groups.atom, minlength=groups.of_atoms.shape[1])
        rows = [groups.of_atoms[at] for at, one in enumerate(made) if one["answers"] is not None]
        assert [bases[row].sum() for row in rows] == [one["answers"] for one in made if one["answers"] is not None]
        cell_of = np.zeros(len(bases), dtype=int)
        cell_of[groups.atom] = weighting.cells.of
        rows += [cell_of == at for at in np.flatnonzero(~found.hidden_cells)]
        assert not small_groups(np.array(rows), bases, 5).any(), answers
        silent += all(one["answers"] is None for one in made if one["cut"] == "region")
    assert silent < 30, "most campaigns have a map, few as their answers are"


def test_the_map_says_who_answered_more_and_less_than_its_share(form: Questionnaire) -> None:
    """A third of all collectivités each: 60 answers of 100 are 1.8 times the share, 34 are 1.02, 6 are 0.18."""
    made = published(form, {(0, 0, 0): 60, (0, 0, 1): 34, (0, 0, 2): 6})
    found = places_told(made, lambda code: {"11": "Île-de-France", "24": "Centre", "94": "Corse"}[code])
    assert [(one.name, one.standing, one.rate) for one in found] == [
        ("Centre", WORDS[2], "8,5\u00a0%"),
        ("Corse", WORDS[0], "1,5\u00a0%"),
        ("Île-de-France", WORDS[3], "15,0\u00a0%"),
    ]
    silent = published(form, {(0, 0, 0): 60, (0, 0, 1): 40})
    [corse] = [one for one in places_told(silent, str) if one.id == "reg-94"]
    assert (corse.answers, corse.rate, corse.rank) == ("non communiqué", "non communiqué", None)


def test_the_banner_does_not_tell_the_number_that_the_map_withholds(form: Questionnaire) -> None:
    """Six answers of a région, withheld with those of another: how many times its share they are would tell them."""
    frame = Frame(("commune",), ("0-499",), ("11", "24", "94"), *2 * [np.array([[[100, 100, 800]]])])
    answers = {(0, 0, 0): 60, (0, 0, 1): 6, (0, 0, 2): 2}
    given = [submission(form, place, site="aucun") for place, times in answers.items() for _ in range(times)]
    found = results(form, given, frame, CUTS, 5)
    doubts = reservations(frame, np.array([one.place for one in given]), found.weighting)
    made = document(TOLD, form, frame, found, doubts)
    assert told(made, "region") == [(100, 60), (100, None), (800, None)]
    measured = {tuple(one["place"]): one["measured"] for one in made["reservations"] if one["doubt"] == "region"}
    assert measured == {(0,): 8.82, (2,): None}
