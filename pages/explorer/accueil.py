"""Accueil: one search field, three examples, a map to choose on, questions that a figure already answers."""

from __future__ import annotations

import streamlit as st

from observatoire.views.french.wording import spaced
from pages.parts.favourites import draw_favourites
from pages.parts.opening import tell
from pages.parts.search.places import COMPOSE, search_field
from pages.state.data import shared_data
from pages.state.links import link_to
from pages.state.models.first import EXAMPLES, PROMISE, WHAT, home_questions_html
from pages.state.models.home import shown_choice
from pages.state.selection import current_selection

WHAT_FOR = """
- **Questions** : partir de ce que l’on se demande, « Où vieillit-on ? », « Qui décide ici ? »
- **Territoire** : son portrait, les territoires qui lui ressemblent, et pourquoi eux.
- **Comparer**, **Carte**, **Évolution** : un chiffre parmi ses pairs, sur une carte, dans le temps.
- **Atelier** : préparer une séance, faire deviner, noter ; tout s’emporte en tableau, en image ou en fiche.
"""

store, catalog = shared_data()
selection = current_selection(store, catalog)
shown = shown_choice(store, selection)

st.title(PROMISE, anchor=False)
tell(shown.notices)
if not shown.departement:
    st.markdown(WHAT)
with st.container(key="otc-accueil"):
    if shown.departement:
        st.html(shown.html)
    search_field(store, selection, key="accueil", query=selection.option("q"), examples=EXAMPLES)
    link_to("composer", selection, COMPOSE, icon=":material/playlist_add:")
    draw_favourites(selection, "portrait")
    if not shown.departement:
        st.html(shown.html)
    st.html(home_questions_html(store, catalog, selection))
st.subheader("Ce que l’on peut faire ici", anchor=False)
st.markdown(spaced(WHAT_FOR))
