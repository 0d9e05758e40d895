"""Captions under a comparison that lead to other peers: the indicator chose these, or others explain it better."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.territory import Territory
from observatoire.statistics.peers.best import best_peers
from observatoire.statistics.peers.groups import PeerGroup
from observatoire.views.french.circularity import Link, best_peers_sentence, circular_note
from pages.state.links import address_to
from pages.state.parameters import PEER_OPTIONS
from pages.state.selection import Selection


def say_circular(
    catalog: Catalog, selection: Selection, indicators: Sequence[Indicator], place: Territory, group: PeerGroup
) -> None:
    """Say which of the indicators shown chose the peers, and lead to another group; nothing when none did.

    Parameters
    ----------
    catalog, selection
        The page's.
    indicators : sequence of Indicator
        Those that it compares.
    place, group
        The territory and its peers.
    """

    if told := circular_note(catalog, list(indicators), place, group, _link(selection)):
        st.caption(told)


def say_best_peers(
    catalog: Catalog, selection: Selection, indicator: Indicator, place: Territory, group: PeerGroup
) -> None:
    """Suggest the group that explains the indicator best; nothing when it is this one, or none is clearly so.

    Parameters
    ----------
    catalog, selection
        The page's.
    indicator : Indicator
        The one that it compares.
    place, group
        The territory and its peers.
    """
    if best := best_peers(catalog, indicator, place, group):
        st.caption(best_peers_sentence(best, place.level, _link(selection)))


def _link(selection: Selection) -> Link:
    """Return what gives the address of the same view among other peers."""
    return lambda method: address_to(selection.page, selection, "", **dict.fromkeys(PEER_OPTIONS), pairs=method)
