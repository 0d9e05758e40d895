"""Comparer: one indicator, the place among its peers."""

from __future__ import annotations

import streamlit as st

from observatoire.statistics.comparison import compare
from observatoire.statistics.indicators import figure_of, group_value, values
from observatoire.statistics.peers import peer_group
from observatoire.views import charts
from observatoire.views.exports import file_name, indicator_csv
from observatoire.views.grammar import short_label
from observatoire.views.peer_words import group_explanation, group_label
from observatoire.views.sentences import (
    comparison_sentence,
    left_out,
    reading,
    reference_of,
    rests_on,
    source_line,
    standing,
    value_text,
)
from observatoire.views.strips import key_figures_html, ranking_table_html
from observatoire.views.tables import around, ranked_table
from pages.shared.blocks import about_indicator, choose_indicator, choose_peers, choose_picked, choose_year, open_page

store, catalog, selection = open_page()
place, indicator, year = selection.territory, selection.indicator, selection.year

with st.container(key="otc-choix"):
    first, second, third = st.columns([3, 1, 2])
    with first:
        choose_indicator(store, catalog, selection)
    with second:
        choose_year(store, selection)
    with third:
        choose_peers(selection)

if selection.method is None:
    st.info("La France n’a pas de pairs : choisissez une région, un département, un EPCI ou une commune.")
    st.stop()

group = peer_group(store, place, selection.method)
label = group_label(store, group)
frame = values(store, indicator, place.level, year)
own = figure_of(frame, place.id)
result = compare(frame, place.id, group.ids)
together = group_value(indicator, frame.loc[list(group.ids)], year)

st.header(f"{indicator.title} ({year})", anchor=False)
st.markdown(f"{reading(indicator, place, own, year)} {standing(indicator, result, label)}")
st.html(
    key_figures_html(
        [
            (short_label(place), value_text(indicator, own.value, own.status), rests_on(own)),
            ("Médiane du groupe", value_text(indicator, result.median), f"{result.peers_ranked} pairs classés"),
            ("Le groupe entier", value_text(indicator, together), "comme un seul territoire"),
        ]
    )
)
st.caption(group_explanation(store, place, group))

choose_picked(store, selection, group.ids)
picked = [t.id for t in selection.picked]
table = ranked_table(store, indicator, frame, [place.id, *group.ids, *picked])
if result.peers_ranked:
    draw = charts.ranking_chart if len(table) <= charts.MOST_ROWS else charts.distribution_chart
    drawing = draw(
        table, place.id, picked, reference_of(indicator, result, label), unit=indicator.unit, decimals=indicator.decimals
    )
    st.altair_chart(drawing.chart, theme=None, key="comparaison", alt=drawing.description)
st.markdown(comparison_sentence(indicator, place, result, label, together))
st.caption(left_out(result) or "Tous les pairs ont une valeur et comptent.")

st.subheader("Le classement en tableau", anchor=False)
st.html(ranking_table_html(around(table, [place.id, *picked]), place.id, picked, indicator, year))
st.download_button(
    "Télécharger le tableau entier (CSV)",
    data=lambda: indicator_csv(store, catalog, indicator, place.level, year, table["id"].tolist()),
    file_name=file_name(place.id, "pairs", group.method, indicator.id, str(year)),
    mime="text/csv",
    on_click="ignore",
    icon=":material/download:",
)
st.caption(source_line(catalog, indicator, year))
about_indicator(catalog, indicator)
