"""Composer: how a territory that is composed is kept, and where it leads."""

from __future__ import annotations

import streamlit as st

from observatoire.exports.tables.texts import file_name
from observatoire.model.composed.files import write_composed
from observatoire.model.composed.members import Composition
from observatoire.model.composed.names import bare_id
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.peers.groups import MOST_CHOSEN
from observatoire.views.composing.blocks import keep_html
from observatoire.views.french.grammar import short_label, typographic
from observatoire.views.html.share import copy_link_html
from pages.parts.share import view_address
from pages.state.links import link_to
from pages.state.selection import Selection


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
