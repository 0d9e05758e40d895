"""Notes of a view in three columns: « on voit », « on pense », « à vérifier »."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from observatoire.model.workshop.record import LONGEST_NOTE, Notes, View, plain_text
from observatoire.views.workshop.notes import NOTE_LABELS
from pages.state.selection import bound
from pages.state.workshop import gathered


def draw_notes(view: View, written: Callable[[View], None] | None = None) -> None:
    """Draw the three columns of a view; what is written is kept at once, for this visitor only.

    Parameters
    ----------
    view : View
        What they are about.
    written : callable, optional
        Called with the view when something was written of it.
    """
    notes = gathered().notes.get(view.key, Notes())
    with st.container(key="otc-carnet"):
        for column, (name, label) in zip(st.columns(3), NOTE_LABELS.items(), strict=True):
            key = f"note-{name}-{view.key}"
            column.text_area(
                label,
                key=bound(key, getattr(notes, name)),
                max_chars=LONGEST_NOTE,
                height=130,
                on_change=_keep,
                args=(view, name, written),
            )


def _keep(view: View, name: str, written: Callable[[View], None] | None) -> None:
    """Callback: keep one column; of the two others a page may know less than what the browser handed back meanwhile."""
    told = plain_text(str(st.session_state[f"note-{name}-{view.key}"]), LONGEST_NOTE, lines=True)
    notes = gathered().notes
    notes[view.key] = replace(notes.get(view.key, Notes()), **{name: told})
    if written is not None and notes[view.key]:
        written(view)
