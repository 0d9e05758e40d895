"""The response in hand: what its ticket opens, what this screen shows of it, each answer saved when it is given."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from secrets import token_hex
from time import monotonic
from typing import Final

import streamlit as st

from pages.participer.widgets import WIDGET, collected, is_loaded, is_typed, is_written, key_of, load
from pages.server.participer.desk import COOKIE, Answering, answering, now, storage, today
from pages.server.participer.sections import answer_text
from participation.model.answers import DOES_NOT_KNOW, UNANSWERED, ForgedAnswerError, Given, Value, check_answer
from participation.model.questionnaire import Cell, Question, Section
from participation.results.columns import UNKNOWN
from participation.storage.refusals import NOTHING, RefusedError, Saved, StaleError
from participation.storage.responses import save_answer
from participation.views.html.fields import text_of

SCREEN: Final = "reponse-ecran"
ECHO: Final = 15.0
"""Seconds in which what a place showed before it was changed here is no answer: a page whose line was cut, or a laptop
that slept, sends what it asked for before it saw the change, and with it all that its widgets said then. One that comes
back to a session which did not draw it is asked which of two answers to keep, for what it showed is not known."""
MARK: Final = "otc-passage"
CHANGED: Final = (
    "Cette réponse a aussi été changée dans une autre fenêtre ou sur un autre appareil. Laquelle garder\u202f?"
)


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
    mark : str
        Tells this session from another one that drew the same page before.
    returned : float or None
        When a page that another session drew came back to this one; minus infinity for one that was drawn here.
    """

    response: str
    seen: dict[Cell, int] = field(default_factory=dict)
    told: dict[Cell, Told] = field(default_factory=dict)
    saved_at: str = ""
    past: dict[Cell, tuple[tuple[Value, bool], float]] = field(default_factory=dict)
    mark: str = field(default_factory=lambda: token_hex(4))
    returned: float | None = None


def in_hand() -> Answering | None:
    """Return the response that this browser's ticket opens; None without one that holds."""
    return answering(ticket())


def ticket() -> str:
    """Return the ticket that this browser sent as its connection began; "" for none."""
    return str(st.context.cookies.get(COOKIE, ""))


def screen(mine: Answering) -> Screen:
    """Return what this session shows of the response in hand."""
    held = st.session_state.get(SCREEN)
    if not isinstance(held, Screen) or held.response != mine.identifier:
        for key in [key for key in st.session_state if str(key).startswith(f"{WIDGET}-")]:
            del st.session_state[key]
        held = st.session_state[SCREEN] = Screen(mine.identifier)
    return held


def draw_mark(mine: Answering) -> None:
    """Draw what a page keeps of the session that drew it, hidden; note that one which another session drew is back."""
    held = screen(mine)
    with st.container(key=MARK):
        kept = st.text_input("Passage", value=held.mark, key=f"{MARK}-valeur")
    if held.returned is None:
        held.returned = -math.inf if kept == held.mark else monotonic()


def _still_in_hand() -> Answering | None:
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


# --- What widgets call ---------------------------------------------------------------------------


def keep(question: Question, cell: Cell) -> None:
    """Save what the widgets of a place hold."""
    mine = _still_in_hand()
    if mine is None:
        return
    held, saved = screen(mine), mine.draft.saved.get(cell, NOTHING)
    raw, unknown = collected(question, cell)
    past, since = held.past.pop(cell, (None, 0.0))
    returned = bool(saved.revision) and monotonic() - (held.returned or -math.inf) < ECHO
    if (returned and not raw and not unknown) or (past == (raw, unknown) and monotonic() - since < ECHO):
        _show(held, question, cell, saved)
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
    mine = _still_in_hand()
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
    mine = _still_in_hand()
    if mine is None:
        return
    told = screen(mine).told[cell]
    raw, unknown = collected(question, cell)
    _save(mine, cell, raw, unknown, told.stored.revision if told.stored else screen(mine).seen.get(cell, 0))


def keep_theirs(question: Question, cell: Cell) -> None:
    """Show the answer that came from elsewhere: it is kept already."""
    mine = _still_in_hand()
    if mine is None:
        return
    told = screen(mine).told.pop(cell)
    if told.stored is not None:
        _show(screen(mine), question, cell, told.stored)


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
        _show(held, question, cell, saved)
        return
    if told is not None or held.seen.get(cell) == saved.revision:
        return
    here = st.session_state[key_of(cell)] if is_written(question, cell) else ""
    if here and here != text_of(saved.given):
        held.told[cell] = Told(Given("answered", here), saved, CHANGED)
        return
    held.past[cell] = (collected(question, cell), monotonic())
    _show(held, question, cell, saved)


def _show(held: Screen, question: Question, cell: Cell, saved: Saved) -> None:
    load(question, cell, saved.given)
    held.seen[cell] = saved.revision


def both(question: Question, cell: Cell, told: Told) -> tuple[str, str]:
    """Return both answers in words: that of this screen, that which is kept."""
    assert told.stored is not None
    return answer_text(question, cell, Saved(told.given, 0)), answer_text(question, cell, told.stored)
