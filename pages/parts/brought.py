"""Local data kept in the visitor's browser (`browser/owndata.js`), and taken back by the pages that show them."""

from __future__ import annotations

from typing import Final

import streamlit as st

from observatoire.local.bounds import LocalDataError
from observatoire.local.file import read_local
from observatoire.model.catalog import Catalog
from observatoire.model.workshop.record import Workshop
from observatoire.views.local.words import own_kept_html
from pages.state.local import LARGEST_IN_BROWSER, brought, keep_local, kept_text, local_data, refuse

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
        keep_local(local_data().joined(read_local(text.encode())))
    except LocalDataError:
        refuse(LOST)


def draw_kept() -> None:
    """Draw, hidden, what the browser is to keep; nothing of data that are too large for it."""
    if local_data():
        st.session_state[KNOWN] = True
    st.html(own_kept_html(kept_text(), "yes" if st.session_state.get(KNOWN) else "no"))


def fetch_brought(catalog: Catalog, workshop: Workshop) -> None:
    """Take back from the browser, and keep there, the local data that a workshop shows; nothing for one without."""
    if not workshop.brought:
        return
    if lacking(catalog, workshop):
        take_back()
    draw_kept()


def lacking(catalog: Catalog, workshop: Workshop) -> bool:
    """Tell whether a workshop shows local data that are not here."""
    here = brought(catalog)
    return any(one not in here.entries and one not in here.groups for one in workshop.brought)
