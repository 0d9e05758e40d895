"""The map of a page: drawn once, repainted at each change, its clicks turned into a territory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st
from streamlit_folium import st_folium

from observatoire.model.store import Store
from observatoire.views.maps import folium_map as maps
from observatoire.views.maps.hits import territory_at
from observatoire.views.maps.model import MapModel
from pages.parts.maps.layer import map_layer
from pages.state.selection import Selection, change

HEIGHT = 560


def draw_map(
    store: Store,
    selection: Selection,
    model: MapModel,
    label: str,
    *,
    key: str = "carte",
    background: bool = False,
    clickable: bool = True,
    pins: Mapping[str, Any] | None = None,
) -> None:
    """Draw a map; a click on another territory opens it and keeps the map.

    Parameters
    ----------
    store, selection
        The edition and what the visitor looks at.
    model : MapModel
        The map, before any drawing.
    label : str
        The map's name: "Communes de la Charente".
    key : str, optional
        Of the component, the same at each run.
    background : bool, optional
        Whether the ground is drawn.
    clickable : bool, optional
        Whether a click opens another territory.
    pins : mapping, optional
        Places brought by a council, as `Layer` has them.
    """
    click = new_click(map_layer(store, selection, model, label, background, pins), key)
    if click is None or not clickable:
        return
    found = territory_at(store, model.scope, *click)
    if found in model.ids and (selection.territory is None or found != selection.territory.id):
        change(territoire=found, perimetre=str(replace(model.scope, insets=True)), avec=None, hors=None, liste=None)
        st.rerun()


def new_click(layer: maps.Layer, key: str) -> tuple[float, float] | None:
    """Draw a layer, and return where the visitor has just clicked: longitude and latitude; None for nowhere new.

    Parameters
    ----------
    layer : Layer
        What the map shows.
    key : str
        Of the component, the same at each run.
    """
    answer = st_folium(
        maps.base_map(),
        # The background may only be asked for by a frame that was opened for it: another frame, other rights.
        key=f"{key}-ign" if layer.background else key,
        height=HEIGHT,
        use_container_width=True,
        returned_objects=["last_clicked"],
        feature_group_to_add=maps.thematic_layer(layer),
    )
    click = (answer or {}).get("last_clicked")
    # The component repeats its last click at every rerun: only a new one counts.
    if not click or click == st.session_state.get(f"{key}-dernier-clic"):
        return None
    st.session_state[f"{key}-dernier-clic"] = click
    return float(click["lng"]), float(click["lat"])
