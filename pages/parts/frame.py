"""The frame around every page: its title, what stands above and below it, notices."""

from __future__ import annotations

import logging

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from observatoire.model.catalog import Catalog, CatalogError
from observatoire.model.files import DataNotReadableError
from observatoire.model.store import Store
from observatoire.views.french.editions import trial_sentence
from pages.parts.annotations import draw_annotation
from pages.parts.embedding import embedded, end_alone
from pages.parts.menu import draw_menu, draw_page_foot
from pages.parts.search.places import ask_for_place
from pages.parts.share import tell_edition
from pages.server.readiness import NO_DATA
from pages.state.address import PAGE
from pages.state.data import shared_data
from pages.state.embedding import EMBEDDABLE
from pages.state.links import PAGES
from pages.state.local import warn_lost
from pages.state.models.essential import SITE, document_title
from pages.state.parameters import ABOUT_A_PLACE
from pages.state.selection import Selection, current_selection
from pages.state.surveys import survey_pages
from pages.state.visited import remember_visited
from pages.state.workshop import warn_unsaved

logger = logging.getLogger(__name__)


def run() -> None:
    """Draw the page that the URL names, inside the frame."""
    pages = {
        name: st.Page(script, title=title, url_path="" if name == "accueil" else name, default=name == "accueil")
        for name, (script, title) in {**PAGES, **survey_pages()}.items()
    }
    page = st.navigation(list(pages.values()), position="hidden")
    try:
        store, catalog = shared_data()
    except (DataNotReadableError, CatalogError):  # its console says why (`pages/server/start.py`)
        st.error(NO_DATA)
        return
    try:
        _draw(page, store, catalog)
    except DataNotReadableError as error:  # a file that went or was cut since the server started
        logger.error("%s", error)
        st.error(NO_DATA)


def _draw(page: StreamlitPage, store: Store, catalog: Catalog) -> None:
    """Draw a page inside the frame."""
    name = page.url_path or "accueil"
    if name in survey_pages():
        _draw_survey(page, store, catalog)
        return
    st.session_state[PAGE] = name
    selection = current_selection(store, catalog)
    remember_visited(selection.territory)
    st.set_page_config(page_title=document_title(name, selection.territory), page_icon="🧭", layout="wide")
    if embedded() and name in EMBEDDABLE:
        _say_trial(store)
        _alone(page, selection)
        return
    if name == "presenter":
        _say_trial(store)
        page.run()
        return
    draw_menu(selection, name)
    warn_unsaved()
    warn_lost()
    _say_trial(store)
    for notice in selection.notices:
        st.warning(notice, icon=":material/info:")
    if name in ABOUT_A_PLACE and selection.territory is None:
        ask_for_place(name, selection)  # these pages need a territory
    else:
        if name in ABOUT_A_PLACE:
            tell_edition(store, selection)
        page.run()
        if name in ABOUT_A_PLACE:  # « Mes données » says itself which view it shows
            draw_annotation(selection)
    draw_page_foot(store, selection)


def _draw_survey(page: StreamlitPage, store: Store, catalog: Catalog) -> None:
    """Draw a page of surveys, which reads nothing of what the observatory's addresses choose."""
    st.session_state[PAGE] = "accueil"
    selection = current_selection(store, catalog)
    st.set_page_config(page_title=f"{page.title} · {SITE}", page_icon="🧭", layout="wide")
    draw_menu(selection, page.url_path)
    page.run()
    if page.url_path == "enquetes":
        script, title = survey_pages()["organiser"]
        st.page_link(script, label=title)
    draw_page_foot(store, selection)


def _say_trial(store: Store) -> None:
    """Say above everything that an edition is made of extracts."""
    if trial := trial_sentence(store):
        st.warning(trial, icon=":material/info:")


def _alone(page: StreamlitPage, selection: Selection) -> None:
    """Draw the main drawing of a page for another site's frame; its style sheet hides what else the page draws."""
    for notice in selection.notices:
        st.warning(notice, icon=":material/info:")
    if selection.territory is not None:
        with st.container(key="otc-integre"):
            page.run()
    # A page ends at its main drawing: only one without territory or without drawing comes here.
    end_alone(selection, "Cette vue n’a pas de dessin à intégrer")
