"""One campaign: what it is, its questionnaire read through, its opening and its closing."""

from __future__ import annotations

from functools import partial

import streamlit as st

from observatoire.views.french.wording import long_date, spaced
from observatoire.views.html.tables import key_value_html
from observatoire.views.local.words import plain_markdown
from pages.organiser.acting import TOLD, do
from pages.organiser.frame import opened_campaign
from pages.organiser.signing_in import draw_foot
from pages.server.participer.beginning import territory_of
from pages.server.participer.desk import contacts, storage
from pages.state.data import shared_data
from pages.state.surveys import PLAIN_SURVEYS, survey_pages
from participation.organising.acts import close_campaign, discard, move_last_day, open_campaign
from participation.organising.office import Office
from participation.storage.campaigns import form_of
from participation.storage.refusals import RefusedError
from participation.views.organising.choices import MODES, RESPONDENTS, comparison_rows
from participation.views.organising.form import form_sentence, read_through_html
from participation.views.words import KINDS, days_text


def close(office: Office, identifier: str) -> None:
    """Close a campaign, once the addresses that wait in the memory of this process are written."""
    contacts().flush()
    close_campaign(office, identifier)


def throw_away(office: Office, identifier: str) -> None:
    """Throw a campaign away, and go back to the others."""
    try:
        discard(office, identifier)
    except RefusedError as refused:
        st.error(spaced(str(refused)))
        return
    st.session_state[TOLD] = "La campagne est jetée."
    st.switch_page(survey_pages()["organiser"][0])


opened = opened_campaign("organiser-campagne")
if opened is not None:
    office, campaign = opened.office, opened.campaign
    form = form_of(storage(), campaign)
    who = ", ".join(KINDS[kind][1] for kind in campaign.eligible) or "tout le monde"
    st.html(
        key_value_html(
            [
                ("Réponses", f"{days_text(campaign.opens, campaign.closes)} inclus"),
                ("Effacement", f"le {long_date(campaign.purge_on)}"),
                ("Mode", MODES[campaign.mode]),
                ("Qui répond", f"{who}\u202f; {RESPONDENTS[campaign.respondents]}" if campaign.named else who),
                ("Territoire", territory_of(campaign)),
                ("Invitation", "un code est demandé" if campaign.invited else "aucun code n’est demandé"),
                ("Seuil", f"rien n’est publié d’un groupe de moins de {campaign.min_cell} réponses"),
                ("Contacts", "recueillis à part, scellés" if campaign.contact_key else "aucun n’est demandé"),
                *comparison_rows(campaign, shared_data()[1].indicators, office.campaigns()),
            ]
        )
    )
    if campaign.state == "draft" and office.may("open", campaign.id):
        st.header("Ouvrir", anchor=False)
        st.markdown("Une fois la campagne ouverte, son questionnaire, son mode et sa notice ne changent plus.")
        read = st.checkbox("J’ai relu le questionnaire et la notice ci-dessous", key=f"organiser-relu-{campaign.id}")
        if st.button("Ouvrir aux réponses", type="primary", disabled=not read):
            then = " Il reste à inviter, par «\u00a0Invitations\u00a0»." if campaign.named else ""
            do(lambda: open_campaign(office, campaign.id), f"La campagne est ouverte.{then}")
    if campaign.state == "draft" and office.may("discard", campaign.id):
        with st.expander("Quelque chose est faux dans cette campagne"):
            st.markdown("Elle n’a jamais été ouverte\u202f: jetez-la et préparez-la de nouveau, sous le même nom.")
            sure = st.checkbox("Je veux la jeter", key=f"organiser-jeter-{campaign.id}")
            if st.button("Jeter la campagne", disabled=not sure):
                throw_away(office, campaign.id)
    if campaign.state == "open":
        st.link_button("Voir le formulaire tel qu’on y répond", f"./{PLAIN_SURVEYS}{campaign.id}")
        if office.may("move_last_day", campaign.id):
            st.header("Prolonger", anchor=False)
            last = st.date_input(
                "Dernier jour", value=campaign.closes, min_value=min(office.day, campaign.closes), format="DD/MM/YYYY",
                max_value=campaign.purge_on, key=f"organiser-dernier-jour-{campaign.id}",
            )  # fmt: skip
            if st.button("Changer le dernier jour", disabled=last == campaign.closes):
                do(partial(move_last_day, office, campaign.id, last), "Le dernier jour est changé.")
        if office.may("close", campaign.id):
            st.header("Clore", anchor=False)
            st.markdown("Plus personne ne pourra répondre. Une campagne close ne se rouvre pas.")
            sure = st.checkbox("Je veux clore cette campagne", key=f"organiser-clore-{campaign.id}")
            if st.button("Clore", disabled=not sure):
                do(partial(close, office, campaign.id), "La campagne est close. Vous pouvez la publier.")
    st.header("La notice", anchor=False)
    st.caption("Ce que lisent ceux qui répondent avant de donner leur accord.")
    for paragraph in campaign.notice.split("\n"):
        if paragraph.strip():
            st.markdown(plain_markdown(paragraph))
    st.header("Le questionnaire", anchor=False)
    st.markdown(f"**{plain_markdown(form.title)}.** {plain_markdown(form.purpose)}")
    st.caption(form_sentence(form))
    st.html(read_through_html(form))
    draw_foot()
