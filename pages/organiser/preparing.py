"""What a publication would tell, what it withholds and its reservations, read before it is out."""

from __future__ import annotations

import streamlit as st

from observatoire.views.french.numerals import number, plural
from observatoire.views.french.wording import spaced
from pages.organiser.frame import PREPARED, TOLD, Opened
from pages.state.data import shared_data
from participation.organising.publishing import Prepared, prepare, publish
from participation.storage.refusals import RefusedError
from participation.views.reading import facts_sentence, weights_sentences
from participation.views.words import regions_of, reservation_sentence


def draw_preparing(opened: Opened) -> None:
    """Draw the button that computes a publication, and what it would tell once that is done."""
    prepared: Prepared | None = st.session_state.get(PREPARED)
    if prepared is None or prepared.campaign != opened.campaign.id:
        st.markdown(
            "Calculez d’abord les résultats. Vous lirez ce qui sera publié, ce qui sera tu et les réserves\u202f; rien "
            "ne paraît avant votre accord."
        )
        if st.button("Calculer les résultats", type="primary"):
            try:
                with st.spinner("Calcul des résultats\u202f: jusqu’à une minute pour un long questionnaire."):
                    st.session_state[PREPARED] = prepare(opened.office, shared_data()[0], opened.campaign.id)
            except RefusedError as refused:
                st.error(spaced(str(refused)))
                return
            st.rerun()
        return
    draw_prepared(opened, prepared)


def draw_prepared(opened: Opened, prepared: Prepared) -> None:
    """Draw what a publication tells, and its confirmation."""
    made = prepared.made
    st.header("Ce qui sera publié", anchor=False)
    st.markdown(f"**{facts_sentence(made)}**")
    hidden, groups = prepared.withheld
    st.markdown(
        spaced(
            f"{number(hidden)} des {plural(groups, 'tableau', 'tableaux')} seront tus, faute de réponses ou parce "
            "qu’une soustraction les rendrait."
            if hidden
            else f"Aucun des {plural(groups, 'tableau', 'tableaux')} n’est tu."
        )
    )
    st.header("Les réserves", anchor=False)
    regions = regions_of(shared_data()[0])
    doubts = [reservation_sentence(one, made["frame"], regions) for one in made["reservations"]]
    st.markdown(
        "\n".join(f"- {doubt}" for doubt in doubts) or "Aucune\u202f: celles qui ont répondu ressemblent à toutes."
    )
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
                st.session_state.pop(PREPARED, None)
                st.error(spaced(str(refused)))
                return
            st.session_state.pop(PREPARED, None)
            st.session_state[TOLD] = "Les résultats sont publiés."
            st.rerun()
        if st.button("Refaire le calcul"):
            st.session_state.pop(PREPARED, None)
            st.rerun()
