"""What this screen shows of the response in hand, and the answers that are on it and are not saved."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from secrets import token_hex
from time import monotonic
from typing import Final

import streamlit as st

from pages.participer.in_hand import in_hand
from pages.participer.repondre.widgets import WIDGET, is_typed, key_of
from pages.server.participer.desk import Answering
from participation.model.answers import Given, Value
from participation.model.questionnaire import Cell, Section
from participation.storage.refusals import Saved

SCREEN: Final = "reponse-ecran"
VISIT: Final = "otc-passage"


@dataclass
class Told:
    """An answer that is on this screen and is not saved.

    Attributes
    ----------
    given : Given
        As it is shown here.
    stored : Saved or None
        What is kept, where somebody changed it elsewhere; None where it could not be written.
    sentence : str
        What is to be said of it.
    """

    given: Given
    stored: Saved | None
    sentence: str


@dataclass
class Screen:
    """What this session shows of a response: nothing of it is lost with the session, but what is `told`.

    Attributes
    ----------
    response : str
    seen : dict of Cell to int
        The revision that each widget shows.
    told : dict of Cell to Told
    saved_at : str
        When the last answer of this session was saved; "" for none.
    past : dict of Cell to tuple
        What a place showed before it was changed here to what is kept, and when: see `ECHO`.
    visit : str
        Tells this session from another one that drew the same page before.
    returned : float or None
        When a page that another session drew came back to this one; minus infinity for one that was drawn here.
    """

    response: str
    seen: dict[Cell, int] = field(default_factory=dict)
    told: dict[Cell, Told] = field(default_factory=dict)
    saved_at: str = ""
    past: dict[Cell, tuple[tuple[Value, bool], float]] = field(default_factory=dict)
    visit: str = field(default_factory=lambda: token_hex(4))
    returned: float | None = None


def screen(mine: Answering) -> Screen:
    """Return what this session shows of the response in hand."""
    held = st.session_state.get(SCREEN)
    if not isinstance(held, Screen) or held.response != mine.identifier:
        for key in [key for key in st.session_state if str(key).startswith(f"{WIDGET}-")]:
            del st.session_state[key]
        held = st.session_state[SCREEN] = Screen(mine.identifier)
    return held


def draw_visit(mine: Answering) -> None:
    """Draw what a page keeps of the session that drew it, hidden; note that one which another session drew is back."""
    held = screen(mine)
    with st.container(key=VISIT):
        kept = st.text_input("Passage", value=held.visit, key=f"{VISIT}-valeur")
    if held.returned is None:
        held.returned = -math.inf if kept == held.visit else monotonic()


def still_in_hand() -> Answering | None:
    """Return the response that this screen shows; None once this browser's ticket opens another, or none.

    A tab that connects again sends the ticket of then: what it still shows of one response is never saved in another.
    """
    mine, held = in_hand(), st.session_state.get(SCREEN)
    return mine if mine and isinstance(held, Screen) and held.response == mine.identifier else None


def fields_shown(mine: Answering, section: Section) -> dict[str, tuple[Cell, int]]:
    """Return the places of a section that are typed in, with the revisions shown here, by the keys of their fields."""
    seen = screen(mine).seen
    return {
        key_of(cell): (cell, seen.get(cell, 0))
        for question in section.questions
        for cell in question.cells
        if is_typed(question, cell)
    }
