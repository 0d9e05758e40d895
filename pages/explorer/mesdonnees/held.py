"""Mes données: what the visitor has brought so far, its file to keep, what the operator installed for all."""

from __future__ import annotations

import streamlit as st

from observatoire.exports.tables.texts import file_name
from observatoire.local.file import write_local
from observatoire.local.record import LocalData
from observatoire.views.french.wording import plural
from observatoire.views.local.words import plain_markdown
from pages.state.local import keep_local, local_data, mark_kept, unsaved
from pages.state.selection import change


def draw_held(data: LocalData) -> None:
    """Draw the list of what was brought, and the button of the file that opens again."""
    if not data:
        return
    st.header("Vos données", anchor=False)
    for indicator in data.indicators:
        with st.container(horizontal=True, vertical_alignment="center"):
            told, figures = indicator.description, plural(len(indicator.cells), "chiffre", "chiffres")
            st.markdown(f"**{plain_markdown(told.title)}**, {figures}, {plain_markdown(told.source)}")
            st.button("Retirer", key=f"local-retirer-{indicator.id}", icon=":material/close:",
                      help="Retirer ces chiffres", on_click=_remove,
                      args=(indicator.id,))  # fmt: skip
    for rank, group in enumerate(data.points):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{plain_markdown(group.description.title)}**, {plural(len(group.points), 'lieu', 'lieux')}")
            st.button("Retirer", key=f"local-retirer-lieux-{rank}", icon=":material/close:", help="Retirer ces lieux",
                      on_click=_remove_places, args=(rank,))  # fmt: skip
    st.download_button(
        "Enregistrer mes données (fichier)",
        data=lambda: write_local(local_data()),
        file_name=file_name("donnees-locales", extension="json"),
        mime="application/json",
        on_click=mark_kept,
        icon=":material/save:",
        type="primary",
        key="local-enregistrer",
    )
    if unsaved():
        st.caption(
            "Pas encore enregistrées, et trop longues pour ce navigateur\u202f: elles seront perdues si vous fermez ou "
            "rechargez cette page. Le fichier se rouvre ici, avec sa description et les remarques de lecture."
        )
    st.button("Tout retirer, et l’effacer de ce navigateur", key="local-tout-retirer", icon=":material/close:",
              on_click=_keep, args=(LocalData(),))  # fmt: skip


def _remove(identifier: str) -> None:
    _keep(local_data().without(identifier))


def _remove_places(rank: int) -> None:
    _keep(local_data().without_points(rank))


def _keep(data: LocalData) -> None:
    """Keep what is left; the address no longer asks for what has just been removed."""
    keep_local(data)
    change(local=None, quand=None, perimetre=None)
