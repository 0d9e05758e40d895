"""Mes données: what was brought is kept in the visitor's browser (`browser/owndata.js`), and taken back from it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import streamlit as st

from observatoire.local.bounds import LocalDataError
from observatoire.local.file import read_local
from observatoire.views.local.words import own_kept_html
from pages.explorer.mesdonnees.bringing import refuse
from pages.state.local import LARGEST_IN_BROWSER, keep_local, kept_text, local_data

FIELD, HEARD, KNOWN = "otc-donnees-rendues-texte", "local-rendu-lu", "local-navigateur"
"""Keys of the session; the last one says whether what the browser kept is known, or was refused."""
LOST: Final = "Ce que ce navigateur gardait de vos données ne se lit plus\u202f: rouvrez leur fichier."


def take_back() -> None:
    """Draw the hidden field that the browser fills, and read it; to be called before the page draws anything."""
    if st.session_state.pop(HEARD, False):
        st.session_state[FIELD] = ""
    with st.container(key="otc-donnees-rendues"):
        text = st.text_area(
            "Gardé dans ce navigateur", key=FIELD, max_chars=LARGEST_IN_BROWSER, label_visibility="collapsed"
        )
    if text:
        _receive(text)
        st.session_state[HEARD] = True
        st.rerun()


def _receive(text: str) -> None:
    if st.session_state.get(KNOWN):  # handed twice
        return
    st.session_state[KNOWN] = True
    try:
        found = read_local(text.encode())
        merged = local_data().with_indicators(found.indicators, found.checks)
        for group in found.points:
            merged = merged.with_points(group)
        keep_local(replace(merged, edition=found.edition))
    except LocalDataError:
        refuse(LOST)


def draw_kept() -> None:
    """Draw, hidden, what the browser is to keep; nothing of data that are too large for it."""
    if local_data():
        st.session_state[KNOWN] = True
    st.html(own_kept_html(kept_text(), "yes" if st.session_state.get(KNOWN) else "no"))
