"""One section of a form: what is asked of it, what was typed in it, saved answer by answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from observatoire.views.french.numerals import NBSP, agreed
from pages.server.participer.desk import Answering, storage
from participation.model.answers import DOES_NOT_KNOW, Given, Review
from participation.model.questionnaire import Cell, Question, Questionnaire, Section
from participation.storage.opening import Storage
from participation.storage.refusals import NOTHING, Saved, StaleError, UnavailableError
from participation.storage.responses import Draft, save_answers
from participation.storage.saving import Change
from participation.views.files import Part
from participation.views.html.fields import Asked, Sent, Shown, Typed, typed
from participation.views.html.pages import Fault, Step

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
    helped = next((row.help for row in question.rows if row.id == cell.row), "")
    return Shown(cell, label_of(question, cell), given, revision, notice, helped)


def label_of(question: Question, cell: Cell) -> str:
    """Return what a place is called beside its question; "" where the question says it."""
    if cell.words_of:
        named = {option.id: option.label for option in question.options} | {row.id: row.label for row in question.rows}
        return f"{named[cell.words_of]}\u202f: précisez"
    return next((row.label for row in question.rows if row.id == cell.row), "")


def answers_in_words(form: Questionnaire, draft: Draft) -> list[Part]:
    """Return what a respondent reads again: the sections, what is asked in each, their answers in words."""
    found = draft.review(form)
    asked = set(found.asked)
    return [
        Part(
            section.id,
            section.title,
            tuple(
                (
                    " – ".join(filter(None, (question.text, label_of(question, cell)))),
                    answer_text(question, cell, draft.saved.get(cell, NOTHING)),
                )
                for question in section.questions
                for cell in question.cells
                if cell in asked
            ),
        )
        for section in sections_of(form, found)
    ]


def faults_of(form: Questionnaire, found: Review, address: Callable[[str, str], str]) -> list[Fault]:
    """Return what stops a submission, each with the address of its question.

    Parameters
    ----------
    form : Questionnaire
    found : Review
    address : callable
        From the ids of a section and of a question to where it is asked.
    """
    section_of = {question.id: section.id for section, question in form.in_order()}
    return [
        Fault(form.questions[cell.question].text, fault, address(section_of[cell.question], cell.question))
        for cell, fault in found.faults.items()
    ]


def way_through(sections: Sequence[Section], found: Review, current: str, address: str, review: str) -> list[Step]:
    """Return the way through a form: its sections, then reading through.

    Parameters
    ----------
    sections : sequence of Section
        Those in which something is asked.
    found : Review
    current : str
        The id of the section that is shown.
    address : str
        What comes before the id of a section in its address.
    review : str
        Address of the last step.
    """
    steps = [
        Step(section.title, f"{address}{section.id}", section.id == current, is_done(section, found), section.id)
        for section in sections
    ]
    return [*steps, Step("Relire et envoyer", review, False, False)]


def first_left(form: Questionnaire, found: Review) -> str:
    """Return the id of the first section with something left to answer; "" when nothing is."""
    return next((section.id for section in sections_of(form, found) if not is_done(section, found)), "")


def save_section(
    storage: Storage, draft: Draft, section: Section, sent: Sent, day: date
) -> tuple[Draft, dict[Cell, tuple[Given, int, str]]]:
    """Save what a browser sent of a section, at once.

    Parameters
    ----------
    storage : Storage
    draft : Draft
        As it was read a moment ago.
    section : Section
    sent : mapping of str to sequence of str
    day : date

    Returns
    -------
    tuple of Draft and dict
        The draft with what is kept now, without its being read again; what is not kept as it was typed, and why.

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
    try:
        outcomes = save_answers(storage, draft.id, [change for _, change in saving], day=day) if saving else []
    except UnavailableError as refusal:
        return draft, told | _given_back([change for _, change in saving], str(refusal))
    kept = {
        change.cell: outcome.stored if isinstance(outcome, StaleError) else outcome
        for (_, change), outcome in zip(saving, outcomes, strict=True)
    }
    for (question, change), outcome in zip(saving, outcomes, strict=True):
        if isinstance(outcome, StaleError):
            notice = CHANGED.format(other=answer_text(question, change.cell, outcome.stored))
            told[change.cell] = (outcome.given, outcome.stored.revision, notice)
    return replace(draft, saved={**draft.saved, **{cell: one for cell, one in kept.items() if one.revision}}), told


def save_typed(mine: Answering, sent: Sent, day: date) -> None:
    """Save what was typed, words and numbers, in a page that was being closed: under the names of the plain form.

    Parameters
    ----------
    mine : Answering
        The response in hand.
    sent : mapping of str to sequence of str
        What other places than those that are typed in have is not read.
    day : date

    Raises
    ------
    ForgedAnswerError, RefusedError
        As `save_answers`. That the application's own line brought the same before is no refusal.
    """
    changes = [
        Change(one.cell, one.raw, one.seen)
        for question in mine.form.questions.values()
        for one in typed(question, sent)
        if one.cell.words_of or question.kind in ("text", "number")
    ]
    if changes:
        save_answers(storage(), mine.identifier, changes, day=day)


def _given_back(changes: Sequence[Change], sentence: str) -> dict[Cell, tuple[Given, int, str]]:
    """Return all that was typed, none of which is kept; the sentence stands at the first place alone."""
    typed_all = [DOES_NOT_KNOW if one.does_not_know else Given("invalid", _kept(one)) for one in changes]
    return {
        change.cell: (given, change.seen, "" if at else sentence)
        for at, (change, given) in enumerate(zip(changes, typed_all, strict=True))
    }


def _kept(one: Typed | Change) -> list[str] | dict[str, int] | str | None:
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
    if isinstance(value, str):  # what was typed and is no number yet
        return _measured(value, question.unit)
    text = f"{value:,}".replace(",", "\u202f").replace(".", ",")
    return _measured(text, agreed(question.unit, float(value), question.decimals))


def _measured(text: str, unit: str) -> str:
    """Return a number with its unit, whose own words may part: a narrow table would cut within one of them."""
    return f"{text}{NBSP}{unit}" if unit else text
