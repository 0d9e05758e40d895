"""What a publication would tell, what it withholds and its reservations, read before it is out."""

from __future__ import annotations

from typing import Final

import streamlit as st

from observatoire.views.french.numerals import number, plural
from observatoire.views.french.wording import spaced
from pages.organiser.acting import TOLD
from pages.organiser.frame import Opened
from pages.server.apart.downloads import prepare_files
from pages.server.bounds.runs import RUNS
from pages.server.operation.metrics import PARTS
from pages.server.organiser.preparing import PREPARATIONS, Computing
from pages.state.data import shared_data
from participation.organising.publishing import Prepared, publish
from participation.storage.refusals import RefusedError
from participation.views.organising.withheld import withheld_table
from participation.views.reading import facts_sentence, reservation_sentences, weights_sentences
from participation.views.words import regions_of

EVERY: Final = 1.0
"""Seconds between two looks at a computation."""


def draw_preparing(opened: Opened) -> None:
    """Draw the button that has a publication computed, how far it is, and what it would tell once that is done."""
    try:
        found = PREPARATIONS.look(opened.office, opened.campaign.id)
    except RefusedError as refused:  # since the page began
        st.error(spaced(str(refused)))
        return
    if isinstance(found, Prepared):
        draw_prepared(opened, found)
    elif isinstance(found, Computing):
        _draw_computing(opened)
    else:
        prepare_files()  # the process that computes takes some seconds to start
        if found is not None:
            st.error(spaced(found.sentence))
        st.markdown(
            "Calculez d’abord les résultats. Vous lirez ce qui sera publié, ce qui sera tu et les réserves\u202f; rien "
            "ne paraît avant votre accord."
        )
        if st.button("Calculer les résultats", type="primary"):
            _begin(opened)
        st.caption(
            "Le calcul prend quelques secondes, une minute pour une longue enquête. Si le site s’arrête entre-temps, "
            "relancez-le\u202f: les réponses ne risquent rien."
        )


def _begin(opened: Opened) -> None:
    """Have the publication computed, apart from the pages."""
    try:
        PREPARATIONS.begin(opened.office, shared_data()[0], opened.campaign.id)
    except RefusedError as refused:
        st.error(spaced(str(refused)))
        return
    st.rerun()


@st.fragment(run_every=EVERY)
def _draw_computing(opened: Opened) -> None:
    """Say how far the computation is, each second, until there is something else to draw."""
    with RUNS.turn_of_a_part(PARTS.timed):
        try:
            found = PREPARATIONS.look(opened.office, opened.campaign.id)
        except RefusedError:  # the whole page says why
            found = None
    if not isinstance(found, Computing):
        st.rerun()
    st.info(found.sentence, icon=":material/info:")
    st.caption("Vous pouvez quitter cette page et y revenir\u202f: le calcul continue sans vous, et rien ne paraît.")


def draw_prepared(opened: Opened, prepared: Prepared) -> None:
    """Draw what a publication tells, and its confirmation."""
    made = prepared.made
    st.header("Ce qui sera publié", anchor=False)
    st.markdown(f"**{facts_sentence(made, out=False)}**")
    hidden, groups = prepared.withheld
    will = "seront tus" if hidden > 1 else "sera tu"
    st.markdown(
        spaced(
            f"{number(hidden)} des {plural(groups, 'tableau', 'tableaux')} {will}, faute de réponses ou parce qu’une "
            "soustraction rendrait ce qui s’y lit."
            if hidden
            else f"Aucun des {plural(groups, 'tableau', 'tableaux')} n’est tu."
        )
    )
    regions = regions_of(shared_data()[0])
    if hidden:
        with st.expander("Voir ce qui sera tu, groupe par groupe"):
            st.caption("Un tableau est une question, ou une de ses lignes, lue pour un groupe.")
            st.html(withheld_table(made, regions))
    st.header("Les réserves", anchor=False)
    doubts = "\n".join(f"- {one}" for one in (*reservation_sentences(made, regions), *prepared.overlaps))
    st.markdown(doubts or "Aucune\u202f: celles qui ont répondu ressemblent à toutes.")
    with st.expander("Comment les réponses sont pesées"):
        for sentence in weights_sentences(made):
            st.markdown(sentence)
    st.header("Publier", anchor=False)
    st.markdown("Une publication ne se reprend pas\u202f: les réponses ne pourront plus être retirées ni effacées.")
    read = st.checkbox("J’ai lu ce qui sera tu et les réserves", key=f"organiser-reserves-{prepared.frozen[1][:12]}")
    with st.container(horizontal=True):
        if st.button("Publier les résultats", type="primary", disabled=not read):
            try:
                publish(opened.office, prepared)
            except (RefusedError, ValueError) as refused:
                PREPARATIONS.forget(prepared.campaign)
                st.error(spaced(str(refused)))
                return
            PREPARATIONS.forget(prepared.campaign)
            st.session_state[TOLD] = "Les résultats sont publiés."
            st.rerun()
        if st.button("Refaire le calcul"):
            _begin(opened)
