"""Mes données: the model to fill, and the file that is brought."""

from __future__ import annotations

from datetime import date

import streamlit as st

from observatoire.exports.tables.texts import file_name
from observatoire.local.bounds import LocalDataError
from observatoire.local.file import FORMAT, read_local
from observatoire.local.report import Reading
from observatoire.local.template import holder_of, model_table
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.views.french.grammar import of_place
from pages.explorer.mesdonnees.drafting import forget_drafts
from pages.explorer.mesdonnees.names import forget_names
from pages.explorer.mesdonnees.reading import Places, figures_of, forget_reading, places_of
from pages.state.local import REFUSED, keep_local, local_data

ROUND = "local-tour"
"""Key of the session: which field of a file is drawn."""
KINDS = ("csv", "txt", "tsv", "xlsx", "ods", "json", "geojson")


def draw_model(store: Store, place: Territory | None) -> None:
    """Draw the button of the model to fill with the territories of a place."""
    if place is None:
        return
    year = date.today().year - 1
    st.download_button(
        f"Modèle à remplir\u202f: les communes {of_place(holder_of(store, place))} (CSV)",
        data=lambda: model_table(store, place, year),
        file_name=file_name("modele", place.id, str(year)),
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
    )


def draw_file() -> Reading | Places | None:
    """Draw the field of a file, and what was read of it; return it, or None while there is nothing to go on with."""
    held = st.file_uploader(
        "Votre fichier\u202f: tableau (.csv, .xlsx, .ods), lieux (.geojson) ou données enregistrées ici (.json), "
        "2\u202fMo au plus",
        type=list(KINDS),
        key=f"local-fichier-{st.session_state.get(ROUND, 0)}",
        max_upload_size=2,
    )
    if sentence := st.session_state.pop(REFUSED, ""):
        st.warning(sentence, icon=":material/info:")
    if held is None:
        forget_reading()
        return None
    content = held.getvalue()
    if FORMAT.encode() in content[:200]:
        _reopen(content)
        return None
    asked = st.segmented_control(
        "Ce fichier contient", ["Des chiffres par territoire", "Des lieux"], key="local-contenu",
        default="Des lieux" if content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"{" else "Des chiffres par territoire",
        required=True,
    )  # fmt: skip
    try:
        return places_of(content) if asked == "Des lieux" else figures_of(content)
    except LocalDataError as error:
        st.error(str(error))
        return None


def _reopen(content: bytes) -> None:
    """Open local data saved before, beside those that are here."""
    try:
        merged = local_data().joined(read_local(content))
    except LocalDataError as error:
        st.error(str(error))
        return
    keep_local(merged)
    next_file()
    st.rerun()


def next_file() -> None:
    """Draw an empty field at the next run: what was brought is kept, the file is let go."""
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    forget_reading()
    forget_names()
    forget_drafts()
