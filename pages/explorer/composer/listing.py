"""Composer: which list or map members are picked on; members ticked in the list."""

from __future__ import annotations

import streamlit as st

from observatoire.model.composed.changing import held
from observatoire.model.composed.members import Composition
from observatoire.model.store import Store
from observatoire.model.territory import territory_id
from observatoire.views.french.grammar import of_place, short_label
from observatoire.views.french.groups import option_labels
from observatoire.views.french.wording import plural
from observatoire.views.home.drawings import epci_of
from observatoire.views.maps.geometry import Scope, scope_ids
from pages.explorer.composer.acting import toggle
from pages.state.selection import bound, change

DEPARTEMENT, LIST, TICKED, MARKED = "composer-departement", "composer-liste", "composer-coches", "composer-a-cocher"


def choose_scope(store: Store, scope: Scope | None) -> Scope | None:
    """Draw the choice of a département, then of its EPCI or of the communes of one of them; return what is chosen.

    Parameters
    ----------
    store : Store
    scope : Scope or None
        As the address asks for it.
    """
    names = {str(i): f"{short_label(store.territory(str(i)))} ({str(i)[4:]})" for i in store.index("departement")}
    here = _departement_of(store, scope)
    left, right = st.columns([2, 3])
    with left:
        st.selectbox(
            "Département", list(names), key=bound(DEPARTEMENT, here), format_func=names.__getitem__, index=None,
            placeholder="Choisir", filter_mode="contains", on_change=_other_departement,
        )  # fmt: skip
    if scope is None or here is None:
        return None
    place = store.territory(here)
    offered = {
        str(Scope("epci", "departement", place.code)): "Ses intercommunalités",
        str(Scope("commune", "departement", place.code)): "Toutes ses communes",
    }
    epci = epci_of(store, place)
    offered |= {str(Scope("commune", "epci", one.code)): f"Communes de {short_label(one)}" for one in epci}
    offered.setdefault(str(scope), str(scope))
    with right:
        st.selectbox(
            "Montrer", list(offered), key=bound(LIST, str(scope)), format_func=offered.__getitem__,
            filter_mode="contains", on_change=_other_list,
        )  # fmt: skip
    return scope


def _departement_of(store: Store, scope: Scope | None) -> str | None:
    if scope is None:
        return None
    if scope.within == "epci":
        code = store.territory(territory_id("epci", scope.code)).departement
        return territory_id("departement", str(code))
    return territory_id("departement", scope.code)


def _other_departement() -> None:
    chosen = st.session_state[DEPARTEMENT]
    change(dans=str(Scope("epci", "departement", chosen.removeprefix("dep-"))) if chosen else None)


def _other_list() -> None:
    change(dans=st.session_state[LIST])


def list_members(store: Store, composition: Composition, scope: Scope) -> None:
    """Draw the territories of a list, pressed where they are held; pressing takes one in or out.

    Parameters
    ----------
    store : Store
    composition : Composition
        What is composed so far.
    scope : Scope
        Which list.
    """
    holder = store.territory(territory_id(scope.within, scope.code))  # type: ignore[arg-type]
    [state] = held(store, composition.members, [holder.id])
    st.button(
        f"{'Retirer' if state == 'in' else 'Ajouter'} tout\u202f: {short_label(holder)} "
        f"({plural(holder.members, 'commune', 'communes')})",
        key="composer-tout",
        on_click=toggle,
        args=(holder.id, state == "in"),
        type="tertiary",
        icon=":material/close:" if state == "in" else ":material/add:",
    )
    places = store.places(scope_ids(store, scope)).sort_values("short_name")
    labels = option_labels(places)
    states = dict(zip(labels, held(store, composition.members, list(labels)), strict=True))
    parts = {name: " (en partie)" for name, one in states.items() if one == "part"}
    inside = [name for name, one in states.items() if one == "in"]
    what = f"Les intercommunalités {of_place(holder)}" if scope.level == "epci" else f"Les communes {of_place(holder)}"
    st.session_state[MARKED] = inside
    st.pills(
        f"{what}\u202f: appuyez pour ajouter ou retirer",
        list(labels),
        selection_mode="multi",
        key=bound(TICKED, inside),
        format_func=lambda name: f"{labels[name]}{parts.get(name, '')}",
        on_change=_ticked,
        wrap=True,
    )


def _ticked() -> None:
    """Take in or out what was pressed: one at a time, each a step of the history."""
    before, after = set(st.session_state[MARKED]), set(st.session_state[TICKED])
    for identifier in sorted(before ^ after):
        toggle(identifier, identifier in before)
