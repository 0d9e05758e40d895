"""What the server does while it starts, and once the first visitors are served."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import importlib
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from streamlit import config

from observatoire.model.catalog import Catalog, CatalogError
from observatoire.model.store import Store
from observatoire.model.territory import Level
from observatoire.statistics.components import latest_year
from observatoire.statistics.figures import figures
from observatoire.views.home.drawings import country_map
from observatoire.views.html.rendering import compile_templates
from pages.server.apart.downloads import make_downloads_apart
from pages.server.apart.pool import POOL
from pages.server.apart.shelf import SHELF
from pages.server.bounds.connections import give_up_silent_connections, open_more_files
from pages.server.bounds.logs import write_few_of_each
from pages.server.bounds.runs import hand_over_often
from pages.server.french.refusals import say_errors_in_french
from pages.server.memory import give_back_memory, spare_memory, tidy_regularly
from pages.server.operation.draining import drain_on_sigterm
from pages.server.protection.failures import TOLD, failure_of
from pages.server.readiness import READINESS
from pages.server.routes import pack_ahead
from pages.state.data import search_index, shared_data
from participation.configuration import configured

FIRST_VISITORS = 5.0
"""Seconds left to those who wait at the door before the server computes ahead."""

LATER = (
    "observatoire.views.charts.ranking", "observatoire.views.maps.folium_map", "pages.server.api.application",
)  # fmt: skip
"""Heavy libraries that the first page does without. Not streamlit_folium: its component is registered only where a
visitor's page imports it; imported here, the frame of every map would answer 404."""

NOTHING_SHOWN = "Les données ne peuvent pas être lues, aucune page ne sera montrée"

ABOVE_COMMUNES: tuple[Level, ...] = ("epci", "departement", "region", "france")


@asynccontextmanager
async def warm(_app: Any) -> AsyncIterator[None]:
    """Load the data while the server starts, so that the first visitor does not wait for them."""
    try:
        spare_memory()
        hand_over_often()
        _send_at_once()
        say_errors_in_french()
        drain_on_sigterm()
        make_downloads_apart()
        open_more_files()
        write_few_of_each()
        loading = asyncio.get_running_loop().run_in_executor(None, _load)
    except (MemoryError, RuntimeError, OSError) as error:
        if failure := failure_of(error):
            print(f"  {failure.operator}.", file=sys.stderr, flush=True)
            os._exit(1)  # raised, it would be told in forty lines of the framework's
        raise
    print(f"  Observatoire territorial citoyen\u202f: {_address()}", file=sys.stderr, flush=True)
    watching = [asyncio.create_task(tidy_regularly(_rest)), asyncio.create_task(give_up_silent_connections())]
    yield
    loading.cancel()
    for task in watching:
        task.cancel()
    POOL.close()
    close_surveys()


def close_surveys() -> None:
    """Write what waits of surveys, and let go of their databases; nothing of them is imported where they are off."""
    if configured() is None:
        return
    from pages.server.participer.desk import close_desk

    close_desk()


def _rest() -> None:
    SHELF.tidy()
    POOL.rest()


def _address() -> str:
    """Return the address to open. Streamlit's own message would ask outside for the address of the machine."""
    named = config.get_option("browser.serverAddress") if config.is_manually_set("browser.serverAddress") else ""
    address = named or str(config.get_option("server.address") or "localhost")
    shown = "localhost" if address in {"0.0.0.0", "::", "127.0.0.1"} else address
    base = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return f"http://{shown}:{config.get_option('server.port')}/{base}"


def _load() -> None:
    """Load the data, then the index of the search; once the first visitors are served, what they do not wait for."""
    try:
        store, catalog = shared_data()
        country_map(store)  # the home page's, which most visitors open first
    except Exception as error:  # whatever it is, pages have nothing to show
        READINESS.failed()
        known = isinstance(error, CatalogError) or failure_of(error)
        said = error if known else f"{type(error).__name__}, {error}"
        print(f"{NOTHING_SHOWN}\u202f: {said}.", file=sys.stderr, flush=True)
        return
    READINESS.loaded(store)
    try:
        search_index()
        if not READINESS.leaves_within(FIRST_VISITORS):
            _compute_ahead(store, catalog)
    except Exception as error:  # what is computed ahead is computed again when asked for
        failure = failure_of(error)
        TOLD.say(failure.operator if failure else f"Rien n’a pu être préparé d’avance ({error})")


def _compute_ahead(store: Store, catalog: Catalog) -> None:
    """Load the libraries of charts and maps; compute every indicator above communes in its latest year.

    A server that is about to stop gives it up: its process would not end before.
    """
    for library in LATER:
        importlib.import_module(library)
    compile_templates()
    if READINESS.leaving:
        return
    pack_ahead(store)
    for indicator in catalog.indicators.values():
        if READINESS.leaving:
            return
        for level in ABOVE_COMMUNES:
            figures(store, indicator, level, latest_year(store, indicator, level))
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
