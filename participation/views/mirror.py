"""A poll of citizens beside the survey whose questions it puts to them: question to question, never one figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from observatoire.views.french.wording import spaced
from participation.model.questionnaire import Questionnaire
from participation.results.columns import UNKNOWN
from participation.views.precision import is_coarse
from participation.views.words import answers_text, option_label, range_text, shown_text

NO_SURVEY: Final = "Pas un sondage"
"""The label of every figure of an open poll."""
Made = Mapping[str, Any]


@dataclass(frozen=True)
class MirrorShown:
    """Two questions that answer each other.

    Attributes
    ----------
    poll_question, survey_question : str
        Ids of both.
    citizens, collectivites : str
        Both as they were asked.
    citizens_answers, collectivites_answers : str
    citizens_lines, collectivites_lines : tuple of tuple of str
        Option, what it got, and its range: "" for citizens, who have none.
    """

    poll_question: str
    survey_question: str
    citizens: str
    collectivites: str
    citizens_answers: str
    collectivites_answers: str
    citizens_lines: tuple[tuple[str, str, str], ...]
    collectivites_lines: tuple[tuple[str, str, str], ...]


def poll_sentences() -> list[str]:
    """Return how the figures of an open poll are read: what a survey says, and it does not."""
    return [
        spaced(line)
        for line in (
            "Ce n’est pas un sondage. Chacun a répondu parce qu’il l’a voulu : personne n’a été tiré au sort, rien n’a "
            "été redressé, une même personne a pu répondre plusieurs fois.",
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
        sides = [_side(made, asked, name) for made, asked, name in (
            (poll, poll_form, question.id), (survey, survey_form, mirrored))]  # fmt: skip
        if all(lines for _, lines in sides):
            (answers, lines), (their_answers, their_lines) = sides
            told.append(
                MirrorShown(
                    question.id,
                    mirrored,
                    question.text,
                    survey_form.questions[mirrored].text,
                    answers,
                    their_answers,
                    lines,
                    their_lines,
                )
            )
    return tuple(told)


def _side(made: Made, form: Questionnaire, name: str) -> tuple[str, tuple[tuple[str, str, str], ...]]:
    """Return how many answered a question, and the lines of it; rows of a grid one after the other."""
    question = form.questions[name]
    rows = {row.id: row.label for row in question.rows}
    lines, answers = [], ""
    for table in made["questions"]:
        if table["question"] != name:
            continue
        group = table["groups"][0]
        where = f" ({made['frame']['within']['name']})" if "within" in made["frame"] else ""
        answers = answers or f"{answers_text(group)}{where}"
        for option in group["options"]:
            if option["option"] == UNKNOWN and option["share"] is None:
                continue
            label = option_label(question, option["option"])
            label = f"{rows[table['row']]} – {label}" if table["row"] else label
            share = option["share"]
            told = "" if share is None else range_text(share, coarse=is_coarse(group))
            lines.append((label, shown_text(option, coarse=is_coarse(group)), told))
    return answers, tuple(lines)
