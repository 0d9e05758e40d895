"""The Atelier: the list of views, each renamed, moved, guessed or taken out."""

from __future__ import annotations

import streamlit as st

from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.workshop.record import GUESSED, LONGEST_TITLE, MOST_MINUTES, Workshop, plain_text
from observatoire.views.workshop.html import heading_of, view_line_html, view_number_html
from pages.state.address import read_address
from pages.state.links import link_to
from pages.state.options.local import PLACES
from pages.state.selection import Selection, bound
from pages.state.workshop import (
    carried_workshop,
    keep,
    selection_of,
)


def draw_views(store: Store, catalog: Catalog, workshop: Workshop) -> None:
    """Draw the list: each view can be renamed, moved, guessed or not, opened, removed."""
    for position, view in enumerate(workshop.views):
        selection = selection_of(view, store, catalog)
        with st.container(key=f"otc-vue-{position}"):
            number, name = st.columns([1, 20])
            number.html(view_number_html(position + 1))
            with name:
                st.text_input(
                    f"Titre de la vue {position + 1}",
                    key=bound(f"titre-{position}", heading_of(view, catalog)),
                    max_chars=LONGEST_TITLE,
                    on_change=_rename,
                    args=(position,),
                    label_visibility="collapsed",
                )
                st.html(view_line_html(view, catalog, selection.territory))
                _draw_actions(position, workshop, selection)


def _draw_actions(position: int, workshop: Workshop, selection: Selection) -> None:
    view, last = workshop.views[position], len(workshop.views) - 1
    which = f"vue {position + 1}"
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button("Monter", key=f"monter-{position}", help=f"Monter la {which}", icon=":material/arrow_upward:",
                  disabled=position == 0, on_click=_move, args=(position, -1))  # fmt: skip
        st.button("Descendre", key=f"descendre-{position}", help=f"Descendre la {which}",
                  icon=":material/arrow_downward:", disabled=position == last, on_click=_move,
                  args=(position, 1))  # fmt: skip
        st.button("Retirer", key=f"retirer-{position}", help=f"Retirer la {which}", icon=":material/close:",
                  on_click=_remove, args=(position,))  # fmt: skip
        if view.page in GUESSED and view.parameters.get("vue") != PLACES:
            st.toggle(
                "Devinez d’abord", key=bound(f"devinez-{position}", view.guess), on_change=_guess, args=(position,)
            )
        with st.container(key=f"otc-duree-{position}", width=190):
            st.number_input(
                "Minutes pour cette vue",
                0,
                MOST_MINUTES,
                key=bound(f"duree-{position}", view.minutes or None),
                placeholder="Minutes",
                on_change=_time,
                args=(position,),
                help="Une minuterie propre à cette vue\u202f; vide ou 0, celle de la séance continue.",
                label_visibility="collapsed",
            )
        link_to(view.page, selection, "Ouvrir", changes={"seance": read_address()["seance"]})


def _rename(position: int) -> None:
    keep(carried_workshop()[0].changed(position, heading=str(st.session_state[f"titre-{position}"])))


def _guess(position: int) -> None:
    keep(carried_workshop()[0].changed(position, guess=bool(st.session_state[f"devinez-{position}"])))


def _time(position: int) -> None:
    keep(carried_workshop()[0].changed(position, minutes=int(st.session_state[f"duree-{position}"] or 0)))


def _move(position: int, by: int) -> None:
    keep(carried_workshop()[0].moved(position, by))


def _remove(position: int) -> None:
    keep(carried_workshop()[0].without(position))


def retitle() -> None:
    """Callback of the workshop's title."""
    workshop = carried_workshop()[0]
    title = plain_text(str(st.session_state["titre-seance"]), LONGEST_TITLE)
    keep(Workshop(title, workshop.edition, workshop.views))
