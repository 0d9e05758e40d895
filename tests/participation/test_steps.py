"""How finely a figure is told: the steps of a share, and what finer ones would let be found."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from scipy.stats import beta, hypergeom
from scipy.stats import t as student

from participation.model.questionnaire import Questionnaire
from participation.results.columns import columns_of
from participation.results.groups import grouping
from participation.results.publication import document
from participation.results.steps import STEPS, FinestSteps, steps_of
from participation.results.tables import results
from participation.statistics.cells import Frame
from participation.statistics.estimates import Estimate
from participation.statistics.means import NumberResult, Numbers, by_steps, within_bounds
from participation.statistics.ranges import range_by_steps, stepped, worth
from participation.statistics.weights import weigh
from participation.views.files import csv_of
from participation.views.precision import precision_note, share_text
from participation.views.synthesis.questions import _foot
from participation.views.tables import groups_shown
from participation.views.words import number_sentence, option_sentence
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


@pytest.mark.parametrize(
    ("small", "large", "share", "step"),
    [((5, 50), (130, 1_000), 0.1, 0.01), ((6, 60), (300, 2_000), 0.07, 0.005), ((6, 60), (800, 4_940), 0.1, 0.002)],
)
def test_so_do_ranges_by_finer_steps(
    form: Questionnaire, small: tuple[int, int], large: tuple[int, int], share: float, step: float
) -> None:
    """So many light answers, or one fewer and a heavy one: about 10 %, or 7 %, told alike, with the same ends."""
    light = round(share * large[0] * 1.01)
    told = [
        [one["share"] for one in group_of(form, (few, *small), (many, *large))["options"]]
        for few, many in ((0, light), (1, light - 1))
    ]
    assert (told[0][0]["value"], told[0][0]["step"]) == (share, step)
    assert told[0] == told[1]


def test_two_shares_halfway_between_steps_still_make_one(form: Questionnaire) -> None:
    """Three of 60 light answers are 2.5 % of all, half a step of 5 %: 5 % beside 97.5 % would say exactly that."""
    group = group_of(form, (0, 12, 900), (3, 60, 100))
    assert group["step"] == 0.05
    assert [one["share"]["value"] for one in group["options"]] == [0.025, 0.0, 0.975, 0.0]


def test_points_by_steps_have_a_range_of_what_is_told_of_them(form: Questionnaire) -> None:
    """1.04 points of three by steps of a tenth are 1.0, and vary by 1.05 x 1.95 at most: ten answers, +- 1.08."""
    found = results(form, [submission(form, LARGE, site="aucun")] * 5, frame(1, 5), ("all",), 5)
    [table] = [one for one in found.questions if one.cell.question == "site"]
    [group] = table.groups
    points = Estimate(1.04, 0.0, 1.0, 1.1, 10, 10.0, None, 0)
    options = (replace(group.options[0], points=points),)
    steps = FinestSteps(0.02, 0.02, 0.02, 0.1, alike=False, inhabitants_alike=False, top=3)
    questions = (replace(table, groups=(replace(group, options=options, steps=steps),)),)
    made = document(TOLD, form, frame(1, 5), replace(found, questions=questions), ())
    told = made["questions"][0]["groups"][0]["options"][0]["points"]
    assert (told["value"], told["low"], told["high"], told["step"]) == (1.0, 0.0, 2.2, 0.1)
    margin = student.ppf(0.975, 9) * np.std([0, 3] * 5, ddof=1) / 1.5 * np.sqrt(1.05 * 1.95 / 10)
    assert told["high"] - 0.1 < 1.05 + margin < told["high"]


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
    assert told["precision_points"] == told["precision_moyenne"] == ""


@pytest.mark.parametrize(
    ("step", "decimals", "read"),
    [
        (0.01, 0, "Moyenne : 8,4 h (fourchette"), (0.5, 0, "Moyenne : 8,4 h, à 0,5 h près (fourchette"),
        (2.0, 0, "Moyenne : 8 h, à 2 h près (fourchette"), (0.1, 1, "Moyenne : 8,4 h (fourchette"),
    ],
)  # fmt: skip
def test_a_mean_has_the_digits_of_its_step_and_says_it(step: float, decimals: int, read: str) -> None:
    mean = {"value": 8.4, "low": 7.0, "high": 9.0, "effective": 20, "step": step}
    group = {"quartiles": None, "mean": mean, "answers": 20, "rounded": False, "withheld": False}
    told = number_sentence("des communes", "h", group, decimals)
    assert read in told.replace("\u202f:", " :").replace("\u00a0", " ").replace("\u202f", " ")


def test_answers_that_are_told_as_much_are_named_together_and_a_synthesis_says_how_finely(form: Questionnaire) -> None:
    """44 % and 40 % are both 40 % by steps of ten points: neither is « the most »."""
    given = [submission(form, SMALL, site=site) for site in ("propre", "propre", "aucun", "aucun", "partage")]
    given += [
        submission(form, LARGE, site="propre" if at < 9 else "aucun" if at < 17 else "partage") for at in range(20)
    ]
    of = frame(37, 100)
    made = document(TOLD, form, of, results(form, given, of, ("all",), 5), ())
    [group] = next(one for one in made["questions"] if one["question"] == "site")["groups"]
    assert [one["share"]["value"] for one in group["options"]][:3] == [0.4, 0.2, 0.4]
    [shown] = groups_shown(made, form.questions["site"], [group], str)
    assert shown.sentence.startswith("«\u00a0Un site à nous\u00a0»\u202f: 40\u00a0%")
    assert shown.sentence.endswith(" À égalité\u202f: «\u00a0Aucun\u00a0».")
    foot = _foot([group, group | {"step": 0.001}])
    assert foot[-1] == (("Précision des parts",), ("à 10\u00a0points près",), ())


@pytest.mark.parametrize(("value", "effective", "step"), [(0.4, 15.0, 0.1), (0.05, 20.0, 0.1), (0.98, 60.0, 0.02)])
def test_a_range_by_steps_is_that_of_clopper_and_pearson_at_both_ends(
    value: float, effective: float, step: float
) -> None:
    least, most = max(value - step / 2, 0), min(value + step / 2, 1)
    low = beta.ppf(0.025, effective * least, effective * (1 - least) + 1) if least else 0.0
    high = beta.ppf(0.975, effective * most + 1, effective * (1 - most))
    found = range_by_steps(value, effective, step)
    assert found == pytest.approx((np.floor(low / step) * step, np.ceil(high / step) * step))


@pytest.mark.parametrize(
    ("totals", "answers", "said"),
    [
        ((222, 285), (91, 216), (210, 283)), ((223, 156), (111, 136), (71, 1)), ((30, 24), (18, 19), (9, 20)),
        ((12, 19), (10, 17), (3, 1)), ((254, 243), (233, 55), (10, 117)),
    ],
)  # fmt: skip
def test_ranges_of_few_collectivites_hold_the_true_share_nineteen_times_of_twenty(
    totals: tuple[int, int], answers: tuple[int, int], said: tuple[int, int]
) -> None:
    """Over all samples of two sizes that can be drawn: how often the range holds the share of all (no simulation)."""
    weights = [of / n for of, n in zip(totals, answers, strict=True)]
    country, share = sum(totals), sum(said) / sum(totals)
    step = next(step for step in STEPS if step >= max(weights) / country)
    effective = country**2 / sum(n * weight**2 for n, weight in zip(answers, weights, strict=True)) // 5 * 5
    chances = [hypergeom(of, yes, n).pmf(np.arange(n + 1)) for of, yes, n in zip(totals, said, answers, strict=True)]
    held = 0.0
    for drawn in product(*(np.flatnonzero(one > 1e-7) for one in chances)):
        value = sum(many * weight for many, weight in zip(drawn, weights, strict=True)) / country
        told = min(max(stepped(value, step), step / 2), 1 - step / 2) if 0 < value < 1 else value
        low, high = range_by_steps(told, worth(effective, country), step)
        held += (low - 1e-9 <= share <= high + 1e-9) * chances[0][drawn[0]] * chances[1][drawn[1]]
    assert held >= 0.95


def test_so_few_collectivites_that_nearly_all_answered_leave_little_in_doubt() -> None:
    """Twenty effective answers of thirty say as much as sixty of endless ones; all of them, or none, as many."""
    assert worth(20, 30) == pytest.approx(60)
    assert (worth(20, None), worth(30, 30), worth(0, 30)) == (20, 30, 0)


def test_a_mean_says_nothing_that_cannot_be_answered(form: Questionnaire) -> None:
    """Budgets of a région, by steps of five millions: 0, between −5 000 000 and 5 000 000, where each gave some."""
    nothing = np.zeros(0)
    asked = Numbers(nothing, nothing.astype(bool), nothing.astype(np.int64), sensitive=False, bounds=(0.0, 1e8))
    for value, step, ends in ((478_000.0, 5e6, None), (7e5, 1e6, (1e6, 0.0, 3e6)), (97e6, 1e7, None)):
        mean = Estimate(value, 1.0, value - 1.5e6, value + 1.5e6, 20, 12.0, None, 6)
        found = within_bounds(by_steps(mean, step), mean, asked)
        assert (found and (found.value, found.low, found.high)) == ends
    free = replace(asked, bounds=(-math.inf, math.inf))
    assert within_bounds(by_steps(mean, 1e9), mean, free) == by_steps(mean, 1e9)
    found = results(form, [submission(form, LARGE, heures=at) for at in range(10)], frame(1, 20), ("all",), 5)
    [table] = [one for one in found.questions if one.cell.question == "heures"]
    number = NumberResult((3.0, 5.0, 7.0), Estimate(5.0, 1.0, 1.0, 9.0, 10, 10.0, None, 0), 5.0)
    question = replace(table, groups=(replace(table.groups[0], number=number),))
    made = document(TOLD, form, frame(1, 20), replace(found, questions=(question,)), ())
    [group] = made["questions"][0]["groups"]
    assert (group["mean"]["low"], group["mean"]["high"]) == (1.0, 9.0), "not outwards by steps, to 0 and 10"
