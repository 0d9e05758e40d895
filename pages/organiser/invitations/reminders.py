"""Those who were invited and have not answered: a file to remind them, new codes for who lost theirs."""

from __future__ import annotations

from functools import partial
from typing import Final

import streamlit as st

from observatoire.views.french.numerals import plural
from observatoire.views.french.wording import spaced
from pages.organiser.frame import Opened
from pages.organiser.invitations.codes import draw_codes, draw_file, form_address, has_codes, make_codes
from pages.state.data import shared_data
from participation.organising.acts import invite_all, invited
from participation.views.organising.invitations import handed, organisations_of

REMINDED: Final = "relances"
"""The part of the page in which new codes for all who have not answered are handed over."""


def draw_reminders(opened: Opened) -> None:
    """Draw who was invited and has not answered: a file to remind them, new codes for who lost theirs."""
    held = invited(opened.office, opened.campaign.id)
    left = [one for one, spent in held.items() if not spent]
    st.header("Relancer", anchor=False)
    if not left:
        none = "Personne n’est encore invité." if not held else "Tous ceux qui sont invités ont répondu."
        st.markdown(none)
        return
    st.markdown(
        spaced(
            f"{plural(len(left), 'organisation invitée n’a pas répondu', 'organisations invitées n’ont pas répondu')}. "
            "Le fichier dit lesquelles."
            + (" Leurs codes sont dans celui que vous avez gardé." if opened.campaign.invited else "")
        )
    )
    organisations = organisations_of(shared_data()[0], left, {})
    where = f"{form_address()}{opened.campaign.id}"
    draw_file(opened, lambda: handed(opened.campaign, organisations, None, where, opened.office.day), "relances")
    if not opened.campaign.invited:
        return
    if has_codes(opened):  # the button would cancel those that were just made
        draw_codes(opened, REMINDED)
        if not has_codes(opened, REMINDED):
            st.caption("Des codes viennent d’être faits ici\u202f: enregistrez-les avant d’en refaire d’autres.")
        return
    with st.expander("J’ai perdu le fichier des codes"):
        st.markdown(
            "De nouveaux codes remplacent les anciens, qui ne servent plus. Qui a commencé sa réponse la garde, et "
            "l’envoie avec le nouveau code."
        )
        if st.checkbox(
            "Je veux que les anciens codes ne servent plus", key=f"organiser-renouveler-{opened.campaign.id}"
        ):
            renew = partial(invite_all, opened.office, opened.campaign.id, renewed=True)
            make_codes(opened, organisations, "Faire de nouveaux codes", renew, REMINDED)
