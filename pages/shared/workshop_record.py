"""What a workshop leaves behind: its record made from the data, and the buttons that take it away."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode, urlsplit

import streamlit as st
from observatoire.exports.notes import ViewRecord, WorkshopRecord, guesses_csv, notes_html
from observatoire.exports.notes_docx import notes_docx
from observatoire.views.workshop_html import heading_of

from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.workshop import Notes, View, Workshop, WorkshopError
from observatoire.model.workshop_files import write_file, write_link
from observatoire.views.exports import file_name
from observatoire.views.grammar import short_label
from pages.shared.data import shared_data
from pages.shared.workshop_scenes import figure_of_view
from pages.shared.workshop_state import gathered, mark_saved, selection_of, warn_unsaved


def address_of(page: str, query: str) -> str:
    """Return the absolute address of one of our pages; relative where the browser did not say its own."""
    here = urlsplit(str(st.context.url or ""))
    folder = here.path.rpartition("/")[0]
    site = f"{here.scheme}://{here.netloc}{folder}/" if here.scheme in ("http", "https") else ""
    return f"{site}{page}?{query}"


def workshop_address(workshop: Workshop, page: str = "atelier") -> str:
    """Return the link of a workshop; empty when it does not fit in one."""
    try:
        return address_of(page, urlencode({"seance": write_link(workshop)}))
    except WorkshopError:
        return ""


def record_of(workshop: Workshop, store: Store, catalog: Catalog) -> WorkshopRecord:
    """Return what the room did with a workshop."""
    views = [_view_record(view, store, catalog) for view in workshop.views]
    today = date.today()
    return WorkshopRecord(workshop.title, store.release, today, workshop_address(workshop), views)


def _view_record(view: View, store: Store, catalog: Catalog) -> ViewRecord:
    selection = selection_of(view, store, catalog)
    place = selection.territory
    return ViewRecord(
        heading=heading_of(view, catalog),
        place=short_label(place) if place else "",
        figure=figure_of_view(store, catalog, view, selection),
        link=address_of(view.page, selection.query(edition=store.release)),
        notes=gathered().notes.get(view.key, Notes()),
        guesses=gathered().guesses.get(view.key, ()),
    )


def take_away(workshop: Workshop) -> None:
    """Draw the buttons that take the workshop away: its file, the notes as documents, the estimates as a table."""
    store, catalog, _ = shared_data()
    name = workshop.title or "seance"
    with_notes = False
    if gathered().among(workshop):
        warn_unsaved()
        with_notes = st.checkbox("Mettre aussi les notes et les estimations dans le fichier", key="fichier-avec-notes")
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            "Enregistrer la séance (fichier)",
            data=lambda: write_file(workshop, gathered() if with_notes else None),
            file_name=file_name("seance", name).removesuffix(".csv") + ".json",
            mime="application/json",
            on_click=mark_saved if with_notes else "ignore",
            icon=":material/save:",
        )
        if gathered().among(workshop):
            _documents(workshop, store, catalog, name)


def _documents(workshop: Workshop, store: Store, catalog: Catalog, name: str) -> None:
    """Draw the buttons of what the room gave."""
    st.download_button(
        "Notes (Word)",
        data=lambda: notes_docx(record_of(workshop, store, catalog)),
        file_name=file_name("notes", name).removesuffix(".csv") + ".docx",
        mime="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        on_click=mark_saved,
        icon=":material/description:",
    )
    st.download_button(
        "Notes à imprimer (HTML)",
        data=lambda: notes_html(record_of(workshop, store, catalog)),
        file_name=file_name("notes", name).removesuffix(".csv") + ".html",
        mime="text/html",
        on_click=mark_saved,
        icon=":material/print:",
    )
    if gathered().among(workshop).guesses:
        st.download_button(
            "Estimations et chiffres (CSV)",
            data=lambda: guesses_csv(record_of(workshop, store, catalog)),
            file_name=file_name("estimations", name),
            mime="text/csv",
            on_click="ignore",
            icon=":material/download:",
        )
