"""Choices of the page « Pairs »: the group, and how it is made. The URL keeps all of them."""

from __future__ import annotations

import streamlit as st

from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.peers.groups import (
    FEWEST_SIMILAR,
    MOST_CHOSEN,
    MOST_SIMILAR,
    PeerGroup,
    PeerRequest,
    default_method,
    offered_methods,
)
from observatoire.views.french.groups import LEVEL_NOUNS, METHOD_LABELS, NATURES, option_labels
from observatoire.views.french.wording import spaced
from observatoire.views.peers.neighbour_words import method_caption, settings
from pages.parts.blocks import MOST_CHOICES, search_to_add
from pages.state.links import link_to
from pages.state.parameters import PEER_OPTIONS
from pages.state.peers import MOST_REMOVED
from pages.state.selection import Selection, bound, write_back

FOLDS = {"similaires": "Régler la recherche", "choisis": "Composer la liste"}
"""Name of the second fold, by method; the others only let peers be removed."""


def choose_group(store: Store, catalog: Catalog, selection: Selection, place: Territory, group: PeerGroup) -> None:
    """Draw what is chosen, then two folds: the group; its settings. Both write in the URL.

    Parameters
    ----------
    store, catalog, selection, place, group
        The edition, the catalogue, what the visitor looks at, the place and its peers.
    """
    request = group.request
    with st.container(key="otc-choix"):
        _chosen_now(catalog, selection, place, request)
        left, right = st.columns(2)
        with left, st.expander("Changer de groupe"):
            _choose_method(place, request)
        with right, st.expander(FOLDS.get(request.method, "Retirer des pairs"), expanded=request.method == "choisis"):
            if request.method == "similaires":
                _choose_search(catalog, place, request)
            if request.method == "choisis":
                _compose_list(store, place, request)
            else:
                _remove_peers(store, group)


def _chosen_now(catalog: Catalog, selection: Selection, place: Territory, request: PeerRequest) -> None:
    """Say what is chosen; lead back to what is usual when it is not."""
    chosen = f"Comparer avec\u202f: **{METHOD_LABELS[request.method][place.level]}**"
    how = settings(catalog, request)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(spaced(f"{chosen} · {how}" if how else chosen), width="content")
        if request != PeerRequest(method=default_method(place) or request.method):
            usual = dict.fromkeys(("pairs", *PEER_OPTIONS))
            link_to("pairs", selection, "Revenir au réglage courant", icon=":material/undo:", changes=usual)


def _choose_method(place: Territory, request: PeerRequest) -> None:
    methods = list(offered_methods(place))
    st.radio(
        "Groupe de comparaison",
        methods,
        key=bound("groupe-de-pairs", request.method),
        format_func=lambda m: METHOD_LABELS[m][place.level],
        captions=[spaced(method_caption(place, m)) for m in methods],
        on_change=write_back,
        args=("pairs", "groupe-de-pairs"),
        label_visibility="collapsed",
    )


def _choose_search(catalog: Catalog, place: Territory, request: PeerRequest) -> None:
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


def _remove_peers(store: Store, group: PeerGroup) -> None:
    """Draw the list of peers to leave out; long groups offer their largest ones."""
    removed = group.request.removed
    places = store.territories.loc[list(group.ids)]
    several = f" (les {MOST_CHOICES} plus peuplés du groupe)" if len(places) > MOST_CHOICES else ""
    if several:
        places = places.nlargest(MOST_CHOICES, "population")
    labels = option_labels(store.territories.loc[list(removed)]) | option_labels(places)
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


def _compose_list(store: Store, place: Territory, request: PeerRequest) -> None:
    """Draw the hand-picked list; communes are too many for a menu and are searched."""
    places = store.territories.loc[list(request.chosen)]
    if place.level == "commune":
        search_to_add(place, request.chosen, "liste", MOST_CHOSEN)
    else:
        places = store.level(place.level).drop(place.id).sort_values("short_name")
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
