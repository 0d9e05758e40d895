"""Évolution: the series of the place against the band of its peers, and the change over a chosen period."""

from __future__ import annotations

import streamlit as st

from observatoire.statistics.components import years
from observatoire.views.evolution.words import (
    change_caption,
    change_key_figures,
    change_table,
)
from observatoire.views.french.circularity import compared_in_series
from observatoire.views.french.grammar import of_place
from observatoire.views.french.groups import group_explanation
from observatoire.views.french.sentences import left_out, source_line
from observatoire.views.html.series import series_table
from observatoire.views.html.tables import key_figures_html, table_html
from pages.explorer.evolution.files import series_files
from pages.explorer.evolution.period import choose_period
from pages.parts.choices import choose_indicator, choose_peers, choose_picked
from pages.parts.circular import say_best_peers, say_circular
from pages.parts.embedding import main_drawing
from pages.parts.explanations import explain_figure
from pages.parts.opening import open_page, tell
from pages.parts.share import copy_sentence
from pages.state.models.evolution import shown_series
from pages.state.options.evolution import MODES
from pages.state.selection import bound, write_back

store, catalog, selection, place = open_page()
shown = shown_series(store, catalog, selection, place)
options = shown.options
indicator, known = options.indicator, options.known

tell(options.notices)
if options.replaced:
    st.info(options.replaced)
source = source_line(catalog, indicator, known[-1], since=known[0])
st.header(shown.title, anchor=False)
st.markdown(shown.sentence)
with main_drawing(selection, f"{indicator.title} {of_place(place, apart=True)}, {shown.span}", shown.sentence, source):
    if shown.drawing is not None:
        st.vega_lite_chart(shown.drawing.spec, theme=None, key="evolution")
with st.container(key="otc-choix"):
    first, second, third = st.columns([3, 2, 2])
    with first:
        with_series = [i for i in catalog.indicators.values() if len(years(store, i)) > 1]
        choose_indicator(catalog, selection, among=with_series, current=indicator)
    with second:
        choose_peers(selection)
    with third:
        st.segmented_control(
            "Échelle",
            list(MODES),
            key=bound("echelle-choisie", "base100" if options.based else "valeurs"),
            format_func=MODES.__getitem__,
            on_change=write_back,
            args=("mode", "echelle-choisie"),
            required=True,
        )
choose_picked(selection)
copy_sentence(selection, shown.sentence, source)
if shown.group is not None:
    st.caption(group_explanation(store, place, shown.group))
    say_circular(catalog, selection, compared_in_series(catalog, indicator, options.based), place, shown.group)
    say_best_peers(catalog, selection, indicator, place, shown.group)

st.subheader("Entre deux années", anchor=False)
choose_period(options)
for caveat in shown.caveats:
    st.warning(caveat, icon=":material/info:")
if shown.change is not None:
    change = shown.change
    st.markdown(change.sentence)
    st.html(key_figures_html(change_key_figures(indicator, place, shown.period, change.result)))
    peers = shown.group.ids if shown.group else ()
    columns, cells = change_table(indicator, shown.period, change.rows, change.result, peers)
    st.html(table_html(change_caption(indicator, shown.period), columns, cells, highlight_id=place.id))
    st.caption(left_out(change.result))

st.subheader("Les valeurs en tableau", anchor=False)
columns, cells = series_table(shown.lines, shown.band, with_peers=bool(shown.label))
st.html(table_html(f"{indicator.title}, par année", columns, cells))
series_files(store, catalog, selection, shown)
st.caption(source)
explain_figure(store, catalog, selection, indicator, options.end)
