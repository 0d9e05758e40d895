"""Mes données: a council's own figures and places, brought, described, and read beside the official ones."""

from __future__ import annotations

import streamlit as st

from observatoire.local.report import Reading
from observatoire.views.french.grammar import short_label
from observatoire.views.local.words import NEVER_OFFICIAL, PRIVACY, plain_markdown
from pages.explorer.mesdonnees.bringing import draw_file, draw_model
from pages.explorer.mesdonnees.describing import describe_figures
from pages.explorer.mesdonnees.description import describe_points
from pages.explorer.mesdonnees.held import draw_held
from pages.explorer.mesdonnees.shown import draw_reading
from pages.parts.brought import draw_kept, take_back
from pages.parts.search.places import search_field
from pages.state.data import shared_data
from pages.state.local import brought, draw_brought, local_data
from pages.state.selection import current_selection
from pages.state.typed import draw_forgotten

store, catalog = shared_data()
selection = current_selection(store, catalog)
place = selection.territory

take_back()
st.title("Mes données", anchor=False)
st.markdown(
    "Votre conseil connaît des choses qu’aucun fichier national ne dit. Apportez vos chiffres, commune par commune, et "
    "lisez-les ici\u202f: parmi des territoires comparables, sur une carte, dans le temps, face à un chiffre officiel."
)
st.caption(f"{PRIVACY} {NEVER_OFFICIAL}")

st.header("Apporter un fichier", anchor=False)
draw_model(store, place)
found = draw_file()
if isinstance(found, Reading):
    describe_figures(store, catalog, found)
elif found is not None:
    describe_points(found)

data = local_data()
draw_kept()
draw_held(data)
draw_brought()
draw_forgotten()
here = brought(catalog)
if lost := [one.description.title for one in data.indicators if one.id not in here.entries]:
    titles_lost = ", ".join(f"«\u00a0{plain_markdown(title)}\u00a0»" for title in lost)
    st.info(f"Sans le chiffre officiel qui leur sert de dénominateur, absent de ce site\u202f: {titles_lost}.")
if here or selection.option("local"):
    st.header("Lire ces données", anchor=False)
    if place is None:
        st.markdown("Pour quel territoire\u202f?")
        search_field(store, selection, key="mes-donnees", page="mes-donnees")
    else:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"Pour **{short_label(place)}**.")
            with st.popover("Changer de territoire", icon=":material/search:"):
                search_field(store, selection, key="mes-donnees", page="mes-donnees")
        draw_reading(store, catalog, selection, place, here)
