"""Comparer: one indicator, a whole theme, two indicators against each other, places side by side."""

from __future__ import annotations

import streamlit as st

from pages.explorer.comparer.cross import two_indicators
from pages.explorer.comparer.indicator import one_indicator
from pages.explorer.comparer.sides import side_by_side
from pages.explorer.comparer.theme import whole_theme
from pages.parts.opening import open_page, tell
from pages.state.options.comparer import compare_options
from pages.state.parameters import COMPARER_NAMES
from pages.state.selection import bound, write_back

VIEWS = {
    "indicateur": one_indicator,
    "theme": whole_theme,
    "croiser": two_indicators,
    "cote": side_by_side,
}

store, catalog, selection, place = open_page()
options = compare_options(store, catalog, selection, place)
tell(options.notices)
st.segmented_control(
    "Vue",
    list(VIEWS),
    key=bound("vue-choisie", options.view),
    format_func=COMPARER_NAMES.__getitem__,
    on_change=write_back,
    args=("vue", "vue-choisie"),
    required=True,
    label_visibility="collapsed",
)
VIEWS[options.view](store, catalog, selection, place)
