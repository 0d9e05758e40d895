"""The search of a territory, each one found a link to its page."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from observatoire.model.search.answers import Match
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.views.french.grammar import display_name
from observatoire.views.french.groups import option_label, what_it_is
from observatoire.views.french.searching import NO_TERRITORY, PERHAPS, why
from observatoire.views.html.search import answered_html, elsewhere_html
from pages.parts.search.field import RESULTS, ask, draw_subjects, say_remarks
from pages.state.data import indicator_index, shared_data
from pages.state.links import address_to, link_to
from pages.state.models.first import EXAMPLES
from pages.state.selection import Selection, change
from pages.state.visited import find_visited

COMPOSE = "Composer un territoire\u202f: SCoT, PETR, pays, plusieurs intercommunalités"
SUBJECTS = 3
"""Indicators that a field of territories offers beside them."""


def search_field(
    store: Store,
    selection: Selection,
    *,
    key: str,
    query: str = "",
    examples: Sequence[str] = (),
    page: str = "portrait",
) -> None:
    """Draw the search field and, under it, the territories found as links to a page, what was chosen kept.

    Parameters
    ----------
    store : Store
    selection : Selection
        What the links keep.
    key : str
        Of the field.
    query : str
        What is searched for already.
    examples : sequence of str
        Ids offered while nothing is searched for.
    page : str
        Where the links lead.
    """
    with st.container(key=f"otc-recherche-{key}"):
        text = ask(
            "Nom de commune, d’EPCI, de département, code postal ou code INSEE",
            f"recherche-{key}",
            "Par exemple\u202f: Cognac, 16100, Grand Cognac",
            query,
        )
        if key == "accueil":
            change(q=text or None)
        if text:
            _draw_answer(store, selection, text, page)
        elif examples:
            st.caption("Ou commencez par un exemple\u202f:")
            with st.container(horizontal=True, gap="small"):
                for identifier in examples:
                    place = store.territory(identifier)
                    _link_to_place(page, selection, place, f"**{option_label(place)}**")


def _draw_answer(store: Store, selection: Selection, text: str, page: str) -> None:
    """Draw what a text gives: an exact name first, then indicators of that word, then other places."""
    answer = find_visited(text, RESULTS)
    subjects = indicator_index().search(text, whole=True, limit=SUBJECTS)
    say_remarks(store, answer)
    exact = any(match.score == 1 and match.certain for match in answer.matches)
    if subjects and not exact:
        draw_subjects(selection, subjects)
    sure = [match for match in answer.matches if match.certain]
    # A word that is a subject is no misspelt place.
    guesses = [match for match in answer.matches if not match.certain and not (subjects and match.reason == "fuzzy")]
    for match in sure:
        _link_to_match(store, selection, match, page)
    if guesses:
        st.caption(PERHAPS)
        for match in guesses:
            _link_to_match(store, selection, match, page)
    if subjects and exact:
        draw_subjects(selection, subjects)
    if not sure and not guesses and not subjects:
        if not answer.remarks:
            st.info(NO_TERRITORY, icon=":material/search_off:")
        if selection.page != "accueil":  # which offers it under its field, whatever is searched for
            link_to("composer", selection, COMPOSE, icon=":material/playlist_add:", changes={"par": "coller"})
        st.html(elsewhere_html(address_to("donnees", selection)))
    st.html(answered_html(text, bool(subjects.indicators if subjects and not exact else sure)))


def _link_to_match(store: Store, selection: Selection, match: Match, page: str) -> None:
    place = store.territory(match.id)
    reason = why(match, place)
    label = f"**{display_name(place)}** — {what_it_is(store, place)}{f' ({reason})' if reason else ''}"
    _link_to_place(page, selection, place, label)


def _link_to_place(page: str, selection: Selection, place: Territory, label: str) -> None:
    """Draw the link to another place: an edition that the address names is that of the place it was about."""
    link_to(page, selection, label, changes={"territoire": place.id, "edition": None})


def ask_for_place(page: str, selection: Selection) -> None:
    """Offer the search where a page needs a territory and the URL names none that exists; keep what else it asks."""
    store, _ = shared_data()
    st.title("Quel territoire\u202f?", anchor=False)
    search_field(store, selection, key="manquant", examples=EXAMPLES, page=page)
