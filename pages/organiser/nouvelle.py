"""A campaign that is being prepared: its questionnaire, who answers, when, what they are told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import streamlit as st

from observatoire.views.french.wording import spaced
from observatoire.views.local.words import plain_markdown
from pages.organiser.acting import go_to
from pages.organiser.comparisons import draw_comparisons
from pages.organiser.questionnaire import draw_questionnaire
from pages.organiser.signing_in import draw_foot, office_here
from pages.organiser.territory import choose_types, draw_territories
from pages.state.data import shared_data
from participation.model.campaigns import CampaignError, Mode
from participation.model.questionnaire import Questionnaire
from participation.organising.acts import create
from participation.organising.creating import CreationError, campaign_from, identifier_of
from participation.organising.office import FORBIDDEN, Office
from participation.results.covariates import with_quintiles
from participation.results.territories.within import bounded
from participation.storage.refusals import RefusedError
from participation.views.organising.choices import MODES, NOTICE, RESPONDENTS


def draw_fields(office: Office, form: Questionnaire) -> dict[str, Any]:
    """Draw all that an organiser chooses, and return it."""
    title = st.text_input("Titre", value=form.title, key=f"organiser-titre-{form.sha[:8]}", max_chars=200)
    identifier = st.text_input(
        "Identifiant, dans l’adresse de l’enquête", value=identifier_of(title), max_chars=40,
        key=f"organiser-id-{title}", help="Minuscules sans accent, chiffres et traits bas.",
    )  # fmt: skip
    mode: Mode = st.radio("Mode", list(MODES), format_func=MODES.__getitem__, key="organiser-mode")
    eligible: list[str] = []
    within: tuple[str, ...] | None = ()
    invited, respondents = mode == "anonyme", "one"
    if mode != "citoyenne":
        eligible = choose_types()
        within = draw_territories(eligible)
    if mode in ("organisation", "signee"):
        invited = st.checkbox("Demander un code d’invitation", value=True, key="organiser-invite")
    if mode == "organisation":
        respondents = st.selectbox(
            "De chaque organisation", list(RESPONDENTS), format_func=RESPONDENTS.__getitem__, key="organiser-reponses"
        )
    with st.container(horizontal=True):
        opens = st.date_input("Premier jour", value=office.day, format="DD/MM/YYYY", key="organiser-debut")
        closes = st.date_input(
            "Dernier jour", value=office.day + timedelta(days=30), format="DD/MM/YYYY", key="organiser-fin"
        )
        purge_on = st.date_input(
            "Effacement des réponses", value=office.day + timedelta(days=365), format="DD/MM/YYYY",
            key="organiser-effacement",
        )  # fmt: skip
    notice = st.text_area("Notice, lue avant de répondre", value=NOTICE, height=300, key="organiser-notice")
    st.caption(
        spaced("Remplacez ce qui est entre crochets. La personne chargée de la protection des données la relit.")
    )
    contact_key = st.text_input(
        "Pour recueillir l’adresse de qui veut la synthèse\u202f: la clé qui ferme ces adresses (facultatif)",
        key="organiser-cle", max_chars=64,
        help="Une adresse fermée par cette clé (la clé publique) ne s’ouvre qu’avec l’autre (la clé privée), qui reste "
        "sur votre ordinateur. « python -m participation key », chez vous, fait les deux.",
    )  # fmt: skip
    beside = draw_comparisons(office, form, mode, eligible, within or ())
    return {
        "id": identifier, "title": title, "mode": mode, "eligible": tuple(eligible), "within": within,
        "invited": invited, "respondents": respondents, "opens": opens, "closes": closes, "purge_on": purge_on,
        "notice": notice, "contact_key": contact_key.strip().lower(), **beside,
    }  # fmt: skip


def draw_making(office: Office, form: Questionnaire, fields: dict[str, Any]) -> None:
    """Draw the button that prepares a campaign; say all that is wrong with it."""
    if not st.button("Préparer la campagne", type="primary"):
        return
    try:
        store, catalog = shared_data()
        campaign = with_quintiles(store, catalog, bounded(store, campaign_from(fields, form)))
        create(office, campaign, form)
    except CreationError as error:
        st.error("  \n".join(f"– {plain_markdown(spaced(fault))}" for fault in error.faults))
        return
    except (RefusedError, CampaignError) as refused:
        st.error(spaced(str(refused)))
        return
    st.success(spaced(f"« {plain_markdown(campaign.title)} » est préparée. Personne n’y répond avant son ouverture."))
    go_to("organiser-campagne", "La relire et l’ouvrir", campaign=campaign.id, icon=":material/arrow_forward:")


st.title("Préparer une campagne", anchor=False)
office = office_here()
if office is not None:
    go_to("organiser", "Campagnes")
    if office.may("create"):
        form = draw_questionnaire()
        if form is not None:
            st.header("La campagne", anchor=False)
            draw_making(office, form, draw_fields(office, form))
    else:
        st.error(FORBIDDEN)
    draw_foot()
