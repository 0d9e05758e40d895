"""Surveys that are open; beginning one, or coming back with a code."""

from __future__ import annotations

from typing import Final

import streamlit as st

from observatoire.views.html.rendering import style_html
from observatoire.views.local.words import plain_markdown
from pages.participer.enquetes.beginning import draw_beginning
from pages.participer.in_hand import ticket
from pages.server.bounds.crowd import CROWD
from pages.server.participer.beginning import open_campaign, open_surveys
from pages.server.participer.desk import answering
from pages.server.participer.resuming import TOLD, pages_address
from pages.state.surveys import PLAIN_SURVEYS
from participation.model.campaigns import Campaign
from participation.storage.refusals import RefusedError
from participation.views.html.blocks import resume_html, way_html

CROWDED: Final = (
    "Beaucoup de monde en ce moment : vous répondrez sur nos pages simples, qui tiennent mieux. Les réponses sont "
    "les mêmes."
)


def asked_campaign() -> Campaign | None:
    """Return the survey that the address names; None for none, or none that is open, which is said."""
    identifier = st.query_params.get("campagne", "")
    if not identifier:
        return None
    try:
        return open_campaign(identifier)
    except RefusedError as refusal:
        st.warning(plain_markdown(str(refusal)), icon=":material/info:")
        return None


def draw_surveys() -> None:
    """Draw the list of surveys, each with its length, how answers are kept, its last day."""
    surveys = open_surveys(PLAIN_SURVEYS.rstrip("/"))
    if not surveys:
        st.info("Aucune enquête n’est ouverte en ce moment.", icon=":material/info:")
    if surveys and CROWD.is_here:
        st.info(CROWDED, icon=":material/info:")
    for survey in surveys:
        st.subheader(plain_markdown(survey["title"]), anchor=False)
        st.markdown(plain_markdown(survey["purpose"]))
        st.caption(plain_markdown(survey["facts"]))
        here = f"./enquetes?campagne={survey['id']}"
        address = f"./{survey['address']}" if CROWD.is_here else here
        st.html(way_html(address, "Répondre", survey["title"], button=True))


st.html(style_html("survey"))
campaign = asked_campaign()
if campaign is not None:
    draw_beginning(campaign)
else:
    st.title("Enquêtes", anchor=False)
    if told := TOLD.get(st.query_params.get("dit", "")):
        st.info(told, icon=":material/info:")
    draw_surveys()
    st.html(way_html(f"./{PLAIN_SURVEYS}resultats/", "Les résultats des enquêtes publiées"))
    st.header("Reprendre une réponse", anchor=False)
    opened = ticket()
    if answering(opened) is not None:
        st.html(way_html(f"./{pages_address(opened)}", "Revenir à la réponse ouverte sur cet appareil"))
    st.html(resume_html())
    st.html(
        way_html(f"./{PLAIN_SURVEYS}", "Les mêmes enquêtes en pages simples, pour un vieux téléphone ou sans script")
    )
