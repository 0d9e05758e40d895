"""Who takes part: as a sentence, a map, tables; and who is silent, by what the observatory knows of them."""

from __future__ import annotations

import streamlit as st

from observatoire.views.french.wording import spaced
from pages.organiser.frame import opened_campaign
from pages.organiser.signing_in import draw_foot
from pages.state.data import shared_data
from participation.organising.following import following
from participation.organising.silent import LEVELS, silent_traits
from participation.views.organising.following import (
    departement_names,
    extremes_sentence,
    picture_html,
    rate_legend,
    rate_map_svg,
    rates_table,
    size_name,
    size_within,
    standing_sentence,
    type_name,
)
from participation.views.organising.silent import NOTHING, silent_sentence, silent_table

WITHHELD = (
    "Cette enquête est anonyme\u202f: le nombre des réponses d’un groupe est tu tant qu’elles sont moins de {least}, "
    "et d’autres le sont avec lui quand une soustraction le rendrait."
)

opened = opened_campaign("organiser-suivi")
if opened is not None:
    store, catalog = shared_data()
    campaign = opened.campaign
    found = following(opened.office, store, campaign.id)
    st.header("Où en est-on", anchor=False)
    st.markdown(f"**{standing_sentence(campaign, found)}**")
    if campaign.mode == "anonyme":
        st.caption(WITHHELD.format(least=campaign.min_cell))
    if found.everyone.rates.invited.sum():
        if not campaign.within or len(found.departements.keys) > 1:
            st.header("Par département", anchor=False)
            names = departement_names(store)
            if found.departements.withheld.all():
                st.markdown(
                    f"Aucun département n’a encore {campaign.min_cell} réponses\u202f: la carte viendra avec elles."
                )
            else:
                st.markdown(extremes_sentence(found.departements, names))
                with st.container(key="otc-suivi-carte", horizontal=True, vertical_alignment="top"):
                    st.html(picture_html(rate_map_svg(store, found.departements)), width=520)
                    st.html(rate_legend(found.departements), width=320)
            with st.expander("Les mêmes chiffres en tableau"):
                st.html(rates_table("Taux de réponse par département", found.departements, names))
        st.header("Par type et par taille", anchor=False)
        st.markdown(extremes_sentence(found.sizes, size_within))
        st.html(rates_table("Taux de réponse par type", found.types, type_name))
        st.html(rates_table("Taux de réponse par type et taille", found.sizes, size_name))
        st.header("Qui se tait", anchor=False)
        traits = silent_traits(store, found.taken_part, anonymous=campaign.mode == "anonyme")
        if not traits:
            st.markdown(spaced(NOTHING))
        for level in LEVELS:
            if sentence := silent_sentence(catalog, traits, level):
                st.markdown(f"**{sentence}**")
                st.html(silent_table(catalog, traits, level))
    draw_foot()
