"""The caption under a comparison among peers that the very indicator chose, with a link to others."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.territory import Territory
from observatoire.statistics.peers.groups import PeerGroup
from observatoire.views.french.circularity import circular_note
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

    def link(method: str) -> str:
        return address_to(selection.page, selection, "", **dict.fromkeys(PEER_OPTIONS), pairs=method)

    if told := circular_note(catalog, list(indicators), place, group, link):
        st.caption(told)
