"""Comparer: one indicator, the place among its peers."""

from __future__ import annotations

import streamlit as st

from observatoire.exports.csv_tables import csv_bytes
from observatoire.exports.indicator_tables import indicator_export
from observatoire.exports.tables import file_name
from observatoire.model.territory import Territory
from observatoire.statistics.comparison import compare
from observatoire.statistics.indicators import figure_of, group_value, values
from observatoire.statistics.peers import PeerGroup, peer_group
from observatoire.views.frames import around, key_figures, ranked_table
from observatoire.views.html_tables import key_figures_html
from observatoire.views.peer_words import group_explanation, group_label
from observatoire.views.sentences import comparison_sentence, left_out, period, reading, source_line, standing
from pages.shared.blocks import (
    about_indicator,
    choose_indicator,
    choose_peers,
    choose_picked,
    choose_year,
    offer_epci,
    open_page,
    place_reading,
    ranking,
)
from pages.shared.data import comparison_drawing

store, catalog, selection, place = open_page()
indicator, year = selection.indicator, selection.year


def draw(place: Territory, group: PeerGroup) -> None:
    """Draw the comparison: sentence, key figures, chart, table, download."""
    label = group_label(store, group)
    frame = values(store, indicator, place.level, year)
    own, result = figure_of(frame, place.id), compare(frame, place.id, group.ids)
    together = group_value(indicator, frame.loc[list(group.ids)], year)
    st.markdown(f"{reading(indicator, place, own, year)} {standing(indicator, result, label)}")
    if own.fragile:
        offer_epci(store, selection)
    st.html(key_figures_html(key_figures(indicator, place, own, result, together)))
    st.caption(group_explanation(store, place, group))
    choose_picked(store, selection, group.ids)

    picked = [t.id for t in selection.picked]
    table = ranked_table(store, indicator, frame, [place.id, *group.ids, *picked])
    if result.peers_ranked:
        drawing = comparison_drawing(place.id, group.method, indicator.id, year, tuple(picked))
        st.vega_lite_chart(drawing.spec, theme=None, key="comparaison")
    st.markdown(comparison_sentence(indicator, place, result, label, together))
    st.caption(left_out(result) or "Tous les pairs ont une valeur et comptent.")

    st.subheader("Le classement en tableau", anchor=False)
    ranking(around(table, [place.id, *picked]), selection, result.median)
    st.download_button(
        "Télécharger le tableau entier (CSV)",
        data=lambda: csv_bytes(
            indicator_export(
                store, catalog, indicator, place.level, year, table["id"].tolist(), territory=place, group=group
            )
        ),
        file_name=file_name(place.id, "pairs", group.method, indicator.id, str(year)),
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
    )


with st.container(key="otc-choix"):
    first, second, third = st.columns([3, 1, 2])
    with first:
        choose_indicator(catalog, selection)
    with second:
        choose_year(store, selection)
    with third:
        choose_peers(selection)

st.header(f"{indicator.title} ({period(indicator, year)})", anchor=False)
if selection.method is None:
    place_reading(store, selection)
    st.info(
        "La France n’a pas de pairs ici. Choisissez une région, un département, un EPCI ou une commune pour comparer."
    )
else:
    draw(place, peer_group(store, place, selection.method))
st.caption(source_line(catalog, indicator, year))
about_indicator(indicator)
