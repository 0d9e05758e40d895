"""Beginning a response: for whom it is, consent, the code that is shown once."""

from __future__ import annotations

from typing import Final

import streamlit as st

from observatoire.model.territory import UnknownTerritoryError
from observatoire.views.local.words import plain_markdown
from pages.server.participer.beginning import (
    AGREE,
    CHOOSE,
    TYPES,
    chosen_organisation,
    facts_of,
    found_organisations,
    nobody_found,
    start,
)
from pages.server.participer.desk import storage
from pages.state.surveys import PLAIN_SURVEYS
from participation.model.campaigns import Campaign
from participation.model.codes import CodeError
from participation.model.organisations import Organisation, SirenError
from participation.storage.campaigns import form_of
from participation.storage.refusals import RefusedError
from participation.views.html.blocks import code_html, way_html
from participation.views.html.pages import shown_once

BEGUN, REFUSED = "reponse-commencee", "reponse-refus"
ASKED, CHOSEN, NAME, TYPE = "otc-organisation", "otc-laquelle", "otc-nom", "otc-type"
INVITATION, AGREED = "otc-invitation", "otc-accord"
NOT_KNOWN: Final = (
    "Aucune collectivité de l’observatoire n’a ce SIREN. Vous pouvez répondre\u202f: qui organise l’enquête vérifiera."
)


def draw_beginning(campaign: Campaign) -> None:
    """Draw what leads from a survey to a response; once it has begun, its code alone."""
    st.title(plain_markdown(campaign.title), anchor=False)
    with st.container(key="otc-enquete"):
        _draw_steps(campaign)


def _draw_steps(campaign: Campaign) -> None:
    form = form_of(storage(), campaign)
    begun = st.session_state.get(BEGUN)
    if isinstance(begun, tuple) and begun[0] == campaign.id:
        st.html(code_html(begun[1]))
        return
    st.markdown(plain_markdown(form.purpose))
    st.caption(plain_markdown(facts_of(campaign, form)))
    problem, siren = st.session_state.pop(REFUSED, ""), ""
    if campaign.named:
        found, siren = _draw_organisation(campaign)
        if not found and not siren:
            _say(problem)
            return
    if campaign.invited:
        st.text_input("Code de votre invitation", key=INVITATION, max_chars=60, autocomplete="off")
    st.header("Avant de commencer", anchor=False)
    for paragraph in filter(str.strip, campaign.notice.split("\n")):
        st.markdown(plain_markdown(paragraph))
    st.checkbox("J’ai lu ces informations et j’accepte de répondre.", key=AGREED)
    st.button("Commencer", type="primary", on_click=_begin, args=(campaign, siren))
    _say(problem)
    plain = f"./{PLAIN_SURVEYS}{campaign.id}"
    st.html(way_html(plain, "Répondre en pages simples, pour un vieux téléphone ou sans script"))


def _say(problem: str) -> None:
    """Say why it was refused beside the button: on a telephone the head of the page is three screens above."""
    if problem:
        st.error(problem)


def _draw_organisation(campaign: Campaign) -> tuple[list[Organisation], str]:
    """Draw the choice of an organisation; return those found, or the SIREN of one that nobody knows."""
    st.header("Votre organisation", anchor=False)
    asked = " ".join(st.text_input("Nom, code postal ou SIREN", key=ASKED, max_chars=120).split())
    st.button("Chercher")  # a telephone has no other way to say that a name is whole
    found, siren = found_organisations(campaign, asked) if asked else ([], "")
    if found:
        names = {one.id: one.name + (f" ({one.place})" if one.place else "") for one in found}
        st.radio(
            "Laquelle est la vôtre\u202f?", list(names), index=0 if len(names) == 1 else None, key=CHOSEN,
            format_func=lambda one: plain_markdown(names[one]),
        )  # fmt: skip
    elif siren:
        st.info(NOT_KNOWN)
        st.text_input("Nom de l’organisation", key=NAME, max_chars=200)
        st.radio("Type d’organisation", [kind for kind, _ in TYPES], key=TYPE, format_func=dict(TYPES).get)
    elif asked:
        st.warning(plain_markdown(nobody_found(campaign, asked)))
    return found, siren


def _begin(campaign: Campaign, siren: str) -> None:
    """Begin a response, and have its code shown."""
    state = st.session_state
    if not state[AGREED]:
        state[REFUSED] = AGREE
        return
    try:
        chosen = chosen_organisation(
            "" if siren else state.get(CHOSEN) or "", siren, state.get(NAME, "").strip(), state.get(TYPE, "")
        )
        begun = start(campaign, chosen, state.get(INVITATION, ""), "web")
    except UnknownTerritoryError:
        state[REFUSED] = CHOOSE
    except (CodeError, SirenError, RefusedError) as refusal:
        state[REFUSED] = str(refusal)
    else:
        here = str(st.context.url or "").rpartition("/")[0]
        plain = f"{here}/{PLAIN_SURVEYS.rstrip('/')}"
        state[BEGUN] = (campaign.id, shown_once(begun.code, plain, invited=campaign.invited))
