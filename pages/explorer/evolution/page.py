"""Évolution: the series of the place against the band of its peers, and the change over a chosen period."""

from __future__ import annotations

import streamlit as st

from observatoire.statistics.change import change_figures, follows_same_communes, period_of
from observatoire.statistics.comparison import compare
from observatoire.statistics.figures import figures
from observatoire.statistics.parts import years
from observatoire.views.charts.series import Break, series_chart
from observatoire.views.evolution.words import (
    change_caption,
    change_key_figures,
    change_sentence,
    change_table,
    period_caveats,
)
from observatoire.views.french.grammar import of_place
from observatoire.views.french.groups import group_explanation, group_label
from observatoire.views.french.sentences import left_out, series_sentence, source_line
from observatoire.views.french.sentences import period as year_of
from observatoire.views.html.frames import series_frames, series_table
from observatoire.views.html.tables import key_figures_html, table_html
from pages.explorer.evolution.period import choose_period
from pages.parts.blocks import choose_indicator, choose_peers, choose_picked, group_of, open_page
from pages.parts.embedding import main_drawing
from pages.parts.explanations import explain_figure
from pages.parts.takeaway import series_files
from pages.state.selection import bound, write_back

MODES = {"valeurs": "Valeurs", "base100": "Base 100"}

store, catalog, selection, place = open_page()
with_series = [i for i in catalog.indicators.values() if len(years(store, i)) > 1]
indicator = selection.indicator if selection.indicator in with_series else catalog.indicator("population")
mode = selection.option("mode") if selection.option("mode") in MODES else "valeurs"
based = mode == "base100"
known = years(store, indicator)

with st.container(key="otc-choix"):
    first, second, third = st.columns([3, 2, 2])
    with first:
        choose_indicator(catalog, selection, among=with_series, current=indicator)
    with second:
        choose_peers(selection)
    with third:
        st.segmented_control(
            "Échelle",
            list(MODES),
            key=bound("echelle-choisie", mode),
            format_func=MODES.__getitem__,
            on_change=write_back,
            args=("mode", "echelle-choisie"),
            required=True,
        )
if indicator is not selection.indicator:
    st.info(
        f"«\u00a0{selection.indicator.title}\u00a0» n’est connu que pour "
        f"{year_of(selection.indicator, selection.year)}\u202f: voici «\u00a0{indicator.title}\u00a0», qui a plusieurs "
        "années."
    )

group = group_of(selection)
peers, label = (group.ids, group_label(store, group)) if group else ((), "")
choose_picked(selection)
places = [place, *selection.marked]

lines, band = series_frames(store, indicator, places, peers, based)
st.header(f"{indicator.title}, {known[0]}-{known[-1]}", anchor=False)
sentence = series_sentence(indicator, place, lines, band, label, based)
st.markdown(sentence)
drawing = None
if lines["value"].notna().any():
    drawing = series_chart(
        lines,
        place.id,
        [t.id for t in selection.marked],
        band if band["n"].max() else None,
        unit="indice" if based else indicator.unit,
        decimals=1 if based else indicator.decimals,
        breaks=[Break(b.year, b.note) for b in indicator.breaks],
        base_year=known[0] if based else None,
    )
    title = f"{indicator.title} {of_place(place, apart=True)}, {known[0]}-{known[-1]}"
    with main_drawing(selection, title, sentence, source_line(catalog, indicator, known[-1], since=known[0])):
        st.vega_lite_chart(drawing.spec, theme=None, key="evolution")
if group is not None:
    st.caption(group_explanation(store, place, group))

st.subheader("Entre deux années", anchor=False)
start, end = choose_period(selection, indicator, known)
period = period_of(catalog, indicator, start, end)
for caveat in period_caveats(period, place):
    st.warning(caveat, icon=":material/info:")
if not period.breaks:
    moved = change_figures(store, indicator, place.level, [*(p.id for p in places), *peers], start, end)
    result = compare(moved, place.id, peers)
    ends = [figures(store, indicator, place.level, year, [p.id for p in places]) for year in (start, end)]
    rows = [(p, ends[0].of(p.id), ends[1].of(p.id), moved.of(p.id)) for p in places]
    same = follows_same_communes(store, indicator, place.level, start, end)
    st.markdown(change_sentence(indicator, place, period, (rows[0][1], rows[0][2]), result, label, same))
    st.html(key_figures_html(change_key_figures(indicator, place, period, result)))
    columns, cells = change_table(indicator, period, rows, result)
    st.html(table_html(change_caption(indicator, period), columns, cells, highlight_id=place.id))
    st.caption(left_out(result))

st.subheader("Les valeurs en tableau", anchor=False)
columns, cells = series_table(lines, band, with_peers=bool(label))
st.html(table_html(f"{indicator.title}, par année", columns, cells))
series_files(store, catalog, selection, indicator, known, group, drawing, based=based)
st.caption(source_line(catalog, indicator, known[-1], since=known[0]))
explain_figure(store, catalog, selection, indicator, end)
