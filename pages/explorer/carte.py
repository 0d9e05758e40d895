"""Carte: the indicator on the map, the place outlined; a click opens another territory."""

from __future__ import annotations

import streamlit as st

from observatoire.exports.csv_tables import csv_bytes
from observatoire.exports.indicator_tables import indicator_export
from observatoire.model.territory import Territory
from observatoire.views.exports import file_name
from observatoire.views.frames import around, ranked_table
from observatoire.views.geometry import Scope, UnknownScopeError
from observatoire.views.grammar import short_label
from observatoire.views.html_tables import map_legend_html
from observatoire.views.map_model import legend_of, map_model, map_sentence, offered_scopes, scope_label, shape_of
from observatoire.views.sentences import period, source_line
from pages.shared.blocks import about_indicator, choose_indicator, choose_year, open_page, place_reading, ranking
from pages.shared.map_frame import draw_map
from pages.shared.selection import Selection, bound, quoted, write_back


def chosen_scope(selection: Selection, place: Territory) -> Scope:
    """Return the map that the URL names, else the territory's first; say so when it names none we have."""
    offered = offered_scopes(place)
    try:
        asked = Scope.parse(selection.option("perimetre")) if selection.option("perimetre") else offered[0]
        scope_label(store, asked)
    except (UnknownScopeError, LookupError):
        st.warning(f"La carte « {quoted(selection.option('perimetre'))} » n’existe pas ; en voici une autre.")
        asked = offered[0]
    options = list(dict.fromkeys([*map(str, offered), str(asked)]))
    st.selectbox(
        "Carte",
        options,
        key=bound("carte-choisie", str(asked)),
        format_func=lambda text: scope_label(store, Scope.parse(text)),
        on_change=write_back,
        args=("perimetre", "carte-choisie"),
    )
    return asked


store, catalog, selection, place = open_page()
indicator, year = selection.indicator, selection.year

with st.container(key="otc-choix"):
    first, second, third = st.columns([3, 1, 2])
    with first:
        choose_indicator(catalog, selection)
    with second:
        choose_year(store, selection)
    with third:
        scope = chosen_scope(selection, place)

label = scope_label(store, scope)
model = map_model(store, indicator, year, scope)
st.header(f"{indicator.title} ({period(indicator, year)})", anchor=False)
place_reading(store, selection)

draw_map(store, selection, model, label)
outlined = short_label(place) if shape_of(scope, model.ids, place) is not None else ""
st.html(map_legend_html(legend_of(indicator, model, year, outlined)))
st.markdown(map_sentence(indicator, model, year, label))
st.caption("Survolez ou touchez un territoire pour lire sa valeur ; cliquez dessus pour l’ouvrir.")

st.subheader("Les valeurs de la carte en tableau", anchor=False)
table = ranked_table(store, indicator, model.frame, model.ids)
ranking(around(table, [place.id]), selection)
st.download_button(
    "Télécharger les valeurs de la carte (CSV)",
    data=lambda: csv_bytes(indicator_export(store, catalog, indicator, scope.level, year, list(model.ids))),
    file_name=file_name(str(scope), indicator.id, str(year)),
    mime="text/csv",
    on_click="ignore",
    icon=":material/download:",
)
st.caption(source_line(catalog, indicator, year))
about_indicator(indicator)
