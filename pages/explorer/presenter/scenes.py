"""One view of a workshop, drawn large: what its page shows, with its figure, one sentence and its source."""

from __future__ import annotations

import streamlit as st

from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.model.workshop.record import LOCAL_PAGE
from observatoire.views.french.circularity import circular_note, compared_in_series
from observatoire.views.french.groups import group_explanation
from observatoire.views.french.wording import number, spaced
from observatoire.views.html.tables import key_value_html
from observatoire.views.portrait.cards import cards, identity, locator_html
from observatoire.views.workshop.html import figure_html, names_html, standout_lines_html, theme_html, told_html
from pages.explorer.presenter.brought import draw_brought_view
from pages.explorer.presenter.compared import NO_PEERS, draw_compared
from pages.explorer.presenter.large import draw_large
from pages.explorer.presenter.maps import draw_maps
from pages.parts.workshop import figure_of_view
from pages.server.addresses import locator_url
from pages.state.data import peers_explained
from pages.state.models.evolution import ShownSeries, shown_series
from pages.state.models.portrait import shown_portrait
from pages.state.selection import Selection

MOST_STANDOUTS = 3
NOT_FOR_A_ROOM = ("Nom", "Siren", "Code Insee", "Code postal")
"""Lines of the identity that are already on the screen, or that nobody needs there."""


def draw_scene(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> None:
    """Draw a view whose values are shown.

    Parameters
    ----------
    store, catalog, selection, place
        The edition, the catalogue, what the visitor looks at and the place.
    """
    {
        "portrait": _portrait,
        "pairs": _pairs,
        "comparer": draw_compared,
        "carte": draw_maps,
        "evolution": _series,
        LOCAL_PAGE: draw_brought_view,
    }[selection.page](store, catalog, selection, place)


def _series(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> None:
    shown, figure = shown_series(store, catalog, selection, place), figure_of_view(store, catalog, selection)
    left, right = st.columns([4, 7], gap="large")
    if figure is not None:
        compared = compared_in_series(catalog, shown.options.indicator, shown.options.based)
        told = _told(shown, circular_note(catalog, compared, place, shown.group))
        left.html(figure_html(figure, told, shown.index_in(figure.year)))
    if shown.drawing is not None:
        with right:
            draw_large(shown.drawing, tall=True)


def _told(shown: ShownSeries, circular: str) -> str:
    """Say what the series shows, whether it chose the peers and, where a period was chosen, the change over it."""
    told = [shown.options.replaced, shown.sentence, circular]
    if shown.options.period_asked:
        told += [*shown.caveats, *([shown.change.sentence] if shown.change else [])]
    return spaced(" ".join(sentence for sentence in told if sentence))


def _portrait(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> None:
    shown = shown_portrait(store, catalog, selection, place)
    left, right = st.columns([7, 4], gap="large")
    facts = [("Habitants", number(place.population)), *identity(store, place)]
    left.html(key_value_html([fact for fact in facts if fact[0] not in NOT_FOR_A_ROOM]))
    right.html(locator_html(place, locator_url(store.edition, place.id)))
    if shown.one_theme:
        for theme in shown.themes:
            drawn = cards(store, catalog, place, catalog.of_theme(theme), shown.group, shown.label, {})
            st.html(theme_html(catalog.themes[theme].title, drawn))
    elif shown.stands is not None and shown.stands.found:
        st.html(standout_lines_html(shown.stands.found[:MOST_STANDOUTS], shown.label))


def _pairs(store: Store, _catalog: Catalog, selection: Selection, place: Territory) -> None:
    if selection.peers is None:
        st.html(told_html(NO_PEERS))
        return
    reasons = peers_explained(place.id, selection.peers)
    for sentence in (reasons.verdict, spaced(group_explanation(store, place, reasons.group))):
        if sentence:
            st.html(told_html(sentence))
    st.html(names_html(store, reasons.group))
