"""What a publication would tell, what it withholds and its reservations, read before it is out."""

from __future__ import annotations

from functools import partial
from typing import Final

import streamlit as st

from pages.organiser.acting import do
from pages.organiser.frame import Opened
from pages.organiser.publication.computing import begin
from pages.server.organiser.preparing import PREPARATIONS
from pages.state.data import shared_data
from participation.organising.publishing import Prepared, publish
from participation.views.organising.withheld import withheld_sentence, withheld_table
from participation.views.reading import facts_sentence, reservation_sentences, weights_sentences
from participation.views.words import regions_of

NO_DOUBT: Final = (
    "Aucune\u202f: les réponses sont assez nombreuses, et réparties par type, taille et région à peu près comme "
    "les collectivités. Cela ne dit rien de ce qu’auraient répondu celles qui se taisent."
)


def draw_prepared(opened: Opened, prepared: Prepared) -> None:
    """Draw what a publication tells, and its confirmation."""
    made = prepared.made
    st.header("Ce qui sera publié", anchor=False)
    st.markdown(f"**{facts_sentence(made, out=False)}**")
    hidden, tables = prepared.withheld
    st.markdown(withheld_sentence(hidden, tables))
    regions = regions_of(shared_data()[0])
    if hidden:
        with st.expander("Voir ce qui sera tu, groupe par groupe"):
            st.caption("Un tableau est une question, ou une de ses lignes, lue pour un groupe.")
            st.html(withheld_table(made, regions))
    st.header("Les réserves", anchor=False)
    doubts = "\n".join(f"- {one}" for one in (*reservation_sentences(made, regions), *prepared.overlaps))
    st.markdown(doubts or NO_DOUBT)
    with st.expander("Comment les réponses sont pesées"):
        for sentence in weights_sentences(made):
            st.markdown(sentence)
    st.header("Publier", anchor=False)
    st.markdown("Une publication ne se reprend pas\u202f: les réponses ne pourront plus être retirées ni effacées.")
    read = st.checkbox("J’ai lu ce qui sera tu et les réserves", key=f"organiser-reserves-{prepared.frozen[1][:12]}")
    with st.container(horizontal=True):
        agreed = st.button("Publier les résultats", type="primary", disabled=not read)
        again = st.button("Refaire le calcul")
    if agreed:
        do(partial(_publish, opened, prepared), "Les résultats sont publiés.")
    if again:
        begin(opened)


def _publish(opened: Opened, prepared: Prepared) -> None:
    """Publish what was read; whatever comes of it, it is not to be read again."""
    try:
        publish(opened.office, prepared)
    finally:
        PREPARATIONS.forget(prepared.campaign)
