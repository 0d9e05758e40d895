"""Under every figure: where it comes from, with its sums and its communes, and what it means."""

from __future__ import annotations

import streamlit as st

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.trace import trace
from observatoire.views.html.trace import trace_html
from pages.parts.blocks import about_indicator
from pages.parts.view_files import members_files
from pages.state.selection import Selection


def explain_figure(
    store: Store, catalog: Catalog, selection: Selection, indicator: Indicator | None = None, year: int | None = None
) -> None:
    """Draw, folded, the trace of the place's figure and what the catalogue says of the indicator.

    What is folded is made when it is opened: most visitors open neither, and it was a sixth of each rerun.

    Parameters
    ----------
    store, catalog, selection
        The edition, the catalogue and what the visitor looks at.
    indicator, year : optional
        Where the page shows others than the selection's.
    """
    indicator, year = indicator or selection.indicator, year or selection.year
    if selection.territory is not None:
        folded = st.expander("D’où vient ce chiffre\u202f? Le calcul avec ses nombres", key="calcul", on_change="rerun")
        if folded.open:
            with folded:
                _trace(store, catalog, selection, indicator, selection.territory, year)
    about_indicator(indicator)


def _trace(
    store: Store, catalog: Catalog, selection: Selection, indicator: Indicator, place: Territory, year: int
) -> None:
    found = trace(store, indicator, place, year)
    st.html(trace_html(catalog, indicator, place, year, found))
    if found.sums and not found.counted_whole:
        members_files(store, catalog, selection, indicator, place, year)
