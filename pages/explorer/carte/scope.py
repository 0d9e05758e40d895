"""Which map: the menu of those on offer, or one's own; what is chosen goes to the URL."""

from __future__ import annotations

import streamlit as st

from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.views.french.groups import option_labels
from observatoire.views.maps.geometry import LIST, MOST_LISTED, Scope, scope_ids
from observatoire.views.maps.scopes import scope_label
from pages.state.options.carte import MapOptions
from pages.state.selection import bound, change, write_back


def choose_map(store: Store, options: MapOptions, place: Territory) -> None:
    """Draw the menu of maps."""
    st.selectbox(
        "Carte",
        list(options.offered),
        key=bound("carte-choisie", options.named),
        format_func=lambda text: scope_label(store, options.offered[text], place),
        on_change=write_back,
        args=("perimetre", "carte-choisie"),
    )


def compose_map(store: Store, place: Territory, scope: Scope) -> None:
    """Draw the choice of the territories of a map of one's own, among those of the département."""
    if place.departement is None or scope.level not in ("commune", "epci"):
        return
    near = scope_ids(store, Scope(scope.level, "departement", place.departement))
    listed = scope.ids if scope.within == "liste" else ()
    labels = option_labels(store.places(list(dict.fromkeys([*near, *listed]))).sort_values("short_name"))

    def write() -> None:
        chosen = st.session_state["liste-choisie"]
        change(perimetre=LIST + ",".join(chosen) if chosen else None)

    st.multiselect(
        "Composer une carte avec les seuls territoires que je choisis",
        list(labels),
        key=bound("liste-choisie", list(listed)),
        format_func=labels.__getitem__,
        max_selections=MOST_LISTED,
        placeholder="Choisir",
        on_change=write,
    )
