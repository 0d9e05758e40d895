"""What an answer may be, and what a set of answers comes to: hidden ones never count, nothing forged is kept."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.participation.filling import answers_of, wrong_places
from participation.model.answers import (
    DOES_NOT_KNOW,
    UNANSWERED,
    ForgedAnswerError,
    Given,
    Review,
    check_answer,
    review,
)
from participation.model.conditions import holds
from participation.model.questionnaire import LONGEST_TEXT, Cell, Question, Questionnaire, thaw
from participation.storage.refusals import Saved
from participation.storage.responses import Draft
from participation.views.html.fields import rule_of
from tests.participation.conftest import FORM


def reviewed(form: Questionnaire, answers: dict[tuple[str, str], Any]) -> Review:
    return review(form, {Cell(*at): check_answer(form, Cell(*at), raw) for at, raw in answers.items()})


def state_of(found: Review, question: str, row: str = "") -> str:
    return found.states[Cell(question, row)]


def test_a_value_of_every_kind(form: Questionnaire) -> None:
    sound = {
        ("fonction", ""): ("dgs", "dgs"),
        ("francais", ""): ("oui", "oui"),
        ("heures", ""): ("12,5 h", 12.5),
        ("beaucoup", ""): (" À tout.\r\nEt plus. ", "À tout.\nEt plus."),
        ("lieux", ""): (["autre", "fs"], ["fs", "autre"]),  # in the order of the form, whatever the order of ticking
        ("lieux", "words:autre"): ("La poste", "La poste"),
        ("freins", ""): ({"locaux": 2, "argent": 1}, {"argent": 1, "locaux": 2}),
        ("projets", "wifi"): ("prevu", "prevu"),
        ("confiance", ""): ("5", "5"),
    }
    for at, (raw, value) in sound.items():
        found = check_answer(form, Cell(*at), raw)
        assert found == Given("answered", value)
        assert check_answer(form, Cell(*at), found.value) == found  # what is kept is what is sound


@pytest.mark.parametrize("typed", ["1 200", "1\u202f200", "1\u00a0200", "1200", "+1200"])
def test_numbers_as_people_write_them(form: Questionnaire, typed: str) -> None:
    found = check_answer(form, Cell("heures"), typed)
    assert found.state == "invalid"  # read as 1200, beyond 80: kept and flagged
    assert found.value == 1200
    assert "80" in found.fault


@pytest.mark.parametrize(
    ("at", "raw", "word"),
    [
        (("heures", ""), "une dizaine", "chiffres"),
        (("heures", ""), -1, "plus petit"),
        (("heures", ""), 12.34, "virgule"),
        (("freins", ""), {"argent": 1, "locaux": 1}, "même rang"),
        (("freins", ""), {"argent": 1, "locaux": 3}, "manque un rang"),
        (("freins", ""), {"argent": 1, "locaux": 2, "trajets": 3, "personnel": 4}, "1 à 3"),
        (("lieux", ""), ["rien", "fs"], "aucune autre"),
        (("beaucoup", ""), "x" * (LONGEST_TEXT + 1), "10\u202f001 signes"),
    ],
)
def test_mistakes_are_kept_and_flagged(form: Questionnaire, at: tuple[str, str], raw: Any, word: str) -> None:
    found = check_answer(form, Cell(*at), raw)
    assert found.state == "invalid"
    assert word in found.fault
    assert found.value is not None
    again = review(form, {Cell("heures"): Given("answered", 12), Cell(*at): found})
    assert again.states[Cell(*at)] in ("invalid", "not_asked")


def test_a_long_text_is_counted_and_never_cut(form: Questionnaire) -> None:
    text = "é" * (LONGEST_TEXT + 500)
    assert check_answer(form, Cell("beaucoup"), text).value == text
    assert check_answer(form, Cell("beaucoup"), "é" * LONGEST_TEXT).state == "answered"
    with pytest.raises(ForgedAnswerError):
        check_answer(form, Cell("beaucoup"), "é" * (5 * LONGEST_TEXT))


@pytest.mark.parametrize(
    ("at", "raw"),
    [
        (("fonction", ""), "presidente"),
        (("fonction", ""), ["maire"]),
        (("absente", ""), "x"),
        (("fonction", "wifi"), "maire"),
        (("projets", ""), "prevu"),
        (("projets", "wifi"), "oui"),
        (("lieux", ""), ["fs", "cantine"]),
        (("lieux", ""), "fs"),
        (("freins", ""), {"argent": True}),
        (("freins", ""), {"cantine": 1}),
        (("heures", ""), True),
        (("heures", ""), float("nan")),
        (("heures", ""), float("inf")),
        (("pourquoi", ""), {"a": 1}),
    ],
)
def test_what_no_form_sends_is_refused(form: Questionnaire, at: tuple[str, str], raw: Any) -> None:
    with pytest.raises(ForgedAnswerError):
        check_answer(form, Cell(*at), raw)


def test_not_knowing_is_no_value_and_no_silence(form: Questionnaire) -> None:
    assert check_answer(form, Cell("heures"), None, does_not_know=True) == DOES_NOT_KNOW
    assert check_answer(form, Cell("heures"), "") == UNANSWERED
    for at, raw in ((Cell("heures"), 3), (Cell("pourquoi"), None), (Cell("fonction", "words:autre"), "")):
        with pytest.raises(ForgedAnswerError):
            check_answer(form, at, raw, does_not_know=True)
    found = review(form, {Cell("site"): DOES_NOT_KNOW, Cell("fonction"): Given("answered", "maire")})
    assert state_of(found, "site") == "does_not_know"
    assert state_of(found, "heures") == "unanswered"
    assert state_of(found, "francais") == "not_asked"  # who does not know is not led on
    assert list(found.values) == [Cell("fonction")]


def test_an_answer_hidden_by_a_hidden_one_is_set_aside_too(form: Questionnaire) -> None:
    answers: dict[tuple[str, str], Any] = {("fonction", ""): "maire", ("site", ""): "propre", ("francais", ""): "oui"}
    answers[("pourquoi", "")] = "Nous l’avons fait."
    assert reviewed(form, answers).values[Cell("pourquoi")] == "Nous l’avons fait."
    found = reviewed(form, answers | {("site", ""): "aucun"})
    assert state_of(found, "francais") == state_of(found, "pourquoi") == "not_asked"
    assert set(found.set_aside) == {Cell("francais"), Cell("pourquoi")}
    assert Cell("pourquoi") not in found.values
    assert not found.faults  # a required question that is hidden is not required


def test_a_required_question_that_is_asked_stops_the_submission(form: Questionnaire) -> None:
    found = reviewed(form, {("fonction", ""): "maire", ("site", ""): "propre"})
    assert set(found.faults) == {Cell("francais")}
    known = {Cell("fonction"): DOES_NOT_KNOW, Cell("heures"): Given("answered", 1)}
    assert not review(form, known).faults


def test_an_invalid_answer_leads_nobody_on(form: Questionnaire) -> None:
    found = review(form, {Cell("heures"): Given("invalid", 1200, "trop")})
    assert state_of(found, "heures") == "invalid"
    assert state_of(found, "beaucoup") == "not_asked"
    assert Cell("heures") in found.faults


def test_the_words_of_an_option_count_only_while_it_is_chosen(form: Questionnaire) -> None:
    chosen = reviewed(form, {("lieux", ""): ["autre"], ("lieux", "words:autre"): "La poste"})
    assert chosen.values[Cell("lieux", "words:autre")] == "La poste"
    left = reviewed(form, {("lieux", ""): ["fs"], ("lieux", "words:autre"): "La poste"})
    assert left.set_aside == (Cell("lieux", "words:autre"),)
    assert Cell("lieux", "words:autre") not in left.values
    row = reviewed(form, {("projets", "autre"): "prevu", ("projets", "words:autre"): "Des ruches"})
    assert row.values[Cell("projets", "words:autre")] == "Des ruches"
    body = copy.deepcopy(FORM)
    body["sections"][2]["questions"][2]["rows"][1]["open_if"] = ["en_place", "prevu"]
    closed = Questionnaire.model_validate(body)
    assert closed.sha != form.sha
    assert "open_if" not in form.canonical, "forms that were frozen before keep their digest"
    for answer, held in (("prevu", True), ("non", False)):
        row = reviewed(closed, {("projets", "autre"): answer, ("projets", "words:autre"): "Des ruches"})
        assert (Cell("projets", "words:autre") in row.values) is held
        assert row.set_aside == (() if held else (Cell("projets", "words:autre"),))


def test_nothing_answered_is_empty_even_where_nothing_is_known(form: Questionnaire) -> None:
    assert review(form, {}).empty
    assert review(form, {Cell("fonction"): DOES_NOT_KNOW}).empty
    assert not reviewed(form, {("heures", ""): 0}).empty  # zero is an answer


def test_progress_counts_questions_that_are_asked(form: Questionnaire) -> None:
    assert reviewed(form, {}).progress() == (0, 7)
    assert reviewed(form, {("site", ""): "aucun", ("projets", "wifi"): "non"}).progress() == (
        1,
        7,
    )  # half a grid is none
    full = {("site", ""): "propre", ("projets", "wifi"): "non", ("projets", "autre"): "non"}
    assert reviewed(form, full).progress() == (2, 8)


def test_moving_options_and_rewording_change_no_answer(form: Questionnaire) -> None:
    body = copy.deepcopy(FORM)
    site = body["sections"][1]["questions"][0]
    site["options"] = [{**option, "label": option["label"].upper()} for option in reversed(site["options"])]
    later = Questionnaire.model_validate(body | {"version": 2})
    answers = {("fonction", ""): "maire", ("site", ""): "propre"}
    assert reviewed(form, answers).values[Cell("site")] == reviewed(later, answers).values[Cell("site")] == "propre"
    assert later.sha != form.sha


def test_a_frozen_document_thaws_to_itself(form: Questionnaire) -> None:
    again = thaw(form.canonical, form.sha)
    assert again == form
    assert again.canonical == form.canonical
    with pytest.raises(ValueError, match="n’est plus celui"):
        thaw(form.canonical.replace("Maire", "Mairesse"), form.sha)


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(codec=None), max_size=40) | st.lists(st.text(max_size=3)) | st.floats() | st.none())
def test_whatever_is_sent_is_kept_sound_or_refused(raw: object) -> None:
    """Halves of signs, zeros, lists, numbers out of range: nothing that the database would choke on is let through."""
    form = Questionnaire.model_validate(FORM)
    for cell in form.cells:
        try:
            found = check_answer(form, cell, raw)
        except ForgedAnswerError:
            continue
        assert json.dumps([found.value, found.fault], ensure_ascii=False, allow_nan=False).encode()
        if found.state == "answered":
            assert check_answer(form, cell, found.value) == found


_GIVEN = st.fixed_dictionaries(
    {},
    optional={
        Cell("site"): st.sampled_from(["propre", "partage", "aucun", "?"]),
        Cell("francais"): st.sampled_from(["oui", "non", "?"]),
        Cell("pourquoi"): st.just("Ainsi."),
        Cell("heures"): st.sampled_from([0, 9.9, 10, 1200, "?"]),
        Cell("beaucoup"): st.just("Tout."),
    },
)


@settings(max_examples=60, deadline=None)
@given(_GIVEN)
def test_one_pass_is_the_fixpoint(raw: dict[Cell, Any]) -> None:
    """Evaluating again and again, from all shown, until nothing moves, hides the same questions."""
    form = Questionnaire.model_validate(FORM)
    given_all = {
        cell: DOES_NOT_KNOW if one == "?" and form.cells[cell].closed else check_answer(form, cell, one)
        for cell, one in raw.items()
    }
    hidden: set[str] = set()
    while True:
        seen = {c: g.value for c, g in given_all.items() if g.state == "answered" and c.question not in hidden}
        now = {
            question.id
            for section, question in form.in_order()
            if not holds(question.shown_if, lambda q, row, seen=seen: seen.get(Cell(q, row)))  # type: ignore[misc]
        }
        if now == hidden:
            break
        hidden = now
    found = review(form, given_all)
    assert {c.question for c, state in found.states.items() if state == "not_asked" and not c.words_of} == hidden


@pytest.mark.parametrize(
    ("bounds", "rule"),
    [
        ({"minimum": 0, "maximum": 100_000}, "Un nombre entier de 0 à 100\u202f000."),
        ({"minimum": -0.5, "maximum": 400, "decimals": 1}, "Un nombre de −0,5 à 400, à virgule si besoin\u202f: 2,5."),
        ({"minimum": 1}, "Un nombre entier à partir de 1."),
        ({"maximum": 9}, "Un nombre entier jusqu’à 9."),
        ({}, "Un nombre entier."),
    ],
)
def test_a_number_is_asked_for_with_its_bounds(bounds: dict[str, Any], rule: str) -> None:
    assert rule_of(Question.model_validate({"id": "n", "kind": "number", "text": "Combien ?", **bounds})) == rule


def test_the_nine_forms_are_checked_against_what_is_asked(form: Questionnaire) -> None:
    """`benchmarks/participation`: what is typed and asked is kept; what its conditions take away is not."""
    shown = """<form action="/participer/repondre/site">
        <input type="radio" name="site." value="aucun"><textarea name="pourquoi."></textarea>
        <input inputmode="decimal" name="heures."><input type="hidden" name="vu.heures." value="0"></form>"""
    found = answers_of(shown, "commune-16015", form, {"fonction.": ["maire"]})
    assert found == (
        "/participer/repondre/site", {"site.": ["aucun"], "heures.": ["5"], "vu.heures.": ["0"]}
    )  # fmt: skip
    small = Questionnaire.model_validate(FORM | {"sections": FORM["sections"][:2]})
    typed = {"fonction.": ["maire"], "site.": ["aucun"], "heures.": ["5"]}
    saved = {
        Cell("fonction"): Saved(Given("answered", "maire"), 1), Cell("site"): Saved(Given("answered", "aucun"), 1),
        Cell("heures"): Saved(Given("answered", 5), 1),
    }  # fmt: skip
    draft = Draft("id", "essai", "submitted", None, None, saved)
    assert wrong_places(small, draft, typed) == []
    kept = Cell("pourquoi"), Saved(Given("answered", "Par habitude."), 1)
    assert wrong_places(small, replace(draft, saved=saved | dict([kept])), typed) == [kept[0]]
    for lost in saved:  # the answer on which others depend among them
        left = {cell: one for cell, one in saved.items() if cell != lost}
        assert wrong_places(small, replace(draft, saved=left), typed) == [lost]
    never = {name: values for name, values in typed.items() if name != "heures."}
    assert wrong_places(small, draft, never) == [Cell("heures")]
