"""Composer: what is composed so far, read from the address, and each change to it, written there."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from observatoire.model.composed.changing import with_added, without
from observatoire.model.composed.members import Composition, compose, read_composition
from observatoire.model.composed.names import LONGEST_NAME, bare_id, cleaned_name
from observatoire.model.store import Store
from observatoire.model.territory import is_composed
from observatoire.views.composing.words import change_sentences
from pages.state.address import read_address
from pages.state.data import shared_data
from pages.state.parameters import PEER_OPTIONS
from pages.state.selection import Selection, change, current_selection

SAID = "composer-dit"
"""Key of the session: what the last change gave, and what must be said of it."""
OF_ANOTHER = ("pairs", *PEER_OPTIONS, "avec")
"""Parameters that mean nothing of another territory."""
PICKABLE = ("commune", "epci", "departement")


def composed_so_far(store: Store, selection: Selection) -> Composition:
    """Return what the address composes; a member alone too, and the name given before there were two.

    Parameters
    ----------
    store, selection
        The edition and what the visitor looks at.
    """
    place = selection.territory
    name = cleaned_name(read_address().get("nom", "")[: 4 * LONGEST_NAME])
    if place is None or place.level not in PICKABLE:
        return Composition("", name, (), ())
    if is_composed(place.id):
        return read_composition(store, place.id)
    return Composition(place.id, name, (place.id,), ())


def put(composition: Composition, said: Sequence[str] | None = None) -> None:
    """Write what is composed in the address, and keep what must be said of the change for the page to say.

    Parameters
    ----------
    composition : Composition
    said : sequence of str, optional
        What is said of the change; its own remarks by default.
    """
    identifier = bare_id(composition.id)
    st.session_state[SAID] = (identifier, list(change_sentences(composition.remarks) if said is None else said))
    change(territoire=identifier or None, nom=composition.name or None, **dict.fromkeys(OF_ANOTHER))


def said_of(composition: Composition) -> list[str]:
    """Return what must be said of the change that gave this composition; nothing when another came since."""
    identifier, said = st.session_state.get(SAID, ("", []))
    return list(said) if identifier == bare_id(composition.id) else []


def _now() -> tuple[Store, Composition]:
    store, catalog = shared_data()
    return store, composed_so_far(store, current_selection(store, catalog))


def add(ids: Sequence[str]) -> None:
    """Callback: take territories in."""
    store, now = _now()
    put(with_added(store, now, [*ids]))


def toggle(identifier: str, held: bool) -> None:
    """Callback: take a territory out with all its communes where it is held, else take it in.

    Parameters
    ----------
    identifier : str
        A commune, an EPCI or a département.
    held : bool
        Whether all its communes are held.
    """
    store, now = _now()
    put(without(store, now, identifier) if held else with_added(store, now, [identifier]))


def remove(ids: Sequence[str]) -> None:
    """Callback: take members out, the others left as they are."""
    store, now = _now()
    put(compose(store, [member for member in now.members if member not in ids], now.name))


def rename(key: str) -> None:
    """Callback of the field of the name: what it holds is cleaned, and written in the address."""
    written = str(st.session_state[key])
    _, now = _now()
    name = cleaned_name(written)
    lost = name != " ".join(written.split()).replace("'", "’")
    said = ["Le nom a perdu des signes qui ne se montrent pas."] if lost else []
    st.session_state[SAID] = (bare_id(now.id), said)
    change(nom=name or None)
