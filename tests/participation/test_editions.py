"""Two editions: joined on ids, over common strata, declared; a panel by its exact test; nothing hidden given back."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import numpy as np
import pytest
from statsmodels.stats.contingency_tables import mcnemar as theirs
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from participation.model.faults import edition_faults, questionnaire_faults
from participation.model.questionnaire import Questionnaire
from participation.model.reading import load_questionnaires
from participation.results.editions import Edition, comparisons
from participation.results.publication import Told, document
from participation.results.tables import results
from participation.statistics.changes import change, mcnemar, told_of_panel
from participation.views.editions import changes_shown, edition_sentence, points
from tests.participation.conftest import FORM
from tests.participation.test_publication import country
from tests.participation.test_results import LARGE, SMALL, submission

CUTS = ("all", "kind", "kind_size")
EPCI = (1, 0, 1)


def later(**values: Any) -> Questionnaire:
    """The small form, its options in another order, one of them new."""
    form = deepcopy(FORM) | {"version": 2, "compared": [{"question": "site"}], **values}
    site = form["sections"][1]["questions"][0]
    site["options"] = [{"id": "reseaux", "label": "Réseaux seuls"}, *reversed(site["options"])]
    return Questionnaire.model_validate(form)


def edition(form: Questionnaire, given: list[tuple[str, tuple[int, int, int], str]]) -> Edition:
    """Answers of named organisations: who, where, which site."""
    submissions = tuple(submission(form, place, site=site) for _, place, site in given)
    found = results(form, submissions, country(), CUTS, 5)
    told = Told("b", "Baromètre", "organisation", "2025-09-01", "2025-12-01", "2025-12-10", 5, False)
    made = document(told, form, country(), found, ())
    return Edition(form, made, country(), CUTS, submissions, tuple(who for who, _, _ in given))


def answers(place: tuple[int, int, int], first: int, **sites: int) -> list[tuple[str, tuple[int, int, int], str]]:
    """So many of each site, numbered from `first`."""
    chosen = [site for site, n in sites.items() for _ in range(n)]
    return [(f"{place}-{first + at}", place, site) for at, site in enumerate(chosen)]


def compared(now: Edition, before: Edition, question: str = "site") -> dict[str, Any]:
    return next(one for one in comparisons(now, before, 5) if one["question"] == question)


def shown(made: dict[str, Any], group: int, option: str) -> dict[str, Any]:
    return next(one for one in made["groups"][group]["options"] if one["option"] == option)


def test_an_option_that_moved_between_editions_is_joined_on_its_id(form):
    """Small communes: 10 of 20 had a site, then 15 of 20; its place went from the first to the last."""
    before = edition(form, answers(SMALL, 0, propre=10, aucun=10))
    now = edition(later(), answers(SMALL, 50, propre=15, aucun=5))
    found = compared(now, before)
    own = shown(found, 0, "propre")
    assert (own["before"]["value"], own["after"]["value"], own["change"]["value"]) == (0.5, 0.75, 0.25)
    assert own["change"]["low"] < 0.25 < own["change"]["high"]
    assert [one["option"] for one in found["groups"][0]["options"]] == ["aucun", "partage", "propre"]
    assert found["panel"] == []


def test_only_strata_that_both_tell_are_compared_each_as_large_in_both(form):
    """Large communes answer only since; small ones are 90 of 112 collectivités, whoever answered how often."""
    before = edition(form, answers(SMALL, 0, propre=10, aucun=10))
    now = edition(later(), answers(SMALL, 50, propre=10, aucun=10) + answers(LARGE, 0, propre=9))
    own = shown(compared(now, before), 0, "propre")
    assert (own["before"]["value"], own["after"]["value"], own["strata"]) == (0.5, 0.5, 1)
    assert own["coverage"] == round(90 / 112, 3)
    whole = next(one for one in now.made["questions"] if one["question"] == "site")["groups"][0]
    assert next(one for one in whole["options"] if one["option"] == "propre")["share"]["value"] > 0.5


def test_a_change_puts_strata_together_by_their_number_not_by_answers(form):
    """90 small communes from 1/2 to 3/4, 10 large ones from 1 to 1/2: 0,9 × 0,25 − 0,1 × 0,5."""
    before = edition(form, answers(SMALL, 0, propre=6, aucun=6) + answers(LARGE, 0, propre=8))
    now = edition(later(), answers(SMALL, 50, propre=9, aucun=3) + answers(LARGE, 50, propre=4, aucun=4))
    communes = shown(compared(now, before), 1, "propre")
    assert communes["change"]["value"] == pytest.approx(0.9 * 0.25 - 0.1 * 0.5, abs=0.0011)
    assert communes["coverage"] == 1


def test_what_is_not_declared_is_not_compared_and_a_break_gives_its_reason(form):
    before = edition(form, answers(SMALL, 0, propre=10, aucun=10))
    form2 = later(compared=[{"question": "site", "broken": "La question portait sur douze mois."}])
    now = edition(form2, answers(SMALL, 0, propre=10, aucun=10))
    [one] = comparisons(now, before, 5)
    assert (one["broken"], one["groups"], one["panel"]) == ("La question portait sur douze mois.", [], [])
    [told] = changes_shown(now.made | {"edition": {"questions": [one]}}, form2, str)
    assert told.sentence == "Rupture\u202f: La question portait sur douze mois."


def test_who_answered_twice_is_counted_and_tested_exactly(form):
    """Forty small communes: 12 had a site and have one, 14 have one since, 4 lost it, 10 never had one."""
    first = ["propre"] * 12 + ["aucun"] * 14 + ["propre"] * 4 + ["aucun"] * 10
    then = ["propre"] * 26 + ["aucun"] * 14
    before = edition(form, [(str(at), SMALL, site) for at, site in enumerate(first)])
    now = edition(later(), [(str(at), SMALL, site) for at, site in enumerate(then)][::-1])
    found = next(one for one in compared(now, before)["panel"] if one["option"] == "propre")
    assert [found[name] for name in ("answers", "kept", "gained", "lost", "never")] == [40, 12, 14, 4, 10]
    assert found["chance"] == round(float(theirs([[12, 4], [14, 10]], exact=True).pvalue), 4)


def test_a_panel_that_gives_the_others_back_is_not_told(form):
    """Twenty-two answer, twenty of them for the second time: all less the panel would be the other two."""
    first = answers(SMALL, 0, propre=10, aucun=10)
    before = edition(form, first)
    two = [*first, ("x", SMALL, "aucun"), ("y", SMALL, "propre")]
    assert compared(edition(later(), two), before)["panel"] == []
    six = [*first, *[(f"x{at}", SMALL, site) for at, site in enumerate(["propre"] * 3 + ["aucun"] * 3)]]
    assert compared(edition(later(), six), before)["panel"] != []


def test_a_panel_tells_no_lone_change():
    assert not told_of_panel((20, 1, 5, 14), 5, 3, sensitive=False)
    assert told_of_panel((20, 0, 5, 15), 5, 3, sensitive=False)
    assert not told_of_panel((20, 0, 5, 15), 5, 3, sensitive=True)
    assert not told_of_panel((0, 0, 4, 0), 5, 3, sensitive=False)


@pytest.mark.parametrize("pair", [(0, 0), (5, 0), (3, 11), (40, 22), (7, 7), (300, 351)])
def test_mcnemar_is_the_exact_one_of_statsmodels(pair):
    gained, lost = pair
    assert mcnemar(gained, lost) == pytest.approx(theirs([[10, lost], [gained, 10]], exact=True).pvalue, abs=1e-12)


@pytest.mark.parametrize("counts", [(4, 20, 15, 25), (30, 60, 31, 61), (1, 12, 11, 12)])
def test_the_range_of_a_change_is_the_one_of_newcombe(counts):
    """Of one stratum with Wilson's limits, as statsmodels computes it."""
    x1, n1, x2, n2 = counts
    limits = [np.array([[x / n, *proportion_confint(x, n, method="wilson")]]) for x, n in ((x1, n1), (x2, n2))]
    found = change(np.array([7.0]), *limits).change
    assert found[1:] == pytest.approx(confint_proportions_2indep(x2, n2, x1, n1, method="newcomb", compare="diff"))


