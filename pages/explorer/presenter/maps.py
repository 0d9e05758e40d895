"""A view of Carte, drawn large: one map or two."""

from __future__ import annotations

import streamlit as st

from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.views.french.sentences import period
from observatoire.views.html.tables import map_legend_html
from observatoire.views.workshop.html import figure_html
from pages.parts.maps.frame import draw_map
from pages.parts.workshop import figure_of_view
from pages.state.models.carte import ShownMap, shown_map
from pages.state.selection import Selection


def draw_maps(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> None:
    """Draw the map. The background of the IGN, which asks another site, stays off.

    Parameters
    ----------
    store, catalog, selection, place
        The edition, the catalogue, what the visitor looks at and the place.
    """
    shown, figure = shown_map(store, catalog, selection, place), figure_of_view(store, catalog, selection)
    told = figure_html(figure) if figure is not None else ""
    if shown.second is not None:
        _two_maps(store, selection, shown, told)
        return
    left, right = st.columns([4, 7], gap="large")
    left.html(told + map_legend_html(shown.legend(shown.model)))
    with right, st.container(key="otc-carte"):
        draw_map(store, selection, shown.model, shown.label, key="carte-presentee", clickable=False)


def _two_maps(store: Store, selection: Selection, shown: ShownMap, told: str) -> None:
    """Draw two maps of the same shapes, each over its legend."""
    left, *columns = st.columns([3, 4, 4], gap="medium")
    left.html(told)
    for column, model, key in zip(columns, shown.models, ("carte-presentee", "carte-presentee-2"), strict=True):
        with column:
            st.markdown(f"**{model.indicator.title} ({period(model.indicator, model.year)})**")
            draw_map(store, selection, model, shown.label, key=key, clickable=False)
            st.html(map_legend_html(shown.legend(model)))
