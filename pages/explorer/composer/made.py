"""Composer: what is composed so far: its name, shape, size, figures, members, how it is kept, where it leads."""

from __future__ import annotations

import streamlit as st

from observatoire.exports.tables.texts import file_name
from observatoire.model.catalog import Catalog
from observatoire.model.composed.files import write_composed
from observatoire.model.composed.members import Composition
from observatoire.model.composed.names import LONGEST_NAME, bare_id
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.peers.groups import MOST_CHOSEN
from observatoire.views.composing.blocks import keep_html, names_html, shape_html
from observatoire.views.composing.coverage import key_figures, key_figures_html
from observatoire.views.french.grammar import short_label, typographic
from observatoire.views.french.groups import option_labels
from observatoire.views.html.share import copy_link_html
from pages.explorer.composer.acting import remove, rename
from pages.parts.share import view_address
from pages.server.addresses import shape_url
from pages.state.links import link_to
from pages.state.selection import Selection, bound

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


def draw_keeping(store: Store, selection: Selection, composition: Composition, place: Territory) -> None:
    """Draw how a territory is kept: its link, its file, « Mes territoires » of this browser.

    Parameters
    ----------
    store, selection
        The edition and what the visitor looks at.
    composition : Composition
    place : Territory
        What it makes.
    """
    st.header("Le garder", anchor=False)
    with st.container(key="otc-garder", horizontal=True, gap="small"):
        st.html(
            copy_link_html(view_address(selection, store.edition, "composer", par=None, dans=None)), width="content"
        )
        st.download_button(
            "Enregistrer le fichier", data=lambda: write_composed(composition),
            file_name=file_name("territoire", place.short_name, extension="json"), mime="application/json",
            on_click="ignore", icon=":material/save:", key="composer-enregistrer",
        )  # fmt: skip
        st.html(keep_html(bare_id(place.id), composition.name, typographic(place.name)), width="content")


def draw_ways_on(selection: Selection, composition: Composition, place: Territory) -> None:
    """Draw where to go on with this territory.

    Parameters
    ----------
    selection : Selection
    composition : Composition
    place : Territory
        What it makes.
    """
    st.header(f"Aller plus loin avec {short_label(place)}", anchor=False)
    with st.container(key="otc-suites"):
        link_to("portrait", selection, "Son portrait, sa fiche à imprimer («\u00a0Emporter la fiche\u00a0»)",
                icon=":material/description:")  # fmt: skip
        epci = [member for member in composition.members if member.startswith("epci-")]
        if 1 < len(epci) == len(composition.members) <= MOST_CHOSEN:
            own = {"pairs": "choisis", "liste": ",".join(epci)}
            link_to("comparer", selection, "Le comparer à ses membres", icon=":material/bar_chart:", changes=own)
        link_to("comparer", selection, "Le comparer à des territoires semblables", icon=":material/bar_chart:")
        link_to("carte", selection, "La carte de ses communes", icon=":material/map:")
