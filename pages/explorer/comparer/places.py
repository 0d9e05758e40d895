"""Comparer: two indicators against each other, places side by side."""

from __future__ import annotations

import streamlit as st

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.parts import years
from observatoire.statistics.peers import PeerGroup
from observatoire.views.compare.scatter import scatter_rows
from observatoire.views.compare.scatter_words import extract_words, left_out_of_both
from observatoire.views.compare.side_by_side import landmark_words, left_out_words, side_html, side_sentence
from observatoire.views.compare.words import small_numbers_rule, source_lines
from observatoire.views.french.grammar import short_label
from observatoire.views.french.groups import group_explanation
from observatoire.views.french.wording import spaced
from observatoire.views.html.tables import table_html
from observatoire.views.style.marks import MARKS
from pages.explorer.comparer.indicator import NO_PEERS, choose_theme
from pages.parts.blocks import choose_indicator, choose_peers, choose_picked, group_of, offer_epci
from pages.parts.circular import say_circular
from pages.parts.embedding import main_drawing
from pages.parts.view_files import scatter_files, side_files
from pages.state.data import places_side_by_side, scatter_drawing
from pages.state.links import links_to_one
from pages.state.selection import MAX_PICKED, Selection, bound, quoted, write_back

SECONDS = ("part_logements_vacants", "part_65_ans_plus")
"""Second indicators to open with: the first one that is not already across."""


def two_indicators(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> None:
    """Draw two indicators against each other: the peers as marks, all territories of the level behind."""
    offered = [i for i in catalog.indicators.values() if place.level in i.levels]
    first = selection.indicator if selection.indicator in offered else catalog.indicator(SECONDS[1])
    with st.container(key="otc-choix"):
        left, middle, right = st.columns([3, 3, 2])
        with left:
            choose_indicator(catalog, selection, among=offered, current=first)
        with middle:
            second = _choose_second(catalog, selection, offered, first)
        with right:
            choose_peers(selection)
    if first is not selection.indicator:
        st.info(
            f"«\u00a0{selection.indicator.title}\u00a0» n’existe pas à ce niveau\u202f: voici "
            f"«\u00a0{first.title}\u00a0»."
        )
    st.header(f"{first.title} et {_lower(second.title)}", anchor=False)
    group = group_of(selection)
    if group is None:
        st.info(NO_PEERS)
        return
    year = selection.year if first is selection.indicator else years(store, first)[-1]
    asked = ((first, year), (second, years(store, second)[-1]))
    picked = tuple(t.id for t in selection.picked)
    axes = [(indicator.id, at) for indicator, at in asked]
    view, drawing, sentence = scatter_drawing(place.id, group.request, axes[0], axes[1], picked)
    st.markdown(spaced(sentence))
    if any(figures.fragile[0] for figures in view.own):
        offer_epci(store, selection)
    choose_picked(selection, f"Nommer jusqu’à {MAX_PICKED} autres territoires sur le nuage")
    if view.association.n:
        title = f"{first.title} et {_lower(second.title)}, {short_label(place)}"
        with main_drawing(selection, title, sentence, source_lines(catalog, asked)):
            st.vega_lite_chart(drawing.spec, theme=None, key="nuage")
    st.caption(group_explanation(store, place, group))
    say_circular(catalog, selection, [first, second], place, group)
    rule = small_numbers_rule(catalog, [first, second])
    st.caption(spaced(f"{left_out_of_both(view.association)} {rule}".strip()))

    st.subheader("Les deux chiffres en tableau", anchor=False)
    marks = {t.id: mark.glyph for t, mark in zip(selection.picked, MARKS[1:], strict=False)}
    caption = f"{view.x.title} et {view.y.title}, du plus élevé au plus faible sur le premier"
    st.html(table_html(caption, view.columns, scatter_rows(view), highlight_id=place.id, marks=marks))
    if left := extract_words(view):
        st.caption(spaced(left))
    scatter_files(store, catalog, selection, asked, place, group, drawing if view.association.n else None)
    st.caption(source_lines(catalog, asked))


def _lower(title: str) -> str:
    """Return a title inside a sentence: only an ordinary first word loses its capital."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def _choose_second(catalog: Catalog, selection: Selection, offered: list[Indicator], first: Indicator) -> Indicator:
    """Draw the menu of the second indicator and return the chosen one; an unknown one is said and replaced."""
    among = [i for i in offered if i is not first]
    asked = selection.option("second")
    second = next((i for i in among if asked and asked in (i.id, *i.aliases)), None)
    if asked and second is None and asked != first.id:
        st.warning(
            f"Le second indicateur «\u00a0{quoted(asked)}\u00a0» n’existe pas à ce niveau\u202f; choisissez-en un dans "
            "la liste.",
            icon=":material/info:",
        )
    second = second or next(i for name in SECONDS for i in among if i.id == name)
    st.selectbox(
        "Second indicateur",
        [i.id for i in among],
        key=bound("second-choisi", second.id),
        format_func=lambda i: f"{catalog.indicators[i].title} — {catalog.themes[catalog.indicators[i].theme].title}",
        on_change=write_back,
        args=("second", "second-choisi"),
    )
    return second


def side_by_side(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> None:
    """Draw the place and up to four others over a theme, one column a place."""
    with st.container(key="otc-choix"):
        first, second = st.columns([3, 2])
        with first:
            theme = choose_theme(catalog, selection)
        with second:
            choose_peers(selection)
        group = group_of(selection)
        if group is not None:
            choose_picked(selection, f"Mettre à côté jusqu’à {MAX_PICKED} territoires")
    title = catalog.themes[theme].title
    places = [place, *selection.picked]
    st.header(spaced(f"{title}\u202f: {', '.join(short_label(t) for t in places)}"), anchor=False)
    if group is None:
        st.info(NO_PEERS)
        return
    _draw_side(store, catalog, selection, places, group, theme)


def _draw_side(
    store: Store, catalog: Catalog, selection: Selection, places: list[Territory], group: PeerGroup, theme: str
) -> None:
    place, title = places[0], catalog.themes[theme].title
    rows = places_side_by_side(place.id, group.request, theme, tuple(t.id for t in places[1:]))
    st.markdown(spaced(side_sentence(rows, places)))
    if any(row.figures.fragile[0] for row in rows):
        offer_epci(store, selection)
    shown = [(row.figures.indicator, row.figures.year) for row in rows]
    caption = f"{title}, dernière année connue de chaque indicateur"
    st.html(side_html(rows, places, caption, links_to_one(selection, shown)))
    st.caption(
        spaced(
            f"Signes\u202f: un par territoire\u202f; {landmark_words(rows, place)}. "
            f"Chaque ligne a sa propre échelle. {left_out_words(rows)}"
        )
    )
    st.caption(group_explanation(store, place, group))
    say_circular(catalog, selection, [indicator for indicator, _ in shown], place, group)
    st.caption(small_numbers_rule(catalog, [indicator for indicator, _ in shown]))
    side_files(store, catalog, selection, rows, places, theme, group)
    st.caption(source_lines(catalog, shown))
