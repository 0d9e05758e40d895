"""Questionnaires: all faults in one report, versions that keep their ids, digests of content."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from participation.__main__ import main
from participation.model.faults import edition_faults, questionnaire_faults
from participation.model.questionnaire import Questionnaire
from participation.model.reading import QuestionnaireError, parse_questionnaire, read_campaign, read_questionnaires
from participation.model.typography import punctuated, unseen
from tests.participation.conftest import FORM

HEAD = 'id = "essai"\nversion = {version}\ntitle = "Essai"\npurpose = "Pour voir."\n{more}\n'
SECTION = '[[sections]]\nid = "s"\ntitle = "S"\nminutes = 1\n'
QUESTION = '[[sections.questions]]\nid = "{id}"\nkind = "one"\ntext = "Alors ?"\noptions = [{options}]\n{more}\n'
TWO = '{ id = "a", label = "A" }, { id = "b", label = "B" }'


def text_of(*questions: str, version: int = 1, more: str = "") -> str:
    return HEAD.format(version=version, more=more) + SECTION + "".join(questions)


def question_of(identifier: str, more: str = "", options: str = TWO) -> str:
    return QUESTION.format(id=identifier, more=more, options=options)


def changed(question: str, **values: Any) -> Questionnaire:
    body = copy.deepcopy(FORM)
    for section in body["sections"]:
        for one in section["questions"]:
            if one["id"] == question:
                one.update(values)
    return Questionnaire.model_validate(body)


@pytest.mark.parametrize(
    ("question", "values", "word"),
    [
        ("fonction", {"options": [{"id": "a", "label": "A"}]}, "au moins deux"),
        ("fonction", {"options": [{"id": "a", "label": "A"}, {"id": "a", "label": "B"}]}, "2 fois"),
        ("fonction", {"id": "site"}, "2 fois"),
        ("fonction", {"unit": "h"}, "« unit »"),
        ("fonction", {"top": 2}, "« top »"),
        ("freins", {"top": 5}, "« top »"),
        ("heures", {"minimum": 90}, "dépasse"),
        ("projets", {"rows": []}, "« rows »"),
        ("projets", {"scale": None, "options": [{"id": "a", "label": "A", "open": True}] * 2}, "sur une ligne"),
        (
            "projets",
            {"rows": [{"id": "a", "label": "A", "open": True, "open_if": ["peut"]}]},
            "pas une réponse de la grille",
        ),
        ("projets", {"rows": [{"id": "a", "label": "A", "open_if": ["prevu"]}]}, "« open = true »"),
        ("lieux", {"scale": "degree"}, "« scale »"),
        ("confiance", {"scale": "progress"}, "« low »"),
        ("francais", {"options": [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}]}, "oui ou non"),
        ("site", {"shown_if": {"question": "francais", "is": ["oui"]}}, "tournerait en rond"),
        ("site", {"shown_if": {"question": "site", "is": ["propre"]}}, "tournerait en rond"),
        ("francais", {"shown_if": {"question": "sites", "is": ["oui"]}}, "n’existe pas"),
        ("francais", {"shown_if": {"question": "site", "is": ["oui"]}}, "pas une réponse"),
        ("francais", {"shown_if": {"question": "site", "at_least": 3}}, "un nombre"),
        ("francais", {"shown_if": {"question": "site", "row": "wifi", "is": ["propre"]}}, "pas de ligne"),
        ("confiance", {"shown_if": {"question": "projets", "is": ["non"]}}, "pas de ligne"),
        ("lieux", {"shown_if": {"any": [{"not": {"question": "loin", "answered": True}}]}}, "n’existe pas"),
    ],
)
def test_a_form_that_contradicts_itself(question: str, values: dict[str, Any], word: str) -> None:
    mends = [
        punctuated(mend).replace("\u00a0", " ") for _, _, mend in questionnaire_faults(changed(question, **values))
    ]
    assert [mend for mend in mends if word in mend], mends


def test_the_small_form_is_sound(form: Questionnaire) -> None:
    assert not list(questionnaire_faults(form))


def test_an_identifier_of_old_is_not_used_again() -> None:
    body = copy.deepcopy(FORM) | {"retired": ["heures", "site.aucun", "projets.wifi", "freins.autre"]}
    found = list(questionnaire_faults(Questionnaire.model_validate(body)))
    assert [place for _, place, _ in found] == [
        "question «\u00a0site\u00a0»",
        "question «\u00a0heures\u00a0»",
        "question «\u00a0projets\u00a0»",
    ]


def test_versions_keep_what_identifies_answers(form: Questionnaire) -> None:
    body = copy.deepcopy(FORM) | {"version": 2}
    body["sections"][1]["questions"][0]["options"].pop()  # site.aucun
    body["sections"][2]["questions"][3]["kind"] = "yes_no"  # confiance
    body["sections"][2]["questions"][3] = {"id": "confiance", "kind": "yes_no", "text": "?"}
    body["sections"][1]["questions"].pop()  # beaucoup
    found = [f"{place} {mend}" for _, place, mend in edition_faults(form, Questionnaire.model_validate(body))]
    assert len(found) == 3 + 5  # the five degrees of « confiance » are gone too
    body["retired"] = ["site.aucun", "beaucoup", *(f"confiance.{n}" for n in range(1, 6))]
    assert len(list(edition_faults(form, Questionnaire.model_validate(body)))) == 1  # its kind
    third = Questionnaire.model_validate(body | {"version": 3, "retired": []})
    [*_, last] = edition_faults(Questionnaire.model_validate(body), third)
    assert last[1] == "retired"


def test_one_report_tells_all_faults_of_all_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "un.toml").write_text(text_of(question_of("q", "tpo = 3"), question_of("r", "kinds = 1\ntop = 'x'")))
    (tmp_path / "deux.toml").write_text("id = \nversion")
    (tmp_path / "trois.toml").write_text(text_of(question_of("q", 'shown_if = { question = "z", is = ["a"] }')))
    (tmp_path / "latin.toml").write_bytes("id = 'é'".encode("latin-1"))
    names = ["un", "deux", "trois", "latin", "absent"]
    assert main(["check", *(str(tmp_path / f"{name}.toml") for name in names)]) == 2
    told = capsys.readouterr().err.splitlines()
    starts = [line.replace("\u202f", " ").replace("\u00a0", " ").partition(" : ")[0] for line in told]
    assert sorted(starts) == sorted(
        [
            "un.toml, ligne 11, section « s », question « q », tpo",
            "un.toml, ligne 17, section « s », question « r », top",
            "un.toml, ligne 17, section « s », question « r », kinds",
            "deux.toml, ligne 1",
            "latin.toml",
            "absent.toml",
            "trois.toml, ligne 11, question « q », shown_if",
        ]
    )
    assert main(["check", str(tmp_path / "trois.toml"), "--json"]) == 2
    [fault] = json.loads(capsys.readouterr().err)
    assert (fault["file"], fault["line"]) == ("trois.toml", 11)


@pytest.mark.parametrize(("depth", "refused"), [(60, False), (300, True), (5_000, True)])
def test_what_is_too_large_or_too_deep_is_refused(tmp_path: Path, depth: int, refused: bool) -> None:
    deep = "shown_if = " + "{ not = " * depth + '{ question = "a", answered = true }' + " }" * depth
    form, faults = parse_questionnaire(text_of(question_of("a"), question_of("q", deep)), "a.toml")
    assert [("sans fin" in fault.mend) for fault in faults] == [True] * refused
    assert (form is None) == refused
    (tmp_path / "large.toml").write_text("# " + "x" * 2_000_000)
    [fault] = read_questionnaires([tmp_path / "large.toml"]).faults
    assert "2 Mo" in fault.mend


def test_versions_are_read_against_each_other(tmp_path: Path) -> None:
    first, second, same = tmp_path / "a1.toml", tmp_path / "a2.toml", tmp_path / "a3.toml"
    first.write_text(text_of(question_of("q"), question_of("r")))
    second.write_text(text_of(question_of("q"), version=2))
    [fault] = read_questionnaires([first, second]).faults
    assert fault.file == "a2.toml"
    assert "« r »" in fault.sentence.replace("\u00a0", " ")
    second.write_text(text_of(question_of("q"), version=2, more='retired = ["r"]'))
    assert not read_questionnaires([first, second]).faults
    same.write_text(text_of(question_of("q"), version=2, more='retired = ["r"]'))
    assert [fault.place for fault in read_questionnaires([first, second, same]).faults] == ["version"]


def test_layout_makes_no_other_document() -> None:
    plain, _ = parse_questionnaire(text_of(question_of("q")), "a.toml")
    lines = text_of(question_of("q")).splitlines()
    moved, _ = parse_questionnaire("# un commentaire\n" + "\n".join([*reversed(lines[:4]), "", *lines[4:]]), "b.toml")
    assert plain
    assert moved
    assert plain.sha == moved.sha
    other, _ = parse_questionnaire(text_of(question_of("q", options=TWO.replace('"B"', '"C"'))), "c.toml")
    assert other
    assert other.sha != plain.sha


def test_texts_get_their_typography() -> None:
    assert punctuated('Combien d\'élus, et "pourquoi" ? « Oui » : 10 000 % ; https://a.fr?b=1') == (
        'Combien d’élus, et "pourquoi"\u202f? «\u00a0Oui\u00a0»\u202f: 10\u202f000\u202f%\u202f; https://a.fr?b=1'
    )
    done = punctuated("« Oui » ?")
    assert punctuated(done) == done


@pytest.mark.parametrize("sign", ["\u202e", "\x00", "\x07", "\u200b", "\u2028"])
def test_no_text_has_a_sign_that_nobody_sees(sign: str) -> None:
    wrong = copy.deepcopy(FORM)
    wrong["sections"][0]["questions"][0]["text"] = f"Essai{sign}"
    [(_, _, mend)] = questionnaire_faults(Questionnaire.model_validate(wrong))
    assert f"U+{ord(sign):04X}" in mend
    assert not unseen("Qui\u202f:\r\n\tnous\u00a0; l’œuvre.")


def test_a_title_is_told_how_long_it_may_be(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text(f'title = "{"a" * 201}"', encoding="utf-8")
    with pytest.raises(QuestionnaireError, match="200 signes au plus"):
        read_campaign(tmp_path / "c.toml")
