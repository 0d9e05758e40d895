"""Composer un territoire: members picked by search, list, map, paste or file; what they make is seen at each step."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from observatoire.views.composing.blocks import status_html
from observatoire.views.composing.words import LIMITS, size_sentence
from observatoire.views.french.grammar import short_label
from pages.explorer.composer.acting import composed_so_far, said_of
from pages.explorer.composer.keeping import draw_keeping, draw_ways_on
from pages.explorer.composer.listing import choose_scope, list_members
from pages.explorer.composer.made import draw_made, draw_members
from pages.explorer.composer.opening import open_file, take_ready_made
from pages.explorer.composer.pasting import paste_members
from pages.explorer.composer.pointing import point_at_members
from pages.explorer.composer.searching import search_members
from pages.parts.favourites import draw_favourites
from pages.parts.opening import tell
from pages.state.data import shared_data
from pages.state.options.composer import WAYS, composer_options
from pages.state.selection import bound, current_selection, write_back

store, catalog = shared_data()
selection = current_selection(store, catalog)
composition = composed_so_far(store, selection)
place = selection.territory if composition.members else None
options = composer_options(store, selection)

st.title("Composer un territoire", anchor=False)
st.markdown(
    "Un SCoT, un PETR, un pays, une vallée, trois intercommunalités\u202f: réunissez ce qui fait votre territoire. Ses "
    "chiffres sont ceux de ses communes, réunies\u202f; il se compare, se cartographie et s’imprime comme les autres."
)
tell(options.notices)
name = short_label(place) if place else ""
st.html(status_html(name, size_sentence(composition, place), said_of(composition)))


def pick_in_list() -> None:
    """Draw the list of a département or of an EPCI."""
    if scope := choose_scope(store, options.scope):
        list_members(store, composition, scope)


def pick_on_map() -> None:
    """Draw the map of a département or of an EPCI."""
    if scope := choose_scope(store, options.scope):
        point_at_members(store, composition, scope)


PICKING: dict[str, Callable[[], None]] = {
    "recherche": lambda: search_members(store, composition),
    "liste": pick_in_list,
    "carte": pick_on_map,
    "coller": lambda: paste_members(store, composition),
    "fichier": lambda: open_file(store, composition),
    "tout-fait": lambda: take_ready_made(store, composition, place),
}

picking, made = st.columns([3, 2], gap="large")
with picking:
    st.header("Ajouter, retirer", anchor=False)
    st.segmented_control(
        "Comment choisir",
        list(WAYS),
        key=bound("composer-par", options.way),
        format_func=WAYS.__getitem__,
        on_change=write_back,
        args=("par", "composer-par"),
        required=True,
        wrap=True,
        label_visibility="collapsed",
    )
    PICKING[options.way]()
    st.caption(LIMITS)
with made:
    if place is not None:
        draw_made(store, catalog, composition, place)
if place is not None:
    draw_members(store, composition)
    if place.composed:
        draw_keeping(store, selection, composition, place)
    draw_ways_on(selection, composition, place)
draw_favourites(selection, "composer")
