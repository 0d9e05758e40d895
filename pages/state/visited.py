"""Territories that a visitor composed in this visit: found by the name that they were given, by that visitor alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import streamlit as st

from observatoire.model.composed.names import bare_id, name_in
from observatoire.model.search.answers import Answer, Match
from observatoire.model.search.queries import normalise
from observatoire.model.territory import Territory, is_composed
from pages.state.data import find_places

VISITED: Final = "composes-de-la-visite"
"""Key of the session: their identifiers, name included, by what they are made of; the last one last."""
MOST_VISITED: Final = 20


def remember_visited(place: Territory | None) -> None:
    """Keep the name of a territory that is composed, to be searched for."""
    if place is None or not is_composed(place.id) or not name_in(place.id):
        return
    known: dict[str, str] = st.session_state.setdefault(VISITED, {})
    bare = bare_id(place.id)
    known.pop(bare, None)
    known[bare] = place.id
    if len(known) > MOST_VISITED:
        known.pop(next(iter(known)))


def find_visited(text: str, limit: int) -> Answer:
    """Return what a text finds, the composed territories of this visit that bear all its words first.

    Parameters
    ----------
    text : str
        As it was typed.
    limit : int
        How many of the others.
    """
    answer, asked = find_places(text, limit), normalise(text).split()
    known: dict[str, str] = st.session_state.get(VISITED, {})
    named = [one for one in reversed(known.values()) if asked and _bears(normalise(name_in(one)).split(), asked)]
    found = tuple(Match(one, "name", name_in(one), 1.0) for one in named if one not in {m.id for m in answer.matches})
    return replace(answer, matches=(*found, *answer.matches)) if found else answer


def _bears(words: list[str], asked: list[str]) -> bool:
    return all(any(word.startswith(part) for word in words) for part in asked)
