"""What a room gives, kept in the visitor's browser: `browser/kept.js` keeps it, and hands it back to a new session."""

from __future__ import annotations

import streamlit as st

from observatoire.model.workshop.files import LARGEST_FILE, read_kept, write_file
from observatoire.model.workshop.record import Workshop, WorkshopError
from observatoire.views.workshop.html import kept_html, kept_list_html
from pages.state.parameters import VIEW_PARAMETERS
from pages.state.workshop import GATHERED, forget, gathered, keep, refuse

FIELD, HEARD, KNOWN = "otc-rendu-texte", "seance-rendu-lu", "seance-connues"
"""Keys of the session; the last one holds, by workshop, whether what was kept of it is known or was refused."""

GIVEN_BACK, RESUMED, FORGOTTEN = "rendre", "reprendre", "effacer"
"""First line of what the browser hands over: what to do with the file that follows."""


def take_back(workshop: Workshop) -> None:
    """Draw the hidden field that the browser fills, and read it; to be called before the page draws anything.

    Parameters
    ----------
    workshop : Workshop
        The one of the URL.
    """
    if st.session_state.pop(HEARD, False):
        st.session_state[FIELD] = ""
    with st.container(key="otc-rendu"):
        # In a new session a widget calls no callback for what the browser already wrote in it: its value is read.
        text = st.text_area("Gardé dans ce navigateur", key=FIELD, max_chars=LARGEST_FILE, label_visibility="collapsed")
    if text:
        _receive(text, workshop)
        st.session_state[HEARD] = True
        st.rerun()


def _receive(text: str, workshop: Workshop) -> None:
    asked, _, content = text.partition("\n")
    known: dict[str, str] = st.session_state.setdefault(KNOWN, {})
    unseen = workshop.key not in known
    known.setdefault(workshop.key, "yes")
    if not content:  # nothing was kept
        return
    try:
        kept, given = read_kept(content, VIEW_PARAMETERS)
    except WorkshopError as error:
        if asked != FORGOTTEN:
            known[workshop.key] = "refused"
            refuse(str(error))
        return
    if asked == FORGOTTEN:
        forget(kept)
        return
    known[kept.key] = "yes"
    st.session_state[GATHERED] = gathered().joined(given, unseen=unseen)
    if asked == RESUMED:
        keep(kept)


def draw_kept(workshop: Workshop) -> None:
    """Draw, hidden, what the browser is to keep.

    To be called as soon as nothing more is added to what the room gave, and before it is shown: what somebody sees
    given is then kept already, even if the tab is closed in that instant.
    """
    known = st.session_state.get(KNOWN, {}).get(workshop.key, "no")
    content = write_file(workshop, gathered()).decode() if workshop.views else ""
    st.html(kept_html(workshop.key if workshop.views else "", content, known))


def draw_kept_list() -> None:
    """Draw the list of what this browser keeps, with « Reprendre » and « Effacer »."""
    st.html(kept_list_html())
