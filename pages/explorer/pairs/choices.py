"""Choices of the page « Pairs »: the group, and how it is made. The URL keeps all of them."""

from __future__ import annotations

import streamlit as st

from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.peers.groups import (
    SEARCHED,
    PeerGroup,
    PeerRequest,
    default_method,
    offered_methods,
)
from observatoire.views.french.groups import METHOD_LABELS
from observatoire.views.french.wording import spaced
from observatoire.views.peers.neighbour_words import method_caption, settings
from pages.explorer.pairs.lists import compose_list, remove_peers
from pages.explorer.pairs.search import choose_search
from pages.state.links import link_to
from pages.state.parameters import PEER_OPTIONS
from pages.state.selection import Selection, bound, write_back

FOLDS = dict.fromkeys(SEARCHED, "Régler la recherche") | {"choisis": "Composer la liste"}
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
            if request.searched:
                choose_search(catalog, place, request)
            if request.method == "choisis":
                compose_list(store, place, request)
            else:
                remove_peers(store, group)


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
