"""A response read through, then sent; once it is, withdrawn."""

from __future__ import annotations

from typing import Final

import streamlit as st

from observatoire.views.local.words import plain_markdown
from pages.participer.in_hand import in_hand
from pages.server.participer.desk import Answering, today
from pages.server.participer.reviewing import (
    asks_contact,
    has_position,
    may_answer_again,
    may_withdraw,
    replaces,
    send,
    whose,
    whose_code,
    withdraw,
)
from pages.server.participer.sections import answers_in_words, faults_of
from pages.state.surveys import PLAIN_SURVEYS
from participation.model.codes import CodeError
from participation.storage.refusals import RefusedError
from participation.views.html.blocks import reading_html, way_html

REFUSED, DONE, INVITATION, SURE = "reponse-refus", "reponse-faite", "otc-invitation", "otc-retirer-sur"
ASKED_AGAIN: Final = (
    "Code de votre invitation\u202f: il n’est gardé nulle part avec votre réponse, il est donc redemandé ici"
)


def draw_review(mine: Answering, section_address: str, contact: str) -> None:
    """Draw a response read through, and what can be done with it in its state.

    Parameters
    ----------
    mine : Answering
    section_address : str
        What comes before the id of a section in its address.
    contact : str
        Address of the screen that asks for an address.
    """
    draft, campaign = mine.draft, mine.campaign
    takes = draft.state == "draft" and campaign.takes_answers(today())
    st.header("Relire et envoyer" if takes else "Ma réponse", anchor=False)
    (st.success if draft.state == "submitted" else st.info)(plain_markdown(whose(mine)))
    if draft.state == "withdrawn" and may_answer_again(campaign):
        st.html(way_html(f"./enquetes?campagne={campaign.id}", "Répondre de nouveau"))
    if has_position(mine):
        st.html(way_html(f"{PLAIN_SURVEYS}ma-position", "Ma position parmi les réponses publiées"))
    if asks_contact(mine):
        st.html(way_html(contact, "Recevoir la synthèse des résultats"))
    found = draft.review(mine.form)
    faults = faults_of(mine.form, found, lambda section, _: f"{section_address}{section}") if takes else []
    st.html(reading_html(answers_in_words(mine.form, draft), faults, section_address if takes else ""))
    if takes:
        if replaced := replaces(campaign):
            st.markdown(replaced)
        if told := whose_code(campaign):
            st.markdown(told)
        if campaign.invited:
            st.text_input(ASKED_AGAIN, key=INVITATION, max_chars=60)
        st.button("Envoyer ma réponse", type="primary", on_click=_send, args=(mine.identifier,))
    elif draft.state == "submitted":
        st.markdown(may_withdraw(campaign))
        sure = st.checkbox("Je veux retirer ma réponse.", key=SURE)
        st.button("Retirer ma réponse", disabled=not sure, on_click=_withdraw, args=(mine.identifier,))
    _say_what_was_done(mine)


def _say_what_was_done(mine: Answering) -> None:
    """Say beside the button what it did, or why it was refused: all answers stand between it and the head."""
    if problem := st.session_state.pop(REFUSED, ""):
        st.error(problem)
    if st.session_state.pop(DONE, False):
        st.success(plain_markdown(whose(mine)))


def _send(shown: str) -> None:
    mine = in_hand()
    if mine is None or mine.identifier != shown:  # this browser has opened another one since
        return
    try:
        send(mine, str(st.session_state.get(INVITATION, "")))
    except (RefusedError, CodeError) as refusal:
        st.session_state[REFUSED] = str(refusal)
    else:
        st.session_state[DONE] = True


def _withdraw(shown: str) -> None:
    mine = in_hand()
    if mine is None or mine.identifier != shown:
        return
    try:
        withdraw(mine)
    except RefusedError as refusal:
        st.session_state[REFUSED] = str(refusal)
    else:
        st.session_state[DONE] = True
