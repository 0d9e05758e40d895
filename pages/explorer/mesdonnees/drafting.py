"""Mes données: what is filled in of a file that was brought, kept by the browser until the file is let go."""

from __future__ import annotations

import streamlit as st

from pages.state.local import digest
from pages.state.typed import Draft, forget

DRAFTS = "local-brouillons"
"""Key of the session: the forms of the last file."""


def draft_of_file(what: str, about: str) -> Draft:
    """Return a form of a file: what it holds comes back for such a file, and for no other.

    Parameters
    ----------
    what : str
        Which form.
    about : str
        What tells the file from those that the form would not fit.
    """
    name = f"{what}/{digest(about.encode())}"
    st.session_state[DRAFTS] = {*st.session_state.get(DRAFTS, ()), name}
    return Draft(name)


def forget_drafts() -> None:
    """Have the browser forget what was filled in of the last file."""
    for name in st.session_state.pop(DRAFTS, ()):
        forget(name)
