"""Portrait: what the place is, where it lies, what stands out, its indicators theme by theme among its peers."""

from __future__ import annotations

import streamlit as st

from observatoire.views.french.groups import group_explanation
from observatoire.views.french.standouts import standing_out_sentence
from observatoire.views.html.cards import cards_grid_html
from observatoire.views.html.tables import key_value_html
from observatoire.views.portrait.cards import cards, identity, locator_html, standouts_html
from pages.explorer.portrait.files import fiche_files, portrait_files
from pages.parts.choices import choose_peers
from pages.parts.opening import open_page
from pages.server.routes import locator_url
from pages.state.links import links_to_one
from pages.state.models.portrait import ESSENTIAL, shown_portrait
from pages.state.selection import bound, write_back

store, catalog, selection, place = open_page()
shown = shown_portrait(store, catalog, selection, place)
group = shown.group

facts, where = st.columns([3, 2], gap="large")
with facts:
    st.html(key_value_html(identity(store, place)))
    choose_peers(selection)
    if group is not None:
        st.caption(group_explanation(store, place, group))
with where:
    st.html(locator_html(place, locator_url(store.edition, place.id)))
    fiche_files(store, catalog, selection, place, group, ESSENTIAL)

links = links_to_one(selection, catalog.indicators.values()) if group else dict.fromkeys(catalog.indicators, "")

if shown.stands is not None:
    st.header("Ce qui ressort", anchor=False)
    st.caption(standing_out_sentence(shown.stands))
    if shown.stands.found:
        st.html(standouts_html(shown.stands.found, shown.label, links))

st.pills(
    "Thèmes",
    list(shown.names),
    key=bound("theme-du-portrait", shown.chosen),
    format_func=shown.names.__getitem__,
    on_change=write_back,
    args=("theme", "theme-du-portrait"),
    required=True,
)
for theme in (catalog.themes[name] for name in shown.themes):
    st.header(theme.title, anchor=theme.id)
    st.caption(theme.description)
    st.html(cards_grid_html(cards(store, catalog, place, catalog.of_theme(theme.id), group, shown.label, links)))
portrait_files(store, catalog, selection, place, group, shown.themes, shown.names[shown.chosen])
