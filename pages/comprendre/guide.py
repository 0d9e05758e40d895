"""Guide de l’animateur: one page, for the screen and for a sheet of A4."""

from __future__ import annotations

import streamlit as st

from observatoire.views.workshop.guide import guide_html, guide_stylesheet
from pages.state.selection import carried
from pages.state.workshop import ATELIER

st.html(guide_stylesheet())
st.title("Guide de l’animateur", anchor=False)
st.markdown("Une heure et demie avec une salle et des chiffres. Imprimez cette page\u202f: elle tient sur une feuille.")
st.page_link(ATELIER, label="Aller à l’Atelier", icon=":material/arrow_forward:", query_params=carried())
st.html(guide_html())
