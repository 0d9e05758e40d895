"""An open poll: what was answered, of nobody else; beside the survey whose questions it puts to citizens."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from observatoire.model.store import open_store
from participation.model.campaigns import Campaign
from participation.model.questionnaire import Questionnaire
from participation.results.gathering import publication_of
from participation.results.poll import poll_document
from participation.results.publication import PublicationError, Told, frozen, thawed
from participation.views.files import csv_of
from participation.views.mirror import NO_SURVEY, _side, mirror_shown, poll_sentences
from participation.views.reading import facts_sentence, weights_sentences
from participation.views.synthesis.content import synthesis
from participation.views.tables import Bar, question_shown
from tests.participation.conftest import DAY, FORM, campaign_fields
from tests.participation.test_results import SMALL, UNSURE, submission
from tests.participation.test_synthesis import cells, published, under

TOLD = Told("avis", "Votre avis", "citoyenne", "2026-09-01", "2026-12-01", "2026-12-10", 11, False)


def mirroring() -> Questionnaire:
    """The small form put to citizens: their question on the site mirrors that of the organisations."""
    form = deepcopy(FORM) | {"id": "miroir"}
    form["sections"][1]["questions"][0]["mirror_of"] = "essai.site"
    return Questionnaire.model_validate(form)


def poll(sites: list[Any], form: Questionnaire | None = None) -> dict[str, Any]:
    form = form or mirroring()
    return poll_document(
        TOLD, form, [submission(form, SMALL, site=site, heures=4).review for site in sites], "barometre"
    )


def site_of(made: dict[str, Any]) -> dict[str, Any]:
    return next(one for one in made["questions"] if one["question"] == "site")["groups"][0]


def test_a_poll_tells_counts_and_shares_of_its_answers_and_no_range():
    """Of thirty: 15 and 9, six who do not know, counted in and out."""
    group = site_of(poll(["propre"] * 15 + ["aucun"] * 9 + [UNSURE] * 6))
    own = group["options"][0]
    assert (group["answers"], own["count"], own["share"]["value"]) == (30, 15, 0.5)
    assert own["of_those_who_know"]["value"] == round(15 / 24, 3)
    for option in group["options"]:
        assert option["of_inhabitants"] is None
        assert {option["share"][name] for name in ("low", "high", "effective", "weakest", "weakest_answers")} == {None}


def test_a_poll_of_ten_tells_nothing_and_a_lone_answer_is_not_told():
    assert site_of(poll(["propre"] * 10))["withheld"]
    group = site_of(poll(["propre"] * 12 + ["aucun"]))
    assert [one["shown"] for one in group["options"]][2] == "few"
    assert group["options"][2]["count"] is None


def test_counts_are_exact_where_shares_are_rounded():
    """1 of 1 600 more or less is less than the digit of a share."""
    group = site_of(poll(["propre"] * 801 + ["aucun"] * 799))
    assert [one["count"] for one in group["options"]] == [801, 0, 799, 0]
    assert [one["share"]["value"] for one in group["options"][:3]] == [0.501, 0.0, 0.499]


def test_each_reading_of_it_says_that_it_is_no_survey():
    made, mirror = poll(["propre"] * 15 + ["aucun"] * 9), mirroring()
    thawed(*frozen(made))
    [shown] = question_shown(made, mirror, "site", ("all",), str)
    [group] = shown.groups
    assert group.name == "Toutes les réponses"
    assert "des réponses, sur 24" in group.sentence
    assert group.sentence.endswith("Pas un sondage.")
    assert group.lines[0].cells[0] == ""
    assert facts_sentence(made).startswith("Pas un sondage. 24")
    assert weights_sentences(made) == ["Chaque réponse compte pour une, et pour elle seule."]
    report = synthesis(made, mirror, str, "ab" * 32)
    assert under(report, "Qui a répondu")[0].title == NO_SURVEY
    grid = under(report, "Un site\u202f?")[2]
    assert cells(grid, "Un site à nous") == (("62,5\u00a0%", "15\u00a0réponses"),)
    assert [row[0] for row in grid.rows[-1:]] == [("Réponses",)], "worth no other number: all weigh alike"
    assert "fourchette indicative" not in str(report)
    assert any("pas un sondage" in sentence for sentence in poll_sentences())
    assert b"62" in csv_of(made, mirror, str)


def test_a_question_stands_beside_the_one_that_it_mirrors(form):
    survey = published(form)
    [pair] = mirror_shown(poll(["propre"] * 15 + ["aucun"] * 9), mirroring(), survey, form)
    assert (pair.poll_question, pair.survey_question) == ("site", "site")
    assert pair.citizens.rows[0] == ("Un site à nous", "62,5\u00a0%", "")
    assert pair.collectivites.rows[0][:2] == ("Un site à nous", "40\u00a0%")
    assert pair.collectivites.rows[0][2].startswith("de ")
    assert (pair.citizens.answers, pair.collectivites.answers) == ("24\u00a0réponses", "18\u00a0réponses")
    drawn = [(side.lines[0].label, side.lines[0].bar) for side in (pair.citizens, pair.collectivites)]
    assert [label for label, _ in drawn] == ["Un site à nous"] * 2
    assert drawn[0][1] == Bar(62.5, 62.5, 62.5), "no range of citizens is drawn"
    assert drawn[1][1].low < drawn[1][1].value == 40 < drawn[1][1].high
    assert mirror_shown(survey, form, survey, form) == ()


def test_of_a_grid_the_mirror_draws_a_bar_a_row_its_first_answer_and_the_table_all_of_them(form):
    side = _side(published(form), form, "projets")
    assert [line.label for line in side.lines] == ["Wifi", "Capteurs"][: len(side.lines)]
    assert side.about == "Celles qui répondent «\u00a0En place\u00a0»"
    assert side.rows[0][0] == "Wifi – En place"
    assert len(side.rows) > len(side.lines)


def test_an_open_poll_is_published_without_any_list_of_citizens(form):
    fields = campaign_fields(mode="citoyenne", eligible=[], id="avis", mirror_of="barometre")
    campaign = Campaign.model_validate(fields)
    given = [(None, submission(form, SMALL, site="propre").review) for _ in range(12)]
    made = publication_of(open_store(), campaign, form, given, DAY)
    assert (made["answers"], made["campaign"]["least"], made["poll"]) == (12, 11, {"mirror_of": "barometre"})
    assert made["campaign"]["published"] == date.isoformat(DAY)
    with pytest.raises(PublicationError, match="Personne"):
        publication_of(open_store(), campaign, form, [], DAY)
    with pytest.raises(PublicationError, match="10 réponses comptent, et le seuil de la campagne est de 11"):
        publication_of(open_store(), campaign, form, given[:10], DAY)
