"""The Atelier: the list of views, what is added to it, the file that opens again."""

from __future__ import annotations

import streamlit as st

from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.workshop.files import read_file
from observatoire.model.workshop.record import GUESSED, LONGEST_TITLE, View, Workshop, WorkshopError, plain_text
from observatoire.views.french.grammar import short_label
from observatoire.views.workshop.html import PAGE_NAMES, heading_of, view_line_html, view_number_html
from observatoire.views.workshop.plans import PLANS, Plan, steps_for
from pages.state.links import link_to, parameters_to
from pages.state.parameters import VIEW_PARAMETERS
from pages.state.selection import Selection, bound, parse
from pages.state.workshop import (
    GATHERED,
    carried_workshop,
    gathered,
    keep,
    mark_saved,
    refuse,
    selection_of,
    view_of,
)

FILE = "seance-fichier"


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
        if view.page in GUESSED:
            st.toggle(
                "Devinez d’abord", key=bound(f"devinez-{position}", view.guess), on_change=_guess, args=(position,)
            )
        link_to(view.page, selection, "Ouvrir", changes={"seance": st.query_params["seance"]})


def _rename(position: int) -> None:
    keep(carried_workshop()[0].changed(position, heading=str(st.session_state[f"titre-{position}"])))


def _guess(position: int) -> None:
    keep(carried_workshop()[0].changed(position, guess=bool(st.session_state[f"devinez-{position}"])))


def _move(position: int, by: int) -> None:
    keep(carried_workshop()[0].moved(position, by))


def _remove(position: int) -> None:
    keep(carried_workshop()[0].without(position))


def retitle() -> None:
    """Callback of the workshop's title."""
    workshop = carried_workshop()[0]
    title = plain_text(str(st.session_state["titre-seance"]), LONGEST_TITLE)
    keep(Workshop(title, workshop.edition, workshop.views))


def draw_additions(store: Store, catalog: Catalog, selection: Selection) -> None:
    """Draw what can be added for the current place: one view of an indicator, or a ready-made sequence."""
    place = selection.territory
    if place is None:
        return
    offered = [i for i in catalog.indicators.values() if place.level in i.levels]
    with st.form("ajout", border=False):
        indicator, page, button = st.columns([5, 3, 2], vertical_alignment="bottom")
        indicator.selectbox(
            "Indicateur",
            [i.id for i in offered],
            key="ajout-indicateur",
            format_func=lambda i: (
                f"{catalog.indicators[i].title} — {catalog.themes[catalog.indicators[i].theme].title}"
            ),
        )
        page.selectbox("Montré comme", list(GUESSED), key="ajout-page", format_func=PAGE_NAMES.__getitem__)
        button.form_submit_button("Ajouter la vue", on_click=_add_one, args=(store, catalog, selection))
    st.selectbox("Suite toute prête", list(PLANS), key="ajout-suite", format_func=lambda name: PLANS[name].title)
    st.button(
        f"Ajouter cette suite pour {short_label(place)}",
        key="ajouter-suite",
        icon=":material/playlist_add:",
        on_click=_add_plan,
        args=(store, catalog, selection),
    )


def _add(workshop: Workshop, store: Store) -> None:
    keep(Workshop(workshop.title, workshop.edition or store.edition, workshop.views))


def _add_one(store: Store, catalog: Catalog, selection: Selection) -> None:
    page = str(st.session_state["ajout-page"])
    asked = parameters_to(page, selection, indicateur=str(st.session_state["ajout-indicateur"]), annee=None, avec=None)
    view = view_of(parse(asked, store, catalog, page))
    try:
        _add(carried_workshop()[0].with_view(view), store)
    except WorkshopError as error:
        refuse(str(error))


def _add_plan(store: Store, catalog: Catalog, selection: Selection) -> None:
    plan = PLANS[str(st.session_state["ajout-suite"])]
    workshop = carried_workshop()[0]
    try:
        added = workshop.with_views(plan_views(plan, store, catalog, selection))
        _add(Workshop(workshop.title or plan.title, added.edition, added.views), store)
    except WorkshopError as error:
        refuse(str(error))


def plan_views(plan: Plan, store: Store, catalog: Catalog, selection: Selection) -> tuple[View, ...]:
    """Return the views of a ready-made sequence for the place of a selection, its peers kept.

    Parameters
    ----------
    plan : Plan
        The sequence.
    store, catalog, selection
        The edition, the catalogue and what the visitor looks at.
    """
    place = selection.territory
    if place is None:
        return ()
    views = []
    for step in steps_for(plan, catalog, place.level):
        asked = parameters_to(
            step.page, selection, indicateur=step.indicator or None, annee=None, avec=None, **step.options
        )
        views.append(view_of(parse(asked, store, catalog, step.page), step.heading, step.guess))
    return tuple(views)


def draw_opening() -> None:
    """Draw the field that opens a file saved before."""
    st.file_uploader(
        "Ouvrir une séance enregistrée (fichier .json)",
        type=["json"],
        key=FILE,
        max_upload_size=1,
        on_change=_open,
    )


def _open() -> None:
    """Callback: put the file's workshop in the URL, and what its room gave in the session."""
    uploaded = st.session_state.get(FILE)
    if uploaded is None:
        return
    try:
        workshop, given = read_file(uploaded.getvalue(), VIEW_PARAMETERS)
    except WorkshopError as error:
        refuse(str(error))
        return
    keep(workshop)
    if given:
        merged = gathered()
        merged.guesses.update(given.guesses)
        merged.notes.update(given.notes)
        st.session_state[GATHERED] = merged
        mark_saved()
