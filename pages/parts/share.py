"""« Partager, emporter » on every view: its link, its files, its code; what a link of an earlier edition shows."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from observatoire.model.folders.editions import installed
from observatoire.model.store import Store
from observatoire.views.html.api import api_link_html
from observatoire.views.html.editions import edition_sentence
from observatoire.views.html.share import (
    copy_code_html,
    copy_link_html,
    copy_sentence_html,
    files_html,
    iframe_code,
    native_share_html,
)
from pages.state.address import read_address
from pages.state.data import shared_data, then_and_now
from pages.state.links import address_to, api_address, link_to
from pages.state.models.embedded import embedded_title, has_drawing
from pages.state.selection import Selection
from pages.state.workshop import workshop_link


def share(selection: Selection, edition: str) -> None:
    """Draw « Partager, emporter »: the link, the way to the files, the workshop, the code of a drawing.

    Parameters
    ----------
    selection : Selection
    edition : str
        Today's data edition: a link made now names it, even from a page opened by an older link.
    """
    menu = st.popover("Partager, emporter", icon=":material/share:", key="partager", on_change="rerun")
    if not menu.open:
        return
    query = selection.query(edition=edition, seance=None)
    place = selection.territory
    with menu, st.container(key="otc-partage"):
        st.html(copy_link_html(f"{_here()}?{query}"))
        st.html(native_share_html(f"{_here()}?{query}"))
        st.html(files_html())
        if by_api := api_address(selection):
            st.html(api_link_html(by_api))
        workshop_link(selection, edition)
        if place is None or not has_drawing(selection):
            return
        st.markdown("**Intégrer** cette vue dans une page d’un autre site\u202f: collez-y ce code.")
        title, height = embedded_title(selection, place)
        st.html(copy_code_html(iframe_code(f"{_here()}?{query}&embed=1", title, height)))


def copy_sentence(selection: Selection, sentence: str, source: str) -> None:
    """Draw the button that copies what a page says of a figure, with its source and its address.

    Parameters
    ----------
    selection : Selection
    sentence, source : str
        What is said; its years and producers.
    """
    edition = shared_data()[0].edition
    st.html(copy_sentence_html(sentence, source, view_address(selection, edition, selection.page)))


def view_address(selection: Selection, edition: str, page: str, view: str = "", **changes: str | None) -> str:
    """Return the absolute address of a view, its data edition named: what files that leave the screen cite.

    Parameters
    ----------
    selection, page, view, changes
        As `links.parameters_to` takes them.
    edition : str
        Today's data edition.
    **changes : str or None
        Parameters that differ from the selection's; None takes one away.
    """
    site = _here().rpartition("/")[0]
    changes = {"edition": edition, "seance": None} | changes
    return f"{site}/{address_to(page, selection, view, **changes)}" if site else ""


def _here() -> str:
    """Return the absolute address of the page; empty, hence relative, where the browser did not say it."""
    address = str(st.context.url or "")
    return address if urlsplit(address).scheme in ("http", "https") else ""


def tell_edition(store: Store, selection: Selection) -> None:
    """On a view opened by a link of an earlier edition, say so, set its figure beside today's, and offer a way out."""
    if not selection.edition:
        return
    readable = selection.edition in installed()
    found = ""
    if readable and selection.territory is not None:
        found = then_and_now(
            selection.territory.id,
            selection.peers,
            selection.edition,
            (read_address().get("indicateur", "")[:60], read_address().get("annee", "")[:4]),
            (selection.indicator.id, selection.year),
        )
    with st.container(key="otc-edition"):
        st.info(edition_sentence(selection.edition, store.edition, bool(found)), icon=":material/history:")
        if found:
            st.html(found)
        link_to(
            selection.page,
            selection,
            "Continuer avec les seuls chiffres d’aujourd’hui",
            icon=":material/arrow_forward:",
            changes={"edition": store.edition},
        )
