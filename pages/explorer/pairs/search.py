"""How statistical neighbours are searched: how many, among whom, by which criteria."""

from __future__ import annotations

import streamlit as st

from observatoire.model.catalog import Catalog
from observatoire.model.territory import Territory
from observatoire.statistics.peers.groups import (
    FEWEST_SIMILAR,
    MOST_SIMILAR,
    PeerRequest,
)
from observatoire.views.french.groups import NATURES
from pages.state.selection import bound, write_back


def choose_search(catalog: Catalog, place: Territory, request: PeerRequest) -> None:
    """Draw how many neighbours, among whom, and the two lists of features that do not count as usual."""
    st.slider(
        "Nombre de pairs",
        FEWEST_SIMILAR,
        MOST_SIMILAR,
        key=bound("nombre-de-pairs", request.n),
        on_change=write_back,
        args=("nombre", "nombre-de-pairs"),
    )
    limits = {"": "Toute la France", "region": "La même région"}
    if place.nature:
        limits["nature"] = f"Les {NATURES[place.nature][1]}"
    st.selectbox(
        "Chercher dans",
        list(limits),
        key=bound("pairs-restreints", request.within),
        format_func=limits.__getitem__,
        on_change=write_back,
        args=("restreint", "pairs-restreints"),
    )
    titles = {f.id: f.title for f in catalog.features.values() if place.level in f.levels}
    _choose_features("Ne pas tenir compte de", "sans", titles, request.dropped, len(titles) - 1)
    counted = {name: title for name, title in titles.items() if name not in request.dropped}
    _choose_features("Compter double", "double", counted, request.doubled, len(counted))


def _choose_features(label: str, parameter: str, titles: dict[str, str], chosen: tuple[str, ...], most: int) -> None:
    st.multiselect(
        label,
        list(titles),
        key=bound(f"criteres-{parameter}", list(chosen)),
        format_func=titles.__getitem__,
        on_change=write_back,
        args=(parameter, f"criteres-{parameter}"),
        max_selections=most,
        select_all=False,
        placeholder="Choisir des critères",
    )
