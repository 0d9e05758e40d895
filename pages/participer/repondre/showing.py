"""Widgets show what is kept; an answer that was changed elsewhere is shown beside that of this screen."""

from __future__ import annotations

from time import monotonic
from typing import Final

import streamlit as st

from pages.participer.repondre.screen import Screen, Told, screen
from pages.participer.repondre.widgets import collected, is_loaded, is_written, key_of, load
from pages.server.participer.desk import Answering
from pages.server.participer.sections import answer_text
from participation.model.answers import Given
from participation.model.questionnaire import Cell, Question
from participation.storage.refusals import NOTHING, Saved
from participation.views.html.fields import text_of

CHANGED: Final = (
    "Cette réponse a aussi été changée dans une autre fenêtre ou sur un autre appareil. Laquelle garder\u202f?"
)


def reconcile(mine: Answering, question: Question, cell: Cell) -> None:
    """Have the widgets of a place show what is kept, or what this screen alone holds.

    An answer that was changed elsewhere takes the place of the one that nobody is changing here. Words may be being
    typed in this instant: both are shown, and people choose.
    """
    held = screen(mine)
    saved = mine.draft.saved.get(cell, NOTHING)
    told = held.told.get(cell)
    if not is_loaded(question, cell):
        if told is not None:
            load(question, cell, told.given)
            return
        show(held, question, cell, saved)
        return
    if told is not None or held.seen.get(cell) == saved.revision:
        return
    here = st.session_state[key_of(cell)] if is_written(question, cell) else ""
    if here and here != text_of(saved.given):
        held.told[cell] = Told(Given("answered", here), saved, CHANGED)
        return
    held.past[cell] = (collected(question, cell), monotonic())
    show(held, question, cell, saved)


def show(held: Screen, question: Question, cell: Cell, saved: Saved) -> None:
    """Have the widgets of a place show what is kept.

    Parameters
    ----------
    held : Screen
        Which notes the revision that is shown.
    question, cell
        The place.
    saved : Saved
    """
    load(question, cell, saved.given)
    held.seen[cell] = saved.revision


def both(question: Question, cell: Cell, told: Told) -> tuple[str, str]:
    """Return both answers in words: that of this screen, that which is kept."""
    assert told.stored is not None
    return answer_text(question, cell, Saved(told.given, 0)), answer_text(question, cell, told.stored)
