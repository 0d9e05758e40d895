"""What widgets call: each answer is saved when it is given, or this screen says why it is not."""

from __future__ import annotations

import math
from time import monotonic
from typing import Final

import streamlit as st

from pages.participer.repondre.screen import Told, screen, still_in_hand
from pages.participer.repondre.showing import CHANGED, show
from pages.participer.repondre.widgets import collected, key_of, load
from pages.server.participer.desk import Answering, now, storage, today
from participation.model.answers import DOES_NOT_KNOW, UNANSWERED, ForgedAnswerError, Given, Value, check_answer
from participation.model.questionnaire import Cell, Question
from participation.results.columns import UNKNOWN
from participation.storage.refusals import NOTHING, RefusedError, StaleError
from participation.storage.responses import save_answer

ECHO: Final = 15.0
"""Seconds in which what a place showed before it was changed here is no answer: a page whose line was cut, or a laptop
that slept, sends what it asked for before it saw the change, and with it all that its widgets said then. One that comes
back to a session which did not draw it is asked which of two answers to keep, for what it showed is not known."""


def keep(question: Question, cell: Cell) -> None:
    """Save what the widgets of a place hold."""
    mine = still_in_hand()
    if mine is None:
        return
    held, saved = screen(mine), mine.draft.saved.get(cell, NOTHING)
    raw, unknown = collected(question, cell)
    past, since = held.past.pop(cell, (None, 0.0))
    returned = bool(saved.revision) and monotonic() - (held.returned or -math.inf) < ECHO
    if (returned and not raw and not unknown) or (past == (raw, unknown) and monotonic() - since < ECHO):
        show(held, question, cell, saved)
    elif returned and _given(mine, cell, raw, unknown) != saved.given:
        held.told[cell] = Told(_given(mine, cell, raw, unknown), saved, CHANGED)
    else:
        _save(mine, cell, raw, unknown, held.seen.get(cell, 0))


def _given(mine: Answering, cell: Cell, raw: Value, unknown: bool) -> Given:
    try:
        return check_answer(mine.form, cell, raw, does_not_know=unknown)
    except ForgedAnswerError:
        return Given("invalid", raw)


def keep_value(question: Question, cell: Cell) -> None:
    """Save a value: it takes « ne sait pas » back."""
    st.session_state[key_of(cell, UNKNOWN)] = False
    keep(question, cell)


def keep_unknown(question: Question, cell: Cell) -> None:
    """Save « ne sait pas », or take it back: it goes with no value."""
    load(question, cell, DOES_NOT_KNOW if st.session_state[key_of(cell, UNKNOWN)] else UNANSWERED)
    keep(question, cell)


def keep_rank(question: Question, cell: Cell, rank: int) -> None:
    """Save a ranking: an option that had another rank leaves it to the one that it takes the place of."""
    state = st.session_state
    mine = still_in_hand()
    chosen = state[key_of(cell, str(rank))]
    saved = mine.draft.saved.get(cell, NOTHING).given.value if mine is not None else None
    before = {place: option for option, place in saved.items()} if isinstance(saved, dict) else {}
    for other in range(1, question.top + 1):
        if chosen is not None and other != rank and state[key_of(cell, str(other))] == chosen:
            state[key_of(cell, str(other))] = before.get(rank)
    keep_value(question, cell)


def clear(question: Question, cell: Cell) -> None:
    """Take an answer back."""
    load(question, cell, UNANSWERED)
    keep(question, cell)


def keep_mine(question: Question, cell: Cell) -> None:
    """Save the answer that this screen shows, over the one that came from elsewhere or in spite of a first failure."""
    mine = still_in_hand()
    if mine is None:
        return
    told = screen(mine).told[cell]
    raw, unknown = collected(question, cell)
    _save(mine, cell, raw, unknown, told.stored.revision if told.stored else screen(mine).seen.get(cell, 0))


def keep_theirs(question: Question, cell: Cell) -> None:
    """Show the answer that came from elsewhere: it is kept already."""
    mine = still_in_hand()
    if mine is None:
        return
    told = screen(mine).told.pop(cell)
    if told.stored is not None:
        show(screen(mine), question, cell, told.stored)


def _save(mine: Answering, cell: Cell, raw: Value, unknown: bool, seen: int) -> None:
    held = screen(mine)
    try:
        saved = save_answer(storage(), mine.identifier, cell, raw, seen=seen, day=today(), does_not_know=unknown)
    except StaleError as stale:
        held.told[cell] = Told(stale.given, stale.stored, CHANGED)
    except (RefusedError, ForgedAnswerError) as refusal:
        held.told[cell] = Told(DOES_NOT_KNOW if unknown else Given("invalid", raw), None, str(refusal))
    else:
        held.told.pop(cell, None)
        held.seen[cell] = saved.revision
        held.saved_at = f"{now():%-H}\u00a0h\u00a0{now():%M}"
