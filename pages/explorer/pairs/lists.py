"""Lists of peers: those taken out of a group, those picked by hand."""

from __future__ import annotations

import streamlit as st

from observatoire.model.store import Store
from observatoire.model.territory import Territory, is_composed
from observatoire.statistics.peers.groups import (
    MOST_CHOSEN,
    PeerGroup,
    PeerRequest,
)
from observatoire.views.french.groups import LEVEL_NOUNS, option_labels
from observatoire.views.french.wording import spaced
from pages.parts.choices import MOST_CHOICES
from pages.parts.search.adding import search_to_add
from pages.state.peers import MOST_REMOVED
from pages.state.selection import bound, write_back


def remove_peers(store: Store, group: PeerGroup) -> None:
    """Draw the list of peers to leave out; long groups offer their largest ones."""
    removed = group.request.removed
    places = store.places(group.ids)
    several = f" (les {MOST_CHOICES} plus peuplés du groupe)" if len(places) > MOST_CHOICES else ""
    if several:
        places = places.nlargest(MOST_CHOICES, "population")
    labels = option_labels(store.places(removed)) | option_labels(places)
    st.multiselect(
        f"Retirer des pairs{several}",
        list(labels),
        key=bound("pairs-retires", list(removed)),
        format_func=labels.__getitem__,
        on_change=write_back,
        args=("hors", "pairs-retires"),
        max_selections=MOST_REMOVED,
        select_all=False,
        placeholder="Choisir",
    )


def compose_list(store: Store, place: Territory, request: PeerRequest) -> None:
    """Draw the hand-picked list; communes are too many for a menu and are searched."""
    places = store.places(request.chosen)
    if place.level == "commune":
        search_to_add(place, request.chosen, "liste", MOST_CHOSEN)
    else:
        others = store.index(place.level).drop(place.id, errors="ignore").tolist()
        composed = [identifier for identifier in request.chosen if is_composed(identifier)]
        places = store.places([*composed, *others]).sort_values("short_name")
    labels = option_labels(places)
    st.multiselect(
        spaced(f"Ma liste\u202f: {LEVEL_NOUNS[place.level][1]} ({MOST_CHOSEN} au plus)"),
        list(labels),
        key=bound("pairs-de-mon-choix", list(request.chosen)),
        format_func=labels.__getitem__,
        on_change=write_back,
        args=("liste", "pairs-de-mon-choix"),
        max_selections=MOST_CHOSEN,
        select_all=False,
        placeholder="Aucun pour l’instant",
    )
