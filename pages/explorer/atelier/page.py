"""Atelier: prepare the views to show to a room, in order; save them, open them again, present them."""

from __future__ import annotations

import streamlit as st

from observatoire.model.workshop.record import LONGEST_TITLE, MOST_MINUTES
from observatoire.views.french.grammar import short_label
from observatoire.views.french.wording import plural
from observatoire.views.html.share import copy_link_html
from observatoire.views.local.words import NOT_HERE
from pages.explorer.atelier.additions import draw_additions
from pages.explorer.atelier.building import draw_views, retitle
from pages.explorer.atelier.files import take_away
from pages.explorer.atelier.opening import draw_opening
from pages.explorer.atelier.record import site_address, workshop_address
from pages.parts.brought import fetch_brought, lacking
from pages.parts.kept import draw_kept, draw_kept_list, take_back
from pages.parts.search.places import search_field
from pages.state.data import shared_data
from pages.state.links import link_to
from pages.state.selection import bound, current_selection, write_back
from pages.state.workshop import carried_workshop, minutes_of, tell_refusal

store, catalog = shared_data()
selection = current_selection(store, catalog)
workshop, refusal = carried_workshop()
place = selection.territory
take_back(workshop)
fetch_brought(catalog, workshop)

st.title("Atelier", anchor=False)
st.markdown(
    "Préparez une suite de vues, puis montrez-la à une salle, une vue à la fois, en grand. Avec «\u00a0Devinez "
    "d’abord\u00a0», la salle donne ses estimations avant que le chiffre paraisse."
)
minutes_chosen = {"minutes": selection.option("minutes")}
to_print = "Guide de l’animateur (une page à imprimer)"
link_to("guide", selection, to_print, icon=":material/menu_book:", changes=minutes_chosen)
if refusal:
    st.warning(refusal, icon=":material/info:")
tell_refusal()

if workshop.views:
    st.header(f"La séance\u202f: {plural(len(workshop.views), 'vue', 'vues')}".replace(" :", "\u202f:"), anchor=False)
    title, minutes = st.columns([4, 1])
    title.text_input(
        "Titre de la séance",
        key=bound("titre-seance", workshop.title),
        max_chars=LONGEST_TITLE,
        on_change=retitle,
        placeholder="Par exemple\u202f: Réunion publique du 12 mars",
    )
    minutes.number_input(
        "Minuterie (minutes)", 1, MOST_MINUTES, key=bound("minutes-choisies", minutes_of()), on_change=write_back,
        args=("minutes", "minutes-choisies"),
    )  # fmt: skip
    kept = {"minutes": str(minutes_of())}
    with st.container(key="otc-lancer", horizontal=True, vertical_alignment="center"):
        link_to("presenter", selection, "**Présenter la séance**", icon=":material/slideshow:", changes=kept)
        st.html(copy_link_html(workshop_address(site_address(), workshop)), width="content")
    without = "sans notes, estimations, ni vos données" if workshop.brought else "sans notes ni estimations"
    st.caption(f"Le lien contient toute la séance, {without}\u202f: gardez-le, ou enregistrez un fichier.")
    if workshop.edition and workshop.edition != store.edition:
        st.info(
            f"Séance préparée avec l’édition {workshop.edition} des données\u202f; elle montre les chiffres de "
            f"l’édition {store.edition}."
        )
    if lacking(catalog, workshop):
        st.info(NOT_HERE)
        link_to("mes-donnees", selection, "Apporter ces données", icon=":material/arrow_forward:")
    draw_views(store, catalog, workshop)
    st.subheader("Enregistrer", anchor=False)
    take_away(workshop)
else:
    st.info(
        "La séance est vide. Choisissez ci-dessous une suite toute prête ou un indicateur, ou ouvrez un fichier\u202f; "
        "sur chaque page d’un territoire, «\u00a0Ajouter à la séance\u00a0» y met la vue affichée."
    )
draw_kept_list()

st.header("Ajouter des vues", anchor=False)
if place is None:
    st.markdown("Pour quel territoire\u202f?")
    search_field(store, selection, key="atelier", page="atelier")
else:
    st.markdown(f"Pour **{short_label(place)}**.")
    draw_additions(store, catalog, selection)
    link_to("mes-donnees", selection, "Ajouter une vue de vos données", icon=":material/arrow_forward:")
    with st.popover("Changer de territoire", icon=":material/search:"):
        search_field(store, selection, key="atelier", page="atelier")

st.header("Ouvrir une séance", anchor=False)
draw_opening()
draw_kept(workshop)
