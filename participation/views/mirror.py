"""A poll of citizens beside the survey whose questions it puts to them: question to question, never one figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from observatoire.views.french.wording import spaced
from participation.model.questionnaire import Questionnaire
from participation.results.columns import UNKNOWN
from participation.views.tables import Line, groups_shown
from participation.views.words import answers_text

NO_SURVEY: Final = "Pas un sondage"
"""The label of every figure of an open poll."""
Made = Mapping[str, Any]


@dataclass(frozen=True)
class Side:
    """A question as one of both was asked it, and what was said.

    Attributes
    ----------
    text, answers : str
        The question; how many answered it, and where.
    about : str
        Of what the bars are the share; "" of the answers that they name.
    lines : tuple of Line
        A bar each: an answer, or a row of a grid with the first of its answers.
    rows : tuple of tuple of str
        Of the table: each answer, what it got, and its range: "" for citizens, who have none.
    """

    text: str
    answers: str
    about: str
    lines: tuple[Line, ...]
    rows: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class MirrorShown:
    """Two questions that answer each other.

    Attributes
    ----------
    poll_question, survey_question : str
        Ids of both.
    citizens, collectivites : Side
    """

    poll_question: str
    survey_question: str
    citizens: Side
    collectivites: Side


def poll_sentences() -> list[str]:
    """Return how the figures of an open poll are read: what a survey says, and it does not."""
    return [
        spaced(line)
        for line in (
            "Ce n’est pas un sondage. Chacun a répondu parce qu’il l’a voulu : personne n’a été tiré au sort, "
            "aucune réponse ne compte plus qu’une autre, une même personne a pu répondre plusieurs fois.",
            "Une part est celle des réponses reçues, « ne sait pas » compris. Elle ne dit rien des habitants qui n’ont "
            "pas répondu : elle n’a donc pas de fourchette.",
            "Lisez-la comme ce que des habitants ont tenu à dire, à côté de ce que disent les collectivités.",
        )
    ]  # fmt: skip


def mirror_shown(
    poll: Made, poll_form: Questionnaire, survey: Made, survey_form: Questionnaire
) -> tuple[MirrorShown, ...]:
    """Return the questions of a poll that mirror one of a survey, both as they are told of all who answered.

    Parameters
    ----------
    poll, survey : mapping
        Publications.
    poll_form, survey_form : Questionnaire
        Whose digests they name.
    """
    told = []
    for question in poll_form.questions.values():
        form, _, mirrored = question.mirror_of.partition(".")
        if form != survey_form.id or mirrored not in survey_form.questions:
            continue
        citizens, collectivites = _side(poll, poll_form, question.id), _side(survey, survey_form, mirrored)
        if citizens.rows and collectivites.rows:
            told.append(MirrorShown(question.id, mirrored, citizens, collectivites))
    return tuple(told)


def _side(made: Made, form: Questionnaire, name: str) -> Side:
    """Return what a side says of its question; rows of a grid one after the other."""
    question = form.questions[name]
    labels = {row.id: row.label for row in question.rows}
    bars: list[Line] = []
    rows: list[tuple[str, str, str]] = []
    answers = ""
    for table in made["questions"]:
        if table["question"] != name:
            continue
        group = table["groups"][0]
        [shown] = groups_shown(made, question, [group], str)
        where = f" ({made['frame']['within']['name']})" if "within" in made["frame"] else ""
        answers = answers or f"{answers_text(group)}{where}"
        told = [line for line in shown.lines if line.option != UNKNOWN or line.shown == "value"]
        row = labels.get(table["row"], "")
        bars += [replace(told[0], label=row)] if row and told else told
        rows += [(f"{row} – {line.label}" if row else line.label, line.told, line.cells[0]) for line in told]
    about = f"Celles qui répondent «\u00a0{question.options[0].label}\u00a0»" if labels else ""
    if question.kind == "rank":
        about = f"Parmi les {question.top} premières réponses"
    return Side(question.text, answers, about, tuple(bars), tuple(rows))
