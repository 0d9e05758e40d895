"""Questions: an entrance by what people ask, leading to indicators, their limits, and a prompt for debate."""

from __future__ import annotations

import streamlit as st

from observatoire.views.questions.cards import questions_by_theme, questions_html, questions_stylesheet
from pages.parts.search.indicators import search_indicators
from pages.state.data import shared_data
from pages.state.links import links_to_one
from pages.state.models.first import questions_lead
from pages.state.selection import current_selection

store, catalog = shared_data()
selection = current_selection(store, catalog)

st.html(questions_stylesheet())
st.title("Partir d’une question", anchor=False)
st.markdown(questions_lead(selection))
search_indicators(selection)
links = links_to_one(selection, catalog.indicators.values())
for theme, questions in questions_by_theme(catalog).items():
    st.html(questions_html(catalog, theme, questions, links.__getitem__))
