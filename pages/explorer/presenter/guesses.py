"""« Devinez »: the room's estimates before the figure, then the figure, its peers and the gaps."""

from __future__ import annotations

import re

import streamlit as st

from observatoire.model.workshop.record import LONGEST_WHO, MOST_GUESSES, Guess, View, plain_text
from observatoire.views.french.sentences import value_text
from observatoire.views.french.wording import plural
from observatoire.views.html.tables import table_html
from observatoire.views.workshop.figure import ShownFigure, answer_drawing
from observatoire.views.workshop.guess_words import GuessError, guess_rows, read_guess, room_sentence
from observatoire.views.workshop.html import figure_html, question_html, told_html
from pages.explorer.presenter.large import draw_large
from pages.state.workshop import gathered, refuse, tell_refusal

WHO, HOW_MUCH = "devinez-qui", "devinez-combien"


def ask_the_room(view: View, figure: ShownFigure) -> None:
    """Draw the question, the field of estimates and those already given; nothing of the answer is sent."""
    left, right = st.columns([5, 6], gap="large")
    with left:
        st.html(question_html(figure))
    with right, st.container(key="otc-devinez"):
        tell_refusal()
        unit = f" (en {figure.indicator.unit})" if figure.indicator.unit else ""
        with st.form("devinez", clear_on_submit=True, border=False):
            st.text_input("Qui\u202f? Prénom, table (facultatif)", key=WHO, max_chars=LONGEST_WHO, autocomplete="off")
            st.text_input(f"Estimation{unit}", key=HOW_MUCH, max_chars=40, autocomplete="off")
            st.form_submit_button("Ajouter l’estimation", on_click=_add, args=(view, figure))
        _given(view, figure)


def _add(view: View, figure: ShownFigure) -> None:
    guesses = gathered().guesses.get(view.key, ())
    try:
        value = read_guess(str(st.session_state[HOW_MUCH]), figure.indicator, figure.known)
    except GuessError as error:
        refuse(str(error))
        return
    if len(guesses) >= MOST_GUESSES:
        refuse(f"Une vue garde au plus {MOST_GUESSES} estimations.")
        return
    gathered().guesses[view.key] = (*guesses, Guess(plain_text(str(st.session_state[WHO]), LONGEST_WHO), value))


def _given(view: View, figure: ShownFigure) -> None:
    """Draw the estimates given so far, each a button that removes it."""
    guesses = gathered().guesses.get(view.key, ())
    if not guesses:
        return
    count = plural(len(guesses), "estimation", "estimations")
    st.html(told_html(f"{count}. Touchez-en une pour la retirer."))
    with st.container(horizontal=True, gap="small"):
        for position, guess in enumerate(guesses):
            name = re.sub(r"[^\w\s’'.,-]|_", " ", guess.who).strip() or "Sans nom"
            label = f"{name}\u202f: {value_text(figure.indicator, guess.value)} ✕"
            st.button(label, key=f"retirer-{view.key}-{position}", on_click=_remove, args=(view, position))


def _remove(view: View, position: int) -> None:
    guesses = gathered().guesses.get(view.key, ())
    gathered().guesses[view.key] = (*guesses[:position], *guesses[position + 1 :])


def draw_answer(view: View, figure: ShownFigure) -> None:
    """Draw the figure, the peers with the estimates marked, and the gap of each."""
    left, right = st.columns([4, 7], gap="large")
    with left:
        st.html(figure_html(figure))
    with right:
        drawing = answer_drawing(figure, gathered().guesses.get(view.key, ()))
        if drawing is not None:
            draw_large(drawing)
    draw_gaps(view, figure)


def draw_gaps(view: View, figure: ShownFigure) -> None:
    """Say how far the room is from the figure: all together, then each."""
    guesses = gathered().guesses.get(view.key, ())
    st.html(told_html(room_sentence(figure.indicator, guesses, figure.measured, fragile=figure.own.fragile)))
    if guesses:
        columns, rows = guess_rows(figure.indicator, guesses, figure.measured)
        st.html(table_html("Les estimations, de la plus proche à la plus éloignée", columns, rows))
