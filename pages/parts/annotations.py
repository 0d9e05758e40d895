"""« Annoter » on every view of a place: what is said of it joins the visitor's workshop, is printed and taken away."""

from __future__ import annotations

import streamlit as st

from observatoire.model.catalog import Catalog
from observatoire.model.composed.names import bare_id
from observatoire.model.territory import Territory
from observatoire.model.workshop.record import View, Workshop, WorkshopError
from observatoire.views.workshop.notes import TakenNotes, annotation_html
from pages.parts.notes import draw_notes
from pages.state.data import shared_data
from pages.state.parameters import SHOWN
from pages.state.selection import Selection
from pages.state.workshop import carried_workshop, gathered, keep, refuse, tell_refusal, view_of


def draw_annotation(selection: Selection, heading: str = "") -> None:
    """Draw under a view what was noted of it, which is printed with it, and what takes notes of it.

    Parameters
    ----------
    selection : Selection
    heading : str, optional
        As `workshop_link` takes it.
    """
    if selection.territory is None or selection.page not in SHOWN:
        return
    workshop, _ = carried_workshop()
    if workshop.views:  # what was noted is kept, and comes back, wherever one notes
        from pages.parts.kept import draw_kept, take_back  # the first page does not wait for what they need

        take_back(workshop)
        draw_kept(workshop)
    view = view_of(selection, heading)
    if notes := gathered().notes.get(view.key):
        st.html(annotation_html(notes))
    _annotate(view)


def _annotate(view: View) -> None:
    """Draw « Annoter »: three columns, whose view joins the workshop as soon as something is written."""
    menu = st.popover("Annoter cette vue", icon=":material/description:", key="annoter", on_change="rerun")
    if not menu.open:
        return
    with menu:
        st.markdown("Ce que vous dites de cette vue.")
        draw_notes(view, _join)
        st.caption(
            "La vue et ses notes rejoignent votre séance\u202f: l’Atelier les garde dans ce navigateur, les enregistre "
            "en fichier et en fait un document."
        )
        tell_refusal()


def _join(view: View) -> None:
    """Put a view at the end of the workshop, unless it is there."""
    workshop, _ = carried_workshop()
    if view.key in {known.key for known in workshop.views}:
        return
    store, _ = shared_data()
    try:
        added = workshop.with_view(view)
    except WorkshopError as error:
        refuse(str(error))
        return
    keep(Workshop(added.title, added.edition or store.edition, added.views))


def notes_of(catalog: Catalog, place: Territory) -> tuple[TakenNotes, ...]:
    """Return what was noted of the views of a place, in the order of the workshop."""
    from observatoire.views.workshop.html import heading_of  # the first page does not wait for what it needs

    given, views = gathered().notes, carried_workshop()[0].views
    return tuple(
        TakenNotes(heading_of(view, catalog), notes)
        for view in views
        if (notes := given.get(view.key)) and view.parameters.get("territoire") == bare_id(place.id)
    )
