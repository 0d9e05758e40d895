"""Under every figure: where it comes from, with its sums and its communes, and what it means."""

from __future__ import annotations

from functools import partial

import streamlit as st

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.trace import trace
from observatoire.views.french.sentences import period
from observatoire.views.html.trace import trace_html
from pages.parts.offers import Offer, named, table_offers
from pages.parts.share import view_address
from pages.parts.takeaway import offer_files
from pages.state.data import about_text
from pages.state.parameters import USUAL_VIEW
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
    _about(indicator)


def _trace(
    store: Store, catalog: Catalog, selection: Selection, indicator: Indicator, place: Territory, year: int
) -> None:
    found = trace(store, indicator, place, year)
    st.html(trace_html(catalog, indicator, place, year, found))
    if found.sums and not found.counted_whole:
        _members_files(store, catalog, selection, indicator, place, year)


def _members_files(
    store: Store, catalog: Catalog, selection: Selection, indicator: Indicator, place: Territory, year: int
) -> None:
    """Offer the communes behind a figure.

    Parameters
    ----------
    store, catalog, selection, indicator, place, year
        The edition, the catalogue, what the visitor looks at, the indicator, the place and its year.
    """
    link = view_address(selection, store.edition, "comparer", USUAL_VIEW, indicateur=indicator.id, annee=str(year))

    def offers() -> list[Offer]:
        from observatoire.exports.tables.territories import members_export

        table = partial(members_export, store, catalog, indicator, place, year, link)
        return table_offers(table, named(place, indicator.id, period(indicator, year), "calcul"))

    offer_files("Emporter les communes qui le composent", "emporter-calcul", offers)


def _about(indicator: Indicator) -> None:
    """Say where its series breaks; draw what the indicator is, and is not, folded."""
    for rupture in indicator.breaks:
        st.caption(f"Rupture de série en {rupture.year}\u202f: {rupture.note}")
    title = "Comprendre ce chiffre\u202f: définition, calcul, limites, source"
    folded = st.expander(title, key="comprendre", on_change="rerun")
    if folded.open:
        folded.markdown(about_text(indicator.id))
