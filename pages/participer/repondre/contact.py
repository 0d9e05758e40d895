"""The address to which the synthesis is sent: given once a response is, and kept apart from it."""

from __future__ import annotations

import streamlit as st

from pages.server.participer.desk import Answering
from pages.server.participer.reviewing import CONTACT, CONTACT_KEPT, give_contact
from participation.storage.refusals import RefusedError
from participation.views.html.blocks import way_html

REFUSED, KEPT, ADDRESS = "contact-refus", "reponse-contact", "otc-adresse"


def draw_contact(mine: Answering, back: str) -> None:
    """Draw the screen that asks for an address, once a response is sent.

    Parameters
    ----------
    mine : Answering
    back : str
        Address of the response read through.
    """
    st.header("Recevoir la synthèse", anchor=False)
    if st.session_state.pop(KEPT, False):
        st.success(CONTACT_KEPT)
    else:
        for sentence in CONTACT:
            st.markdown(sentence)
        if problem := st.session_state.pop(REFUSED, ""):
            st.error(problem)
        with st.form("otc-contact", border=False):
            st.text_input("Votre adresse électronique", key=ADDRESS, max_chars=254, autocomplete="email")
            st.form_submit_button("Recevoir la synthèse", type="primary", on_click=_give, args=(mine,))
    st.html(way_html(back, "Revenir à ma réponse"))


def _give(mine: Answering) -> None:
    try:
        give_contact(mine, str(st.session_state[ADDRESS]))
    except RefusedError as refusal:
        st.session_state[REFUSED] = str(refusal)
    else:
        st.session_state[KEPT] = True
        st.session_state[ADDRESS] = ""
