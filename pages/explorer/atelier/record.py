"""What a workshop leaves behind: its link, and its record made from the data."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode, urlsplit

import streamlit as st

from observatoire.exports.notes.record import ViewRecord, WorkshopRecord
from observatoire.model.workshop.files import write_link
from observatoire.model.workshop.record import Gathered, Notes, Workshop, WorkshopError
from observatoire.views.french.editions import edition_text
from observatoire.views.french.grammar import short_label
from observatoire.views.workshop.html import heading_of
from pages.parts.workshop import figure_of_view
from pages.state.data import shared_data
from pages.state.links import address_to
from pages.state.local import NOTHING_BROUGHT, Brought
from pages.state.workshop import selection_of


def site_address() -> str:
    """Return the absolute address that our pages' names follow; empty where the browser did not say its own."""
    here = urlsplit(str(st.context.url or ""))
    return f"{here.scheme}://{here.netloc}{here.path.rpartition('/')[0]}/" if here.scheme in ("http", "https") else ""


def workshop_address(site: str, workshop: Workshop, page: str = "atelier") -> str:
    """Return the link of a workshop; empty when it does not fit in one."""
    try:
        return f"{site}{page}?{urlencode({'seance': write_link(workshop)})}"
    except WorkshopError:
        return ""


def record_of(workshop: Workshop, given: Gathered, site: str, local: Brought = NOTHING_BROUGHT) -> WorkshopRecord:
    """Return what the room did with a workshop.

    Parameters
    ----------
    workshop : Workshop
    given : Gathered
    site : str
        As `site_address` returns it: a document is made after the run, when neither session nor address are there.
    local : Brought, optional
        The local data that are here, for the same reason.
    """
    store, catalog = shared_data()
    views = []
    for view in workshop.views:
        selection = selection_of(view, store, catalog)
        views.append(
            ViewRecord(
                heading=heading_of(view, catalog),
                place=short_label(selection.territory) if selection.territory else "",
                figure=figure_of_view(store, catalog, selection, local),
                link=f"{site}{address_to(view.page, selection, edition=store.edition)}",
                notes=given.notes.get(view.key, Notes()),
                guesses=given.guesses.get(view.key, ()),
            )
        )
    return WorkshopRecord(workshop.title, edition_text(store), date.today(), workshop_address(site, workshop), views)
