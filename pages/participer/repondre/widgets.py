"""The widgets of an answer: their keys, what they show of it, what they hold."""

from __future__ import annotations

from typing import Final

import streamlit as st

from participation.model.answers import Given, Value
from participation.model.questionnaire import Cell, Question
from participation.results.columns import UNKNOWN
from participation.views.html.fields import text_of

WIDGET: Final = "otc-r"
"""Begins the key of every widget of an answer."""


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
