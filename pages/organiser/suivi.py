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
    communes_table,
    extremes_sentence,
    level_of,
    no_map_sentence,
    place_names,
    rate_legend,
    rate_picture,
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
        if level := level_of(found.places):
            st.header(f"Par {level}", anchor=False)
            names = place_names(store)
            if found.places.withheld.all():
                st.markdown(
                    f"Aucune carte par {level} encore\u202f: chacun y est tu sous {campaign.min_cell} réponses."
                )
            else:
                st.markdown(extremes_sentence(found.places, names))
                with st.container(key="otc-suivi-carte", horizontal=True, vertical_alignment="top"):
                    st.html(rate_picture(store, found.places, campaign.within), width=520)
                    st.html(rate_legend(found.places), width=320)
            with st.expander("Commune par commune" if level == "commune" else "Les mêmes chiffres en tableau"):
                st.html(
                    communes_table(store, found.places)
                    if level == "commune"
                    else rates_table(f"Taux de réponse par {level}", found.places, names)
                )
        elif why := no_map_sentence(campaign):
            st.caption(why)
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
