"""Where a campaign is prepared for: all of France, or the collectivités of some territories, searched by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from observatoire.model.search.answers import Match
from observatoire.model.store import Store
from observatoire.model.territory import Territory, UnknownTerritoryError
from observatoire.views.french.groups import option_label
from observatoire.views.french.searching import PERHAPS
from pages.parts.search.field import RESULTS, ask
from pages.state.data import shared_data
from pages.state.typed import Draft, one_of, several_of, texts
from pages.state.visited import find_visited
from participation.model.campaigns import MOST_TERRITORIES
from participation.model.organisations import TYPES
from participation.model.within import inside
from participation.organising.creating import proposed_types
from participation.results.territories.within import LEVELS
from participation.views.organising.choices import alone_sentences, asked_text
from participation.views.words import KINDS

CHOSEN: Final = "organiser-territoires"
"""Key of the session: identifiers of the territories, in the order in which they were chosen."""
WHERE, TYPES_ASKED = "organiser-ou", "organiser-types"
FRANCE, SOME = "Toute la France", "Des territoires"
RULE: Final = (
    "Une région, un département, un EPCI, ou un territoire composé pendant cette visite. Seules ses collectivités "
    "répondent, les résultats ne parlent que d’elles. Un EPCI est du département, et de la région, où vit la plus "
    "grande part de ses habitants."
)


def choose_types(draft: Draft) -> list[str]:
    """Draw the choice of who is asked, and return it: what is proposed follows the territories until it is changed."""
    store = shared_data()[0]
    draft.field(WHERE, one_of((FRANCE, SOME)), FRANCE)
    draft.field(CHOSEN, texts(MOST_TERRITORIES), [])
    some = tuple(place.id for place in _chosen(store)) if st.session_state[WHERE] == SOME else ()
    key = draft.field(TYPES_ASKED, several_of(TYPES), list(proposed_types(store, some)), follows=True)
    return st.multiselect("Qui répond", list(TYPES), format_func=lambda kind: KINDS[kind][1], key=key)


def draw_territories(eligible: Sequence[str]) -> tuple[str, ...] | None:
    """Draw the choice of the territories that a campaign is kept within; return their ids, none for all of France.

    None while some are wanted and none is chosen: a campaign of all France is not made by oversight. How many are asked
    inside is said under them.
    """
    where = st.segmented_control("Où\u202f?", [FRANCE, SOME], required=True, key=WHERE)
    if where != SOME:
        return ()
    st.caption(RULE)
    store, _ = shared_data()
    chosen = _chosen(store)
    for place in chosen:
        st.button(
            f"Retirer {option_label(place)}", key=f"organiser-retirer-{place.id}", icon=":material/close:",
            type="tertiary", on_click=_remove, args=(place.id,),
        )  # fmt: skip
    if chosen and eligible:
        counts = store.territories["level"].reindex(list(inside(store, tuple(one.id for one in chosen)))).value_counts()
        many = {str(level): int(count) for level, count in counts.items()}
        for said in (asked_text(many, eligible), *alone_sentences(many, eligible)):
            st.caption(said)
    if len(chosen) < MOST_TERRITORIES:
        _draw_search(store, chosen)
    return tuple(place.id for place in chosen) or None


def _chosen(store: Store) -> list[Territory]:
    found = []
    for identifier in st.session_state.get(CHOSEN, ()):
        try:
            found.append(store.territory(identifier))
        except UnknownTerritoryError:  # of an edition before this one, in a visit that lasts
            continue
    return found


def _draw_search(store: Store, chosen: list[Territory]) -> None:
    with st.container(key="otc-recherche-organiser"):
        text = ask("Territoire à ajouter", "organiser-territoire", "Par exemple\u202f: Charente, Grand Cognac")
        found = find_visited(text, 5 * RESULTS).matches if text else ()
        held = {place.id for place in chosen}
        fit = [(match, place) for match, place in _places(store, found) if place.id not in held][:RESULTS]
        if text and not fit:
            st.caption("Aucune région, aucun département, aucun EPCI ne répond à ces mots.")
        if fit and not fit[0][0].certain:
            st.caption(PERHAPS)
        for _, place in fit:
            st.button(
                f"Ajouter {option_label(place)}, {_kind(place)}", key=f"organiser-ajouter-{place.id}",
                icon=":material/add:", type="tertiary", on_click=_add, args=(place.id,),
            )  # fmt: skip


def _places(store: Store, matches: tuple[Match, ...]) -> list[tuple[Match, Territory]]:
    pairs = [(match, store.territory(match.id)) for match in matches]
    return [(match, place) for match, place in pairs if place.level in LEVELS]


def _kind(place: Territory) -> str:
    return "territoire composé" if place.composed else KINDS[place.level][0]


def _add(identifier: str) -> None:
    st.session_state[CHOSEN] = [*st.session_state.get(CHOSEN, ()), identifier]
    st.session_state["organiser-territoire"] = ""


def _remove(identifier: str) -> None:
    st.session_state[CHOSEN] = [one for one in st.session_state.get(CHOSEN, ()) if one != identifier]
