"""The banner of reservations and rates of answers."""

from __future__ import annotations

import numpy as np
import pytest

from participation.statistics.representativeness import Doubt, rates, reservations
from participation.statistics.weights import weigh
from tests.participation.test_estimates import frame, places


def test_each_reason_to_be_careful_is_told_with_its_numbers():
    """As in 2023: no small commune among those that answered, one région twice too often."""
    country = frame({(0, 0, 0): 300, (0, 0, 1): 300, (0, 1, 0): 50, (0, 1, 1): 50, (1, 0, 0): 100})
    given = places((0, 0, 0, 4), (0, 1, 0, 26), (0, 1, 1, 10))
    told = {
        (doubt.doubt, doubt.place): (doubt.measured, doubt.expected)
        for doubt in reservations(country, given, weigh(country, given))
    }
    assert told.pop((Doubt.MISSING, (1,))) == (0, 100)
    assert told.pop((Doubt.SILENT, (0, 0))) == (4, 600)
    assert told.pop((Doubt.SILENT, (1, 0))) == (0, 100)
    assert told.pop((Doubt.FEW, ()))[0] < 40
    assert not told, "the first région has 30 answers of 40, and 450 collectivités of 800: 1.33 times"


def test_a_région_twice_too_often_is_told():
    country = frame({(0, 0, 0): 1_000, (0, 0, 1): 9_000})
    given = places((0, 0, 0, 20), (0, 0, 1, 80))
    [only] = reservations(country, given, weigh(country, given))
    assert (only.doubt, only.place, only.measured, only.expected) == (Doubt.REGION, (0,), pytest.approx(2.0), 1_000)


def test_a_good_campaign_has_no_reservation():
    country = frame({(0, 0, 0): 1_000, (0, 0, 1): 1_000})
    given = places((0, 0, 0, 40), (0, 0, 1, 40))
    assert reservations(country, given, weigh(country, given)) == ()


@pytest.mark.parametrize(("answers", "few"), [(40, False), (26, False), (25, True)])
def test_few_answers_are_many_where_few_are_asked(answers: int, few: bool):
    """54 communes: 26 of them are worth 1 / (1/26 - 1/54) = 50.1 of endless ones, 25 are worth 46.6."""
    communes, given = frame({(0, 0, 0): 54}), places((0, 0, 0, answers))
    told = reservations(communes, given, weigh(communes, given))
    assert [one.doubt for one in told] == [Doubt.FEW] * few


def test_rates_come_from_invitations_and_nobody_invited_is_no_rate():
    told = rates(np.array([0, 0, 0, 2]), np.array([True, False, True, False]), 3)
    assert told.invited.tolist() == [3, 0, 1]
    assert told.taken_part.tolist() == [2, 0, 0]
    assert told.rate[0] == pytest.approx(2 / 3)
    assert np.isnan(told.rate[1])
    assert told.rate[2] == 0
