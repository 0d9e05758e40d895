"""A questionnaire to read through before it is put to anybody: every question, its answers, when it is asked."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from observatoire.views.french.numerals import number, plural, quantity
from observatoire.views.french.wording import spaced
from participation.model.conditions import All, Answered, Any_, Condition, Is, Not, Within
from participation.model.faults import Fault
from participation.model.questionnaire import Question, Questionnaire
from participation.model.typography import quoted
from participation.views.html.pages import render

KINDS = {
    "one": "Une seule réponse", "several": "Plusieurs réponses possibles", "yes_no": "Oui ou non",
    "number": "Un nombre", "text": "Texte libre", "rank": "Un classement",
    "grid": "Un tableau\u202f: une réponse par ligne",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """A question as it is read through.

    Attributes
    ----------
    number : int
        In the order asked.
    question : Question
    kind, condition : str
        What is answered; when it is asked, "" for always.
    """

    number: int
    question: Question
    kind: str
    condition: str


def form_sentence(form: Questionnaire) -> str:
    """Return what a questionnaire is: how many questions, how long it takes, how many must be answered."""
    required = sum(question.required for question in form.questions.values())
    must = f", dont {plural(required, 'obligatoire', 'obligatoires')}" if required else ", aucune obligatoire"
    sittings = f", en {form.sittings} fois" if form.sittings > 1 else ""
    return spaced(
        f"{plural(len(form.questions), 'question', 'questions')}{must}, {quantity(form.minutes, 'minutes')} environ"
        f"{sittings}. Version {form.version}, numéro de contrôle {form.sha[:12]}."
    )


def read_through_html(form: Questionnaire) -> Markup:
    """Return all questions of a form, by section."""
    rank = 0
    parts = []
    for section in form.sections:
        told = []
        for question in section.questions:
            rank += 1
            told.append(Told(rank, question, _kind(question), _asked_if(form, question.shown_if)))
        parts.append({"section": section, "condition": _asked_if(form, section.shown_if), "questions": told})
    return render("organising/form", parts=parts)


def faults_html(faults: list[Fault]) -> Markup:
    """Return all faults of a file, each with its line, its place and its mend."""
    lines = [
        {"line": str(one.line) if one.line else "", "place": spaced(one.place), "mend": spaced(one.mend)}
        for one in faults
    ]
    return render("organising/faults", lines=lines)


def _kind(question: Question) -> str:
    told = KINDS[question.kind]
    if question.kind == "rank":
        told += f"\u202f: {question.top} au plus"
    if question.kind == "number":
        bounds = [
            f"{word} {quantity(bound, question.unit, 0 if bound == round(bound) else question.decimals)}"
            for word, bound in (("au moins", question.minimum), ("au plus", question.maximum))
            if bound is not None
        ]
        told += f", {', '.join(bounds)}" if bounds else f" ({question.unit})" if question.unit else ""
    return told + (". Réponse obligatoire" if question.required else "")


def _asked_if(form: Questionnaire, condition: Condition | None) -> str:
    return "" if condition is None else f"Seulement si {_condition(form, condition)}."


def _condition(form: Questionnaire, condition: Condition) -> str:
    """Return a condition in words."""
    if isinstance(condition, Not):
        return f"ce n’est pas le cas que {_condition(form, condition.negated)}"
    if isinstance(condition, All):
        return " et ".join(_condition(form, one) for one in condition.all)
    if isinstance(condition, Any_):
        return " ou ".join(_condition(form, one) for one in condition.any)
    question = form.questions[condition.question]
    row = next((one.label for one in question.rows if one.id == condition.row), "")
    asked = quoted(" – ".join(filter(None, (question.text, row))))
    if isinstance(condition, Is):
        labels = {option.id: option.label for option in question.options}
        return f"{asked} a pour réponse {' ou '.join(quoted(labels[one]) for one in condition.options)}"
    if isinstance(condition, Answered):
        return f"{asked} a une réponse"
    assert isinstance(condition, Within)
    bounds = [
        f"{word} {number(bound, question.decimals)}"
        for word, bound in (("au moins", condition.at_least), ("au plus", condition.at_most))
        if bound is not None
    ]
    return f"{asked} vaut {' et '.join(bounds)}"
