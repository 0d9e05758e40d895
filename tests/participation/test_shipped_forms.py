"""The forms that ship are those that the specification lists: how many questions, of which kinds, how long."""

from __future__ import annotations

import re

import pytest

from observatoire.exports.maps.svg_text import text_width
from observatoire.exports.pictures import bars
from participation.__main__ import main
from participation.model.answers import check_answer, review
from participation.model.questionnaire import Cell, Question, Questionnaire
from participation.model.reading import QUESTIONNAIRES, load_questionnaires

# U one, M several, B yes or no, N number, O words, R ranked, X rows of a grid, P progress, E degree, + « autre ».
BAROMETER = {
    "inclusion": "B M+ M U N M U R3 O",
    "cybersecurite": "U N N B P U M X3P M U",
    "communication": "U M U N U P M M",
    "infrastructures": "U N E E U B X4P E",
    "outils": "N N B P N M P U M",
    "donnees": "P N U P U P U X4P R3",
    "dematerialisation": "X7P M E N U U+ O N",
    "services": "M+ P P M N P P O",
    "strategie": "U B N N P M R5 M P",
}
TERRITORIES = "U U M X13+ R5 E P M+ M U M M X7 X4P X6P E U M M U X6P B U X5P P O"
INHABITANTS = "E M R3 U E E O O"
LETTERS = {"one": "U", "several": "M", "yes_no": "B", "number": "N", "text": "O", "rank": "R", "grid": "X"}


@pytest.fixture(scope="module")
def forms() -> dict[str, Questionnaire]:
    return load_questionnaires()


def written(question: Question) -> str:
    """Return a question as the specification writes it."""
    scale = {"progress": "P", "degree": "E", None: ""}[question.scale]
    letter = "" if question.kind == "one" and scale else LETTERS[question.kind]
    number = str(question.top or len(question.rows) or "")
    other = "+" if any(entry.open for entry in (*question.options, *question.rows)) else ""
    return f"{letter}{number}{scale}{other}"


def test_questions_and_kinds_are_those_of_the_specification(forms: dict[str, Questionnaire]) -> None:
    told = {f"barometre_{theme}": kinds for theme, kinds in BAROMETER.items()}
    told |= {"donnees_territoires": TERRITORIES, "donnees_habitants": INHABITANTS}
    found = {
        name: " ".join(written(question) for section, question in form.in_order() if section.id != "vous")
        for name, form in forms.items()
    }
    assert found == told


def test_they_take_the_time_that_was_promised(forms: dict[str, Questionnaire]) -> None:
    for name, form in forms.items():
        low, high = (30, 40) if name == "donnees_territoires" else (5, 10)
        assert low <= form.minutes <= high, name
        # Nobody reads and answers a question in less than a quarter of a minute, a row of a grid in less than a tenth.
        asked = sum(0.1 * len(question.rows) if question.rows else 0.25 for question in form.questions.values())
        assert asked <= form.minutes


def test_the_head_is_the_same_everywhere(forms: dict[str, Questionnaire]) -> None:
    heads = {form.sections[0].model_dump_json() for name, form in forms.items() if name != "donnees_habitants"}
    assert len(heads) == 1
    [function] = forms["donnees_territoires"].sections[0].questions
    assert function.option_ids == ("maire", "elu", "dgs", "dsi", "agent")
    assert function.required


def test_the_same_question_has_the_same_answers_everywhere(forms: dict[str, Questionnaire]) -> None:
    """What is asked twice may be set side by side."""
    for name in ("dpo", "ia"):
        both = [forms[form].questions[name].option_ids for form in ("barometre_donnees", "donnees_territoires")]
        assert both[0] == both[1]


def test_every_mirror_leads_to_a_question(forms: dict[str, Questionnaire]) -> None:
    mirrored = [q.mirror_of.split(".") for q in forms["donnees_habitants"].questions.values() if q.mirror_of]
    assert len(mirrored) == 6
    assert all(question in forms[form].questions for form, question in mirrored)


def test_texts_are_whole_and_well_written(forms: dict[str, Questionnaire]) -> None:
    for form in forms.values():
        for question in form.questions.values():
            assert question.text.endswith(("?", "…", "autres pourraient s’inspirer.")), question.text
            texts = [
                question.text,
                question.help,
                *(o.label for o in question.options),
                *(r.label for r in question.rows),
            ]
            for text in texts:
                assert not re.search(r"\w'\w|[^\u202f\u00a0…] ?[?;:!]|« | »", text.replace("\u202f", "\u202f")), text


def test_a_question_is_understood_alone(forms: dict[str, Questionnaire]) -> None:
    """Results, and the synthesis, show each under its own words: nothing of them leans on the question before it."""
    leaning = re.compile(r"^Lesquel\w+ \?|\b(cette|cet|ces) (?!24 derniers mois)|\bqu’y\b|\bqu’elle\b", re.IGNORECASE)
    found = [
        question.text
        for form in forms.values()
        for question in form.questions.values()
        if question.kind != "grid" and leaning.search(question.text)
    ]
    assert found == []


