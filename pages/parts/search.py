"""The search fields: of territories, of one to add to a list, of an indicator by a citizen's words."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from observatoire.model.catalog import Indicator
from observatoire.model.search.answers import Answer, Match
from observatoire.model.search.indicators import Subjects
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.views.french.grammar import display_name
from observatoire.views.french.groups import LEVEL_NOUNS, option_label, what_it_is
from observatoire.views.french.searching import (
    NO_INDICATOR,
    NO_TERRITORY,
    PERHAPS,
    remark_link,
    remark_sentence,
    why,
)
from observatoire.views.html.search import answered_html, elsewhere_html, subjects_html
from pages.state.data import indicator_index, shared_data
from pages.state.links import address_to, link_to
from pages.state.models.first import EXAMPLES
from pages.state.selection import Selection, change, current_selection
from pages.state.visited import find_visited

RESULTS = 8
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


def ask(label: str, key: str, placeholder: str, query: str = "") -> str:
    """Draw a field that answers while one types; return what is asked.

    Parameters
    ----------
    label, key, placeholder : str
        Of the field.
    query : str
        What is asked already.
    """
    asked = st.text_input(
        label,
        value=query[:100],
        max_chars=100,
        key=key,
        placeholder=placeholder,
        type="search",
        autocomplete="off",
        live="250ms",
    )
    return (asked or "").strip()


def _draw_answer(store: Store, selection: Selection, text: str, page: str) -> None:
    """Draw what a text gives: an exact name first, then indicators of that word, then other places."""
    answer = find_visited(text, RESULTS)
    subjects = indicator_index().search(text, whole=True, limit=SUBJECTS)
    _say(store, answer)
    exact = any(match.score == 1 and match.certain for match in answer.matches)
    if subjects and not exact:
        _draw_subjects(selection, subjects)
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
        _draw_subjects(selection, subjects)
    if not sure and not guesses and not subjects:
        if not answer.remarks:
            st.info(NO_TERRITORY, icon=":material/search_off:")
        if selection.page != "accueil":  # which offers it under its field, whatever is searched for
            link_to("composer", selection, COMPOSE, icon=":material/playlist_add:", changes={"par": "coller"})
        st.html(elsewhere_html(address_to("donnees", selection)))
    st.html(answered_html(text, bool(subjects.indicators if subjects and not exact else sure)))


def _say(store: Store, answer: Answer) -> None:
    """Say what the results do not: what is no territory here, and the way on."""
    _, catalog = shared_data()
    for remark in answer.remarks:
        sentence, (producer, address) = remark_sentence(store, catalog, remark), remark_link(catalog, remark)
        link = f" [{producer}]({address})" if address else ""
        st.info(f"{sentence}{link}", icon=":material/info:")


def _draw_subjects(selection: Selection, subjects: Subjects) -> None:
    st.html(subjects_html(subjects, lambda i: address_to("comparer", selection, indicateur=i, annee=None)))


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


def search_to_add(place: Territory, chosen: Sequence[str], parameter: str, most: int) -> None:
    """Draw a search among the territories of the place's level; the one clicked joins a list of the URL.

    Parameters
    ----------
    place
        The place.
    chosen : sequence of str
        Ids that the list holds already.
    parameter : str
        Which list of the URL.
    most : int
        How many it can hold.
    """
    store, catalog = shared_data()
    several = LEVEL_NOUNS[place.level][1]
    if len(chosen) >= most:
        st.caption(f"La liste est pleine\u202f: {most} {several} au plus.")
        return
    with st.container(key=f"otc-recherche-{parameter}"):
        hint = "Nom ou code postal" if place.level == "commune" else "Nom"
        text = ask(f"Chercher un territoire à ajouter ({several} seulement)", f"ajout-{parameter}", hint)
        answer = find_visited(text, 40) if text else Answer()
        found = [(match, store.territory(match.id)) for match in answer.matches]
        fit = [(m, t) for m, t in found if t.level == place.level and t.id not in {place.id, *chosen}][:RESULTS]
        if text and not fit:
            _say(store, answer)
            st.caption("Aucun territoire de ce niveau ne correspond. Vérifiez l’orthographe.")
            st.html(elsewhere_html(address_to("donnees", current_selection(store, catalog))))
        if fit and not fit[0][0].certain:
            st.caption(PERHAPS)
        for _, territory in fit:
            st.button(
                f"Ajouter {option_label(territory)}",
                key=f"ajouter-{parameter}-{territory.id}",
                icon=":material/add:",
                type="tertiary",
                on_click=change,
                kwargs={parameter: ",".join([*chosen, territory.id])},
            )
        st.html(answered_html(text, bool(fit and fit[0][0].certain)))


def find_indicator(selection: Selection, among: Sequence[Indicator] | None = None) -> None:
    """Draw the search of an indicator by a citizen's words; the one clicked is the one of the URL.

    Parameters
    ----------
    selection : Selection
        What the visitor looks at.
    among : sequence of Indicator, optional
        Those on offer; all of the catalogue by default.
    """
    menu = st.popover(
        "Chercher par un mot", icon=":material/search:", key="otc-par-un-mot", type="tertiary", on_change="rerun"
    )
    if not menu.open:
        return
    with menu, st.container(key="otc-recherche-indicateur"):
        text = _ask_words("mot-indicateur")
        if text:
            subjects = indicator_index().search(text)
            offered = subjects.indicators if among is None else [i for i in subjects.indicators if i in among]
            for indicator in offered:
                st.button(
                    indicator.title,
                    key=f"choisir-{indicator.id}",
                    type="tertiary",
                    on_click=change,
                    kwargs={"indicateur": indicator.id, "annee": None},
                )
            _draw_missing(selection, Subjects((), subjects.awaited, subjects.near), bool(offered))
            st.html(answered_html(text, bool(offered)))


def search_indicators(selection: Selection) -> None:
    """Draw the search of indicators by words, each a link to its figures."""
    with st.container(key="otc-recherche-mots"):
        text = _ask_words("mots")
        if text:
            subjects = indicator_index().search(text)
            _draw_missing(selection, subjects, bool(subjects.indicators))
            st.html(answered_html(text, bool(subjects.indicators)))


def _ask_words(key: str) -> str:
    return ask("Chercher un indicateur par un mot", key, "Par exemple\u202f: vélo, loyer, impôt")


def _draw_missing(selection: Selection, subjects: Subjects, any_found: bool) -> None:
    """Draw what answers, what is not here yet; lead to all that is not here when nothing does."""
    if subjects:
        _draw_subjects(selection, subjects)
    if not any_found:
        if not subjects:
            st.info(NO_INDICATOR, icon=":material/search_off:")
        st.html(elsewhere_html(address_to("donnees", selection)))
