"""Portrait: what the place is, where it lies, what stands out, its indicators theme by theme among its peers."""

from __future__ import annotations

import streamlit as st

from observatoire.statistics.standout import standing_out
from observatoire.views.french.groups import group_explanation, group_label
from observatoire.views.french.standouts import standing_out_sentence
from observatoire.views.html.cards import cards_grid_html
from observatoire.views.html.tables import key_value_html
from observatoire.views.portrait.cards import cards, identity, locator_html, standouts_html
from pages.parts.blocks import choose_peers, group_of, open_page
from pages.parts.takeaway import fiche_files
from pages.parts.view_files import portrait_files
from pages.server.routes import locator_url
from pages.state.selection import bound, write_back

ESSENTIAL = ("demographie", "logement", "territoire")

store, catalog, selection, place = open_page()

facts, where = st.columns([3, 2], gap="large")
with facts:
    st.html(key_value_html(identity(store, place)))
    choose_peers(selection)
    group = group_of(selection)
    if group is not None:
        st.caption(group_explanation(store, place, group))
with where:
    st.html(locator_html(place, locator_url(store.release, place.id)))
    fiche_files(store, catalog, selection, place, group, ESSENTIAL)

label = group_label(store, group) if group else ""
links = {
    i: "comparer?" + selection.query(indicateur=i, annee=None, theme=None) if group else "" for i in catalog.indicators
}

if group is not None:
    st.header("Ce qui ressort", anchor=False)
    stands = standing_out(store, catalog, place, group)
    st.caption(standing_out_sentence(stands))
    if stands.found:
        st.html(standouts_html(stands.found, label, links))

names = {"essentiel": "L’essentiel"} | {t.id: t.title for t in catalog.themes.values()} | {"tout": "Tout"}
chosen = selection.option("theme") if selection.option("theme") in names else "essentiel"
st.pills(
    "Thèmes",
    list(names),
    key=bound("theme-du-portrait", chosen),
    format_func=names.__getitem__,
    on_change=write_back,
    args=("theme", "theme-du-portrait"),
    required=True,
)
shown = {"essentiel": ESSENTIAL, "tout": tuple(catalog.themes)}.get(chosen, (chosen,))
for theme in (catalog.themes[name] for name in shown):
    st.header(theme.title, anchor=theme.id)
    st.caption(theme.description)
    st.html(cards_grid_html(cards(store, catalog, place, catalog.of_theme(theme.id), group, label, links)))
portrait_files(store, catalog, selection, place, group, shown, names[chosen])
