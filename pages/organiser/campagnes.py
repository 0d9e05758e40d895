"""Campaigns that somebody may see, and the way to make one."""

from __future__ import annotations

import streamlit as st

from observatoire.views.local.words import plain_markdown
from pages.organiser.acting import CODES, go_to, say_what_was_done
from pages.organiser.signing_in import draw_foot, office_here
from participation.model.campaigns import SAID
from participation.model.rights import EVERYWHERE
from participation.storage.access.rights import right_text
from participation.views.words import days_text

st.title("Organiser une enquête", anchor=False)
office = office_here()
if office is not None:
    st.session_state.pop(CODES, None)
    say_what_was_done()
    campaigns = office.campaigns()
    if office.may("create"):
        with st.container(key="otc-actions-nouvelle"):
            go_to("organiser-nouvelle", "Préparer une campagne", icon=":material/add:")
    st.header("Les campagnes", anchor=False)
    if not campaigns:
        st.info("Aucune campagne n’est encore préparée.", icon=":material/info:")
    for campaign in campaigns:
        with st.container(border=True):
            st.subheader(plain_markdown(campaign.title), anchor=False)
            st.markdown(f"Campagne **{SAID[campaign.state]}**. Réponses {days_text(campaign.opens, campaign.closes)}.")
            with st.container(horizontal=True, gap="small", key=f"otc-actions-{campaign.id}"):
                go_to("organiser-campagne", "Voir", campaign=campaign.id)
                if office.may("follow", campaign.id):
                    go_to("organiser-suivi", "Suivre", campaign=campaign.id)
                if office.may("publish", campaign.id) and campaign.state in ("closed", "coded", "published"):
                    label = "Résultats" if campaign.state == "published" else "Publier"
                    go_to("organiser-publication", label, campaign=campaign.id)
                if office.may("release", campaign.id):
                    go_to("organiser-garde", "Protéger", campaign=campaign.id)
    if office.may("read_audit", EVERYWHERE):
        go_to("organiser-journal", "Journal et purge")
    st.caption("Vos droits\u202f: " + "\u202f; ".join(right_text(right) for right in sorted(office.rights)) + ".")
    draw_foot()
