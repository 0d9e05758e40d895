"""The search of an indicator by a citizen's words."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from observatoire.model.catalog import Indicator
from observatoire.model.search.indicators import Subjects
from observatoire.views.french.searching import NO_INDICATOR
from observatoire.views.html.search import answered_html, elsewhere_html
from pages.parts.search.field import ask, draw_subjects
from pages.state.data import indicator_index
from pages.state.links import address_to
from pages.state.selection import Selection, change


def find_indicator(selection: Selection, among: Sequence[Indicator] | None = None) -> None:
    """Draw the search of an indicator by a citizen's words; the one clicked is the one of the URL.

    Parameters
    ----------
    selection : Selection
        What the visitor looks at.
    among : sequence of Indicator, optional
        Those on offer; all of the catalogue by default.
    """
    menu = st.popover(
        "Chercher par un mot", icon=":material/search:", key="otc-par-un-mot", type="tertiary", on_change="rerun"
    )
    if not menu.open:
        return
    with menu, st.container(key="otc-recherche-indicateur"):
        text = _ask_words("mot-indicateur")
        if text:
            subjects = indicator_index().search(text)
            offered = subjects.indicators if among is None else [i for i in subjects.indicators if i in among]
            for indicator in offered:
                st.button(
                    indicator.title,
                    key=f"choisir-{indicator.id}",
                    type="tertiary",
                    on_click=change,
                    kwargs={"indicateur": indicator.id, "annee": None},
                )
            _draw_missing(selection, Subjects((), subjects.awaited, subjects.near), bool(offered))
            st.html(answered_html(text, bool(offered)))


def search_indicators(selection: Selection) -> None:
    """Draw the search of indicators by words, each a link to its figures."""
    with st.container(key="otc-recherche-mots"):
        text = _ask_words("mots")
        if text:
            subjects = indicator_index().search(text)
            _draw_missing(selection, subjects, bool(subjects.indicators))
            st.html(answered_html(text, bool(subjects.indicators)))


def _ask_words(key: str) -> str:
    return ask("Chercher un indicateur par un mot", key, "Par exemple\u202f: vélo, loyer, impôt")


def _draw_missing(selection: Selection, subjects: Subjects, any_found: bool) -> None:
    """Draw what answers, what is not here yet; lead to all that is not here when nothing does."""
    if subjects:
        draw_subjects(selection, subjects)
    if not any_found:
        if not subjects:
            st.info(NO_INDICATOR, icon=":material/search_off:")
        st.html(elsewhere_html(address_to("donnees", selection)))
