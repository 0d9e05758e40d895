"""Accueil: one search field, three examples, what one can do here."""

from __future__ import annotations

import streamlit as st

from pages.shared.blocks import EXAMPLES, search_field
from pages.shared.data import shared_data

WHAT_FOR = """
- **Portrait** : l’essentiel d’un territoire en phrases simples, avec sa place parmi ses pairs.
- **Comparer** : un indicateur, tous les territoires du groupe, le rang, la médiane.
- **Carte** : le même indicateur, commune par commune ou EPCI par EPCI.
- **Évolution** : la population depuis 2016, comparée à celle des territoires semblables.
"""

store, catalog, index = shared_data()

st.title("Votre territoire, en chiffres que l’on peut discuter")
st.markdown(
    "Cherchez une commune ou une intercommunalité (EPCI) de France. Lisez ses indicateurs, comparez-la à des "
    "territoires bien choisis, voyez-la sur une carte. Tout vient de sources publiques, citées à chaque chiffre."
)
search_field(store, index, key="accueil", query=st.query_params.get("q", ""), examples=EXAMPLES)
st.subheader("Ce que l’on peut faire ici", anchor=False)
st.markdown(WHAT_FOR)
