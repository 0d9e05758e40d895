"""What is asked of a campaign that is being prepared."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

import streamlit as st

from observatoire.views.french.wording import spaced
from pages.organiser.comparisons import draw_comparisons
from pages.organiser.territory import choose_types, draw_territories
from pages.state.typed import LARGEST, Draft, day_near, one_of, text, yes_or_no
from participation.model.campaigns import Mode
from participation.model.questionnaire import Questionnaire
from participation.organising.creating import identifier_of
from participation.organising.office import Office
from participation.views.organising.choices import MODES, NOTICE, RESPONDENTS

DAYS: Final = (
    ("Premier jour", "organiser-debut", 0),
    ("Dernier jour", "organiser-fin", 30),
    ("Effacement des réponses", "organiser-effacement", 365),
)
"""Days that are asked, and how long after today each usually is."""


def draw_fields(office: Office, form: Questionnaire, draft: Draft) -> dict[str, Any]:
    """Draw all that an organiser chooses, and return it.

    Parameters
    ----------
    office, form
    draft : Draft
        What keeps it until the campaign is prepared. It does not keep the key of addresses, in whose place the private
        one may have been pasted.
    """
    title = st.text_input(
        "Titre", key=draft.field("organiser-titre", text(200), form.title[:200], follows=True), max_chars=200
    )
    identifier = st.text_input(
        "Identifiant, dans l’adresse de l’enquête", max_chars=40,
        key=draft.field("organiser-id", text(40), identifier_of(title), follows=True),
        help="Minuscules sans accent, chiffres et traits bas.",
    )  # fmt: skip
    mode: Mode = st.radio(
        "Mode", list(MODES), format_func=MODES.__getitem__,
        key=draft.field("organiser-mode", one_of(MODES), next(iter(MODES))),
    )  # fmt: skip
    eligible: list[str] = []
    within: tuple[str, ...] | None = ()
    invited, respondents = mode == "anonyme", "one"
    if mode != "citoyenne":
        eligible = choose_types(draft)
        within = draw_territories(eligible)
    if mode in ("organisation", "signee"):
        key = draft.field("organiser-invite", yes_or_no, True)
        invited = st.checkbox("Demander un code d’invitation", key=key)
    if mode == "organisation":
        key = draft.field("organiser-reponses", one_of(RESPONDENTS), next(iter(RESPONDENTS)))
        respondents = st.selectbox(
            "De chaque organisation", list(RESPONDENTS), format_func=RESPONDENTS.__getitem__, key=key
        )
    with st.container(horizontal=True):
        opens, closes, purge_on = (
            st.date_input(
                label,
                format="DD/MM/YYYY",
                key=draft.field(key, day_near(office.day), office.day + timedelta(days=after)),
            )
            for label, key, after in DAYS
        )
    key = draft.field("organiser-notice", text(LARGEST), NOTICE)
    notice = st.text_area("Notice, lue avant de répondre", key=key, height=300)
    st.caption(
        spaced("Remplacez ce qui est entre crochets. La personne chargée de la protection des données la relit.")
    )
    contact_key = st.text_input(
        "Pour recueillir l’adresse de qui veut la synthèse\u202f: la clé qui ferme ces adresses (facultatif)",
        key="organiser-cle", max_chars=64,
        help="Une adresse fermée par cette clé (la clé publique) ne s’ouvre qu’avec l’autre (la clé privée), qui reste "
        "sur votre ordinateur. « python -m participation key », chez vous, fait les deux.",
    )  # fmt: skip
    beside = draw_comparisons(draft, office, form, mode, eligible, within or ())
    return {
        "id": identifier, "title": title, "mode": mode, "eligible": tuple(eligible), "within": within,
        "invited": invited, "respondents": respondents, "opens": opens, "closes": closes, "purge_on": purge_on,
        "notice": notice, "contact_key": contact_key.strip().lower(), **beside,
    }  # fmt: skip
