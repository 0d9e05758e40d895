"""What the browser needs to paint the map of a page."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any

import pandas as pd

from observatoire.model.store import Store
from observatoire.views.french.grammar import short_label
from observatoire.views.french.sentences import period
from observatoire.views.french.wording import with_unit
from observatoire.views.maps import folium_map as maps
from observatoire.views.maps.geometry import scope_ids
from observatoire.views.maps.model import MapModel
from observatoire.views.maps.scopes import Outlined, outlined, traced
from pages.server.addresses import detail_path, figures_path, geometry_path, names_path
from pages.state.selection import Selection

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
