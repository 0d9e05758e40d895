"""Composer: a territory opened from its file, or taken ready-made among the zonings that the edition holds."""

from __future__ import annotations

import streamlit as st

from observatoire.model.composed.changing import whole_of
from observatoire.model.composed.files import ComposedFileError, read_composed
from observatoire.model.composed.members import Composition, compose
from observatoire.model.composed.names import MOST_MEMBERS
from observatoire.model.official.tables import Zone
from observatoire.model.store import Store
from observatoire.model.territory import Territory, territory_id
from observatoire.views.composing.words import AWAITED, ZONINGS, change_sentences, zone_label, zone_name
from observatoire.views.french.grammar import typographic
from observatoire.views.french.wording import plural
from pages.explorer.composer.acting import add, put
from pages.state.selection import change

ROUND = "composer-fichiers"
"""Key of the session: which field of a file is drawn; an opened file leaves an empty one."""


def open_file(store: Store, composition: Composition) -> None:
    """Draw the field of a file, what it holds, and what to do with it: open it alone, or add its members.

    Parameters
    ----------
    store : Store
    composition : Composition
        What is composed so far.
    """
    file = st.file_uploader(
        "Fichier d’un territoire, enregistré ici (.json, 50\u202fko au plus)", type=["json"], max_upload_size=1,
        key=f"composer-fichier-{st.session_state.get(ROUND, 0)}",
    )  # fmt: skip
    if file is None:
        return
    try:
        opened = read_composed(store, file.getvalue())
    except ComposedFileError as error:
        st.error(str(error))
        return
    if not opened.members:
        st.error("Aucun membre de ce fichier n’est connu dans ces données.")
        return
    name = typographic(opened.name) if opened.name else "Territoire sans nom"
    st.markdown(f"**{name}**\u202f: {plural(len(opened.members), 'membre', 'membres')}.")
    for sentence in change_sentences(opened.remarks):
        st.caption(sentence)
    with st.container(horizontal=True):
        st.button("Ouvrir ce territoire", type="primary", on_click=_open, args=(opened,), key="composer-ouvrir")
        if composition.members:
            st.button("Ajouter ses membres à ceux d’ici", on_click=_join, args=(opened,), key="composer-joindre")


def _open(opened: Composition) -> None:
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    put(opened)


def _join(opened: Composition) -> None:
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    add(opened.members)


def take_ready_made(store: Store, composition: Composition, place: Territory | None) -> None:
    """Draw the zonings of the edition, those of the place first; say that they are not here where there are none.

    Parameters
    ----------
    store : Store
    composition : Composition
        What is composed so far.
    place : Territory or None
        What it makes.
    """
    names = [name for name in store.zonings.names if name in ZONINGS]
    if not names:
        st.info(AWAITED, icon=":material/info:")
        st.button("Coller une liste", on_click=change, kwargs={"par": "coller"}, key="composer-vers-coller")
        return
    zoning = st.selectbox("Découpage", names, key="composer-decoupage", format_func=lambda name: ZONINGS[name][0])
    zones = {zone.code: zone for zone in store.zonings.zones(zoning)}
    near = _near(store, place, zoning)
    order = [*near, *(code for code in zones if code not in near)]
    asked = st.selectbox(
        "Territoire", order, key=f"composer-zone-{zoning}", format_func=lambda code: zone_label(zones[code]),
        filter_mode="contains",
    )  # fmt: skip
    members = zone_members(store, zones[asked])
    with st.container(horizontal=True):
        st.button("Prendre ce territoire", type="primary", key="composer-prendre", on_click=_take,
                  args=(store, zones[asked], members))  # fmt: skip
        if composition.members:
            st.button("L’ajouter à celui d’ici", key="composer-joindre-zone", on_click=add, args=(members,))


def _near(store: Store, place: Territory | None, zoning: str) -> list[str]:
    """Return the codes of the zones that hold a commune of the place, the most populated communes first."""
    if place is None:
        return []
    rows = store.level("commune").iloc[store.members(place.id)].nlargest(40, "population")
    found = [zone.code for code in rows["code"] for zone in store.zonings.holding(str(code)) if zone.zoning == zoning]
    return list(dict.fromkeys(found))


def zone_members(store: Store, zone: Zone) -> list[str]:
    """Return the members of a zone: its communes; whole EPCI in their place where they would be too many."""
    ids = [territory_id("commune", code) for code in zone.communes]
    known = [identifier for identifier in ids if identifier in store.index("commune")]
    if len(known) <= MOST_MEMBERS:
        return known
    return whole_of(store, store.positions("commune", known))


def _take(store: Store, zone: Zone, members: list[str]) -> None:
    put(compose(store, members, zone_name(zone)))