def test_the_words_of_a_change(form):
    before = edition(form, answers(SMALL, 0, propre=10, aucun=10))
    now = edition(later(), answers(SMALL, 50, propre=11, aucun=9))
    told = {
        "campaign": "a", "title": "Baromètre 2025", "closes": "2025-12-01", "sha": "x", "demonstration": False,
        "panel_kept": False, "questions": comparisons(now, before, 5),
    }  # fmt: skip
    made = now.made | {"edition": told}
    [one] = changes_shown(made, now.form, str)
    assert "peut n’être que le hasard" in one.sentence
    assert one.lines[-1][4] == "+5,0\u00a0points"
    assert "effacées" in edition_sentence(made)
    assert edition_sentence(now.made) == ""
    assert [points(value) for value in (0.015, -0.2, 0)] == ["+1,5\u00a0point", "−20,0\u00a0points", "0,0\u00a0point"]


def test_a_change_has_no_more_digits_than_the_shares_that_it_comes_from(form):
    """Both editions told by steps of ten points: « +20 points », never « +20,0 », and it says so."""
    told = {
        "option": "propre", "coverage": 0.9, "strata": 2, "step": 0.1,
        "before": {"value": 0.4, "low": 0.2, "high": 0.6}, "after": {"value": 0.6, "low": 0.4, "high": 0.8},
        "change": {"value": 0.2, "low": -0.083, "high": 0.483},
    }  # fmt: skip
    one = {"question": "site", "earlier": "site", "row": "", "broken": "", "panel": [],
           "groups": [{"cut": "all", "place": [], "options": [told]}]}  # fmt: skip
    [read] = changes_shown({"frame": {"kinds": ["commune"]}, "edition": {"questions": [one]}}, form, str)
    assert read.lines[0][2:6] == ("40\u00a0%", "60\u00a0%", "+20\u00a0points", "de −8\u00a0points à +48\u00a0points")
    assert read.sentence.endswith("Parts connues à 10\u00a0points près.")


def test_what_cannot_be_compared_is_a_fault_of_the_form(form):
    wrong = later(
        compared=[{"question": "heures"}, {"question": "absente"}, {"question": "site", "options": ["jamais"]}]
    )
    told = [mend for _, _, mend in questionnaire_faults(wrong)]
    assert any("seules les réponses à choisir" in mend for mend in told)
    assert any("n’existe pas" in mend for mend in told)
    assert any("n’est pas l’une de ses réponses" in mend for mend in told)
    new = later(compared=[{"question": "site", "options": ["reseaux", "propre"]}])
    assert any("n’y était pas une réponse" in mend for _, _, mend in edition_faults(form, new))


def test_forms_that_compare_nothing_keep_the_digest_that_was_frozen():
    """What a form lacks is not written in what is frozen: the digest is that of its words."""
    assert load_questionnaires()["barometre_strategie"].sha.startswith(DIGEST)
    assert '"compared"' in later().canonical


DIGEST = "68214b9b281ed5c7"
