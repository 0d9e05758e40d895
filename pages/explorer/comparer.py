"""Comparer: one indicator, the place among its peers."""

from __future__ import annotations

import math

import streamlit as st

from observatoire.statistics.comparison import compare
from observatoire.statistics.indicators import figure_of, group_value, values
from observatoire.statistics.peers import peer_group
from observatoire.views import charts
from observatoire.views.exports import file_name, indicator_csv
from observatoire.views.frames import around, ranked_table, reference_of
from observatoire.views.grammar import short_label
from observatoire.views.html_tables import key_figures_html
from observatoire.views.peer_words import group_explanation, group_label
from observatoire.views.sentences import (
    comparison_sentence,
    left_out,
    reading,
    rests_on,
    source_line,
    standing,
    value_text,
)
from observatoire.views.wording import number
from pages.shared.blocks import (
    about_indicator,
    choose_indicator,
    choose_peers,
    choose_picked,
    choose_year,
    open_page,
    ranking,
)

store, catalog, selection = open_page()
place, indicator, year = selection.territory, selection.indicator, selection.year

with st.container(key="otc-choix"):
    first, second, third = st.columns([3, 1, 2])
    with first:
        choose_indicator(catalog, selection)
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


def text_or_dash(value: float) -> str:
    """Return a landmark in French; a dash when no peer has a value."""
    return value_text(indicator, value) if math.isfinite(value) else "–"


st.header(f"{indicator.title} ({year})", anchor=False)
st.markdown(f"{reading(indicator, place, own, year)} {standing(indicator, result, label)}")
rank = f"{number(result.rank)} sur {number(result.n)}" if result.rank else "non classé"
st.html(
    key_figures_html(
        [
            (short_label(place), value_text(indicator, own.value, own.status), rests_on(own)),
            (
                "Rang",
                f"{result.rank} sur {number(result.n)}" if result.rank else "non classé",
                "1 = valeur la plus élevée",
            ),
            ("Médiane du groupe", text_or_dash(result.median), "la moitié des pairs est au-dessus"),
            ("Moitié centrale", f"{text_or_dash(result.q1)} à {text_or_dash(result.q3)}", "du 1er au 3e quartile"),
            ("Le groupe entier", text_or_dash(together), "comme un seul territoire"),
        ]
    )
)
st.caption(group_explanation(store, place, group))

choose_picked(store, selection, group.ids)
picked = [t.id for t in selection.picked]
table = ranked_table(store, indicator, frame, [place.id, *group.ids, *picked])
if result.peers_ranked:
    draw = charts.ranking_chart if len(table) <= charts.MOST_ROWS else charts.distribution_chart
    landmarks = reference_of(indicator, result, label)
    drawing = draw(table, place.id, picked, landmarks, unit=indicator.unit, decimals=indicator.decimals)
    st.altair_chart(drawing.chart, theme=None, key="comparaison")
st.markdown(comparison_sentence(indicator, place, result, label, together))
st.caption(left_out(result) or "Tous les pairs ont une valeur et comptent.")

st.subheader("Le classement en tableau", anchor=False)
ranking(around(table, [place.id, *picked]), selection, result.median)
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
