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
from observatoire.statistics.comparison import compare
from observatoire.statistics.indicators import values, years
from observatoire.statistics.peers import peer_group
from observatoire.views import charts
from observatoire.views.charts import Drawing
from observatoire.views.frames import ranked_table, reference_of
from observatoire.views.method_words import indicator_markdown
from observatoire.views.peer_words import group_label


@st.cache_resource(show_spinner="Chargement des données…")
def shared_data() -> tuple[Store, Catalog, SearchIndex]:
    """Return the store, the catalogue and the search index, loaded once for the whole process."""
    store = open_store()
    loaded = store, load_catalog(), SearchIndex(store.territories, store.former_communes)
    give_back_memory()
    # Streamlit collects garbage after each rerun: without this, it walks all these objects each time.
    gc.collect()
    gc.freeze()
    return loaded


def give_back_memory() -> None:
    """Return to the system what reading the files took and no longer needs: about 100 MB."""
    pa.default_memory_pool().release_unused()
    with contextlib.suppress(OSError, AttributeError):  # not Linux with glibc
        ctypes.CDLL("libc.so.6").malloc_trim(0)


@st.cache_resource(show_spinner=False, max_entries=400)
def about_text(indicator_id: str) -> str:
    """Return all that the catalogue says of an indicator, its words linked to the lexique: made once."""
    store, catalog, _ = shared_data()
    indicator = catalog.indicator(indicator_id)
    return indicator_markdown(catalog, indicator, years(store, indicator))


@st.cache_resource(show_spinner=False, max_entries=150)
def comparison_drawing(place: str, method: str, indicator_id: str, year: int, picked: tuple[str, ...]) -> Drawing:
    """Return the chart of a comparison, made once for all visitors: half the cost of the page. Treat as read-only."""
    store, catalog, _ = shared_data()
    territory, indicator = store.territory(place), catalog.indicator(indicator_id)
    group = peer_group(store, territory, method)
    frame = values(store, indicator, territory.level, year)
    table = ranked_table(store, indicator, frame, [place, *group.ids, *picked])
    landmarks = reference_of(indicator, compare(frame, place, group.ids), group_label(store, group))
    chart = charts.ranking_chart if len(table) <= charts.MOST_ROWS else charts.distribution_chart
    return chart(table, place, picked, landmarks, unit=indicator.unit, decimals=indicator.decimals)
