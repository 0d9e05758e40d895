"""Guide de l’animateur: one page, for the screen and for a sheet of A4."""

from __future__ import annotations

import streamlit as st

from observatoire.views.workshop.guide import guide_html, guide_stylesheet
from pages.state.data import shared_data
from pages.state.links import link_to
from pages.state.selection import current_selection

st.html(guide_stylesheet())
st.title("Guide de l’animateur", anchor=False)
st.markdown("Une heure et demie avec une salle et des chiffres. Imprimez cette page\u202f: elle tient sur une feuille.")
selection = current_selection(*shared_data())
link_to(
    "atelier",
    selection,
    "Aller à l’Atelier",
    icon=":material/arrow_forward:",
    changes={"minutes": selection.option("minutes")},
)
st.html(guide_html())
