"""Accueil: one search field, three examples, what one can do here."""

from __future__ import annotations

import streamlit as st

from observatoire.views.french.wording import spaced
from pages.parts.search import search_field
from pages.state.data import shared_data
from pages.state.models.first import EXAMPLES, PROMISE, WHAT, home_questions_html
from pages.state.selection import current_selection

WHAT_FOR = """
- **Questions** : partir de ce que l’on se demande, « Où vieillit-on ? », « Qui décide ici ? »
- **Portrait** et **Pairs** : l’essentiel d’un territoire, les territoires qui lui ressemblent, et pourquoi eux.
- **Comparer**, **Carte**, **Évolution** : un chiffre parmi ses pairs, sur une carte, dans le temps.
- **Atelier** : préparer une séance, faire deviner, noter ; tout s’emporte en tableau, en image ou en fiche.
"""

store, catalog = shared_data()
selection = current_selection(store, catalog)

st.title(PROMISE, anchor=False)
st.markdown(WHAT)
search_field(store, selection, key="accueil", query=selection.option("q"), examples=EXAMPLES)
st.html(home_questions_html(store, catalog, selection))
st.subheader("Ce que l’on peut faire ici", anchor=False)
st.markdown(spaced(WHAT_FOR))
