"""Données et méthode: every indicator, every source, the known errors, the tables to download."""

from __future__ import annotations

import streamlit as st

from observatoire.model.territory import LEVELS
from observatoire.views.french.glossary import linked
from observatoire.views.french.methods import (
    METHOD,
    corrections_markdown,
    neighbours_markdown,
    source_markdown,
    states_markdown,
)
from observatoire.views.french.searching import AWAITED_INTRO, AWAITED_TITLE
from observatoire.views.french.wording import spaced
from observatoire.views.html.search import AWAITED_ANCHOR, awaited_html
from pages.parts.view_files import level_files
from pages.state.data import about_text, shared_data
from pages.state.links import link_to
from pages.state.selection import bound, current_selection, write_back

store, catalog = shared_data()
selection = current_selection(store, catalog)

st.title("Données et méthode", anchor=False)
st.markdown(
    "D’où viennent les chiffres, comment ils sont calculés, ce qu’ils ne disent pas. Chaque chiffre du site se "
    "retrouve ici, avec son producteur et son année."
)

st.header("Les indicateurs", anchor=False)
theme = selection.option("theme") if selection.option("theme") in catalog.themes else next(iter(catalog.themes))
st.segmented_control(
    "Thème",
    list(catalog.themes),
    key=bound("theme-choisi", theme),
    format_func=lambda t: catalog.themes[t].title,
    on_change=write_back,
    args=("theme", "theme-choisi"),
    required=True,
)
st.markdown(linked(catalog.themes[theme].description, catalog.terms.values()))
for indicator in catalog.of_theme(theme):
    with st.expander(f"**{indicator.title}** — {indicator.question}"):
        st.markdown(about_text(indicator.id))

st.header(AWAITED_TITLE, anchor=AWAITED_ANCHOR)
st.markdown(AWAITED_INTRO)
st.html(awaited_html(catalog.awaited.values()))

st.header("Télécharger", anchor=False)
st.markdown("Tous les indicateurs, dernière année, un territoire par ligne. Choisissez le niveau, puis le format.")
with st.container(horizontal=True):
    for level in LEVELS[:-1]:
        level_files(store, catalog, selection, level)

st.header("La méthode", anchor=False)
st.markdown(spaced(METHOD))
st.subheader("Qui se ressemble\u202f?", anchor="ressemblance")
st.markdown(neighbours_markdown(catalog))
st.subheader("Quand il n’y a pas de chiffre", anchor=False)
st.markdown(states_markdown())

st.header("Les sources", anchor=False)
for source in catalog.sources.values():
    with st.expander(f"**{source.producer}** — {source.title}"):
        st.markdown(source_markdown(source))

st.header("Erreurs connues des sources", anchor=False)
st.markdown(
    "Aucun fichier n’est sans défaut. Voici ceux que nous connaissons, ce qui les explique ou les révèle, et ce qu’il "
    "en reste dans les chiffres\u202f: **corrigée**, l’erreur ne se voit plus\u202f; **contournée**, la donnée en "
    "cause n’est pas lue\u202f; **signalée**, elle est montrée avec un avertissement\u202f; **à vérifier**, nous ne "
    "pouvons pas encore conclure."
)
for source in catalog.sources.values():
    errors = [c for c in catalog.corrections.values() if c.source == source.id]
    if errors:
        with st.expander(f"**{source.producer}** — {source.title} ({len(errors)})"):
            st.markdown(corrections_markdown(errors))

link_to("lexique", selection, "Un mot inconnu\u202f? Voir le **lexique**", icon=":material/menu_book:")
