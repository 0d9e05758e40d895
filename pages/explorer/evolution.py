"""Évolution: the series of the place against the band of its peers, in values or base 100."""

from __future__ import annotations

import streamlit as st

from observatoire.statistics.indicators import years
from observatoire.statistics.peers import peer_group
from observatoire.views.charts import Break
from observatoire.views.charts_series import series_chart
from observatoire.views.exports import csv_bytes, decimal_comma, file_name
from observatoire.views.frames import series_frames, series_table
from observatoire.views.html_tables import table_html
from observatoire.views.peer_words import group_explanation, group_label
from observatoire.views.sentences import series_sentence, source_line
from pages.shared.blocks import about_indicator, choose_indicator, choose_peers, choose_picked, open_page
from pages.shared.selection import bound, write_back

MODES = {"valeurs": "Valeurs", "base100": "Base 100"}

store, catalog, selection, place = open_page()
with_series = [i for i in catalog.indicators.values() if len(years(store, i)) > 1]
indicator = selection.indicator if selection.indicator in with_series else catalog.indicator("population")
mode = selection.option("mode") if selection.option("mode") in MODES else "valeurs"

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
        f"« {selection.indicator.title} » n’a qu’une année ({selection.year}) : voici « {indicator.title} », "
        "qui en a plusieurs."
    )

peers, label = (), ""
if selection.method:
    group = peer_group(store, place, selection.method)
    peers, label = group.ids, group_label(store, group)
choose_picked(store, selection, peers)

known = years(store, indicator)
based = mode == "base100"
lines, band = series_frames(store, indicator, [place, *selection.picked], peers, based)
st.header(f"{indicator.title}, {known[0]}-{known[-1]}", anchor=False)
st.markdown(series_sentence(indicator, place, lines, band, label, based))
if lines["value"].notna().any():
    drawing = series_chart(
        lines,
        place.id,
        [t.id for t in selection.picked],
        band if band["n"].max() else None,
        unit="indice" if based else indicator.unit,
        decimals=1 if based else indicator.decimals,
        breaks=[Break(b.year, b.note) for b in indicator.breaks],
        base_year=known[0] if based else None,
    )
    st.vega_lite_chart(drawing.spec, theme=None, key="evolution")
if selection.method:
    st.caption(group_explanation(store, place, group))

st.subheader("Les valeurs en tableau", anchor=False)
columns, rows = series_table(lines, band, with_peers=bool(label))
st.html(table_html(f"{indicator.title}, par année", columns, rows))
st.download_button(
    "Télécharger le tableau (CSV)",
    data=lambda: csv_bytes(
        [[str(r.id), str(r.name), indicator.title, str(r.year), decimal_comma(r.value)] for r in lines.itertuples()],
        ("identifiant", "nom", "indicateur", "annee", "indice_base_100" if based else "valeur"),
    ),
    file_name=file_name(place.id, indicator.id, "evolution"),
    mime="text/csv",
    on_click="ignore",
    icon=":material/download:",
)
st.caption(source_line(catalog, indicator, known[-1], since=known[0]))
about_indicator(indicator)
