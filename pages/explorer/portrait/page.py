"""Portrait: what the place is, six figures, what stands out, its themes, whose rows open all that is known of them."""

from __future__ import annotations

import streamlit as st

from observatoire.views.compare.panorama import key_html
from observatoire.views.compare.panorama_words import HOW_TO_READ
from observatoire.views.compare.words import source_lines
from observatoire.views.french.groups import group_explanation
from observatoire.views.french.standouts import standing_out_sentence
from observatoire.views.french.wording import spaced
from observatoire.views.html.places import former_sentence, members_html, members_of
from observatoire.views.html.tables import key_value_html
from observatoire.views.portrait.cards import identity, locator_html, standouts_html
from observatoire.views.portrait.essentials import essentials_html
from observatoire.views.portrait.themes import theme_html
from pages.explorer.portrait.files import fiche_files, portrait_files
from pages.parts.choices import choose_peers
from pages.parts.opening import open_page
from pages.server.addresses import locator_url
from pages.state.links import links_to_one, same_page
from pages.state.models.portrait import ESSENTIAL, rows_address, shown_portrait, shown_theme
from pages.state.selection import bound, write_back

store, catalog, selection, place = open_page()
shown = shown_portrait(store, catalog, selection, place)
group = shown.group
links = links_to_one(selection, catalog.indicators.values()) if group else dict.fromkeys(catalog.indicators, "")


def draw_identity() -> None:
    """Draw, folded, the identity of the place, where it lies, the territories that it holds."""
    members = members_of(store, place)
    title = "Sa fiche d’identité, sa situation" + (", ses territoires" if members else "")
    fold = st.expander(title, key="identite", on_change="rerun")
    if not fold.open:  # fifty links that few visitors look at
        return
    with fold:
        facts, where = st.columns([3, 2], gap="large")
        with facts:
            st.html(key_value_html(identity(store, place)))
            if former := former_sentence(store, place):
                st.caption(former)
        with where:
            st.html(locator_html(place, locator_url(store.edition, place.id)))
        if members:
            st.html(members_html(members, lambda other: same_page(selection, other)))


st.html(essentials_html(catalog, shown.essentials, links))

if shown.stands is not None:
    st.header("Ce qui ressort", anchor=False)
    st.caption(standing_out_sentence(shown.stands))
    if shown.stands.found:
        st.html(standouts_html(shown.stands.found, shown.label, links))

with st.container(key="otc-choix"):
    left, right = st.columns([3, 2], gap="large", vertical_alignment="center")
    with left:
        choose_peers(selection)
        if group is not None:
            st.caption(group_explanation(store, place, group))
    with right:
        fiche_files(store, catalog, selection, place, group, ESSENTIAL)
draw_identity()

st.pills(
    "Thèmes",
    list(shown.names),
    key=bound("theme-du-portrait", shown.chosen),
    format_func=shown.names.__getitem__,
    on_change=write_back,
    args=("theme", "theme-du-portrait"),
    required=True,
)
themes = [(name, shown_theme(store, catalog, place, group, name)) for name in shown.themes]
if group is not None:
    st.html(key_html(place, banded=any(theme.banded for _, theme in themes)))
for name, theme in themes:
    st.header(catalog.themes[name].title, anchor=name)
    st.caption(catalog.themes[name].description)
    st.html(theme_html(theme, links, rows_address(selection)))
    if theme.absent:
        st.caption(f"Sans chiffre ici\u202f: {' '.join(theme.absent)}")
asked = [(catalog.indicators[row.id], row.year) for _, theme in themes for row in theme.rows]
st.caption(f"{spaced(HOW_TO_READ) if group else ''} {source_lines(catalog, asked)}".strip())
portrait_files(store, catalog, selection, place, group, shown.themes, shown.names[shown.chosen])
