"""One section of a form: what is asked of it, what was typed in it, saved answer by answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from participation.model.answers import Given, Review
from participation.model.questionnaire import Cell, Question, Questionnaire, Section
from participation.storage.opening import Storage
from participation.storage.refusals import NOTHING, Saved, StaleError
from participation.storage.responses import Draft, save_answers
from participation.storage.saving import Change
from participation.views.html.fields import Asked, Sent, Shown, Typed, typed

CHANGED = (
    "Cette réponse a été changée dans une autre fenêtre ou sur un autre appareil. Ce que vous voyez ici est la vôtre, "
    "qui n’est pas enregistrée\u202f: enregistrez de nouveau pour la garder. L’autre était\u202f: {other}"
)


def sections_of(form: Questionnaire, review: Review) -> list[Section]:
    """Return the sections in which something is asked."""
    asked = {cell.question for cell in review.asked}
    return [section for section in form.sections if any(question.id in asked for question in section.questions)]


def is_done(section: Section, review: Review) -> bool:
    """Tell whether nothing of a section is left: answered, not known, or not asked."""
    cells = [cell for question in section.questions for cell in question.cells if not cell.words_of]
    return all(review.states[cell] not in ("unanswered", "invalid") for cell in cells)


def asked_of(
    section: Section, review: Review, draft: Draft, told: Mapping[Cell, tuple[Given, int, str]]
) -> list[Asked]:
    """Return the questions of a section that are asked, as a page shows them.

    Parameters
    ----------
    section : Section
    review : Review
        Of what is kept.
    draft : Draft
    told : mapping of Cell to tuple
        What was typed and is not kept as typed, its revision, and what is to be said of it.
    """
    asked = set(review.asked)
    return [
        Asked(
            question,
            tuple(_shown(question, cell, draft, told) for cell in question.cells if not cell.words_of),
            tuple(
                _shown(question, cell, draft, told)
                for cell in question.cells
                if cell.words_of and (cell in asked or cell in told)
            ),
        )
        for question in section.questions
        if any(cell in asked for cell in question.cells)
    ]


def _shown(question: Question, cell: Cell, draft: Draft, told: Mapping[Cell, tuple[Given, int, str]]) -> Shown:
    saved = draft.saved.get(cell, NOTHING)
    given, revision, notice = told.get(cell, (saved.given, saved.revision, saved.given.fault))
    return Shown(cell, label_of(question, cell), given, revision, notice)


def label_of(question: Question, cell: Cell) -> str:
    """Return what a place is called beside its question; "" where the question says it."""
    if cell.words_of:
        named = {option.id: option.label for option in question.options} | {row.id: row.label for row in question.rows}
        return f"{named[cell.words_of]}\u202f: précisez"
    return next((row.label for row in question.rows if row.id == cell.row), "")


def save_section(
    storage: Storage, identifier: str, section: Section, sent: Sent, day: date
) -> dict[Cell, tuple[Given, int, str]]:
    """Save what a browser sent of a section, at once; return what is not kept as it was typed, and why.

    Parameters
    ----------
    storage, identifier
        The response.
    section : Section
    sent : mapping of str to sequence of str
    day : date

    Raises
    ------
    ForgedAnswerError
        When no form of ours sends it; nothing of it is saved.
    RefusedError
        When nothing more can be saved.
    """
    told: dict[Cell, tuple[Given, int, str]] = {}
    saving: list[tuple[Question, Change]] = []
    for question in section.questions:
        for one in typed(question, sent):
            if one.notice:
                told[one.cell] = (Given("invalid", _kept(one)), one.seen, one.notice)
            else:
                saving.append((question, Change(one.cell, one.raw, one.seen, one.does_not_know)))
    outcomes = save_answers(storage, identifier, [change for _, change in saving], day=day) if saving else []
    for (question, change), outcome in zip(saving, outcomes, strict=True):
        if isinstance(outcome, StaleError):
            notice = CHANGED.format(other=answer_text(question, change.cell, outcome.stored))
            told[change.cell] = (outcome.given, outcome.stored.revision, notice)
    return told


def _kept(one: Typed) -> list[str] | dict[str, int] | str | None:
    return one.raw if isinstance(one.raw, list | dict | str) else None


def answer_text(question: Question, cell: Cell, saved: Saved) -> str:
    """Return an answer in words, as its respondent reads it again."""
    given = saved.given
    if given.state == "does_not_know":
        return "Ne sait pas"
    value = given.value
    if given.state == "unanswered" or value is None:
        return "Sans réponse"
    if cell.words_of or question.kind == "text":
        return str(value)
    labels = {option.id: option.label for option in question.options}
    if isinstance(value, dict):
        return " ; ".join(f"{rank}. {labels[option]}" for option, rank in value.items()).replace(" ;", "\u202f;")
    if isinstance(value, list):
        return "\u202f; ".join(labels[option] for option in value)
    if isinstance(value, str) and question.kind != "number":
        return labels[value]
    number = f"{value}".replace(".", ",")
    return f"{number}\u00a0{question.unit}" if question.unit else number
