"""The Atelier: the file of a workshop saved before, opened again."""

from __future__ import annotations

import streamlit as st

from observatoire.local.bounds import LocalDataError
from observatoire.local.file import read_local
from observatoire.model.workshop.files import data_in, read_file
from observatoire.model.workshop.record import WorkshopError
from pages.state.local import keep_local, local_data
from pages.state.parameters import VIEW_PARAMETERS
from pages.state.workshop import (
    GATHERED,
    gathered,
    keep,
    mark_saved,
    refuse,
)

FILE = "seance-fichier"


def draw_opening() -> None:
    """Draw the field that opens a file saved before."""
    st.file_uploader(
        "Ouvrir une séance enregistrée (fichier .json)",
        type=["json"],
        key=FILE,
        max_upload_size=2,
        on_change=_open,
    )


def _open() -> None:
    """Callback: put the file's workshop in the URL, and what its room gave in the session."""
    uploaded = st.session_state.get(FILE)
    if uploaded is None:
        return
    try:
        workshop, given = read_file(uploaded.getvalue(), VIEW_PARAMETERS)
        keep(workshop)
        if held := data_in(uploaded.getvalue()):
            keep_local(local_data().joined(read_local(held)))
    except (WorkshopError, LocalDataError) as error:
        refuse(str(error))
        return
    if given:
        merged = gathered()
        merged.guesses.update(given.guesses)
        merged.notes.update(given.notes)
        st.session_state[GATHERED] = merged
        mark_saved()
