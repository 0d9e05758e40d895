"""Composer: members picked by clicking on a map, which keeps its outlines and is only repainted."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from observatoire.model.composed.changing import Held, held
from observatoire.model.composed.members import Composition
from observatoire.model.store import Store
from observatoire.views.composing.blocks import map_key_html
from observatoire.views.maps import folium_map as maps
from observatoire.views.maps.geometry import Scope, scope_ids
from observatoire.views.maps.hits import territory_at
from observatoire.views.maps.scopes import scope_label
from observatoire.views.style.tokens import PEERS_SOFT, SEQUENTIAL
from pages.explorer.composer.acting import toggle
from pages.parts.maps.frame import new_click
from pages.server.addresses import geometry_path, names_path

PALETTE = (PEERS_SOFT, SEQUENTIAL[5][2], SEQUENTIAL[5][4])
"""Of what is out, partly in, in: three lightnesses."""
STATES: dict[Held, str] = {"out": "hors du territoire", "part": "en partie dedans", "in": "dans le territoire"}


def point_at_members(store: Store, composition: Composition, scope: Scope) -> None:
    """Draw the map of a list of territories; a click takes one in, or out with all its communes.

    Parameters
    ----------
    store : Store
    composition : Composition
        What is composed so far.
    scope : Scope
        Which map.
    """
    ids = scope_ids(store, scope)
    states = held(store, composition.members, ids)
    order, label = list(STATES), scope_label(store, scope)
    layer = maps.Layer(
        geometry_url=maps.frame_url(geometry_path(store.edition, scope)),
        names_url=maps.frame_url(names_path(store.edition, scope)),
        classes=[order.index(state) for state in states],
        palette=PALETTE,
        figures=[STATES[state] for state in states],
        unit="",
        count=len(ids),
        label=f"{label}, à ajouter ou à retirer",
        view=str(scope),
    )
    with st.container(key="otc-carte"):
        click = new_click(layer, "composer-carte")
    counts = Counter(states)
    st.html(map_key_html([(colour, STATES[state], counts[state]) for colour, state in zip(PALETTE, order, strict=True)
                          if counts[state] or state != "part"]))  # fmt: skip
    st.caption(
        "Cliquez sur un territoire pour l’ajouter, ou pour le retirer s’il y est. Au doigt\u202f: touchez-le deux "
        "fois. Au clavier\u202f: flèches et Entrée, ou «\u00a0Liste\u00a0», qui offre les mêmes."
    )
    found = territory_at(store, scope, *click) if click else None
    if found:
        toggle(found, states[ids.index(found)] == "in")
        st.rerun()
