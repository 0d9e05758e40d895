"""The widgets of each kind of question. An answer is saved when it is given."""

from __future__ import annotations

from functools import partial
from typing import Final

import streamlit as st

from observatoire.views.local.words import plain_markdown
from pages.participer.repondre.saving import clear, keep, keep_rank, keep_unknown, keep_value
from pages.participer.repondre.widgets import key_of
from participation.model.answers import LONGEST_KEPT
from participation.model.questionnaire import Option, Question
from participation.results.columns import UNKNOWN
from participation.views.html.fields import Shown

DOES_NOT_KNOW: Final = "Ne sait pas"
RANKS: Final = ("En premier", "En deuxième", "En troisième", "En quatrième", "En cinquième")


def _label(question: Question, option: str) -> str:
    labels = {one.id: one.label for one in question.options} | {UNKNOWN: DOES_NOT_KNOW}
    return plain_markdown(labels[option])


def _captions(options: tuple[Option, ...]) -> list[str] | None:
    helped = [plain_markdown(option.help) for option in options]
    return [*helped, ""] if any(helped) else None


def _one(question: Question, place: Shown) -> None:
    """Draw one choice; each row of a grid is one, under its own name.

    Help stands beside the label and not in it: the framework names a field by its label, marks included.
    """
    grid = question.kind == "grid"
    if place.help:
        st.markdown(f"**{plain_markdown(place.label)}**  \n:small[{plain_markdown(place.help)}]")
    st.radio(
        plain_markdown(place.label or question.text), [*question.option_ids, UNKNOWN], index=None,
        format_func=partial(_label, question), key=key_of(place.cell), on_change=keep, args=(question, place.cell),
        horizontal=grid or question.scale is not None, captions=_captions(question.options),
        label_visibility="visible" if grid and not place.help else "collapsed",
    )  # fmt: skip
    if st.session_state[key_of(place.cell)] is not None:
        st.button(
            "Effacer cette réponse", key=key_of(place.cell, "effacer"), type="tertiary", on_click=clear,
            args=(question, place.cell),
        )  # fmt: skip


def _several(question: Question, place: Shown) -> None:
    for option in question.options:
        st.checkbox(
            plain_markdown(option.label), key=key_of(place.cell, option.id), on_change=keep_value,
            args=(question, place.cell),
        )  # fmt: skip
        if option.help:
            with st.container(key=f"otc-aide-{key_of(place.cell, option.id)}"):
                st.caption(plain_markdown(option.help))
    _unknown(question, place)


def _unknown(question: Question, place: Shown) -> None:
    """Draw « ne sait pas » apart from the answers."""
    with st.container(key=f"otc-ns-{key_of(place.cell)}"):
        st.checkbox(
            DOES_NOT_KNOW, key=key_of(place.cell, UNKNOWN), on_change=keep_unknown, args=(question, place.cell)
        )  # fmt: skip


def _number(question: Question, place: Shown) -> None:
    label = f"En {question.unit}" if question.unit else question.text
    with st.container(key=f"otc-nombre-{question.id}"):
        st.text_input(
            plain_markdown(label), key=key_of(place.cell),
            max_chars=40, on_change=keep_value, args=(question, place.cell),
            label_visibility="visible" if question.unit else "collapsed",
        )  # fmt: skip
    _unknown(question, place)


def _text(question: Question, place: Shown) -> None:
    st.text_area(
        plain_markdown(question.text), key=key_of(place.cell), height=180, max_chars=LONGEST_KEPT, on_change=keep,
        args=(question, place.cell), label_visibility="collapsed",
    )  # fmt: skip


def _rank(question: Question, place: Shown) -> None:
    for rank in range(1, question.top + 1):
        st.selectbox(
            RANKS[rank - 1] if rank <= len(RANKS) else f"Rang {rank}", list(question.option_ids), index=None,
            format_func=partial(_label, question), key=key_of(place.cell, str(rank)), placeholder="Choisissez",
            on_change=keep_rank, args=(question, place.cell, rank), filter_mode=None,
        )  # fmt: skip
    _unknown(question, place)


DRAWN: Final = {
    "one": _one, "yes_no": _one, "grid": _one, "several": _several, "number": _number, "text": _text, "rank": _rank,
}  # fmt: skip
"""What draws an answer, by the kind of its question."""
