"""Composer: members found by their name or code, several in a row."""

from __future__ import annotations

import streamlit as st

from observatoire.model.composed.changing import held
from observatoire.model.composed.members import Composition
from observatoire.model.composed.names import name_in
from observatoire.model.store import Store
from observatoire.model.territory import is_composed
from observatoire.views.french.groups import option_label, what_it_is
from observatoire.views.french.searching import NO_TERRITORY, PERHAPS, why
from pages.explorer.composer.acting import PICKABLE, add, toggle
from pages.parts.search.field import ask
from pages.state.visited import find_visited

FOUND = 40
SHOWN = 8


def search_members(store: Store, composition: Composition) -> None:
    """Draw a field and, under it, what it finds: a button a territory, which takes it in or out.

    Parameters
    ----------
    store : Store
    composition : Composition
        What is composed so far.
    """
    with st.container(key="otc-recherche-composer"):
        text = ask(
            "Commune, EPCI ou département à ajouter", "composer-mot", "Par exemple\u202f: Cognac, Grand Cognac, 16100"
        )
        if not text:
            st.caption("Le champ reste là\u202f: cherchez, ajoutez, cherchez encore.")
            return
        matches = [match for match in find_visited(text, FOUND).matches if not match.id.startswith(("reg-", "france"))]
        if not matches:
            st.info(NO_TERRITORY, icon=":material/search_off:")
            return
        if not matches[0].certain:
            st.caption(PERHAPS)
        for match in matches[:SHOWN]:
            place = store.territory(match.id)
            if place.level not in PICKABLE:
                continue
            reason = why(match, place)
            with st.container(gap=None):
                _button(store, composition, match.id, f"{option_label(place)}{f', {reason}' if reason else ''}")
                st.caption(what_it_is(store, place))


def _button(store: Store, composition: Composition, identifier: str, label: str) -> None:
    """Draw the button that takes a territory in, or out where it is in already; a list of codes brings its members."""
    if is_composed(identifier):
        members, name = store.territory(identifier).composed, name_in(identifier)
        label = f"Ajouter les {len(members)} membres de {name}" if name else f"Ajouter ces {len(members)} membres"
        key = f"composer-codes-{identifier}" if name else "composer-codes"
        st.button(label, key=key, on_click=add, args=(members,), type="tertiary", icon=":material/add:")
        return
    [state] = held(store, composition.members, [identifier])
    whole = state == "in"
    st.button(
        f"{'Retirer' if whole else 'Ajouter'} {label}",
        key=f"composer-trouve-{identifier}",
        icon=":material/close:" if whole else ":material/add:",
        type="tertiary",
        on_click=toggle,
        args=(identifier, whole),
    )
