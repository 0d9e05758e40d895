"""Pairs: compared with whom, and why them."""

from __future__ import annotations

import streamlit as st

from observatoire.model.territory import Territory
from observatoire.statistics.peers.groups import SEARCHED, PeerGroup
from observatoire.views.french.grammar import lowered, short_label
from observatoire.views.french.groups import METHOD_LABELS, group_explanation
from observatoire.views.french.wording import spaced
from observatoire.views.peers.reasons import PeerReasons
from pages.explorer.pairs.choices import choose_group
from pages.explorer.pairs.files import peers_files
from pages.parts.opening import NO_PEERS, open_page
from pages.state.data import peers_explained
from pages.state.links import address_to, link_to
from pages.state.parameters import PEER_OPTIONS

store, catalog, selection, place = open_page()


def draw_verdict(place: Territory, group: PeerGroup, reasons: PeerReasons) -> None:
    """Say how close the peers are, what weakens them, and what to do where nobody is close."""
    if reasons.verdict:
        (st.markdown if reasons.close else st.warning)(f"**{reasons.verdict}**")
    st.markdown(spaced(group_explanation(store, place, group)))
    for remark in reasons.remarks:
        st.caption(remark)
    if group.request.searched and reasons.close:
        draw_other_search(place, group)
    if not reasons.close:
        with st.container(horizontal=True):
            for label, method in (
                ("Choisir moi-même les territoires", "choisis"),
                (METHOD_LABELS["categorie"].get(place.level, ""), "categorie"),
            ):
                changes = dict.fromkeys(PEER_OPTIONS) | {"pairs": method}
                link_to("pairs", selection, label, icon=":material/arrow_forward:", changes=changes)


def draw_other_search(place: Territory, group: PeerGroup) -> None:
    """Lead to the neighbours that the map helps to choose, or to those that structure alone chooses."""
    for other in (method for method in SEARCHED if method != group.method):
        label = f"Voir plutôt\u202f: {lowered(METHOD_LABELS[other][place.level])}"
        link_to("pairs", selection, spaced(label), icon=":material/arrow_forward:", changes={"pairs": other})


def draw_ways_on() -> None:
    """Lead to what these peers are for, and to why these features."""
    with st.container(horizontal=True):
        link_to("comparer", selection, "**Comparer avec eux**", icon=":material/bar_chart:")
        on_the_map = {"perimetre": "pairs"}
        link_to("carte", selection, "**Les voir sur la carte**", icon=":material/map:", changes=on_the_map)
        method = address_to("donnees", selection)
        st.markdown(f"[Pourquoi ces critères\u202f: la méthode]({method}#ressemblance)")


def portrait_of(identifier: str) -> str:
    """Return the address of the portrait of a peer."""
    return address_to("portrait", selection, territoire=identifier)


def draw_reasons(place: Territory, group: PeerGroup, reasons: PeerReasons) -> None:
    """Draw the list, the chart and its table, the profile."""
    st.subheader("Qui sont-ils, et pourquoi eux", anchor=False)
    if reasons.members is not None:
        st.html(reasons.members.html(portrait_of))
    if reasons.drawing is not None:
        st.subheader("En quoi ils s’écartent", anchor=False)
        st.markdown(reasons.overall)
        st.vega_lite_chart(reasons.drawing.spec, theme=None, key="pairs")
    if reasons.figures is not None:
        with st.expander("Les chiffres de chaque pair en tableau"):
            st.html(reasons.figures.html(portrait_of))
    peers_files(store, catalog, selection, place, group, reasons.drawing)
    if reasons.profile:
        st.subheader(f"{short_label(place)} à côté de ses pairs", anchor=False)
        st.html(reasons.profile)
        st.caption(
            spaced(
                "Pairs comptés\u202f: ceux dont le chiffre est connu et repose sur une base suffisante\u202f; les "
                "autres restent hors de la médiane. ≈ : ordre de grandeur."
            )
        )


st.header(spaced(f"Avec qui comparer {short_label(place)}, et pourquoi\u202f?"), anchor=False)
if selection.peers is None:
    st.info(NO_PEERS)
else:
    reasons = peers_explained(place.id, selection.peers)
    group = reasons.group
    choose_group(store, catalog, selection, place, group)
    if group.request.method == "choisis" and not group.ids:
        st.info("Votre liste est vide\u202f: ajoutez-y au moins un territoire du même niveau.")
    else:
        draw_verdict(place, group, reasons)
    if group.ids:
        draw_ways_on()
        draw_reasons(place, group, reasons)
