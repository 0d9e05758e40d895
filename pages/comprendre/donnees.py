"""Données et méthode: every indicator, every source, the known errors, the tables to download."""

from __future__ import annotations

from datetime import date
from functools import partial

import streamlit as st

from observatoire.exports.tables.levels import level_cells, level_export
from observatoire.exports.tables.table import MOST_CELLS
from observatoire.model.territory import LEVELS, Level
from observatoire.statistics.offering import sources_shown
from observatoire.views.french.editions import OFFICIAL_TITLE, absent_markdown, files_markdown
from observatoire.views.french.glossary import linked
from observatoire.views.french.groups import LEVEL_NOUNS
from observatoire.views.french.methods import (
    CHANCE,
    METHOD,
    corrections_markdown,
    neighbours_markdown,
    source_markdown,
    states_markdown,
)
from observatoire.views.french.searching import AWAITED_INTRO, AWAITED_TITLE
from observatoire.views.french.wording import spaced
from observatoire.views.html.search import AWAITED_ANCHOR, awaited_html
from pages.parts.offers import Offer, table_offers
from pages.parts.share import view_address
from pages.parts.takeaway import offer_files
from pages.state.data import about_text, shared_data
from pages.state.links import link_to
from pages.state.selection import bound, current_selection, write_back

store, catalog = shared_data()
selection = current_selection(store, catalog)


def level_files(level: Level) -> None:
    """Offer every indicator of a level; as a workbook too when one bears so many cells."""
    noun, fits = LEVEL_NOUNS[level][1], level_cells(store, catalog, level) <= MOST_CELLS

    def offers() -> list[Offer]:
        table = partial(level_export, store, catalog, level, view_address(selection, store.edition, "donnees"))
        return table_offers(table, ("observatoire", "tous-les-indicateurs", noun, store.edition), workbooks=fits)

    remark = "" if fits else "Trop de cases pour un classeur\u202f: en CSV et en Parquet seulement."
    offer_files(noun[:1].upper() + noun[1:], f"emporter-{level}", offers, remark)


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

if files := files_markdown(store, date.today()):
    st.header(OFFICIAL_TITLE, anchor=False)
    st.markdown(files)

st.header(AWAITED_TITLE, anchor=AWAITED_ANCHOR)
st.markdown(AWAITED_INTRO)
st.html(awaited_html(catalog.awaited.values()))
if absent := absent_markdown(catalog):
    with st.expander("Les indicateurs qui attendent leurs fichiers"):
        st.markdown(absent)

st.header("Télécharger", anchor=False)
st.markdown(
    "Tous les indicateurs, dernière année, un territoire par ligne. Choisissez le niveau, puis le format. Pour un "
    "tableur ou un programme, les mêmes chiffres se lisent par l’[API](./api/v1/documentation)."
)
with st.container(horizontal=True):
    for level in LEVELS[:-1]:
        level_files(level)

st.header("La méthode", anchor=False)
st.markdown(spaced(METHOD))
st.subheader("Un écart est-il plus que du bruit\u202f?", anchor="marge")
st.markdown(spaced(CHANCE))
st.subheader("Qui se ressemble\u202f?", anchor="ressemblance")
st.markdown(neighbours_markdown(catalog))
st.subheader("Quand il n’y a pas de chiffre", anchor=False)
st.markdown(states_markdown())

st.header("Les sources", anchor=False)
for source in sources_shown(catalog):
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
