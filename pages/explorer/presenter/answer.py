"""« Devinez », once the values are shown: the figure, its peers with the estimates marked, how far off each was."""

from __future__ import annotations

import streamlit as st

from observatoire.model.workshop.record import View
from observatoire.views.html.tables import table_html
from observatoire.views.workshop.figure import ShownFigure, answer_drawing
from observatoire.views.workshop.guess_words import guess_rows, room_sentence
from observatoire.views.workshop.html import figure_html, told_html
from pages.explorer.presenter.large import draw_large
from pages.state.workshop import gathered


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
