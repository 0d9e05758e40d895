"""The map of a page: drawn once, repainted at each change, its clicks turned into a territory."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from observatoire.model.store import Store
from observatoire.views.french.grammar import short_label
from observatoire.views.french.sentences import period
from observatoire.views.french.wording import with_unit
from observatoire.views.maps import folium_map as maps
from observatoire.views.maps.geometry import scope_ids
from observatoire.views.maps.hits import territory_at
from observatoire.views.maps.model import MapModel
from observatoire.views.maps.scopes import Outlined, outlined, traced
from pages.server.addresses import detail_path, figures_path, geometry_path, names_path
from pages.state.selection import Selection, change

HEIGHT = 560
MOST_INLINE = 5_000
"""Figures of more territories come by address, once the map is painted."""


def map_layer(
    store: Store,
    selection: Selection,
    model: MapModel,
    label: str,
    background: bool,
    pins: Mapping[str, Any] | None = None,
) -> maps.Layer:
    """Return what the browser needs to paint a map.

    Parameters
    ----------
    store, selection
        The edition and what the visitor looks at.
    model : MapModel
        The map, before any drawing.
    label : str
        The map's name: "Communes de la Charente".
    background : bool
        Whether the ground is drawn.
    pins : mapping, optional
        Places brought by a council, as `Layer` has them.
    """
    scope, drawn, edition = model.scope, model.scope.drawn, store.edition
    ids = scope_ids(store, drawn) if scope != drawn else list(model.ids)
    shown = [int(rank) for rank in pd.Index(ids).get_indexer(pd.Index(model.ids))] if scope != drawn else None
    place = selection.territory
    found = outlined(store, drawn, tuple(ids), place) if place else Outlined()
    selected = found.rank
    # The address of the figures gives those of one year, as they were counted.
    inline = len(model.ids) <= MOST_INLINE or model.derived
    name = short_label(store.territory(ids[selected])) if selected is not None else ""
    return maps.Layer(
        geometry_url=maps.frame_url(geometry_path(edition, drawn)),
        names_url=maps.frame_url(names_path(edition, drawn)),
        detail_url=maps.frame_url(detail_path(edition, drawn)) if drawn.nationwide else None,
        figures_url=None if inline else maps.frame_url(figures_path(edition, drawn, model.indicator.id, model.year)),
        figures=model.figures if inline else None,
        unit=with_unit("", model.unit),
        count=len(ids),
        shown=shown,
        classes=model.classes,
        palette=model.palette,
        selected=selected,
        selected_name=name,
        together=found.together,
        traced=traced(store, drawn, found.shape) if found.shape is not None else None,
        looks=model.looks,
        symbols=model.radii,
        label=f"{model.indicator.title}, {label}, {period(model.indicator, model.year)}",
        view=str(scope) if scope.within != "pairs" else f"pairs {zlib.crc32(','.join(scope.ids).encode())}",
        background=background,
        symbol_colour=model.symbol_colour,
        pins=pins,
    )


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
