"""Comparer: two indicators against each other."""

from __future__ import annotations

import streamlit as st

from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.views.compare.scatter import scatter_rows
from observatoire.views.compare.scatter_words import extract_words, left_out_of_both
from observatoire.views.compare.words import small_numbers_rule, source_lines
from observatoire.views.french.grammar import short_label
from observatoire.views.french.groups import group_explanation
from observatoire.views.french.wording import spaced
from observatoire.views.html.tables import table_html
from observatoire.views.style.marks import MARKS
from pages.explorer.comparer.files import scatter_files
from pages.explorer.comparer.fragile import offer_epci
from pages.parts.choices import choose_indicator, choose_peers, choose_picked
from pages.parts.circular import say_circular
from pages.parts.embedding import main_drawing
from pages.parts.opening import NO_PEERS
from pages.state.models.comparer import ShownCross, cross_title, shown_cross
from pages.state.options.comparer import CompareOptions, compare_options
from pages.state.selection import MAX_PICKED, Selection, bound, write_back


def two_indicators(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> None:
    """Draw two indicators against each other: the peers as marks, all territories of the level behind.

    Parameters
    ----------
    store, catalog, selection, place
        The edition, the catalogue, what the visitor looks at and the place.
    """
    options = compare_options(store, catalog, selection, place)
    if options.replaced:
        st.info(options.replaced)
    st.header(cross_title(options), anchor=False)
    shown = shown_cross(store, catalog, selection, place)
    if shown is None:
        st.info(NO_PEERS)
        _choose(store, catalog, selection, place)
    else:
        _draw_cross(store, catalog, selection, place, shown)


def _draw_cross(store: Store, catalog: Catalog, selection: Selection, place: Territory, shown: ShownCross) -> None:
    view, drawn = shown.view, shown.view.association.n > 0
    st.markdown(spaced(shown.sentence))
    if any(figures.fragile[0] for figures in view.own):
        offer_epci(store, selection)
    sources = source_lines(catalog, shown.axes)
    with main_drawing(selection, f"{shown.title}, {short_label(place)}", spaced(shown.sentence), sources):
        if drawn:
            st.vega_lite_chart(shown.drawing.spec, theme=None, key="nuage")
    _choose(store, catalog, selection, place)
    choose_picked(selection, f"Nommer jusqu’à {MAX_PICKED} autres territoires sur le nuage")
    st.caption(group_explanation(store, place, shown.group))
    say_circular(catalog, selection, [indicator for indicator, _ in shown.axes], place, shown.group)
    rule = small_numbers_rule(catalog, [indicator for indicator, _ in shown.axes])
    st.caption(spaced(f"{left_out_of_both(view.association)} {rule}".strip()))

    st.subheader("Les deux chiffres en tableau", anchor=False)
    marks = {t.id: mark.glyph for t, mark in zip(selection.picked, MARKS[1:], strict=False)}
    caption = f"{view.x.title} et {view.y.title}, du plus élevé au plus faible sur le premier"
    st.html(table_html(caption, view.columns, scatter_rows(view), highlight_id=place.id, marks=marks))
    if left := extract_words(view):
        st.caption(spaced(left))
    scatter_files(store, catalog, selection, place, shown, shown.drawing if drawn else None)
    st.caption(sources)


def _choose(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> None:
    """Draw the choices of the view, under what they made."""
    options = compare_options(store, catalog, selection, place)
    with st.container(key="otc-choix"):
        left, middle, right = st.columns([3, 3, 2])
        with left:
            choose_indicator(catalog, selection, among=options.offered, current=options.first[0])
        with middle:
            _choose_second(catalog, options)
        with right:
            choose_peers(selection)


def _choose_second(catalog: Catalog, options: CompareOptions) -> None:
    st.selectbox(
        "Second indicateur",
        [i.id for i in options.offered if i is not options.first[0]],
        key=bound("second-choisi", options.second[0].id),
        format_func=lambda i: f"{catalog.indicators[i].title} — {catalog.themes[catalog.indicators[i].theme].title}",
        on_change=write_back,
        args=("second", "second-choisi"),
        filter_mode="contains",
    )
