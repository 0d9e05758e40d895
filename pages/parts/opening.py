"""What a page about a place opens with: what it reads from the address, its banner, its notices, its figure."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.figures import figures
from observatoire.views.french.grammar import short_label
from observatoire.views.french.sentences import reading
from observatoire.views.html.places import lineage_html
from pages.parts.favourites import draw_favourites
from pages.parts.search.places import COMPOSE, search_field
from pages.parts.share import share
from pages.state.data import shared_data
from pages.state.links import link_to, same_page_for_each
from pages.state.selection import Selection, current_selection, remember

LONGEST_KEY = 60
"""Characters of an identifier in a widget's key, which becomes a class of the page."""
NO_PEERS = (
    "La France n’a pas de pairs ici. Choisissez une région, un département, un EPCI ou une commune pour comparer."
)


def open_page() -> tuple[Store, Catalog, Selection, Territory]:
    """Read the selection for a page about a territory, keep it in the URL, draw the banner."""
    store, catalog = shared_data()
    selection = current_selection(store, catalog)
    if selection.territory is None:
        raise RuntimeError("the frame runs this page only with a territory")
    remember(selection, store.edition)
    banner(store, selection, selection.territory)
    return store, catalog, selection, selection.territory


def tell(notices: Sequence[str]) -> None:
    """Say what the address of a page asked for and could not be had."""
    if notices:
        with st.container(key="otc-avis"):
            for notice in notices:
                st.warning(notice, icon=":material/info:")


def banner(store: Store, selection: Selection, territory: Territory) -> None:
    """Draw what the place is and what holds it, its name, the way to another one and out of the screen."""
    with st.container(key="otc-banniere", horizontal=True, vertical_alignment="bottom"):
        with st.container(gap=None):
            st.html(lineage_html(store, territory, same_page_for_each(selection)))
            st.title(short_label(territory), anchor=False)
        with st.container(key="otc-actions", horizontal=True, width="content", gap="small"):
            # Another place is another menu: chosen in it, it closes.
            with st.popover("Changer", icon=":material/search:", key=f"changer-{territory.id[:LONGEST_KEY]}"):
                search_field(store, selection, key="banniere", page=selection.page)
                draw_favourites(selection, selection.page, bare=True)
                link_to("composer", selection, COMPOSE, icon=":material/playlist_add:")
            share(selection, store.edition)


def place_reading(store: Store, selection: Selection) -> None:
    """Write the place's own figure as a sentence."""
    if selection.territory is None:
        return
    place = selection.territory
    row = figures(store, selection.indicator, place.level, selection.year, [place.id]).figure(0)
    st.markdown(reading(selection.indicator, selection.territory, row, selection.year))
