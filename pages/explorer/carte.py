"""Carte: the indicator on the map, the place outlined; a click opens another territory."""

from __future__ import annotations

import streamlit as st

from observatoire.exports.csv_tables import csv_bytes
from observatoire.exports.indicator_tables import indicator_export
from observatoire.views.exports import file_name
from observatoire.views.grammar import short_label
from observatoire.views.html_tables import map_legend_html
from observatoire.views.map_model import MapModel, legend_of, map_model, map_sentence, standing_sentence
from observatoire.views.map_scopes import shape_of
from observatoire.views.map_table import map_table
from observatoire.views.sentences import period, source_line
from pages.shared.blocks import about_indicator, choose_indicator, choose_year, open_page, place_reading, ranking
from pages.shared.map_choices import choose_details, choose_map, second_year
from pages.shared.map_frame import draw_map
from pages.shared.map_years import play_years

store, catalog, selection, place = open_page()
indicator, year = selection.indicator, selection.year

with st.container(key="otc-choix"):
    first, second, third = st.columns([3, 1, 2])
    with first:
        choose_indicator(catalog, selection)
    with second:
        choose_year(store, selection)
    with third:
        scope = choose_map(store, selection, place)
    choices = choose_details(store, catalog, selection, place, scope)


def show(model: MapModel, key: str) -> None:
    """Draw a map and its legend: beside it, or under it when two maps share the page."""
    outlined = short_label(place) if shape_of(scope, model.ids, place) is not None else ""
    legend = map_legend_html(legend_of(model.indicator, model, model.year, outlined))
    alone = choices.second is None
    left, right = st.columns([5, 2], gap="small") if alone else (st.container(), st.container())
    with left:
        if not alone:
            st.markdown(f"**{model.indicator.title} ({period(model.indicator, model.year)})**")
        draw_map(store, selection, model, choices.label, key=key, background=choices.background)
    with right:
        st.html(legend)
    st.markdown(f"{map_sentence(model.indicator, model, model.year, choices.label)} {standing_sentence(model, place)}")


model = map_model(store, indicator, year, scope, choices.classes)
st.header(f"{indicator.title} ({period(indicator, year)})", anchor=False)
place_reading(store, selection)
play_years(store, selection)

with st.container(key="otc-carte"):
    if choices.second is None:
        show(model, "carte")
    else:
        other, when = choices.second, second_year(store, choices.second, year)
        left, right = st.columns(2, gap="medium")
        with left:
            show(model, "carte")
        with right:
            show(map_model(store, other, when, scope, choices.classes.for_another()), "carte-2")
st.caption(
    "Survolez un territoire, ou touchez-le, pour lire sa valeur ; cliquez dessus, ou touchez-le encore, pour l’ouvrir. "
    "Au clavier : flèches et Entrée."
)

st.subheader("Les valeurs de la carte en tableau", anchor=False)
ranking(map_table(store, indicator, model.frame, [place.id]), selection)
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
