"""How finely a figure is told: the steps of a share, and what finer ones would let be found."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest

from participation.model.questionnaire import Questionnaire
from participation.results.columns import columns_of
from participation.results.groups import grouping
from participation.results.publication import document
from participation.results.steps import FinestSteps, steps_of
from participation.results.tables import results
from participation.statistics.cells import Frame
from participation.statistics.estimates import Estimate
from participation.statistics.weights import weigh
from participation.views.files import csv_of
from participation.views.precision import precision_note, share_text
from participation.views.words import option_sentence
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


def made_of(form: Questionnaire, small: tuple[int, int, int], large: tuple[int, int, int]) -> dict[str, Any]:
    """Answers that said « propre », of how many, of how many there are, for each size: their publication."""
    counts = ((SMALL, *small), (LARGE, *large))
    sites = [(at, "propre" if n < yes else "aucun") for at, yes, of, _ in counts for n in range(of)]
    given = [submission(form, at, site=site) for at, site in sites]
    of = frame(small[2], large[2])
    return document(TOLD, form, of, results(form, given, of, ("all",), 5), ())


def group_of(form: Questionnaire, small: tuple[int, int, int], large: tuple[int, int, int]) -> dict[str, Any]:
    """Return the group of all of them."""
    made = made_of(form, small, large)
    [group] = next(one for one in made["questions"] if one["question"] == "site")["groups"]
    return dict(group)


def test_ranges_say_no_more_than_the_share_that_they_surround(form: Questionnaire) -> None:
    """Six answers of 500 and twenty of 100, the weights cut: 0 of six, 1, or 2, with others, are all told as 20 %.

    Ranges of the exact shares had other ends for each of them: of 39 documents 18 told how many of the six it was.
    """
    told = [
        [one["share"] for one in group_of(form, (few, 6, 600), (many, 20, 100))["options"]]
        for few, many in ((0, 9), (1, 5), (1, 3))
    ]
    assert {one[0]["value"] for one in told} == {0.2}
    assert told[0] == told[1] == told[2]
    assert told[0][0]["low"] < 0.2 < told[0][0]["high"]


def test_two_shares_halfway_between_steps_still_make_one(form: Questionnaire) -> None:
    """Three of 60 light answers are 2.5 % of all, half a step of 5 %: 5 % beside 97.5 % would say exactly that."""
    group = group_of(form, (0, 12, 900), (3, 60, 100))
    assert group["step"] == 0.05
    assert [one["share"]["value"] for one in group["options"]] == [0.025, 0.0, 0.975, 0.0]


def test_points_of_about_one_are_no_share_of_everybody(form: Questionnaire) -> None:
    """1.04 points by steps of a tenth are 1.0; half a step less was told, outside of their own range."""
    found = results(form, [submission(form, LARGE, site="aucun")] * 5, frame(1, 5), ("all",), 5)
    [table] = [one for one in found.questions if one.cell.question == "site"]
    [group] = table.groups
    points = Estimate(1.04, 0.0, 1.0, 1.1, 5, 5.0, None, 0)
    options = (replace(group.options[0], points=points),)
    steps = FinestSteps(0.02, 0.02, 0.02, 0.1, alike=False)
    questions = (replace(table, groups=(replace(group, options=options, steps=steps),)),)
    made = document(TOLD, form, frame(1, 5), replace(found, questions=questions), ())
    told = made["questions"][0]["groups"][0]["options"][0]["points"]
    assert (told["value"], told["low"], told["high"], told["step"]) == (1.0, 1.0, 1.1, 0.1)


@pytest.mark.parametrize(
    ("value", "step", "read"),
    [
        (0.4, 0.1, "40 %"), (0.05, 0.1, "moins de 5 %"), (0.95, 0.1, "plus de 95 %"), (0.0, 0.1, "0 %"),
        (1.0, 0.2, "100 %"), (0.025, 0.05, "moins de 2,5 %"), (0.005, 0.01, "moins de 0,5 %"),
        (0.412, 0.002, "41,2 %"), (0.9995, 0.001, "plus de 99,95 %"),
    ],
)  # fmt: skip
def test_a_share_has_the_digits_of_its_step_and_a_few_are_not_nobody(value: float, step: float, read: str) -> None:
    assert share_text({"value": value, "step": step}) == read.replace(" %", "\u00a0%")


def test_what_was_published_before_steps_is_read_as_it_was() -> None:
    assert share_text({"value": 0.005}) == "0,5\u00a0%"
    assert share_text({"value": 0.4}, coarse=True) == "40\u00a0%"


def test_how_finely_a_group_is_told_is_said_with_it_shares_of_inhabitants_apart(form: Questionnaire) -> None:
    group = group_of(form, (2, 5, 37), (9, 20, 100))
    note = precision_note(group)
    assert note.startswith("Parts dites à 10\u00a0points près")
    assert "100\u00a0%" in note
    alike = group | {"step": 0.001}
    assert precision_note(alike) == "Parts des habitants dites à 10\u00a0points près."
    sentence = option_sentence("Un site à nous", "des communes", alike["options"][0], alike)
    assert sentence.endswith("réunissent 40\u00a0% des habitants."), "its own step, not that of the share"
    assert precision_note(group_of(form, (2, 5, 100), (9, 20, 400)) | {"options": []}) == ""


def test_a_file_says_how_finely_each_of_its_figures_is_told(form: Questionnaire) -> None:
    lines = csv_of(made_of(form, (2, 5, 37), (9, 20, 100)), form, str).decode("utf-8-sig")
    own = [line for line in csv.DictReader(io.StringIO(lines), delimiter=";") if line["reponse"] == "propre"]
    [told] = [line for line in own if line["part"]]
    assert (told["part"], told["precision_part"], told["precision_part_des_habitants"]) == ("0,4", "0,1", "0,1")
    assert told["precision_points"] == ""
