"""Présenter: one view of a workshop at a time, on the whole screen, in large type, with the keyboard."""

from __future__ import annotations

from uuid import uuid4

import streamlit as st

from observatoire.model.territory import Territory
from observatoire.model.workshop.record import LOCAL_PAGE, View
from observatoire.views.french.grammar import short_label
from observatoire.views.html.rendering import style_html
from observatoire.views.workshop.figure import ShownFigure
from observatoire.views.workshop.html import (
    full_screen_html,
    heading_of,
    hidden_html,
    run_html,
    scene_head_html,
    timer_html,
)
from pages.explorer.presenter.answer import draw_answer, draw_gaps
from pages.explorer.presenter.guesses import ask_the_room
from pages.explorer.presenter.scenes import draw_scene
from pages.explorer.presenter.stage import address, asked_position, go_to, is_shown, notes_open, turn, turn_notes
from pages.parts.brought import fetch_brought
from pages.parts.kept import draw_kept, take_back
from pages.parts.notes import draw_notes
from pages.parts.workshop import figure_of_view, notices_of_view
from pages.state.data import shared_data
from pages.state.links import link_to
from pages.state.local import brought
from pages.state.options.local import AMONG
from pages.state.selection import Selection, current_selection
from pages.state.workshop import carried_workshop, minutes_of, selection_of, tell_refusal, warn_unsaved

store, catalog = shared_data()
visitor = current_selection(store, catalog)
workshop, refusal = carried_workshop()
take_back(workshop)
fetch_brought(catalog, workshop)


def draw_commands(position: int, view: View) -> None:
    """Draw the buttons; `browser/base.js` presses them for the keys that their labels name."""
    answer = "Voir la réponse" if view.guess else "Montrer les valeurs"
    label = "Masquer les valeurs" if is_shown(workshop, position) else answer
    last = position == len(workshop.views) - 1
    with st.container(key="otc-commandes", horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            "← Précédente", key="otc-precedente", on_click=go_to, args=(workshop, position - 1), disabled=position == 0
        )
        st.button("Suivante →", key="otc-suivante", on_click=go_to, args=(workshop, position + 1), disabled=last)
        st.button(f"{label} (V)", key="otc-valeurs", on_click=turn, args=(workshop, position), type="primary")
        st.button("Notes (N)", key="otc-notes", on_click=turn_notes)
        st.html(full_screen_html(), width="content")
        with st.container(key="otc-quitter", width="content"):
            link_to("atelier", visitor, "Quitter (Échap)", changes={"minutes": str(minutes_of())})


def draw_view(position: int) -> None:
    """Draw one view: head, scene, notes, buttons."""
    view = workshop.views[position]
    selection, local = selection_of(view, store, catalog), brought(catalog)
    place = selection.territory
    head, timer = st.columns([3, 1], vertical_alignment="center")
    head.html(scene_head_html(workshop, position, heading_of(view, catalog), short_label(place) if place else ""))
    timer.html(timer_html(view.minutes or minutes_of(), view.key if view.minutes else "", workshop.key))
    for notice in notices_of_view(store, catalog, selection, local):
        st.warning(notice, icon=":material/info:")
    figure = figure_of_view(store, catalog, selection, local)
    if place is not None and not is_shown(workshop, position) and figure is not None:
        ask_the_room(view, figure)
    else:
        tell_refusal()
        if place is not None:
            _draw_values(position, selection, place, figure)
    if notes_open():
        draw_notes(view)
    draw_commands(position, view)


def _draw_values(position: int, selection: Selection, place: Territory, figure: ShownFigure | None) -> None:
    view = workshop.views[position]
    if not is_shown(workshop, position):
        st.html(hidden_html())
    elif view.guess and figure is not None and _is_among_peers(view):
        draw_answer(view, figure)
    else:
        draw_scene(store, catalog, selection, place)
        if view.guess and figure is not None:
            draw_gaps(view, figure)


def _is_among_peers(view: View) -> bool:
    """Tell whether a view is one of a figure among its peers, in which the estimates can be marked."""
    return view.page == "comparer" or (view.page == LOCAL_PAGE and view.parameters.get("vue", AMONG) == AMONG)


st.html(style_html("stage"))
if workshop.views:
    with st.container(key="otc-presente"):
        draw_kept(workshop)
        draw_view(asked_position(workshop))
        warn_unsaved(aloud=False)
        st.html(run_html(uuid4().hex, address()))
else:
    st.title("Présenter une séance", anchor=False)
    st.warning(refusal or "Cette séance n’a encore aucune vue.", icon=":material/info:")
    link_to("atelier", visitor, "Aller à l’Atelier", icon=":material/arrow_forward:", changes={"seance": None})
