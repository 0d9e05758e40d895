"""Portrait: what the place is, where it lies, its indicators theme by theme among its peers."""

from __future__ import annotations

import streamlit as st

from observatoire.statistics.peers import peer_group
from observatoire.views.cards import cards_grid_html
from observatoire.views.html_tables import key_value_html
from observatoire.views.peer_words import group_explanation, group_label
from observatoire.views.portrait import cards, identity, locator_html
from pages.shared.blocks import choose_peers, open_page
from pages.shared.routes import locator_url

store, catalog, selection, place = open_page()

facts, where = st.columns([3, 2], gap="large")
with facts:
    st.html(key_value_html(identity(store, place)))
    choose_peers(selection)
    group = peer_group(store, place, selection.method) if selection.method else None
    if group is not None:
        st.caption(group_explanation(store, place, group))
with where:
    st.html(locator_html(place, locator_url(store.release, place.id)))

jumps = " ".join(f'<a href="#{theme.id}">{theme.title}</a>' for theme in catalog.themes.values())
st.html(f'<nav class="otc-jump" aria-label="Thèmes de cette page">{jumps}</nav>')

label = group_label(store, group) if group else ""
for theme in catalog.themes.values():
    st.header(theme.title, anchor=theme.id)
    st.caption(theme.description)
    links = {
        i.id: "comparer?" + selection.query(indicateur=i.id, annee=None) if group else ""
        for i in catalog.of_theme(theme.id)
    }
    st.html(cards_grid_html(cards(store, catalog, place, catalog.of_theme(theme.id), group, label, links)))
