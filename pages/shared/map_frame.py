"""The map of a page: drawn once, repainted at each change, its clicks turned into a territory."""

from __future__ import annotations

import streamlit as st
from streamlit_folium import st_folium

from observatoire.model.store import Store
from observatoire.views import maps
from observatoire.views.geometry import territory_at
from observatoire.views.map_model import MapModel, shape_of
from observatoire.views.style import MISSING
from pages.shared.routes import context_path, geometry_path
from pages.shared.selection import Selection, change

HEIGHT = 560


def draw_map(store: Store, selection: Selection, model: MapModel, label: str) -> None:
    """Draw the map; a click on another territory opens it and keeps the map."""
    layer = maps.thematic_layer(
        maps.frame_url(geometry_path(store.release, model.scope)),
        maps.frame_url(context_path(store.release, model.scope)),
        model.classes,
        model.palette,
        model.tooltips,
        selected=shape_of(model.scope, model.ids, selection.territory) if selection.territory else None,
        symbols=model.radii,
        missing={kind: MISSING[kind] for kind in model.missing},
        label=f"{selection.indicator.title}, {label}, {selection.year}",
    )
    with st.container(key="otc-carte"):
        answer = st_folium(
            maps.base_map(),
            key="carte",
            height=HEIGHT,
            use_container_width=True,
            returned_objects=["last_clicked"],
            feature_group_to_add=layer,
        )
    click = (answer or {}).get("last_clicked")
    # The component repeats its last click at every rerun: only a new one counts.
    if not click or click == st.session_state.get("dernier-clic"):
        return
    st.session_state["dernier-clic"] = click
    found = territory_at(store, model.scope, float(click["lng"]), float(click["lat"]))
    if found and (selection.territory is None or found != selection.territory.id):
        change(territoire=found, perimetre=str(model.scope), avec=None, hors=None, liste=None)
        st.rerun()
