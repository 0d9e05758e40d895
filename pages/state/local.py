"""The local data of a visitor, in their session alone; and those that the operator installed, which all share."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

import streamlit as st

from observatoire.local.catalogue import Entry, entry_of
from observatoire.local.file import write_local
from observatoire.local.record import LocalData
from observatoire.model.catalog import Catalog
from observatoire.views.html.page import unsaved_html
from observatoire.views.local.words import brought_html

DATA, SAVED = "donnees-locales", "donnees-locales-enregistrees"
NAMED, WRITTEN = "donnees-locales-session", "donnees-locales-texte"
LARGEST_IN_BROWSER: Final = 400_000
"""Characters of the file of local data beyond which no browser is asked to keep it: some 15 000 figures."""


def local_data() -> LocalData:
    """Return what this visitor brought."""
    found: LocalData = st.session_state.get(DATA, LocalData())
    return found


def keep_local(data: LocalData) -> None:
    """Keep what this visitor brought, in their session."""
    st.session_state[DATA] = data


def draw_brought() -> None:
    """Draw, hidden, what the tab sends again should this process die: what no browser keeps (`browser/brought.js`)."""
    written = _written()
    content = written if len(written) > LARGEST_IN_BROWSER else ""
    st.html(brought_html(st.session_state.setdefault(NAMED, secrets.token_hex(8)), content))


def _written() -> str:
    """Return the file of what this visitor brought, written when it changes: it may be a megabyte; "" for none."""
    data = local_data()
    if not data:
        return ""
    held: tuple[LocalData, str] | None = st.session_state.get(WRITTEN)
    if held is None or held[0] is not data:
        held = st.session_state[WRITTEN] = (data, write_local(data).decode())
    return held[1]


def mark_kept() -> None:
    """Remember that the visitor took away the file of their data."""
    st.session_state[SAVED] = local_data()


def kept_text() -> str:
    """Return the file of what this visitor brought, for their browser to keep; "" for none, or too large a one."""
    written = _written()
    return written if len(written) <= LARGEST_IN_BROWSER else ""


def unsaved() -> bool:
    """Tell whether something that the visitor brought would be lost with this page."""
    return bool(local_data()) and local_data() is not st.session_state.get(SAVED) and not kept_text()


def warn_lost() -> None:
    """Have the browser ask before the page is left with data that are in no file (`browser/base.js`)."""
    if unsaved():
        st.html(unsaved_html(aloud=False))


def entries(catalog: Catalog, data: LocalData) -> list[Entry]:
    """Return the indicators of local data that this edition can show.

    Parameters
    ----------
    catalog : Catalog
        The official one.
    data : LocalData
        What was brought.
    """
    return [entry for local in data.indicators if (entry := entry_of(catalog, local)) is not None]


def digest(content: bytes) -> str:
    """Return what tells a file from another."""
    return hashlib.sha256(content).hexdigest()[:16]
