"""The search for a place: what every page opens with, and what adds one to a list."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.views.french.grammar import display_name, typographic
from observatoire.views.french.groups import LEVEL_NOUNS, option_label, what_it_is
from pages.state.data import search_index, shared_data
from pages.state.links import link_to
from pages.state.selection import Selection, change

RESULTS = 8
EXAMPLES = ("epci-200070514", "com-05023", "com-97411")
"""An EPCI, a mountain town, an overseas city."""


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
    asked = st.text_input(
        "Nom de commune, d’EPCI, de département, code postal ou code INSEE",
        value=query[:100],
        max_chars=100,
        key=f"recherche-{key}",
        placeholder="Par exemple\u202f: Cognac, 16100, Grand Cognac",
        type="search",
        autocomplete="off",
        live="250ms",
    )
    text = (asked or "").strip()
    if key == "accueil":
        change(q=text or None)
    if not text:
        if examples:
            st.caption("Ou commencez par un exemple\u202f:")
            with st.container(horizontal=True, gap="small"):
                for identifier in examples:
                    place = store.territory(identifier)
                    _link_to_place(page, selection, place, f"**{option_label(place)}**")
        return
    found = search_index().search(text, limit=RESULTS)
    if not found:
        st.info(
            "Aucun territoire ne correspond. Vérifiez l’orthographe, ou essayez le code postal.",
            icon=":material/search_off:",
        )
    for match in found:
        place = store.territory(match.id)
        label = f"**{display_name(place)}** — {what_it_is(store, place)}"
        if match.reason == "former":
            label += f" (ancienne commune\u202f: {typographic(match.matched)})"
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
    store, _ = shared_data()
    several = LEVEL_NOUNS[place.level][1]
    if len(chosen) >= most:
        st.caption(f"La liste est pleine\u202f: {most} {several} au plus.")
        return
    asked = st.text_input(
        f"Chercher un territoire à ajouter ({several} seulement)",
        max_chars=100,
        key=f"ajout-{parameter}",
        placeholder="Nom ou code postal" if place.level == "commune" else "Nom",
        type="search",
        autocomplete="off",
        live="250ms",
    )
    text = (asked or "").strip()
    found = [store.territory(match.id) for match in search_index().search(text, limit=40)] if text else []
    fit = [t for t in found if t.level == place.level and t.id not in {place.id, *chosen}][:RESULTS]
    if text and not fit:
        st.caption("Aucun territoire de ce niveau ne correspond. Vérifiez l’orthographe.")
    for territory in fit:
        st.button(
            f"Ajouter {option_label(territory)}",
            key=f"ajouter-{parameter}-{territory.id}",
            icon=":material/add:",
            type="tertiary",
            on_click=change,
            kwargs={parameter: ",".join([*chosen, territory.id])},
        )
