"""The frame around every page: title, menu, notices, footer."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import importlib
import socket
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from observatoire.model.store import Store
from observatoire.model.territory import Level
from observatoire.statistics.indicators import values, years
from observatoire.views.french.grammar import short_label
from observatoire.views.french.wording import long_date
from observatoire.views.html.page import brand_html, footer_html
from observatoire.views.html.rendering import compile_templates
from pages.parts.blocks import ask_for_place
from pages.parts.embedding import SITE, embedded, end_alone
from pages.parts.share import share, tell_edition
from pages.server.memory import give_back_memory, spare_memory
from pages.server.routes import pack_ahead
from pages.state.data import search_index, shared_data
from pages.state.embedding import EMBEDDABLE
from pages.state.links import PAGES
from pages.state.selection import Selection, carried, current_selection
from pages.state.workshop import warn_unsaved

OFF_MENU = {"presenter", "guide"}
"""Pages that the Atelier leads to."""

FIRST_VISITORS = 5.0
"""Seconds left to those who wait at the door before the server computes ahead."""

LATER = ("observatoire.views.charts.indicator", "observatoire.views.maps.folium_map", "geopandas")
"""Heavy libraries that the first page does without. Not streamlit_folium: its component is registered only where a
visitor's page imports it; imported here, the frame of every map would answer 404."""

ABOVE_COMMUNES: tuple[Level, ...] = ("epci", "departement", "region", "france")

ABOUT_A_PLACE = {"portrait", "pairs", "comparer", "carte", "evolution"}
"""Pages that need a territory: without one, the frame offers the search instead."""


@asynccontextmanager
async def warm(_app: Any) -> AsyncIterator[None]:
    """Load the data while the server starts, so that the first visitor does not wait for them."""
    spare_memory()
    _send_at_once()
    loading = asyncio.get_running_loop().run_in_executor(None, _load)
    yield
    loading.cancel()


def _load() -> None:
    """Load the data, then the index of the search; once the first visitors are served, what they do not wait for.

    These are the libraries of charts and maps, our templates, and every indicator above communes in its latest year.
    """
    store, catalog = shared_data()
    search_index()
    time.sleep(FIRST_VISITORS)
    for library in LATER:
        importlib.import_module(library)
    compile_templates()
    pack_ahead(store)
    for indicator in catalog.indicators.values():
        for level in ABOVE_COMMUNES:
            values(store, indicator, level, years(store, indicator)[-1])
    gc.collect()
    give_back_memory()
    gc.freeze()  # what the first visitors loaded (Altair, folium) is for good too


def _send_at_once() -> None:
    """Switch off Nagle's algorithm on the sockets that listen; connections inherit it.

    asyncio does so only for sockets made with an explicit protocol number, which Streamlit's is not. Without it, the
    second small message of every rerun waits for the browser's acknowledgement: 40 ms on Linux, more elsewhere.
    """
    for item in gc.get_objects():
        if isinstance(item, socket.socket) and item.type == socket.SOCK_STREAM and item.fileno() >= 0:
            with contextlib.suppress(OSError):
                if item.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                    item.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def run() -> None:
    """Draw the page that the URL names, inside the frame."""
    pages = {
        name: st.Page(script, title=title, url_path="" if name == "accueil" else name, default=name == "accueil")
        for name, (script, title) in PAGES.items()
    }
    page = st.navigation(list(pages.values()), position="hidden")
    store, catalog = shared_data()
    selection = current_selection(store, catalog)
    where = f"{short_label(selection.territory)} · " if selection.territory else ""
    st.set_page_config(page_title=f"{page.title} · {where}{SITE}", page_icon="🧭", layout="wide")
    name = page.url_path or "accueil"
    if embedded() and name in EMBEDDABLE:
        _alone(page, selection)
        return
    if name == "presenter":
        page.run()
        return
    _menu(selection, pages, page)
    warn_unsaved()
    for notice in selection.notices:
        st.warning(notice, icon=":material/info:")
    if name in ABOUT_A_PLACE and selection.territory is None:
        ask_for_place(PAGES[name][0], selection)
    else:
        if name in ABOUT_A_PLACE:
            tell_edition(store, selection, PAGES[name][0])
            share(selection, store.release, name)
        page.run()
    _footer(store)


def _alone(page: StreamlitPage, selection: Selection) -> None:
    """Draw the main drawing of a page for another site's frame; its style sheet hides what else the page draws."""
    for notice in selection.notices:
        st.warning(notice, icon=":material/info:")
    if selection.territory is not None:
        with st.container(key="otc-integre"):
            page.run()
    # A page ends at its main drawing: only one without territory or without drawing comes here.
    end_alone(selection, "Cette vue n’a pas de dessin à intégrer")


def _menu(selection: Selection, pages: Mapping[str, StreamlitPage], current: StreamlitPage) -> None:
    """Links that carry the visitor's choices along; real links, so that they open in a tab too."""
    with st.container(key="otc-menu", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(brand_html(SITE), width="content")
        for name, page in pages.items():
            if name in OFF_MENU:
                continue
            keeps = selection.territory is not None and name != "accueil"
            st.page_link(
                page,
                label=f"**{page.title}**" if page.title == current.title else page.title,
                query_params=selection.parameters() if keeps else carried(),
            )


def _footer(store: Store) -> None:
    manifest = store.manifest
    st.html(footer_html(str(manifest["release"]), str(manifest["cog"]), long_date(manifest["epci_date"])))
