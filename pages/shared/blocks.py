"""Parts that several pages repeat: search, banner, choices of peers, indicator and year."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.search import Match, SearchIndex
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics import indicators
from observatoire.statistics.peers import offered_methods
from observatoire.views.grammar import display_name, short_label, typographic
from observatoire.views.peer_words import METHOD_LABELS, option_label, what_it_is
from pages.shared.data import shared_data
from pages.shared.selection import Selection, bound, change, current_selection, remember, write_back

PORTRAIT = "pages/explorer/portrait.py"
RESULTS = 8


def search_field(
    store: Store, index: SearchIndex, *, key: str, query: str = "", examples: Sequence[str] = ()
) -> None:
    """Draw the search field and, under it, the territories found as links to their portrait."""
    asked = st.text_input(
        "Nom de commune, d’EPCI, de département, code postal ou code INSEE",
        value=query[:100],
        max_chars=100,
        key=f"recherche-{key}",
        placeholder="Par exemple : Cognac, 16100, Grand Cognac",
        type="search",
        autocomplete="off",
        live="250ms",
    )
    text = (asked or "").strip()
    if key == "accueil":
        change(q=text or None)
    if not text:
        if examples:
            st.caption("Ou commencez par un exemple :")
            with st.container(horizontal=True, gap="small"):
                for identifier in examples:
                    _territory_link(store, store.territory(identifier))
        return
    found = index.search(text, limit=RESULTS)
    if not found:
        st.info(
            "Aucun territoire ne correspond. Vérifiez l’orthographe, ou essayez le code postal.",
            icon=":material/search_off:",
        )
    for match in found:
        _territory_link(store, store.territory(match.id), match)


def _territory_link(store: Store, territory: Territory, match: Match | None = None) -> None:
    label = f"**{option_label(territory)}**"
    if match is not None:
        label = f"**{display_name(territory)}** — {what_it_is(store, territory)}"
        if match.reason == "former":
            label += f" (ancienne commune : {typographic(match.matched)})"
    st.page_link(PORTRAIT, label=label, query_params={"territoire": territory.id})


def open_page() -> tuple[Store, Catalog, Selection]:
    """Read the selection for a page about a territory; without one, offer the search and stop there."""
    store, catalog, index = shared_data()
    selection = current_selection(store, catalog)
    if selection.territory is None:
        st.title("Quel territoire ?", anchor=False)
        search_field(store, index, key="manquant", examples=("epci-200070514", "com-05023", "com-97411"))
        st.stop()
    remember(selection)
    banner(store, index, selection.territory)
    return store, catalog, selection


def banner(store: Store, index: SearchIndex, territory: Territory) -> None:
    """Draw the place's name, what it is, and the way to another one."""
    with st.container(key="otc-banniere", horizontal=True, vertical_alignment="bottom"):
        with st.container():
            st.caption(what_it_is(store, territory))
            st.title(short_label(territory), anchor=False)
        with st.popover("Changer de territoire", icon=":material/search:"):
            search_field(store, index, key="banniere")


def choose_indicator(
    store: Store, catalog: Catalog, selection: Selection, *, among: Sequence[Indicator] | None = None
) -> None:
    """Draw the menu of indicators, by theme; the choice goes to the URL."""
    options = [i.id for i in (among or catalog.indicators.values())]
    themes = {i.id: catalog.themes[i.theme].title for i in catalog.indicators.values()}
    st.selectbox(
        "Indicateur",
        options,
        key=bound("indicateur-choisi", selection.indicator.id),
        format_func=lambda i: f"{catalog.indicators[i].title} — {themes[i]}",
        on_change=write_back,
        args=("indicateur", "indicateur-choisi", "annee"),
    )


def choose_year(store: Store, selection: Selection) -> None:
    """Draw the menu of years when there is a choice."""
    known = indicators.years(store, selection.indicator)
    st.selectbox(
        "Année",
        [str(year) for year in reversed(known)],
        key=bound("annee-choisie", str(selection.year)),
        on_change=write_back,
        args=("annee", "annee-choisie"),
        disabled=len(known) == 1,
    )


def choose_peers(selection: Selection) -> None:
    """Draw the menu of peer groups."""
    territory = selection.territory
    if territory is None or selection.method is None:
        return
    st.selectbox(
        "Comparer avec",
        list(offered_methods(territory)),
        key=bound("pairs-choisis", selection.method),
        format_func=lambda m: METHOD_LABELS[m][territory.level],
        on_change=write_back,
        args=("pairs", "pairs-choisis"),
    )
