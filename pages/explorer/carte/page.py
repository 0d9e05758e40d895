"""Carte: the indicator on the map, the place outlined; a click opens another territory."""

from __future__ import annotations

import streamlit as st

from observatoire.views.french.grammar import short_label
from observatoire.views.french.sentences import period, source_line
from observatoire.views.html.tables import map_legend_html
from observatoire.views.maps.model import MapModel, legend_of, map_model, map_sentence, standing_sentence
from observatoire.views.maps.scopes import shape_of
from observatoire.views.maps.table import map_table
from pages.explorer.carte.choices import choose_details, choose_map, second_year
from pages.explorer.carte.years import play_years
from pages.parts.blocks import choose_indicator, choose_year, open_page, place_reading, ranking
from pages.parts.embedding import main_drawing
from pages.parts.explanations import explain_figure
from pages.parts.map_frame import draw_map
from pages.parts.takeaway import map_files
from pages.state.data import alike_sentence

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


def sentence_of(model: MapModel) -> str:
    """Say what a map shows."""
    return map_sentence(model.indicator, model, model.year, choices.label)


def show(model: MapModel, key: str) -> None:
    """Draw a map and its legend: beside it, or under it when two maps share the page; then read it."""
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
    st.markdown(f"{sentence_of(model)} {standing_sentence(model, place)} {alike_sentence(model)}")


model = map_model(store, indicator, year, scope, choices.classes)
st.header(f"{indicator.title} ({period(indicator, year)})", anchor=False)
place_reading(store, selection)
play_years(store, selection)

with st.container(key="otc-carte"):
    if choices.second is None:
        title = f"{indicator.title} ({period(indicator, year)})"
        with main_drawing(selection, title, sentence_of(model), source_line(catalog, indicator, year)):
            show(model, "carte")
    else:
        other, when = choices.second, second_year(store, choices.second, year)
        left, right = st.columns(2, gap="medium")
        with left:
            show(model, "carte")
        with right:
            show(map_model(store, other, when, scope, choices.classes.for_another()), "carte-2")
st.caption(
    "Survolez un territoire, ou touchez-le, pour lire sa valeur\u202f; cliquez dessus, ou touchez-le encore, pour "
    "l’ouvrir. "
    "Au clavier\u202f: flèches et Entrée."
)

st.subheader("Les valeurs de la carte en tableau", anchor=False)
ranking(map_table(store, model.data, [place.id]), selection)
outlined = shape_of(scope, model.ids, place)
legend = legend_of(indicator, model, year, short_label(place) if outlined is not None else "")
map_files(store, catalog, selection, model, legend, choices.label, sentence_of(model), outlined)
st.caption(source_line(catalog, indicator, year))
explain_figure(store, catalog, selection)
