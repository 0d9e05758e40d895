"""Blocks that the application's own pages draw of a survey; `pages` makes whole plain pages of the same macros."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from participation.model.questionnaire import Cell, Question, Section
from participation.views.files import Part
from participation.views.html.fields import name_of, rule_of, seen_name
from participation.views.html.pages import Fault, ShownCode, Step, render

FORMS = "./participer"
"""Where the forms of these pages are sent, relative to any of them."""


def section_head_html(section: Section, steps: Sequence[Step]) -> Markup:
    """Return the head of a section: where it is among the others, its title and its introduction."""
    at = next((rank for rank, step in enumerate(steps, start=1) if step.current), 0)
    sections = sum(bool(step.section) for step in steps)
    return render("section_head", at=at, of=sections, steps=steps, title=section.title, intro=section.intro)


def section_foot_html(steps: Sequence[Step]) -> Markup:
    """Return the ways on and back from the step that is shown."""
    at = next(rank for rank, step in enumerate(steps) if step.current)
    before, after = steps[at - 1] if at else None, steps[at + 1]
    label = "Continuer" if after.section else after.title
    return render("section_foot", before=before.address if before else "", after=after.address, label=label)


def saved_html(time: str, progress: tuple[int, int], fields: Mapping[str, tuple[Cell, int]], mark: str) -> Markup:
    """Return what says that answers are saved, and how many there are.

    Parameters
    ----------
    time : str
        Of the last one that was saved: "14 h 32"; "" for none yet.
    progress : tuple of int
        How many questions have an answer, how many there are.
    fields : mapping of str to tuple
        For `browser/answers.js`: the places that are typed in and their revisions, by the keys of their fields.
    mark : str
        Of the response, which what they send bears.
    """
    told = {key: (name_of(cell), seen_name(cell), str(revision)) for key, (cell, revision) in fields.items()}
    return render("saved", time=time, done=progress[0], asked=progress[1], fields=json.dumps(told), mark=mark)


def progress_sentence(done: int, asked: int) -> str:
    """Return how many questions have an answer."""
    return (
        f"{done}\u00a0{'questions' if done > 1 else 'question'} sur {asked} {'ont' if done > 1 else 'a'} une réponse."
    )


def question_html(question: Question) -> Markup:
    """Return the title of a question, and what helps to answer it."""
    return render(
        "asked", id=question.id, text=question.text, required=question.required, help=question.help,
        rule=rule_of(question),
    )  # fmt: skip


def told_html(sentence: str) -> Markup:
    """Return what is to be said of an answer."""
    return render("told", sentence=sentence)


def both_html(sentence: str, here: str, elsewhere: str) -> Markup:
    """Return two answers to one question, of which people choose one."""
    return render("both", sentence=sentence, here=here, elsewhere=elsewhere)


def reading_html(parts: Sequence[Part], faults: Sequence[Fault], change: str) -> Markup:
    """Return a response read through, what stops its sending, and its files.

    Parameters
    ----------
    parts : sequence of Part
    faults : sequence of Fault
    change : str
        What comes before the id of a section in its address; "" where nothing can be changed.
    """
    files = f"{FORMS}/mes-reponses"
    return render("reading", parts=parts, faults=faults, change=change, pdf=f"{files}.pdf", csv=f"{files}.csv")


def code_html(shown: ShownCode) -> Markup:
    """Return a code with its link and picture, and the button that goes on."""
    return render("code_shown", shown=shown, action=f"{FORMS}/reprise")


def resume_html() -> Markup:
    """Return the form in which a code is typed."""
    return render("resume_shown", action=f"{FORMS}/reprise")


def away_html(*, erasing: bool) -> Markup:
    """Return the forms that erase a response, where that is asked for, and that leave a device."""
    return render("away", erase=f"{FORMS}/effacer" if erasing else "", leave=f"{FORMS}/quitter")


def way_html(address: str, label: str, about: str = "", *, button: bool = False) -> Markup:
    """Return a link.

    Parameters
    ----------
    address, label : str
    about : str
        What tells it from others of the same words, for those who hear it alone.
    button : bool
        Whether it is what most people came for.
    """
    return render("way", address=address, label=label, about=about, button=button)
