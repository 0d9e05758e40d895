"""A view of Comparer, drawn large: one indicator, a theme, two indicators, places side by side."""

from __future__ import annotations

import streamlit as st

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.peers.groups import PeerGroup
from observatoire.views.compare.panorama import panorama_html
from observatoire.views.compare.panorama_words import panorama_sentence
from observatoire.views.compare.side_by_side import side_html, side_sentence
from observatoire.views.french.circularity import circular_marks, circular_note
from observatoire.views.french.wording import spaced
from observatoire.views.workshop.html import figure_html, told_html
from pages.explorer.presenter.large import draw_large
from pages.parts.workshop import figure_of_view
from pages.state.links import links_to_one
from pages.state.models.comparer import shown_comparison, shown_cross, shown_panorama, shown_sides
from pages.state.options.comparer import compare_options
from pages.state.selection import Selection

NO_PEERS = "La France n’a pas de pairs ici."


def draw_compared(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> None:
    """Draw a view of Comparer: one indicator, a theme, two indicators, places side by side.

    Parameters
    ----------
    store, catalog, selection, place
        The edition, the catalogue, what the visitor looks at and the place.
    """
    view = compare_options(store, catalog, selection, place).view
    if view == "indicateur":
        _one(store, catalog, selection, place)
        return
    {"theme": _theme, "croiser": _cross, "cote": _sides}[view](store, catalog, selection, place)


def _one(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> None:
    left, right = st.columns([4, 7], gap="large")
    figure, shown = figure_of_view(store, catalog, selection), shown_comparison(store, selection, place, in_a_room=True)
    if figure is not None:
        left.html(figure_html(figure))
    with right:
        if shown is None:
            st.html(told_html(NO_PEERS))
        elif shown.drawing is not None:
            draw_large(shown.drawing)


def _theme(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> None:
    shown = shown_panorama(store, catalog, selection, place)
    if shown is None:
        st.html(told_html(NO_PEERS))
        return
    st.html(told_html(spaced(panorama_sentence(shown.view, shown.title))))
    indicators = [indicator for indicator, _ in shown.shown]
    circular = circular_marks(catalog, indicators, place, shown.group)
    st.html(panorama_html(shown.view, shown.title, links_to_one(selection, indicators), circular))
    _say_circular(catalog, indicators, place, shown.group)


def _sides(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> None:
    shown = shown_sides(store, catalog, selection, place)
    if shown is None:
        st.html(told_html(NO_PEERS))
        return
    st.html(told_html(spaced(side_sentence(shown.rows, shown.places))))
    indicators = [indicator for indicator, _ in shown.shown]
    st.html(side_html(shown.rows, shown.places, shown.title, links_to_one(selection, indicators), shown.group.ids))
    _say_circular(catalog, indicators, place, shown.group)


def _cross(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> None:
    shown = shown_cross(store, catalog, selection, place)
    if shown is None:
        st.html(told_html(NO_PEERS))
        return
    st.html(told_html(spaced(shown.sentence)))
    _say_circular(catalog, [indicator for indicator, _ in shown.axes], place, shown.group)
    if shown.view.association.n:
        draw_large(shown.drawing)


def _say_circular(catalog: Catalog, indicators: list[Indicator], place: Territory, group: PeerGroup | None) -> None:
    """Say which of the indicators drawn chose the peers, as their page does."""
    if told := circular_note(catalog, indicators, place, group):
        st.html(told_html(told))
