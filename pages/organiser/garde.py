"""What the guardian (DPO) does of one campaign: its notice, an erasure by code, contacts released and erased, purge."""

from __future__ import annotations

import hashlib
from typing import Final

import streamlit as st

from observatoire.views.french.numerals import plural
from observatoire.views.french.wording import long_date, spaced
from pages.organiser.acting import do, draft_of
from pages.organiser.frame import Opened, opened_campaign
from pages.organiser.signing_in import draw_foot
from pages.state.typed import draw_forgotten, text
from participation.model.codes import read_code
from participation.organising.acts import change_notice, erase, erase_contacts, purge, release
from participation.storage.access.contacts import released_on
from participation.storage.vault import contacts_kept

LONGEST_NOTICE: Final = 20_000


def draw_notice(opened: Opened) -> None:
    """Draw the notice, to be changed as long as the campaign has not opened."""
    st.header("La notice", anchor=False)
    if opened.campaign.state != "draft":
        st.markdown("La campagne a été ouverte\u202f: sa notice ne change plus.")
        return
    campaign, office = opened.campaign, opened.office
    # What was typed over another text is not put over this one.
    written = f"{campaign.id}-{hashlib.sha256(campaign.notice.encode()).hexdigest()[:12]}"
    draft = draft_of(office, "organiser-garde", written)
    key = draft.field(f"organiser-garde-{written}", text(LONGEST_NOTICE), campaign.notice)
    notice = st.text_area("Ce que lisent ceux qui répondent", key=key, height=300, max_chars=LONGEST_NOTICE)

    def save() -> None:
        change_notice(office, campaign.id, notice)
        draft.sent()

    if st.button("Enregistrer la notice", disabled=notice == campaign.notice or not notice.strip()):
        do(save, "La notice est enregistrée.")
    draft.draw()


def draw_erasure(opened: Opened) -> None:
    """Draw the erasure of a response by its code, until the campaign is published."""
    if opened.campaign.state not in ("open", "closed", "coded"):
        return
    st.header("Effacer une réponse", anchor=False)
    st.markdown("Quelqu’un le demande et donne son code\u202f: sa réponse est effacée pour de bon.")
    code = st.text_input("Code de la réponse", key="organiser-code", autocomplete="off", max_chars=60)
    if st.button("Effacer la réponse", disabled=not code.strip()):
        do(lambda: erase(opened.office, opened.campaign.id, read_code(code)), "La réponse est effacée.")


def draw_contacts(opened: Opened) -> None:
    """Draw the release of contacts, and their erasure once the synthesis is sent."""
    if not opened.campaign.contact_key:
        return
    st.header("Les contacts", anchor=False)
    kept, day = (
        contacts_kept(opened.office.storage, opened.campaign.id),
        released_on(opened.office.storage, opened.campaign.id),
    )
    told = plural(kept, "contact est gardé scellé", "contacts sont gardés scellés")
    st.markdown(spaced(f"{told}, pour l’organisation."))
    if day is None:
        st.markdown("Libérés, ils peuvent être pris par l’organisation, qui les ouvre avec sa clé privée.")
        if st.button("Libérer les contacts", disabled=opened.campaign.state != "published"):
            do(lambda: release(opened.office, opened.campaign.id), "Les contacts sont libérés.")
        if opened.campaign.state != "published":
            st.caption("Ils se libèrent une fois la campagne publiée.")
    else:
        st.markdown(f"Libérés le {long_date(day)}. Effacez-les dès que la synthèse est envoyée.")
    sure = st.checkbox("La synthèse est envoyée, ou ne le sera pas", key=f"organiser-synthese-{opened.campaign.id}")
    if st.button("Effacer les contacts", disabled=not sure or not kept):
        do(lambda: erase_contacts(opened.office, opened.campaign.id), "Les contacts sont effacés.")


def draw_purge(opened: Opened) -> None:
    """Draw the purge of a campaign that is over, from the day that was told."""
    if opened.campaign.state not in ("closed", "coded", "published"):
        return
    st.header("Purger la campagne", anchor=False)
    day = opened.campaign.purge_on
    st.markdown(
        spaced(f"Réponses, invitations et contacts s’effacent à partir du {long_date(day)}, comme il a été annoncé.")
    )
    sure = st.checkbox("Je veux effacer toutes les réponses", key=f"organiser-purger-{opened.campaign.id}")
    if st.button("Purger", disabled=not sure or opened.office.day < day):
        do(lambda: purge(opened.office, opened.campaign.id), "Tout est effacé. Les résultats publiés restent.")


opened = opened_campaign("organiser-garde")
if opened is not None:
    draw_notice(opened)
    draw_erasure(opened)
    draw_contacts(opened)
    draw_purge(opened)
    draw_forgotten()
    draw_foot()
