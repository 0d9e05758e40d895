"""A list of organisations to invite: how they are named, and what is read of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

import streamlit as st

from observatoire.local.matching import Places
from observatoire.model.store import Store
from pages.organiser.frame import Opened
from pages.state.data import known_places, shared_data
from pages.state.typed import LARGEST, Draft, text
from participation.model.campaigns import Campaign
from participation.organising.lists import Listed, all_of, read_lines, read_list

T = TypeVar("T")
READING: Final = "organiser-lecture"
"""Key of the session: the last list, and what was read of it."""
BY_LIST, BY_FILE, BY_PLACE = "Des lignes collées", "Un fichier", "Tout un département"
ALL = "Tout le territoire"
"""Of a campaign that is kept within some."""
READ: Final = (
    "Un identifiant, un code Insee, un SIREN ou un nom par ligne. Un nom que plusieurs portent demande son code ou "
    "son département («\u00a0Saint-Brice (16)\u00a0»). Rien n’est pris qui ne soit sûr\u202f: ce qui ne l’est pas est "
    "listé."
)


def draw_list(opened: Opened, draft: Draft) -> Listed | None:
    """Draw the ways to name organisations; return what was read, None for nothing yet.

    Parameters
    ----------
    opened : Opened
    draft : Draft
        What keeps the lines that are pasted.
    """
    store = shared_data()[0]
    way = st.segmented_control(
        "Comment les désigner\u202f?",
        [BY_LIST, BY_FILE, BY_PLACE, *([ALL] if opened.campaign.within else [])],
        default=BY_LIST,
        required=True,
        key="organiser-liste",
    )
    if way == ALL:
        return all_of(store, opened.campaign)
    if way == BY_PLACE:
        names = {str(one): store.territory(str(one)) for one in store.index("departement")}
        chosen = st.selectbox(
            "Département", sorted(names, key=lambda one: names[one].code), index=None, key="organiser-departement",
            format_func=lambda one: f"{names[one].code} – {names[one].short_name}",
            placeholder="Choisir un département",
        )  # fmt: skip
        return all_of(store, opened.campaign, chosen) if chosen else None
    st.caption(READ)
    if way == BY_FILE:
        file = st.file_uploader(
            "Tableau (.csv, .xlsx, .ods), 2\u202fMo au plus", type=["csv", "txt", "xlsx", "ods"],
            key="organiser-tableau", max_upload_size=2,
        )  # fmt: skip
        return _read_once(opened, file.getvalue(), read_list) if file else None
    key = draft.field("organiser-lignes", text(LARGEST), "")
    lines = st.text_area("Organisations, une par ligne", key=key, height=160)
    return _read_once(opened, lines, read_lines) if lines.strip() else None


def _read_once(opened: Opened, given: T, read: Callable[[Store, Places, Campaign, T], Listed]) -> Listed:
    """Return what was read of a list: once for all the runs of the page, five thousand lines take half a second."""
    key = (opened.campaign.id, given)
    kept = st.session_state.get(READING)
    if kept is None or kept[0] != key:
        kept = (key, read(shared_data()[0], known_places(), opened.campaign, given))
        st.session_state[READING] = kept
    found: Listed = kept[1]
    return found
