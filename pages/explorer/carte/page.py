"""Carte: the indicator on the map, the place outlined; a click opens another territory."""

from __future__ import annotations

import streamlit as st

from observatoire.views.french.sentences import period
from observatoire.views.html.tables import map_legend_html
from observatoire.views.maps.model import MapModel
from observatoire.views.maps.table import map_table
from observatoire.views.maps.words import standing_sentence
from pages.explorer.carte.files import map_files
from pages.explorer.carte.fragile import choose_remedy, offer_epci_map
from pages.explorer.carte.ranking import ranking, smoothed_list
from pages.explorer.carte.scope import choose_map
from pages.explorer.carte.settings import choose_settings
from pages.explorer.carte.years import play_years
from pages.parts.choices import choose_indicator, choose_year
from pages.parts.embedding import main_drawing
from pages.parts.explanations import explain_figure
from pages.parts.maps.frame import draw_map
from pages.parts.opening import open_page, place_reading, tell
from pages.parts.share import copy_sentence
from pages.state.data import alike_sentence
from pages.state.models.carte import shown_map

store, catalog, selection, place = open_page()
shown = shown_map(store, catalog, selection, place)
title = f"{shown.model.indicator.title} ({period(shown.model.indicator, shown.model.year)})"

tell(shown.options.notices)


def show(model: MapModel, key: str) -> None:
    """Draw a map and its legend: beside it, or under it when two maps share the page; then read it."""
    alone = shown.second is None
    left, right = st.columns([5, 2], gap="small") if alone else (st.container(), st.container())
    with left:
        if not alone:
            st.markdown(f"**{model.indicator.title} ({period(model.indicator, model.year)})**")
        draw_map(store, selection, model, shown.label, key=key, background=shown.options.background)
    with right:
        st.html(map_legend_html(shown.legend(model)))
    # Rates drawn to a common one resemble each other by construction: nothing is said of it.
    alike = "" if model.beside else alike_sentence(model)
    st.markdown(f"{shown.sentence(model)} {standing_sentence(model, place)} {alike}")
    choose_remedy(shown, model)
    offer_epci_map(store, selection, model, shown.rare(model) is not None)


st.header(title, anchor=False)
place_reading(store, selection)

with st.container(key="otc-carte"), main_drawing(selection, title, shown.sentence(shown.model), shown.source(catalog)):
    if shown.second is None:
        show(shown.model, "carte")
    else:
        left, right = st.columns(2, gap="medium")
        with left:
            show(shown.model, "carte")
        with right:
            show(shown.second, "carte-2")
play_years(store, selection)
with st.container(key="otc-choix"):
    first, second, third = st.columns([3, 1, 2])
    with first:
        choose_indicator(catalog, selection)
    with second:
        choose_year(store, selection)
    with third:
        choose_map(store, shown.options, place)
    choose_settings(store, catalog, selection, place, shown.options)
copy_sentence(
    selection, f"{shown.sentence(shown.model)} {standing_sentence(shown.model, place)}", shown.source(catalog)
)
st.caption(
    "Survolez un territoire, ou touchez-le, pour lire sa valeur\u202f; cliquez dessus, ou touchez-le encore, pour "
    "l’ouvrir. "
    "Au clavier\u202f: flèches et Entrée."
)

st.subheader("Les valeurs de la carte en tableau", anchor=False)
if shown.model.beside:
    smoothed_list(store, selection, shown.model, place)
else:
    ranking(map_table(store, shown.model.data, [place.id]), selection, shown.model)
map_files(store, catalog, selection, shown)
st.caption(shown.source(catalog))
explain_figure(store, catalog, selection)
