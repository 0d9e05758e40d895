"""Comparer: one indicator, a whole theme, two indicators against each other, places side by side."""

from __future__ import annotations

import streamlit as st

from pages.explorer.comparer.indicator import one_indicator, whole_theme
from pages.explorer.comparer.places import side_by_side, two_indicators
from pages.parts.blocks import open_page
from pages.state.selection import bound, quoted, write_back

VIEWS = {
    "indicateur": ("Un indicateur", one_indicator),
    "theme": ("Tout un thème", whole_theme),
    "croiser": ("Deux indicateurs", two_indicators),
    "cote": ("Côte à côte", side_by_side),
}

store, catalog, selection, place = open_page()
asked = selection.option("vue")
view = asked if asked in VIEWS else "indicateur"
if asked and asked not in VIEWS:
    st.warning(
        f"La vue «\u00a0{quoted(asked)}\u00a0» n’existe pas\u202f; voici celle d’un indicateur.", icon=":material/info:"
    )
st.segmented_control(
    "Vue",
    list(VIEWS),
    key=bound("vue-choisie", view),
    format_func=lambda name: VIEWS[name][0],
    on_change=write_back,
    args=("vue", "vue-choisie"),
    required=True,
    label_visibility="collapsed",
)
VIEWS[view][1](store, catalog, selection, place)
