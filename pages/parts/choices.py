"""Choices that pages share: the indicator, its year, the peers, the territories set beside the place."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.store import Store
from observatoire.statistics.components import years
from observatoire.statistics.peers.groups import MOST_CHOSEN, offered_methods
from observatoire.views.french.groups import METHOD_LABELS, option_label
from observatoire.views.french.sentences import period
from observatoire.views.html.page import only_year_html
from pages.parts.search.adding import search_to_add
from pages.parts.search.indicators import find_indicator
from pages.state.data import peer_labels
from pages.state.links import link_to
from pages.state.selection import MAX_PICKED, Selection, bound, write_back

MOST_CHOICES = 300


def choose_indicator(
    catalog: Catalog,
    selection: Selection,
    *,
    among: Sequence[Indicator] | None = None,
    current: Indicator | None = None,
) -> None:
    """Draw the menu of indicators, in the order of the themes; the choice goes to the URL.

    Parameters
    ----------
    catalog, selection
        The catalogue and what the visitor looks at.
    among : sequence of Indicator, optional
        Those on offer; all of the catalogue by default.
    current : Indicator, optional
        The one shown; that of the selection by default.
    """
    st.selectbox(
        "Indicateur",
        [i.id for i in (among or catalog.indicators.values())],
        key=bound("indicateur-choisi", (current or selection.indicator).id),
        format_func=lambda i: f"{catalog.indicators[i].title} — {catalog.themes[catalog.indicators[i].theme].title}",
        on_change=write_back,
        args=("indicateur", "indicateur-choisi", "annee"),
        filter_mode="contains",
    )
    find_indicator(selection, among)


def choose_year(store: Store, selection: Selection) -> None:
    """Draw the menu of years, or the only year there is."""
    known = years(store, selection.indicator)
    if len(known) == 1:
        st.html(only_year_html(period(selection.indicator, known[0])))
        return
    st.selectbox(
        "Année",
        [str(year) for year in reversed(known)],
        key=bound("annee-choisie", str(selection.year)),
        on_change=write_back,
        args=("annee", "annee-choisie"),
    )


def choose_peers(selection: Selection) -> None:
    """Draw the menu of peer groups and, under it, the way to why these peers."""
    territory = selection.territory
    if territory is None or selection.peers is None:
        return
    st.selectbox(
        "Comparer avec",
        list(offered_methods(territory)),
        key=bound("pairs-choisis", selection.peers.method),
        format_func=lambda m: METHOD_LABELS[m][territory.level],
        on_change=write_back,
        args=("pairs", "pairs-choisis"),
    )
    link_to("pairs", selection, "Pourquoi ces pairs\u202f?")
    members = territory.composed
    if members and len(members) <= MOST_CHOSEN and all(member.startswith("epci-") for member in members):
        of_members = {"pairs": "choisis", "liste": ",".join(members)}
        link_to(selection.page, selection, "Comparer à ses membres", changes=of_members)


def choose_picked(selection: Selection, ask: str = "Mettre en avant d’autres territoires") -> None:
    """Draw the menu of the territories to set beside the place; long groups offer their largest ones."""
    group = selection.group
    offered = peer_labels(group.place, group.request, MOST_CHOICES) if group else {}
    labels = {t.id: option_label(t) for t in selection.picked} | offered
    many = group is not None and len(group.ids) > MOST_CHOICES
    several = f" (les {MOST_CHOICES} plus peuplés du groupe)" if many else ""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.multiselect(
            f"{ask}{several}",
            list(labels),
            key=bound("mis-en-avant", [t.id for t in selection.picked]),
            format_func=labels.__getitem__,
            on_change=write_back,
            args=("avec", "mis-en-avant"),
            max_selections=MAX_PICKED,
            placeholder="Choisir parmi les pairs",
        )
        menu = st.popover("Un autre", icon=":material/search:", key="un-autre", on_change="rerun")
    if menu.open and selection.territory is not None:
        with menu:
            search_to_add(selection.territory, [t.id for t in selection.picked], "avec", MAX_PICKED)
