"""Comparer: places side by side, over a theme."""

from __future__ import annotations

import streamlit as st

from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.views.compare.side_by_side import landmark_words, left_out_words, side_html, side_sentence
from observatoire.views.compare.words import small_numbers_rule, source_lines
from observatoire.views.french.grammar import short_label
from observatoire.views.french.groups import group_explanation
from observatoire.views.french.wording import spaced
from pages.explorer.comparer.fragile import offer_epci
from pages.explorer.comparer.theme import choose_group, choose_theme
from pages.explorer.comparer.theme_files import side_files
from pages.parts.choices import choose_picked
from pages.parts.circular import say_circular
from pages.parts.embedding import main_drawing
from pages.parts.opening import NO_PEERS
from pages.state.links import links_to_one
from pages.state.models.comparer import ShownSides, shown_sides
from pages.state.options.comparer import compare_options
from pages.state.selection import MAX_PICKED, Selection


def side_by_side(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> None:
    """Draw the place and up to four others over a theme, one column a place.

    Parameters
    ----------
    store, catalog, selection, place
        The edition, the catalogue, what the visitor looks at and the place.
    """
    theme = compare_options(store, catalog, selection, place).theme
    shown = shown_sides(store, catalog, selection, place)
    choose_theme(catalog, theme)
    names = ", ".join(short_label(t) for t in (place, *selection.picked))
    st.header(spaced(f"{catalog.themes[theme].title}\u202f: {names}"), anchor=False)
    if shown is None:
        st.info(NO_PEERS)
        choose_group(selection)
    else:
        _draw_sides(store, catalog, selection, shown)


def _draw_sides(store: Store, catalog: Catalog, selection: Selection, shown: ShownSides) -> None:
    rows, places, place = shown.rows, shown.places, shown.places[0]
    sentence, sources = spaced(side_sentence(rows, places)), source_lines(catalog, shown.shown)
    st.markdown(sentence)
    if any(row.figures.fragile[0] for row in rows):
        offer_epci(store, selection)
    caption = f"{shown.title}, dernière année connue de chaque indicateur"
    links = links_to_one(selection, [indicator for indicator, _ in shown.shown])
    names = ", ".join(short_label(t) for t in places)
    if not selection.picked:
        _choose_places(selection)  # there is nothing to see side by side yet
    with main_drawing(selection, spaced(f"{shown.title}\u202f: {names}"), sentence, sources):
        st.html(side_html(rows, places, caption, links, shown.group.ids))
    st.caption(
        spaced(
            f"Signes\u202f: un par territoire\u202f; {landmark_words(rows, place)}. "
            f"Chaque ligne a sa propre échelle. {left_out_words(rows)}"
        )
    )
    if selection.picked:
        _choose_places(selection)
    choose_group(selection)
    st.caption(group_explanation(store, place, shown.group))
    say_circular(catalog, selection, [indicator for indicator, _ in shown.shown], place, shown.group)
    st.caption(small_numbers_rule(catalog, [indicator for indicator, _ in shown.shown]))
    side_files(store, catalog, selection, rows, places, shown.theme, shown.group)
    st.caption(sources)


def _choose_places(selection: Selection) -> None:
    choose_picked(selection, f"Mettre à côté jusqu’à {MAX_PICKED} territoires")
