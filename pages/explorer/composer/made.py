"""Composer: what is composed so far: its name, shape, size, figures and members."""

from __future__ import annotations

import streamlit as st

from observatoire.model.catalog import Catalog
from observatoire.model.composed.members import Composition
from observatoire.model.composed.names import LONGEST_NAME
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.views.composing.blocks import names_html, shape_html
from observatoire.views.composing.coverage import key_figures, key_figures_html
from observatoire.views.french.groups import option_labels
from pages.explorer.composer.acting import remove, rename
from pages.server.addresses import shape_url
from pages.state.selection import bound

NAME, REMOVED = "composer-nom", "composer-retires"
MOST_ROWS = 24
"""Members that have a button each; more of them are taken out in a list with a search."""


def draw_made(store: Store, catalog: Catalog, composition: Composition, place: Territory) -> None:
    """Draw the shape, the name and the key figures of what is composed.

    Parameters
    ----------
    store, catalog : Store, Catalog
    composition : Composition
    place : Territory
        What it makes.
    """
    st.text_input(
        "Nom du territoire",
        key=bound(NAME, composition.name),
        max_chars=LONGEST_NAME,
        placeholder="Par exemple\u202f: SCoT de la région de Cognac",
        on_change=rename,
        args=(NAME,),
    )
    st.html(shape_html(place, shape_url(store.edition, place.id)))
    st.html(key_figures_html(place, key_figures(store, catalog, place)))


def draw_members(store: Store, composition: Composition) -> None:
    """Draw the members, each with what takes it out: a button; in a list with a search where they are many.

    Parameters
    ----------
    store : Store
    composition : Composition
    """
    labels = option_labels(store.places(composition.members).sort_values("short_name"))
    st.header("Ses membres", anchor=False)
    if len(labels) > MOST_ROWS:
        st.html(names_html(list(labels.values())))
        st.multiselect(
            "Retirer des membres", list(labels), key=bound(REMOVED, []), format_func=labels.__getitem__,
            on_change=_remove_chosen, select_all=False, placeholder="Choisir",
        )  # fmt: skip
    else:
        st.caption("Appuyez sur un membre pour le retirer.")
        with st.container(key="otc-membres", horizontal=True, gap="small"):
            for identifier, label in labels.items():
                st.button(label, key=f"composer-retirer-{identifier}", icon=":material/close:", help=f"Retirer {label}",
                          on_click=remove, args=((identifier,),))  # fmt: skip
    if len(labels) > 1:
        st.button("Tout retirer", key="composer-vider", type="tertiary", icon=":material/close:", on_click=remove,
                  args=(tuple(labels),))  # fmt: skip


def _remove_chosen() -> None:
    remove(st.session_state[REMOVED])
