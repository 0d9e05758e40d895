"""« Devinez »: estimates that were refused, given back in their fields to be mended."""

from __future__ import annotations

import streamlit as st

from observatoire.model.workshop.record import View

DRAFTS, ASKED = "devinez-a-corriger", "devinez-vue"
"""Keys of the session: how often each field was given back and what is in it, and the view that they are of."""


def only_drafts_of(view: View) -> None:
    """Forget what was to be mended in another view: it is no estimate of this one."""
    if st.session_state.get(ASKED) != view.key:
        st.session_state[ASKED], st.session_state[DRAFTS] = view.key, {}


def field_key(field: str) -> str:
    """Return the key of a field: another one whenever something refused comes back in it.

    A form that clears itself, at once and so that nobody waits to type the next estimate, sends empty what it was given
    back afterwards: a new field holds it as its own.
    """
    number, _ = st.session_state.get(DRAFTS, {}).get(field, (0, ""))
    return f"{field}-{number}" if number else field


def draft_of(field: str) -> str:
    """Return what was refused and is to be mended in a field; empty otherwise."""
    return str(st.session_state.get(DRAFTS, {}).get(field, (0, ""))[1])


def give_back(texts: dict[str, str]) -> None:
    """Put what was refused back in its fields; an empty text leaves a field as it was at first."""
    drafts = st.session_state.setdefault(DRAFTS, {})
    for field, text in texts.items():
        number, _ = drafts.pop(field, (0, ""))
        if text:
            drafts[field] = (number + 1, text)
