"""One question on screen: its answers, each as it is kept, and what is to be said of them."""

from __future__ import annotations

import streamlit as st

from observatoire.views.local.words import plain_markdown
from pages.participer.repondre.kinds import DRAWN
from pages.participer.repondre.saving import keep, keep_mine, keep_theirs
from pages.participer.repondre.screen import screen
from pages.participer.repondre.showing import both, reconcile
from pages.participer.repondre.widgets import key_of
from pages.server.participer.desk import Answering
from participation.model.answers import LONGEST_KEPT
from participation.model.questionnaire import Question
from participation.views.html.blocks import both_html, question_html, told_html
from participation.views.html.fields import Asked, Shown


def draw_question(mine: Answering, asked: Asked) -> None:
    """Draw a question, its answer as it is kept, and what is to be said of it.

    Parameters
    ----------
    mine : Answering
        The response in hand.
    asked : Asked
        The question, with what is kept of its answers.
    """
    question = asked.question
    with st.container(key=f"otc-q-{question.id}"):
        st.html(question_html(question))
        for place in asked.places:
            reconcile(mine, question, place.cell)
            DRAWN[question.kind](question, place)
            _say(mine, question, place)
        for place in asked.words:
            reconcile(mine, question, place.cell)
            st.text_input(
                plain_markdown(place.label), key=key_of(place.cell), max_chars=LONGEST_KEPT, on_change=keep,
                args=(question, place.cell),
            )  # fmt: skip
            _say(mine, question, place)


def _say(mine: Answering, question: Question, place: Shown) -> None:
    """Say what is wrong with an answer, or that another one came from elsewhere, and let people choose."""
    cell, told = place.cell, screen(mine).told.get(place.cell)
    if told is None:
        if place.notice:
            st.html(told_html(place.notice))
        return
    choices = st.container(key=f"otc-choix-{key_of(cell)}")
    with choices:
        if told.stored is None:
            st.html(told_html(told.sentence))
        else:
            st.html(both_html(told.sentence, *both(question, cell, told)))
        row = st.container(horizontal=True, gap="small")
    label = "Enregistrer de nouveau" if told.stored is None else "Garder celle d’ici"
    row.button(label, key=key_of(cell, "ici"), on_click=keep_mine, args=(question, cell))
    if told.stored is not None:
        row.button("Garder celle d’ailleurs", key=key_of(cell, "ailleurs"), on_click=keep_theirs, args=(question, cell))
