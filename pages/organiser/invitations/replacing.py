"""The code of one organisation that lost it, or that others have seen: cancelled and made anew, where it can be."""

from __future__ import annotations

from functools import partial
from typing import Final

import streamlit as st

from observatoire.views.french.wording import spaced
from observatoire.views.local.words import plain_markdown
from pages.organiser.frame import Opened
from pages.organiser.invitations.codes import draw_codes, has_codes, make_codes
from pages.state.data import known_places, shared_data
from participation.model.organisations import Organisation
from participation.organising.acts import can_replace, codes_spent, invite_all, replace_code
from participation.organising.lists import read_lines
from participation.views.organising.invitations import (
    LOST,
    MISSING,
    NEVER_SENT,
    REPLACED,
    RESUMED,
    SPENT,
    SPENT_AND_NAMED,
    UNSPENT,
)

ONE: Final = "remplacer"
"""The part of the page in which the one code is handed over."""


def draw_replacing(opened: Opened) -> None:
    """Draw the search of the one organisation, what has become of its code, and what can be done."""
    st.header("Un code perdu, ou vu par d’autres", anchor=False)
    text = st.text_input(
        "De quelle organisation\u202f? Son nom, son code Insee ou son SIREN", key="organiser-remplacer", max_chars=200
    )
    if has_codes(opened, ONE):  # the button would cancel the code that was just made
        draw_codes(opened, ONE)
    elif text.strip():
        found = read_lines(shared_data()[0], known_places(), opened.campaign, text)
        if found.organisations:
            _draw_code(opened, found.organisations[0])
        else:
            why = found.unknown[0].why if found.unknown else "écrivez un nom ou un code"
            st.warning(spaced(f"{why[0].upper()}{why[1:]}."))


def _draw_code(opened: Opened, one: Organisation) -> None:
    held, name = codes_spent(opened.office, opened.campaign.id), plain_markdown(one.name)
    if one.id not in held:
        st.info(spaced(f"{name} n’est pas invitée : inscrivez-la par la liste."))
    elif not held[one.id]:
        st.markdown(spaced(UNSPENT.format(name=name)))
        renew = partial(invite_all, opened.office, opened.campaign.id, renewed=True)
        make_codes(opened, [one], "Annuler ce code et en faire un autre", renew, ONE)
    else:
        _draw_spent(opened, one, name)


def _draw_spent(opened: Opened, one: Organisation, name: str) -> None:
    """Say what a spent code allows; offer another where it makes no second response."""
    anonymous, may = opened.campaign.mode == "anonyme", can_replace(opened.office, opened.campaign.id)
    for sentence in (SPENT, MISSING if may else LOST, RESUMED, NEVER_SENT) if anonymous else (SPENT_AND_NAMED,):
        st.markdown(spaced(sentence.format(name=name)))
    if opened.campaign.state != "open" or not may:
        return
    sure = not anonymous or st.checkbox(spaced(REPLACED.format(name=name)), key=f"organiser-remplacer-{one.id}")
    if sure:
        replace = partial(_replaced, opened)
        make_codes(opened, [one], "Donner un autre code", replace, ONE)


def _replaced(opened: Opened, organisations: list[str]) -> dict[str, str]:
    return replace_code(opened.office, opened.campaign.id, organisations[0])
