"""Comparer: one indicator, the place among its peers: title, sentence, chart, table, source, download."""

from __future__ import annotations

import streamlit as st

from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.views.compare.words import EXACT, reference_figures, reference_rows, small_numbers_rule
from observatoire.views.french.grammar import of_place
from observatoire.views.french.groups import group_explanation
from observatoire.views.french.how_known import HOW, how_known
from observatoire.views.french.sentences import left_out, period, reading, source_line, standing
from observatoire.views.french.verdicts import rank_sentence_of
from observatoire.views.french.wording import spaced
from observatoire.views.html.frames import around, ranking_rows, solid_rows
from observatoire.views.html.key_figures import key_figures, rank_segment_html
from observatoire.views.html.tables import key_figures_html, table_html, wider_figures_html
from observatoire.views.style.tokens import GLYPHS
from pages.explorer.comparer.files import comparison_files
from pages.explorer.comparer.fragile import offer_epci
from pages.parts.choices import choose_indicator, choose_peers, choose_picked, choose_year
from pages.parts.circular import say_best_peers, say_circular
from pages.parts.embedding import main_drawing
from pages.parts.explanations import explain_figure
from pages.parts.opening import NO_PEERS, place_reading
from pages.parts.share import copy_sentence
from pages.state.models.comparer import ShownComparison, shown_comparison
from pages.state.selection import Selection


def one_indicator(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> None:
    """Draw one indicator: the place among its peers, and the wider territories around it.

    Parameters
    ----------
    store, catalog, selection, place
        The edition, the catalogue, what the visitor looks at and the place.
    """
    indicator, year = selection.indicator, selection.year
    st.header(f"{indicator.title} ({period(indicator, year)})", anchor=False)
    shown = shown_comparison(store, selection, place)
    if shown is None:
        place_reading(store, selection)
        st.info(NO_PEERS)
        _choose(store, catalog, selection)
    else:
        _among_peers(store, catalog, selection, place, shown)
    st.caption(source_line(catalog, indicator, year))
    explain_figure(store, catalog, selection)


def _among_peers(
    store: Store, catalog: Catalog, selection: Selection, place: Territory, shown: ShownComparison
) -> None:
    """Draw the comparison: sentence, key figures, wider references, chart, table, download."""
    indicator, year = selection.indicator, selection.year
    own, result, together = shown.own, shown.result, shown.together
    told = f"{reading(indicator, place, own, year)} {standing(indicator, result, shown.label, shown.judged)}"
    st.markdown(" ".join(filter(None, [told, shown.members, shown.pooled])))
    if own.fragile:
        offer_epci(store, selection)
    title = f"{indicator.title} {of_place(place, apart=True)}, {period(indicator, year)}"
    with main_drawing(selection, title, shown.sentence, source_line(catalog, indicator, year)):
        if shown.drawing is not None:
            st.vega_lite_chart(shown.drawing.spec, theme=None, key="comparaison")
    st.markdown(f"{shown.sentence} {rank_sentence_of(shown.judged, result.n)}".rstrip())
    if segment := rank_segment_html(shown.judged, result.n):
        st.html(segment)
    if lines := how_known(store, indicator, shown.judged):
        with st.expander(spaced(HOW)):
            st.markdown("\n\n".join(lines))
    copy_sentence(selection, told, source_line(catalog, indicator, year))
    _choose(store, catalog, selection)
    own_figures = key_figures_html(key_figures(indicator, place, own, result, together, shown.judged))
    st.html(own_figures + wider_figures_html(reference_figures(indicator, shown.wider)))
    st.caption(group_explanation(store, place, shown.group))
    say_circular(catalog, selection, [indicator], place, shown.group)
    say_best_peers(catalog, selection, indicator, place, shown.group)
    choose_picked(selection, "Mettre en avant d’autres territoires (les deux premiers sont marqués)")
    rule = small_numbers_rule(catalog, [indicator])
    st.caption(f"{left_out(result) or 'Tous les pairs ont une valeur et comptent.'} {rule} {EXACT}")
    _as_table(selection, place, shown)
    comparison_files(store, catalog, selection, place, shown)


def _choose(store: Store, catalog: Catalog, selection: Selection) -> None:
    """Draw the choices of the page, under what they made."""
    with st.container(key="otc-choix"):
        first, second, third = st.columns([3, 1, 2])
        with first:
            choose_indicator(catalog, selection)
        with second:
            choose_year(store, selection)
        with third:
            choose_peers(selection)


def _as_table(selection: Selection, place: Territory, shown: ShownComparison) -> None:
    """Draw the ranking as a table, ended by the landmarks."""
    indicator, median = selection.indicator, shown.result.median
    st.subheader("Le classement en tableau", anchor=False)
    picked = [t.id for t in selection.marked]
    extract = around(shown.table, [place.id, *picked], solid_rows(shown.table))
    columns, rows = ranking_rows(extract, median, indicator, shown.apart)
    rows += reference_rows(indicator, shown.wider, shown.together, median, len(columns))
    when = period(indicator, selection.year)
    caption = f"{indicator.title}, {when}, de la valeur la plus élevée à la plus faible, puis les repères"
    marks = dict(zip(picked, GLYPHS[1:], strict=False))
    st.html(table_html(caption, columns, rows, highlight_id=place.id, marks=marks))
