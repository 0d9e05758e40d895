"""Lexique: every word that a visitor may not know, in alphabetical order, each with its own address."""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from observatoire.views.french.glossary import alphabetical, anchor, initial
from observatoire.views.french.wording import spaced
from pages.state.data import shared_data

_, catalog = shared_data()

st.title("Lexique", anchor=False)
st.markdown(
    "Les mots de l’observatoire, par ordre alphabétique. Chaque mot a son adresse\u202f: le signe de lien, à droite du "
    "mot, permet de l’envoyer à quelqu’un."
)
# A browser scrolls to the word of the address when that word's heading appears: the rest of the page must be there.
headings = []
for letter, terms in groupby(alphabetical(catalog.terms.values()), key=initial):
    st.header(letter, anchor=False)
    for term in terms:
        headings.append((st.empty(), term))
        st.markdown(spaced(term.definition))
for place, term in headings:
    place.subheader(spaced(term.title), anchor=anchor(term))
