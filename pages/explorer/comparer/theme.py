"""Comparer: a whole theme, each indicator on its own scale; the menu of themes."""

from __future__ import annotations

import streamlit as st

from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.views.compare.panorama import key_html, panorama_html
from observatoire.views.compare.panorama_words import HOW_TO_READ, absent_sentence, panorama_sentence
from observatoire.views.compare.words import small_numbers_rule, source_lines
from observatoire.views.french.circularity import circular_marks
from observatoire.views.french.grammar import of_place
from observatoire.views.french.groups import group_explanation
from observatoire.views.french.wording import spaced
from pages.explorer.comparer.fragile import offer_epci
from pages.explorer.comparer.theme_files import theme_files
from pages.parts.choices import choose_peers
from pages.parts.circular import say_circular
from pages.parts.embedding import main_drawing
from pages.parts.opening import NO_PEERS
from pages.state.links import links_to_one
from pages.state.models.comparer import shown_panorama
from pages.state.options.comparer import compare_options
from pages.state.selection import Selection, bound, write_back


def whole_theme(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> None:
    """Draw all the indicators of a theme, furthest from the peers' median first.

    Parameters
    ----------
    store, catalog, selection, place
        The edition, the catalogue, what the visitor looks at and the place.
    """
    theme = compare_options(store, catalog, selection, place).theme
    choose_theme(catalog, theme)
    title = catalog.themes[theme].title
    st.header(f"{title}\u202f: tout le thème", anchor=False)
    shown = shown_panorama(store, catalog, selection, place)
    if shown is None:
        st.info(NO_PEERS)
        choose_group(selection)
        return
    view, sources = shown.view, source_lines(catalog, shown.shown)
    sentence = spaced(panorama_sentence(view, title))
    st.markdown(sentence)
    if any(row.section == "fragile" for row in view.rows):
        offer_epci(store, selection)
    with main_drawing(selection, f"{title} {of_place(place)}", sentence, sources):
        caption = f"{title}, dernière année connue de chaque indicateur, du plus au moins écarté de la médiane"
        links = links_to_one(selection, [row.indicator for row in view.rows])
        circular = circular_marks(catalog, [indicator for indicator, _ in shown.shown], place, shown.group)
        st.html(key_html(place, banded=shown.view.banded) + panorama_html(view, caption, links, circular))
    st.caption(spaced(f"{HOW_TO_READ} {absent_sentence(view)}"))
    choose_group(selection)
    st.caption(group_explanation(store, place, shown.group))
    say_circular(catalog, selection, [indicator for indicator, _ in shown.shown], place, shown.group)
    st.caption(small_numbers_rule(catalog, [indicator for indicator, _ in shown.shown]))
    theme_files(store, catalog, selection, view, theme, shown.group)
    st.caption(sources)


def choose_theme(catalog: Catalog, theme: str) -> None:
    """Draw the menu of themes, above what it makes: a table is too long to look for it below."""
    st.selectbox(
        "Thème",
        list(catalog.themes),
        key=bound("theme-compare", theme),
        format_func=lambda name: catalog.themes[name].title,
        on_change=write_back,
        args=("theme", "theme-compare"),
        width=420,
    )


def choose_group(selection: Selection) -> None:
    """Draw the choice of peers, under what it made."""
    with st.container(key="otc-choix"):
        choose_peers(selection)
