"""What every visitor shares: the only `st.cache_*` of the application."""

from __future__ import annotations

import contextlib
import ctypes
import gc

import pyarrow as pa
import streamlit as st

from observatoire.model.catalog import Catalog, load_catalog
from observatoire.model.search import SearchIndex
from observatoire.model.store import Store, open_store


@st.cache_resource(show_spinner="Chargement des données…")
def shared_data() -> tuple[Store, Catalog, SearchIndex]:
    """Return the store, the catalogue and the search index, loaded once for the whole process."""
    store = open_store()
    loaded = store, load_catalog(), SearchIndex(store.territories, store.former_communes)
    _give_back_memory()
    # Streamlit collects garbage after each rerun: without this, it walks all these objects each time.
    gc.collect()
    gc.freeze()
    return loaded


def _give_back_memory() -> None:
    """Return to the system what reading the files took and no longer needs: about 100 MB."""
    pa.default_memory_pool().release_unused()
    with contextlib.suppress(OSError, AttributeError):  # not Linux with glibc
        ctypes.CDLL("libc.so.6").malloc_trim(0)
