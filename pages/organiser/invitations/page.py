"""Who is invited: a list is read, codes come out once, those who have not answered are reminded."""

from __future__ import annotations

import streamlit as st

from pages.organiser.frame import opened_campaign
from pages.organiser.invitations.codes import draw_codes
from pages.organiser.invitations.inviting import LISTED, draw_inviting
from pages.organiser.invitations.reminders import draw_reminders
from pages.organiser.invitations.replacing import draw_replacing
from pages.organiser.signing_in import draw_foot

opened = opened_campaign("organiser-invitations")
if opened is not None:
    if opened.campaign.state not in ("draft", "open"):
        st.info("La campagne est close\u202f: personne n’y est plus invité.", icon=":material/info:")
        draw_codes(opened)  # closed by somebody else before the file was kept
    elif opened.campaign.mode == "citoyenne":
        st.info("Une consultation citoyenne est ouverte à tous\u202f: personne n’y est invité.", icon=":material/info:")
    else:
        st.header("Inviter", anchor=False)
        if not opened.campaign.invited:
            st.caption("Cette enquête ne demande pas de code. La liste sert à savoir qui est attendu.")
        draw_inviting(opened)
        draw_codes(opened, LISTED)
        draw_reminders(opened)
        if opened.campaign.invited:
            draw_replacing(opened)
    draw_foot()
