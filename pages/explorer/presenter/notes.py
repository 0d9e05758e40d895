"""Notes of a view in three columns: « on voit », « on pense », « à vérifier »."""

from __future__ import annotations

import streamlit as st

from observatoire.model.workshop.record import LONGEST_NOTE, Notes, View, plain_text
from pages.state.selection import bound
from pages.state.workshop import gathered

COLUMNS = {"seen": "On voit", "thought": "On pense", "to_check": "À vérifier"}


def draw_notes(view: View) -> None:
    """Draw the three columns of a view; what is written is kept at once, for this visitor only."""
    notes = gathered().notes.get(view.key, Notes())
    with st.container(key="otc-carnet"):
        for column, (name, label) in zip(st.columns(3), COLUMNS.items(), strict=True):
            key = f"note-{name}-{view.key}"
            column.text_area(
                label,
                key=bound(key, getattr(notes, name)),
                max_chars=LONGEST_NOTE,
                height=130,
                on_change=_keep,
                args=(view,),
            )


def _keep(view: View) -> None:
    written = {
        name: plain_text(str(st.session_state[f"note-{name}-{view.key}"]), LONGEST_NOTE, lines=True) for name in COLUMNS
    }
    gathered().notes[view.key] = Notes(**written)
