"""From page to page, and from a button to what it did: the page that is drawn anew says it, once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Final

import streamlit as st

from observatoire.views.french.wording import spaced
from pages.state.surveys import survey_pages
from pages.state.typed import Draft
from participation.organising.office import Office
from participation.storage.refusals import RefusedError

TOLD: Final = "organiser-dit"
"""Key of the session: what the last button did, to be said once."""
CODES: Final = "organiser-codes"
"""Key of the session: the file of codes that was just made, until its page is left."""


def go_to(page: str, label: str, *, campaign: str = "", icon: str | None = None) -> None:
    """Draw a link to a page of an organiser.

    Parameters
    ----------
    page : str
        Its address.
    label : str
        In Markdown.
    campaign : str
        Which one; "" for a page about none.
    icon : str, optional
    """
    st.page_link(
        survey_pages()[page][0], label=label, icon=icon, query_params={"campagne": campaign} if campaign else None
    )


def draft_of(office: Office, page: str, *about: str) -> Draft:
    """Return what somebody fills in on a page of theirs, which nobody else is shown on this browser.

    Parameters
    ----------
    office : Office
    page : str
        Its address.
    *about : str
        What makes it another form: its campaign, the text that it changes.
    """
    owner = hashlib.sha256(office.person.encode()).hexdigest()[:16]
    return Draft("/".join((page, owner, *about)))


def do(act: Callable[[], object], sentence: str) -> None:
    """Do something that a button asks for: say that it is done on the page drawn anew, or why it was refused.

    Parameters
    ----------
    act : callable
        Which raises what the storage refuses.
    sentence : str
        What to say once it is done.
    """
    try:
        act()
    except (RefusedError, ValueError) as refused:
        st.error(spaced(str(refused)))
        return
    st.session_state[TOLD] = sentence
    st.rerun()


def say_what_was_done() -> None:
    """Say what the last button did, once: at the head of the page, and in sight wherever the button was."""
    if sentence := st.session_state.pop(TOLD, ""):
        st.success(sentence, icon=":material/check:")
        st.toast(sentence, icon=":material/check:")
