"""Surveys that are open, and the way to each."""

from __future__ import annotations

import streamlit as st

from pages.server.participer.beginning import open_surveys
from pages.state.surveys import PLAIN_SURVEYS

st.title("Enquêtes", anchor=False)
surveys = open_surveys(PLAIN_SURVEYS.rstrip("/"))
if not surveys:
    st.info("Aucune enquête n’est ouverte en ce moment.", icon=":material/info:")
for survey in surveys:
    st.subheader(survey["title"], anchor=False)
    st.markdown(survey["purpose"])
    st.caption(survey["facts"])
    st.link_button("Répondre", f"./{survey['address']}")
