"""The response in hand: what its ticket opens, what this screen shows of it, each answer saved when it is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import streamlit as st

from pages.server.participer.desk import COOKIE, Answering, answering, now, storage, today
from pages.server.participer.sections import answer_text
from participation.model.answers import DOES_NOT_KNOW, UNANSWERED, ForgedAnswerError, Given, Value
from participation.model.questionnaire import Cell, Question, Section
from participation.results.columns import UNKNOWN
from participation.storage.refusals import NOTHING, RefusedError, Saved, StaleError
from participation.storage.responses import save_answer
from participation.views.html.fields import text_of

SCREEN: Final = "reponse-ecran"
WIDGET: Final = "otc-r"
"""Begins the key of every widget of an answer."""
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
    """

    response: str
    seen: dict[Cell, int] = field(default_factory=dict)
    told: dict[Cell, Told] = field(default_factory=dict)
    saved_at: str = ""


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


def _still_in_hand() -> Answering | None:
    """Return the response that this screen shows; None once this browser's ticket opens another, or none.

    A tab that connects again sends the ticket of then: what it still shows of one response is never saved in another.
    """
    mine, held = in_hand(), st.session_state.get(SCREEN)
    return mine if mine and isinstance(held, Screen) and held.response == mine.identifier else None


# --- Widgets and values --------------------------------------------------------------------------


def key_of(cell: Cell, part: str = "") -> str:
    """Return the key of the widget of a place, or of a part of it: an option, a rank, « ne sait pas »."""
    return "-".join(filter(None, (WIDGET, cell.question, cell.row.replace(":", "-"), part)))


def is_written(question: Question, cell: Cell) -> bool:
    """Tell whether a place holds words: what is being typed there is never replaced."""
    return bool(cell.words_of) or question.kind == "text"


def is_typed(question: Question, cell: Cell) -> bool:
    """Tell whether a place is a field that is typed in: words, or a number."""
    return is_written(question, cell) or question.kind == "number"


def is_chosen(question: Question, cell: Cell) -> bool:
    """Tell whether a place holds one choice of several, « ne sait pas » among them."""
    return not cell.words_of and question.kind in ("one", "yes_no", "grid")


def fields_shown(mine: Answering, section: Section) -> dict[str, tuple[Cell, int]]:
    """Return the places of a section that are typed in, with the revisions shown here, by the keys of their fields."""
    seen = screen(mine).seen
    return {
        key_of(cell): (cell, seen.get(cell, 0))
        for question in section.questions
        for cell in question.cells
        if is_typed(question, cell)
    }


def load(question: Question, cell: Cell, given: Given) -> None:
    """Have the widgets of a place show an answer."""
    state, value = st.session_state, given.value
    unknown = given.state == "does_not_know"
    if is_chosen(question, cell):
        state[key_of(cell)] = UNKNOWN if unknown else value
        return
    if not is_written(question, cell):
        state[key_of(cell, UNKNOWN)] = unknown
    if is_typed(question, cell):
        state[key_of(cell)] = text_of(given)
    elif question.kind == "several":
        for option in question.option_ids:
            state[key_of(cell, option)] = isinstance(value, list) and option in value
    else:
        at = {rank: option for option, rank in value.items()} if isinstance(value, dict) else {}
        for rank in range(1, question.top + 1):
            state[key_of(cell, str(rank))] = at.get(rank)


def is_loaded(question: Question, cell: Cell) -> bool:
    """Tell whether the widgets of a place hold something: those of another section were forgotten with it."""
    state = st.session_state
    if is_chosen(question, cell) or is_typed(question, cell):
        return key_of(cell) in state
    return key_of(cell, question.option_ids[0] if question.kind == "several" else "1") in state


def collected(question: Question, cell: Cell) -> tuple[Value, bool]:
    """Return what the widgets of a place hold, as `save_answer` takes it: the value, whether it is « ne sait pas »."""
    state = st.session_state
    if is_chosen(question, cell):
        chosen = state[key_of(cell)]
        return (None, True) if chosen == UNKNOWN else (chosen, False)
    if not is_written(question, cell) and state[key_of(cell, UNKNOWN)]:
        return None, True
    if is_typed(question, cell):
        return state[key_of(cell)], False
    if question.kind == "several":
        return [option for option in question.option_ids if state[key_of(cell, option)]], False
    chosen = {rank: state[key_of(cell, str(rank))] for rank in range(1, question.top + 1)}
    return {option: rank for rank, option in chosen.items() if option is not None}, False


# --- What widgets call ---------------------------------------------------------------------------


def keep(question: Question, cell: Cell) -> None:
    """Save what the widgets of a place hold."""
    mine = _still_in_hand()
    if mine is not None:
        raw, unknown = collected(question, cell)
        _save(mine, cell, raw, unknown, screen(mine).seen.get(cell, 0))


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
        screen(mine).seen[cell] = told.stored.revision
        load(question, cell, told.stored.given)


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
        load(question, cell, told.given if told else saved.given)
        if told is None:
            held.seen[cell] = saved.revision
        return
    if told is not None or held.seen.get(cell) == saved.revision:
        return
    here = st.session_state[key_of(cell)] if is_written(question, cell) else ""
    if here and here != text_of(saved.given):
        held.told[cell] = Told(Given("answered", here), saved, CHANGED)
        return
    load(question, cell, saved.given)
    held.seen[cell] = saved.revision


def both(question: Question, cell: Cell, told: Told) -> tuple[str, str]:
    """Return both answers in words: that of this screen, that which is kept."""
    assert told.stored is not None
    return answer_text(question, cell, Saved(told.given, 0)), answer_text(question, cell, told.stored)
