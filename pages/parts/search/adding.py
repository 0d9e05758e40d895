"""The search of a territory to add to a list of the address."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from observatoire.model.search.answers import Answer
from observatoire.model.territory import Territory
from observatoire.views.french.groups import LEVEL_NOUNS, option_label
from observatoire.views.french.searching import PERHAPS
from observatoire.views.html.search import answered_html, elsewhere_html
from pages.parts.search.field import RESULTS, ask, say_remarks
from pages.state.data import shared_data
from pages.state.links import address_to
from pages.state.selection import change, current_selection
from pages.state.visited import find_visited


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
            say_remarks(store, answer)
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
