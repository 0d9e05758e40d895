"""Tables of a campaign, from answers to what may be told: worked by hand on the small form."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from participation.model.answers import Given, check_answer, review
from participation.model.questionnaire import Cell, Questionnaire
from participation.results.columns import UNKNOWN, Submission, columns_of
from participation.results.groups import Cut
from participation.results.tables import GroupResult, Results, results
from participation.statistics.cells import APART
from participation.statistics.protection.disclosure import Shown
from tests.participation.test_estimates import frame

UNSURE = object()
COUNTRY = frame({(0, 0, 0): 90, (0, 1, 0): 10, (1, 0, 1): 12})
SMALL, LARGE, EPCI = (0, 0, 0), (0, 1, 0), (1, 0, 1)


def submission(
    form: Questionnaire, place: tuple[int, int, int], inhabitants: float = 100, **answers: Any
) -> Submission:
    """Answers by question; `projets_wifi` is the row of a grid."""
    given: dict[Cell, Given] = {}
    for name, value in {"fonction": "maire", "francais": "oui", **answers}.items():
        cell = Cell("projets", "wifi") if name == "projets_wifi" else Cell(name)
        given[cell] = check_answer(form, cell, None if value is UNSURE else value, does_not_know=value is UNSURE)
    return Submission(place, inhabitants, review(form, given))


def told(found: Results, question: str, group: int = 0, row: str = "") -> GroupResult:
    return next(one for one in found.questions if one.cell == Cell(question, row)).groups[group]


def of_thirteen(form: Questionnaire, cuts: tuple[Cut, ...]) -> Results:
    """Five small communes, five large ones, two EPCI, an association."""
    given = [
        submission(form, SMALL, 100, site=site, heures=hours)
        for site, hours in [("propre", 1), ("propre", 2), ("propre", 3), ("aucun", 4), (UNSURE, 5)]
    ]
    given += [submission(form, LARGE, 5_000, site="propre", heures=40, lieux=["fs", "mediatheque"]) for _ in range(5)]
    given += [submission(form, EPCI, 9_000, site="partage") for _ in range(2)]
    given += [submission(form, (APART, 0, 0), 1, site="partage")]
    return results(form, given, COUNTRY, cuts, 5)  # fmt: skip


def test_a_share_is_of_collectivités_of_those_who_know_and_of_inhabitants(form):
    found = of_thirteen(form, ("kind",))
    communes = told(found, "site")
    own = communes.options[0]
    assert (communes.answers, own.option, own.shown) == (10, "propre", Shown.HIDDEN), "8, 1 and 1 of 10"
    assert own.share is None
    hours = told(found, "heures").number
    assert (hours.mean.value, hours.step) == (5.0, 5.0), "6.7, the heaviest of ten being 18 % and the spread 11.2"
    assert hours.quartiles == (2.0, 3.0, 5.0), "weights of 18 and 2: a quarter of 100 is passed with the second"


def test_do_not_know_is_counted_in_and_out(form):
    given = [submission(form, SMALL, 10, site=site) for site in ["propre"] * 6 + ["aucun"] * 3 + [UNSURE] * 3]
    given += [submission(form, LARGE, 1_000, site="aucun") for _ in range(6)]
    communes = told(results(form, given, COUNTRY, ("kind",), 5), "site")
    own = communes.options[0]
    assert own.share.value == pytest.approx(0.9 * 6 / 12)
    assert own.of_those_who_know.value == pytest.approx(90 * 6 / 12 / (90 * 9 / 12 + 10))
    assert own.of_inhabitants.value == pytest.approx(90 * 6 / 12 * 10 / (90 * 10 + 10 * 1_000))
    assert [one.option for one in communes.options] == ["propre", "partage", "aucun", UNKNOWN]
    assert communes.options[-1].of_those_who_know is None


def test_too_few_epci_are_withheld_and_so_is_what_would_give_them_back(form):
    """All less the communes would be the two EPCI; all collectivités together are told rather than the communes."""
    found = of_thirteen(form, ("all", "kind"))
    assert [told(found, "site", group).withheld for group in range(3)] == [False, True, True]


def test_an_organisation_outside_the_frame_is_apart(form):
    found = of_thirteen(form, ("all",))
    assert found.apart == 1
    assert np.isnan(found.weighting.weights[-1])


def test_what_is_no_more_asked_counts_for_nothing(form):
    """The second level too: `pourquoi` follows `francais`, which follows `site`."""
    changed = submission(form, SMALL, site="aucun", francais="oui", pourquoi="Parce que")
    accessible = next(column for column in columns_of(form, [changed]) if column.cell.question == "francais")
    assert not (accessible.base | accessible.unanswered).any()


def test_several_choices_rest_on_who_answered_and_ranks_give_points(form):
    given = [
        submission(form, SMALL, lieux=["fs", "mediatheque"], freins={"argent": 1, "locaux": 2}) for _ in range(5)
    ] + [submission(form, SMALL, lieux=["fs"], freins={"argent": 2, "locaux": 1}) for _ in range(5)]
    given += [submission(form, SMALL) for _ in range(4)]
    found = results(form, given, COUNTRY, ("kind",), 5)
    places = {one.option: one for one in told(found, "lieux").options}
    assert told(found, "lieux").answers == 10
    assert (places["fs"].share.value, places["mediatheque"].share.value) == (1.0, 0.5)
    obstacles = {one.option: one for one in told(found, "freins").options}
    assert (obstacles["argent"].share.value, obstacles["argent"].points.value) == (1.0, pytest.approx(2.5))
    assert (obstacles["trajets"].share.value, obstacles["trajets"].points.value) == (0.0, 0.0)


def test_the_base_of_what_follows_does_not_tell_the_answer_before(form):
    """One or two of 301 communes have no site, and that is not told: nor is how many were asked what follows."""
    for without in (1, 2):
        given = [submission(form, SMALL, site="propre" if i >= without else "aucun") for i in range(301)]
        found = results(form, given, frame({SMALL: 900}), ("all",), 5)
        assert [one.shown for one in told(found, "site").options][:3] == [Shown.NEARLY_ALL, Shown.VALUE, Shown.FEW]
        follows = told(found, "francais")
        assert (follows.answers, follows.rounded) == (295, True), "299, the least that nearly all may be, down to fives"


def test_few_answers_tell_nothing_that_nearly_all_were_asked(form):
    """A whole percent of 58 is none of 59: the share itself would tell how many were asked."""
    given = [submission(form, SMALL, site="propre" if i < 58 else "aucun") for i in range(60)]
    assert told(results(form, given, frame({SMALL: 90}), ("all",), 5), "francais").withheld


def test_what_follows_an_answer_that_is_not_told_is_withheld(form):
    given = [submission(form, SMALL, site="propre", francais="oui" if i % 2 else "non") for i in range(20)]
    given += [submission(form, SMALL, site="partage"), *(submission(form, SMALL, site="aucun") for _ in range(12))]
    found = results(form, given, COUNTRY, ("all",), 5)
    shown = {one.option: one.shown for one in told(found, "site").options}
    assert shown["partage"] == shown["aucun"] == Shown.HIDDEN, "one of 33, and what would give it back"
    assert told(found, "francais").withheld


def test_quartiles_wait_for_twice_the_threshold(form):
    given = [submission(form, SMALL, heures=hours) for hours in range(9)]
    assert told(results(form, given, COUNTRY, ("all",), 5), "heures").number.quartiles is None


def test_the_mean_of_three_is_not_what_two_larger_means_leave(form):
    """Of 24 that saw it, 12 small communes and 3 large ones give a number; the others do not know."""
    given = [submission(form, SMALL, heures=2) for _ in range(12)]
    given += [submission(form, LARGE, heures=hours) for hours in (10, 20, 30, *[UNSURE] * 7)]
    found = results(form, given, frame({SMALL: 90, LARGE: 90}), ("all", "kind_size"), 5)
    assert [told(found, "heures", group).answers for group in range(3)] == [15, None, None]
