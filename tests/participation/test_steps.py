"""How finely a figure is told: the steps of a share, and what finer ones would let be found."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from participation.model.questionnaire import Questionnaire
from participation.results.columns import columns_of
from participation.results.groups import grouping
from participation.results.publication import document
from participation.results.steps import steps_of
from participation.results.tables import results
from participation.statistics.cells import Frame
from participation.statistics.weights import weigh
from tests.participation.test_adversary import TOLD
from tests.participation.test_results import submission, told

SMALL, LARGE = (0, 0, 0), (0, 1, 0)


def frame(small: int, large: int) -> Frame:
    counts = np.array([[[small], [large]]])
    return Frame(("commune",), ("0-499", "500-"), ("11",), counts, counts * np.array([[[100.0], [1_000.0]]]))


@pytest.mark.parametrize(
    ("small", "large", "step"),
    [(100, 100, 0.001), (600, 100, 0.1), (50, 100, 0.1), (20, 200, 0.1)],
    ids=["alike", "six to one", "one to two", "one to ten"],
)
def test_a_step_is_no_finer_than_the_heaviest_answer(form: Questionnaire, small: int, large: int, step: float) -> None:
    """Ten of each: 60/700, 10/150 and 20/220 of all answers; the next steps are a tenth. Alike: as fine as may be."""
    given = [submission(form, place, site="aucun") for place in (SMALL, LARGE) for _ in range(10)]
    places = np.array([one.place for one in given])
    weighting, groups = weigh(frame(small, large), places), grouping(frame(small, large), places, ("all",))
    found = steps_of(columns_of(form, given)[1], weighting, groups, np.ones(20))
    assert found.share.tolist() == [step]
    assert found.of(0).alike == (small == large)


def test_nothing_is_told_where_one_answer_is_more_than_a_fifth_of_it(form: Questionnaire) -> None:
    """Five small communes stand for 50 of 55: each is 18 %, told by fifths; of four that answer, 22 %."""
    for silent, withheld in ((0, False), (1, True)):
        given = [submission(form, SMALL, site="aucun") for _ in range(5)]
        given += [submission(form, LARGE, site="propre") for _ in range(5)]
        given = [submission(form, SMALL)] * silent + given[silent:]
        found = results(form, given, frame(50, 5), ("all",), 5)
        assert told(found, "site").withheld == withheld


def test_a_share_by_steps_does_not_tell_the_answers_of_its_small_cell(form: Questionnaire) -> None:
    """Five answers of 300 and twenty of 100: a tenth of a percent has one reading, a step of the share several."""
    given = [submission(form, SMALL, site="propre" if at < 2 else "aucun") for at in range(5)]
    given += [submission(form, LARGE, site="propre" if at < 9 else "aucun") for at in range(20)]
    made = document(TOLD, form, frame(37, 100), results(form, given, frame(37, 100), ("all",), 5), ())
    [group] = next(one for one in made["questions"] if one["question"] == "site")["groups"]
    share = group["options"][0]["share"]
    read = {(few, many): (few * 37 / 5 + many * 5) / 137 for few, many in product(range(6), range(21))}
    fine = {few for (few, _), value in read.items() if round(value, 3) == round(read[2, 9], 3)}
    coarse = {few for (few, _), value in read.items() if abs(value - share["value"]) <= group["step"] / 2 + 1e-9}
    assert fine == {2}, "what a finer share would have told"
    assert coarse == {0, 1, 2, 3, 4, 5}
    assert share["effective"] % 5 == 0
    assert share["low"] <= read[2, 9] - 0.1
    assert share["high"] >= read[2, 9] + 0.1


def test_a_few_are_not_told_as_nobody(form: Questionnaire) -> None:
    """Three of 25 light answers: 3 %, by steps of a tenth; nobody is told as nobody."""
    given = [submission(form, LARGE, site="propre" if at < 3 else "aucun") for at in range(20)]
    given += [submission(form, SMALL, site="aucun") for _ in range(10)]
    made = document(TOLD, form, frame(900, 100), results(form, given, frame(900, 100), ("all",), 5), ())
    [group] = next(one for one in made["questions"] if one["question"] == "site")["groups"]
    assert group["step"] == 0.1
    assert [one["share"]["value"] for one in group["options"]] == [0.05, 0.0, 0.95, 0.0]
