"""« Emporter » of the Atelier: the file of a workshop, its notes as documents, its estimates as a table."""

from __future__ import annotations

import streamlit as st

from observatoire.exports.notes.docx import notes_docx
from observatoire.exports.notes.record import guesses_csv, notes_html
from observatoire.exports.tables.texts import file_name
from observatoire.exports.work import LaterWork, Work
from observatoire.local.file import write_local
from observatoire.model.workshop.files import DATA_TOO_LARGE, LARGEST_DATA, write_file
from observatoire.model.workshop.record import Gathered, Workshop
from pages.explorer.atelier.record import record_of, site_address
from pages.state.data import shared_data
from pages.state.local import brought, local_data
from pages.state.workshop import gathered, mark_saved


def take_away(workshop: Workshop) -> None:
    """Draw the buttons that take the workshop away: its file, the notes as documents, the estimates as a table."""
    given, name = gathered(), workshop.title or "seance"
    kept = given.among(workshop)
    with_notes = bool(kept) and st.checkbox(
        "Mettre aussi les notes et les estimations dans le fichier", key="fichier-avec-notes"
    )
    data = _data_to_take(workshop)
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            "Enregistrer la séance (fichier)",
            data=lambda: write_file(workshop, given if with_notes else None, data),
            file_name=file_name("seance", name, extension="json"),
            mime="application/json",
            on_click=mark_saved if with_notes else "ignore",
            icon=":material/save:",
        )
        if kept:
            _documents(workshop, given, site_address(), name)


def _data_to_take(workshop: Workshop) -> bytes:
    """Ask whether the local data that a workshop shows go along in its file; return their file, empty for no."""
    shown = local_data().only(workshop.brought)
    if not shown or not st.checkbox(
        "Mettre aussi dans le fichier vos données que cette séance montre", value=True, key="fichier-avec-donnees"
    ):
        return b""
    written = write_local(shown)
    if len(written) > LARGEST_DATA:
        st.warning(DATA_TOO_LARGE, icon=":material/info:")
        return b""
    return written


def _documents(workshop: Workshop, given: Gathered, site: str, name: str) -> None:
    """Draw the buttons of what the room gave."""
    local = brought(shared_data()[1])
    st.download_button(
        "Notes (Word)",
        data=LaterWork(lambda: Work(notes_docx, record_of(workshop, given, site, local))),
        file_name=file_name("notes", name, extension="docx"),
        mime="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        on_click=mark_saved,
        icon=":material/description:",
    )
    st.download_button(
        "Notes à imprimer (HTML)",
        data=LaterWork(lambda: Work(notes_html, record_of(workshop, given, site, local))),
        file_name=file_name("notes", name, extension="html"),
        mime="text/html",
        on_click=mark_saved,
        icon=":material/print:",
    )
    if any(given.guesses.get(view.key) for view in workshop.views):
        st.download_button(
            "Estimations et chiffres (CSV)",
            data=LaterWork(lambda: Work(guesses_csv, record_of(workshop, given, site, local))),
            file_name=file_name("estimations", name),
            mime="text/csv",
            on_click="ignore",
            icon=":material/download:",
        )
