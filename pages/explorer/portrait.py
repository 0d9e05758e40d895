"""Portrait: what the place is, where it lies, what stands out, its indicators theme by theme among its peers."""

from __future__ import annotations

import streamlit as st

from observatoire.statistics.standout import FEWEST_PEOPLE
from observatoire.views.french.groups import group_explanation
from observatoire.views.html.cards import cards_grid_html
from observatoire.views.html.tables import key_value_html
from observatoire.views.portrait.cards import cards, identity, locator_html, standouts_html
from pages.parts.blocks import choose_peers, open_page
from pages.parts.takeaway import fiche_files
from pages.parts.view_files import portrait_files
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
    st.html(locator_html(place, locator_url(store.release, place.id)))
    fiche_files(store, catalog, selection, place, group, ESSENTIAL)

links = links_to_one(selection, catalog.indicators.values()) if group else dict.fromkeys(catalog.indicators, "")

if group is not None:
    st.header("Ce qui ressort", anchor=False)
    if shown.too_small:
        st.markdown(
            f"Moins de {FEWEST_PEOPLE} habitants\u202f: les écarts y tiennent à quelques personnes. Voyez plutôt "
            "l’EPCI."
        )
    elif shown.standouts:
        st.caption(
            "Les indicateurs sur lesquels ce territoire s’écarte le plus de la médiane de ses pairs, dans un sens ou "
            "dans l’autre (écart rapporté à la dispersion du groupe\u202f; valeurs fragiles ou absentes laissées de "
            "côté). "
            "S’écarter n’est ni bien ni mal."
        )
        st.html(standouts_html(store, place, shown.standouts, group, shown.label, links))
    else:
        st.markdown("Aucun indicateur ne s’écarte nettement de la médiane des pairs, ou trop peu sont comparables.")

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
