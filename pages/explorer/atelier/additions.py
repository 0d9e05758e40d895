"""The Atelier: what can be added to its list, one view of an indicator or a ready-made sequence."""

from __future__ import annotations

import streamlit as st

from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.workshop.record import GUESSED, LOCAL_PAGE, View, Workshop, WorkshopError
from observatoire.views.french.grammar import short_label
from observatoire.views.workshop.html import PAGE_NAMES
from observatoire.views.workshop.plans import PLANS, Plan, steps_for
from pages.state.links import parameters_to
from pages.state.selection import Selection, parse
from pages.state.workshop import (
    carried_workshop,
    keep,
    refuse,
    view_of,
)


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
            filter_mode="contains",
        )
        shown = [name for name in GUESSED if name != LOCAL_PAGE]
        page.selectbox("Montré comme", shown, key="ajout-page", format_func=PAGE_NAMES.__getitem__)
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
