"""An attacker's hour: campaigns of every size, read by an adversary who has the frozen document alone."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest

from participation.model.questionnaire import Questionnaire
from participation.results.groups import Cut
from participation.results.publication import Told, document
from participation.results.tables import results
from participation.statistics.cells import Frame
from participation.statistics.representativeness import reservations
from tests.participation.adversary import found_out
from tests.participation.test_results import UNSURE, submission

TOLD = Told("essai", "Essai", "organisation", "2026-09-01", "2026-12-01", "2026-12-10", 5, False)
CUTS: tuple[Cut, ...] = ("all", "kind", "kind_size", "region")
SITES = ["propre"] * 7 + ["partage"] + ["aucun"] * 2 + [UNSURE]
ROLES = ("maire", "dgs")
LIEUX = {"propre": ["fs"], "aucun": ["mediatheque"]}
RANKS: list[Any] = [{"argent": 1, "locaux": 2}] * 4 + [{"personnel": 1}] * 4 + [UNSURE]


def published(form: Questionnaire, seed: int, *, fifths: bool = False) -> dict[str, Any]:
    """Two kinds, two sizes, three régions; some strata silent, answers of every number, questions left empty."""
    draw = np.random.default_rng(seed)
    counts = draw.choice([30, 100, 400], (2, 2, 3))
    frame = Frame(("commune", "epci"), ("0-499", "500-"), ("11", "24", "94"), counts, counts * 100.0)
    each = draw.choice([1, 3, 8]) * draw.choice([0, 0.3, 1, 1, 2], (2, 2, 3))
    each[0, 0, 0] += 3
    given = []
    for place in product(range(2), range(2), range(3)):
        for _ in range(min(draw.poisson(each[place]), 30)):
            answers = {
                "site": SITES[draw.integers(len(SITES))], "heures": UNSURE if draw.random() < 0.1 else 7.5,
                "lieux": ["fs", "mediatheque"][: draw.integers(1, 3)], "freins": RANKS[draw.integers(len(RANKS))],
            }  # fmt: skip
            kept = {name: value for name, value in answers.items() if draw.random() < 0.93}
            given.append(submission(form, place, 100 * (1 + place[1]), **kept))
    if fifths:
        given = [replace(one, quintiles=(int(draw.integers(6)),)) for one in given]
    found = results(form, given, frame, (*CUTS, "covariate") if fifths else CUTS, 5)
    doubts = reservations(frame, np.array([one.place for one in given]), found.weighting)
    made = document(TOLD, form, frame, found, doubts)
    return made | {"covariates": [{}]} if fifths else made


@pytest.mark.parametrize("seed", range(8))
def test_a_publication_tells_an_adversary_nothing_that_it_withholds(form: Questionnaire, seed: int) -> None:
    assert found_out(published(form, seed), form) == []


def test_questions_do_not_choose_apart_what_they_withhold(form: Questionnaire) -> None:
    """48 answers of four régions; the last two leave a question empty, which alone could tell the seven of another.

    It would then say what the first question, which all must answer, withholds so that 48 - 30 - 9 - 7 is not told.
    """
    frame = Frame(("commune",), ("0-499",), ("11", "24", "53", "94"), *2 * [np.full((1, 1, 4), 100)])
    answers = {0: 30, 1: 7, 2: 9, 3: 2}
    given = [
        submission(form, (0, 0, at), **({} if at == 3 else {"site": SITES[-4 * (one % 2)]}), fonction=ROLES[one % 2])
        for at, times in answers.items()
        for one in range(times)
    ]
    made = document(TOLD, form, frame, results(form, given, frame, ("all", "region"), 5), ())
    told = {
        table["question"]: [group["place"] for group in table["groups"] if not group["withheld"]]
        for table in made["questions"]
    }
    assert told["fonction"] == told["site"] == [[], [0], [2]]
    assert [one["answers"] for one in made["participation"]] == [48, 30, None, 9, None]
    assert found_out(made, form) == []


def test_who_does_not_know_is_not_found_from_two_shares(form: Questionnaire) -> None:
    """One of sixty does not know: 30 of 60 and 30 of 59 would say so. Of several choices, it is told."""
    frame = Frame(("commune",), ("0-499",), ("11",), *2 * [np.full((1, 1, 1), 100)])
    sites = ["propre"] * 30 + ["aucun"] * 29 + [UNSURE]
    given = [submission(form, (0, 0, 0), site=one, lieux=UNSURE if one is UNSURE else LIEUX[one]) for one in sites]
    made = document(TOLD, form, frame, results(form, given, frame, ("all",), 5), ())
    [site], [lieux] = (
        next(one["groups"] for one in made["questions"] if one["question"] == name) for name in ("site", "lieux")
    )
    assert [one["shown"] for one in site["options"]] == ["value", "value", "hidden", "hidden"]
    assert [one["of_those_who_know"] for one in site["options"]] == [None] * 4
    assert (lieux["options"][-1]["shown"], lieux["options"][-1]["share"]["value"]) == ("value", 0.017)
    assert found_out(made, form) == []