def test_the_command_finds_nothing_to_mend(capsys: pytest.CaptureFixture[str]) -> None:
    paths = sorted(map(str, QUESTIONNAIRES.glob("*.toml")))
    assert len(paths) == 11
    assert main(["check", *paths]) == 0
    told = capsys.readouterr().out
    assert len(told.splitlines()) == len(paths)
    assert "11\u00a0questions, 9,5 min." in told


def test_whoever_has_nothing_to_tick_can_say_so(forms: dict[str, Questionnaire]) -> None:
    """Boxes left empty say nothing: none of them, or not read."""
    for form in forms.values():
        for question in form.questions.values():
            if question.kind == "several" and question.shown_if is None:
                assert any(option.exclusive for option in question.options), (form.id, question.id)
            if question.id == "frein":
                assert "aucun" in question.option_ids, (form.id, question.id)


@pytest.mark.parametrize(
    ("form", "given", "asked"),
    [
        ("donnees_territoires", {("projets", "autre"): "non"}, {("projets", "words:autre"): False}),
        ("donnees_territoires", {("projets", "autre"): "prevu"}, {("projets", "words:autre"): True}),
        ("donnees_territoires", {}, {("projets", "words:autre"): False}),
        (
            "barometre_services",
            {("demarches", ""): ["aucune"]},
            {("autre_voie", ""): False, ("plainte", ""): False, ("satisfaction", ""): True},
        ),
        ("barometre_services", {("demarches", ""): ["paiement"]}, {("autre_voie", ""): True, ("plainte", ""): True}),
        ("barometre_services", {}, {("autre_voie", ""): True}),  # nobody is left out by what they did not say
        ("barometre_dematerialisation", {("frein", ""): "aucun"}, {("blocage", ""): False}),
        ("barometre_dematerialisation", {("frein", ""): "argent"}, {("blocage", ""): True}),
        ("barometre_outils", {("postes", ""): 0}, {("reconditionnes", ""): False}),
        ("barometre_outils", {("postes", ""): 3}, {("reconditionnes", ""): True}),
        (
            "barometre_inclusion",
            {("lieu", ""): "non", ("conseiller", ""): "non"},
            {("lieux", ""): False, ("lieux", "words:autre"): False, ("heures", ""): False, ("publics", ""): False},
        ),
        ("barometre_inclusion", {("lieu", ""): "non", ("conseiller", ""): "partage"}, {("publics", ""): True}),
    ],
)
def test_nobody_is_asked_to_say_more_of_what_they_have_not(
    forms: dict[str, Questionnaire],
    form: str,
    given: dict[tuple[str, str], object],
    asked: dict[tuple[str, str], bool],
) -> None:
    answers = {Cell(*place): check_answer(forms[form], Cell(*place), raw) for place, raw in given.items()}
    found = review(forms[form], answers)
    assert {place: Cell(*place) in found.asked for place in asked} == asked


def test_words_of_a_row_are_asked_after_declared_answers(forms: dict[str, Questionnaire]) -> None:
    """« Non, autre domaine : précisez » is no question: a grid that can be answered no says when there is more."""
    for form in forms.values():
        for question in form.questions.values():
            for row in question.rows:
                if row.open and "non" in question.option_ids:
                    assert row.open_if, (form.id, question.id)
                    assert "non" not in row.open_if


def test_no_abbreviation_stands_without_its_meaning(forms: dict[str, Questionnaire]) -> None:
    """A secretary alone in a village does not know them: in brackets after words, or with a help."""
    for form in forms.values():
        for question in form.questions.values():
            entries = [(question.text, question.help), *((one.label, one.help) for one in question.options)]
            for text, helped in entries + [(row.label, row.help) for row in question.rows]:
                bare = re.sub(r"\([^)]*\)", "", text)
                assert helped or not re.search(r"\b(?!SMS\b)[A-Z]{3,}\b|FranceConnect|\d\d[A-Z]|opérateur", bare), text


def test_a_large_collectivite_can_write_its_hours(forms: dict[str, Questionnaire]) -> None:
    """A hundred places open thirty-five hours a week, a hundred persons who write."""
    for name in ("barometre_inclusion", "barometre_communication"):
        assert (forms[name].questions["heures"].maximum or 0) >= 3_500


def test_no_answer_is_cut_beside_its_bar(forms: dict[str, Questionnaire]) -> None:
    """A drawing of the synthesis keeps a place for the labels: the longest lines of our forms hold in it."""
    options = [option.label for form in forms.values() for asked in form.questions.values() for option in asked.options]
    lines = [line for label in options for line in bars._wrapped(label)]
    assert "Telegram…)" in " ".join(lines)
    assert max(text_width(line, 13) for line in lines) <= bars._LABELS
