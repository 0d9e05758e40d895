"""The workshop of a visitor: carried by the URL; what the room gives is in this visitor's session and browser."""

from __future__ import annotations

import copy

import streamlit as st

from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.workshop.files import read_link, write_link
from observatoire.model.workshop.record import (
    GUESSED,
    MOST_MINUTES,
    MOST_VIEWS,
    Gathered,
    View,
    Workshop,
    WorkshopError,
)
from observatoire.views.french.wording import plural
from observatoire.views.html.page import unsaved_html
from pages.state.address import read_address
from pages.state.links import link_to
from pages.state.parameters import COMPARER_VIEWS, SHOWN, VIEW_PARAMETERS, view_names
from pages.state.selection import Selection, change, parse

GATHERED, SAVED, REFUSAL = "seance-recueil", "seance-enregistre", "seance-refus"


def view_of(selection: Selection, heading: str = "", guess: bool = False) -> View:
    """Return what a page shows, and no more, as a view of a workshop."""
    page, asked = selection.page, selection.option("vue")
    wanted = view_names(page, asked if asked in COMPARER_VIEWS else "")
    parameters = {name: value for name, value in selection.parameters().items() if name in wanted}
    return View(page, parameters, heading, guess and page in GUESSED)


def selection_of(view: View, store: Store, catalog: Catalog) -> Selection:
    """Return the choices of a view, as its page would read them."""
    return parse(view.parameters, store, catalog, view.page)


def carried_workshop() -> tuple[Workshop, str]:
    """Return the workshop that the URL holds, empty without one, and why it cannot be read, if so."""
    text = read_address().get("seance", "")
    if not text:
        return Workshop(), ""
    try:
        return read_link(text, VIEW_PARAMETERS), ""
    except WorkshopError as error:
        return Workshop(), str(error)


def keep(workshop: Workshop) -> None:
    """Write the workshop in the URL; when it does not fit, leave the URL and say so at the next run."""
    try:
        change(seance=write_link(workshop) if workshop.views or workshop.title else None)
    except WorkshopError as error:
        st.session_state[REFUSAL] = str(error)


def refuse(sentence: str) -> None:
    """Keep a sentence for the next run to say."""
    st.session_state[REFUSAL] = sentence


def tell_refusal() -> None:
    """Say, once, why the last change could not be made."""
    if sentence := st.session_state.pop(REFUSAL, ""):
        st.warning(sentence, icon=":material/info:")


def gathered() -> Gathered:
    """Return what the room gave so far, to be changed in place."""
    found: Gathered = st.session_state.setdefault(GATHERED, Gathered())
    return found


def forget(workshop: Workshop) -> None:
    """Forget what the room gave about the views of a workshop."""
    given = gathered()
    for view in workshop.views:
        given.guesses.pop(view.key, None)
        given.notes.pop(view.key, None)


def mark_saved() -> None:
    """Remember that the visitor took away all that the room gave so far."""
    st.session_state[SAVED] = copy.deepcopy(gathered())


def unsaved() -> bool:
    """Tell whether something that the room gave would be lost with this page."""
    return bool(gathered()) and gathered() != st.session_state.get(SAVED)


def warn_unsaved(*, aloud: bool = True) -> None:
    """Say that notes or estimates are not saved; `browser/base.js` then asks before the page is left.

    Parameters
    ----------
    aloud : bool
        Whether it is written on the page: never where a room looks at it.
    """
    if unsaved():
        st.html(unsaved_html(aloud=aloud))


def workshop_link(selection: Selection, edition: str, heading: str = "") -> None:
    """Draw « Ajouter à la séance »: it leads to the Atelier, this view at the end of the workshop.

    Parameters
    ----------
    selection : Selection
    edition : str
        Today's data edition, which a new workshop names.
    heading : str, optional
        What the view is called there, where it is not known by its indicator.
    """
    if selection.territory is None or selection.page not in SHOWN:
        return
    workshop, refusal = carried_workshop()
    label, seance = "Ajouter à la séance", selection.option("seance")
    if not refusal:
        try:
            added = workshop.with_view(view_of(selection, heading))
            seance = write_link(Workshop(added.title, added.edition or edition, added.views))
        except WorkshopError:
            label = "Séance complète"
        if len(workshop.views) < MOST_VIEWS and workshop.views:
            label = f"{label} ({plural(len(workshop.views), 'vue', 'vues')})"
    link_to("atelier", selection, label, icon=":material/playlist_add:", changes={"seance": seance})


USUAL_MINUTES = 20


def minutes_of() -> int:
    """Return the minutes of the timer, from the URL; the usual ones for anything absurd."""
    text = read_address().get("minutes", "")
    known = text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= MOST_MINUTES
    return int(text) if known else USUAL_MINUTES
