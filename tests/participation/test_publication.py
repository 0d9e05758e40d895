"""A publication holds nothing that is withheld, keeps its bytes, and says each figure in plain French."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from participation.model.questionnaire import Questionnaire
from participation.results.publication import PublicationError, Told, document, frozen, thawed
from participation.results.tables import results
from participation.statistics.cells import Frame
from participation.statistics.representativeness import Doubt, Reservation, reservations
from participation.views.files import HEADER, csv_of
from participation.views.reading import reservation_sentences
from participation.views.tables import question_shown
from participation.views.words import group_name, option_sentence, shown_text, size_words
from tests.participation.test_estimates import frame
from tests.participation.test_results import LARGE, SMALL, UNSURE, submission

TOLD = Told("barometre", "Baromètre", "organisation", "2026-09-01", "2026-12-01", "2026-12-10", 5, True)


def country() -> Frame:
    made = frame({SMALL: 90, LARGE: 10, (1, 0, 1): 12})
    return Frame(("commune", "epci"), ("0-499", "500-1999", "2000-"), ("75", "*"), made.counts, made.inhabitants)


@pytest.fixture(scope="module")
def made(form: Questionnaire) -> dict[str, Any]:
    given = [submission(form, SMALL, site=site, heures=7) for site in ["propre"] * 6 + ["aucun"] * 3 + [UNSURE] * 3]
    given += [submission(form, LARGE, 1_000, site="aucun") for _ in range(6)]
    given += [submission(form, (1, 0, 1), 5_000, site="partage", heures=33) for _ in range(2)]
    found = results(form, given, country(), ("all", "kind", "kind_size"), 5)
    places = [one.place for one in given]
    doubts = reservations(country(), np.array(places), found.weighting)
    return document(TOLD, form, country(), found, doubts)


def tables(made: Mapping[str, Any], question: str) -> list[dict[str, Any]]:
    return next(one for one in made["questions"] if one["question"] == question)["groups"]


def test_the_same_results_freeze_to_the_same_bytes_and_a_changed_one_is_refused(made):
    content, sha = frozen(made)
    assert frozen(json.loads(content)) == (content, sha)
    assert thawed(content, sha) == made
    assert b'"within"' not in content, "a campaign of all France has the bytes that it had"
    with pytest.raises(PublicationError, match="ne sont plus ceux"):
        thawed(content.replace(b"0.5", b"0.6", 1), sha)


def test_a_document_of_another_kind_is_refused():
    with pytest.raises(PublicationError, match="pas une publication"):
        thawed(*frozen({"format": "autre"}))


def test_what_is_withheld_is_nowhere_in_it(made):
    """Two EPCI answered: no count, no share, no weight, no mean of theirs is in the bytes."""
    for table in made["questions"]:
        for group in table["groups"]:
            if group["withheld"]:
                assert group["answers"] is None
                assert group["options"] == []
                assert "mean" not in group
            for option in group["options"]:
                if option["shown"] != "value":
                    assert {option[key] for key in ("share", "of_those_who_know", "of_inhabitants", "points")} == {None}
    assert tables(made, "site")[2]["withheld"]
    [epci] = [cell for cell in made["weights"]["cells"] if cell["kind"] == 1]
    assert epci["answers"] is None


def test_the_banner_and_the_strata_tell_no_small_number(form):
    """Twelve small communes, six large ones, two EPCI: all less the communes would be the EPCI."""
    given = [submission(form, SMALL, site="propre") for _ in range(12)]
    given += [submission(form, LARGE, site="aucun") for _ in range(6)]
    given += [submission(form, (1, 0, 1), site="partage") for _ in range(2)]
    found = results(form, given, country(), ("all",), 5)
    doubts = (
        Reservation(Doubt.SILENT, (1, 0), 2.0, 12.0),
        Reservation(Doubt.REGION, (1,), (2 / 20) / (12 / 112), 12.0),
        Reservation(Doubt.REGION, (0,), (18 / 20) / (100 / 112), 100.0),
        Reservation(Doubt.FEW, (), 17.3, 50.0),
    )
    told = document(TOLD, form, country(), found, doubts)
    assert [one["measured"] for one in told["reservations"]] == [None, None, 1.01, 15.0]
    assert [(cell["total"], cell["answers"]) for cell in told["weights"]["cells"]] == [(90, 12), (10, None), (12, None)]
    sentence = next(one for one in reservation_sentences(told, str) if "régions" in one)
    assert sentence.startswith("Autres régions\u202f: loin de la part des réponses qui lui reviendrait\u202f;")
    for option in tables(told, "site")[0]["options"]:
        for key in ("of_those_who_know", "of_inhabitants"):
            assert option[key] is None or option[key]["weakest"] is None


def test_a_table_has_a_line_for_each_answer_with_its_state_and_reason(made, form):
    text = csv_of(made, form, {"75": "Nouvelle-Aquitaine"}.__getitem__).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert tuple(lines[0]) == HEADER
    assert {line["demonstration"] for line in lines} == {"Démonstration\u202f: réponses inventées"}
    [epci] = [line for line in lines if line["question"] == "site" and line["groupe"] == "EPCI"]
    assert (epci["etat"], epci["reponses"], epci["part"]) == ("non communiqué", "", "")
    assert epci["raison"].startswith("Trop peu de réponses")
    small = [
        line for line in lines if line["question"] == "site" and line["groupe"] == "Communes de moins de 500 habitants"
    ]
    assert [(line["reponse"], line["etat"], line["part"], line["reponses"]) for line in small] == [
        ("propre", "valeur", "0,5", "12"),
        ("partage", "non communiqué", "", "12"),
        ("aucun", "non communiqué", "", "12"),
        ("ne_sait_pas", "non communiqué", "", "12"),
    ], "two of all said « partage », three do not know: of no group are they told, nor what would leave them"


def test_a_hidden_cell_is_empty_never_zero_and_no_cell_is_a_formula(form):
    """A label that begins a formula stays a text; 58 of 60 is « presque toutes », never a number."""
    told = Told("=1+1", "@x", "organisation", "2026-09-01", "2026-12-01", "2026-12-10", 5, False)
    given = [submission(form, SMALL, site="propre" if i < 58 else "aucun") for i in range(60)]
    found = document(told, form, country(), results(form, given, country(), ("kind",), 5), ())
    lines = list(csv.DictReader(io.StringIO(csv_of(found, form, str).decode("utf-8-sig")), delimiter=";"))
    hidden = [line for line in lines if line["etat"] not in ("valeur", "")]
    assert {line["etat"] for line in hidden} >= {"presque toutes", "presque aucune"}
    figures = [name for name in HEADER if name.startswith(("part", "points", "moyenne", "quartile", "mediane"))]
    for line in hidden:
        assert {line[name] for name in figures} == {""}
    assert not [cell for line in lines for cell in line.values() if cell.startswith(("=", "+", "-", "@"))]


def test_a_share_is_read_with_its_range_its_answers_and_the_inhabitants(made):
    group = tables(made, "site")[3]
    sentence = option_sentence("Un site à nous", "des communes de moins de 500 habitants", group["options"][0], group)
    assert sentence.startswith(
        "«\u00a0Un site à nous\u00a0»\u202f: 50,0\u00a0% des communes de moins de 500 habitants, sur 12\u00a0"
    )
    assert sentence.endswith(" %).".replace(" ", "\u00a0")), "of one size, inhabitants say the same"
    inhabited = group["options"][0] | {"of_inhabitants": {"value": 0.237}}
    told = option_sentence("Un site à nous", "des communes", inhabited, group)
    assert told.endswith("Ces collectivités réunissent 23,7\u00a0% des habitants.")


def test_what_is_few_is_said_without_its_number(form):
    given = [submission(form, SMALL, site="propre" if i < 58 else "aucun") for i in range(60)]
    only = frame({SMALL: 90})
    found = results(form, given, only, ("all",), 5)
    [group] = tables(document(TOLD, form, only, found, ()), "site")
    assert [shown_text(option) for option in group["options"]] == [
        "presque toutes",
        "0,0\u00a0%",
        "presque aucune",
        "0,0\u00a0%",
    ]
    assert "Moins de trois l’ont dit" in option_sentence("Aucun", "des communes", group["options"][2], group)


def test_groups_and_sizes_have_french_names():
    assert [size_words(size) for size in ("0-499", "500-1999", "50000-", "*")] == [
        "de moins de 500 habitants",
        "de 500 à 1\u202f999 habitants",
        "de 50\u202f000 habitants et plus",
        "d’autres tailles",
    ]
    told = {"kinds": ["commune", "epci"], "sizes": ["0-499"], "regions": ["53", "*"]}
    names = {"53": "Bretagne"}.__getitem__
    assert [
        group_name(told, {"cut": cut, "place": place}, names)
        for cut, place in (("all", []), ("kind", [1]), ("kind_size", [0, 0]), ("region", [0]), ("region", [1]))
    ] == ["Toutes les collectivités", "EPCI", "Communes de moins de 500 habitants", "Bretagne", "Autres régions"]


def test_what_is_said_alike_of_many_regions_is_said_once() -> None:
    def off(place: int, measured: float | None) -> dict[str, object]:
        return {"doubt": "region", "place": [place], "measured": measured, "expected": 9.0}

    made = {"frame": {"regions": ["53", "52", "75", "11"]}, "reservations": [off(0, None), off(2, 8.1), off(1, None)]}
    names = {"53": "Bretagne", "52": "Pays de la Loire", "75": "Nouvelle-Aquitaine", "11": "Île-de-France"}.__getitem__
    assert reservation_sentences(made, names) == [
        "Nouvelle-Aquitaine\u202f: 8,1 fois la part des réponses qui lui reviendrait.",
        "Bretagne et Pays de la Loire\u202f: loin de la part des réponses qui leur reviendrait\u202f; leur nombre "
        "n’est pas communiqué.",
    ]
    untold = {**made, "reservations": [off(place, None) for place in (0, 1, 3)]}
    [sentence] = reservation_sentences(untold, names)
    assert sentence.startswith("Bretagne, Pays de la Loire et Île-de-France\u202f: loin de la part")
    assert "qui leur reviendrait" in sentence


def test_the_banner_says_each_reason(made):
    told = reservation_sentences(made, {"75": "Nouvelle-Aquitaine"}.__getitem__)
    assert told[0].startswith("Ces réponses ne renseignent pas plus que ")
    assert "Moins de cinq réponses des 12 EPCI de moins de 500 habitants\u202f: d’autres parlent à leur place." in told


def test_one_kind_alone_is_shown_once(made, form):
    def shown(document):
        site, *_ = question_shown(document, form, "site", ("all", "kind"), str)
        return [group.name for group in site.groups]

    assert len(shown(made)) > 2, "all, then each kind"
    alone = {**made, "frame": {**made["frame"], "kinds": made["frame"]["kinds"][:1]}}
    alone["questions"] = [
        {**table, "groups": [one for one in table["groups"] if one["cut"] != "kind" or one["place"][0] == 0]}
        for table in made["questions"]
    ]
    assert shown(alone) == ["Communes"], "all of them would be the same figures again"
