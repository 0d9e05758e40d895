"""The local data of a visitor, in their session alone; and those that the operator installed, which all share."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import streamlit as st

from observatoire.local.catalogue import Entry, entry_of, with_local
from observatoire.local.file import write_local
from observatoire.local.record import LocalData, LocalPoints
from observatoire.model.catalog import Catalog
from observatoire.views.html.page import unsaved_html
from observatoire.views.local.words import brought_html
from pages.state.data import installed_local

DATA, SAVED, REFUSED = "donnees-locales", "donnees-locales-enregistrees", "local-refus"
NAMED, WRITTEN = "donnees-locales-session", "donnees-locales-fichier"
LARGEST_IN_BROWSER: Final = 400_000
"""Characters of the file of local data beyond which no browser is asked to keep it: some 15 000 figures."""


def local_data() -> LocalData:
    """Return what this visitor brought."""
    found: LocalData = st.session_state.get(DATA, LocalData())
    return found


def keep_local(data: LocalData) -> None:
    """Keep what this visitor brought, in their session."""
    st.session_state[DATA] = data


def refuse(sentence: str) -> None:
    """Keep a sentence, why the last file was refused, for the next run to say."""
    st.session_state[REFUSED] = sentence


def file_text() -> str:
    """Return the file of what this visitor brought; "" for none. Written once for each change: it may be a megabyte."""
    data = local_data()
    written: tuple[LocalData, str] | None = st.session_state.get(WRITTEN)
    if written is None or written[0] is not data:
        written = (data, write_local(data).decode() if data else "")
        st.session_state[WRITTEN] = written
    return written[1]


def draw_brought() -> None:
    """Draw, hidden, what the tab sends again should this process die (`browser/brought.js`)."""
    st.html(brought_html(st.session_state.setdefault(NAMED, secrets.token_hex(8)), file_text()))


def mark_kept() -> None:
    """Remember that the visitor took away the file of their data."""
    st.session_state[SAVED] = local_data()


def kept_text() -> str:
    """Return that file for the visitor's browser to keep until their next visit; "" for one that is too large."""
    text = file_text()
    return text if len(text) <= LARGEST_IN_BROWSER else ""


def unsaved() -> bool:
    """Tell whether something that the visitor brought would be lost with this page."""
    return bool(local_data()) and local_data() is not st.session_state.get(SAVED) and not kept_text()


def warn_lost() -> None:
    """Have the browser ask before the page is left with data that are in no file (`browser/base.js`)."""
    if unsaved():
        st.html(unsaved_html(aloud=False))


@dataclass(frozen=True)
class Brought:
    """The local data that a visitor can be shown: theirs, and those that the operator installed for all.

    Attributes
    ----------
    entries : mapping of str to Entry
        By id, the indicators that this edition can show.
    groups : mapping of str to LocalPoints
        By id, the places.
    """

    entries: Mapping[str, Entry] = field(default_factory=dict)
    groups: Mapping[str, LocalPoints] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.entries or self.groups)

    def catalogue(self, catalog: Catalog) -> Catalog:
        """Return the official catalogue and, beside it, these indicators."""
        return with_local(catalog, self.entries.values())


NOTHING_BROUGHT: Final = Brought()


def brought(catalog: Catalog) -> Brought:
    """Return the local data that are here for this visitor; `catalog` is the official one."""
    return brought_of(catalog, [local_data(), installed_local()])


def brought_of(catalog: Catalog, held: Sequence[LocalData]) -> Brought:
    """Return local data, whoever has them, as they can be shown; `catalog` is the official one."""
    indicators = (local for data in held for local in data.indicators)
    entries = {local.id: entry for local in indicators if (entry := entry_of(catalog, local)) is not None}
    return Brought(entries, {group.id: group for data in held for group in data.points})


def digest(content: bytes) -> str:
    """Return what tells a file from another."""
    return hashlib.sha256(content).hexdigest()[:16]
