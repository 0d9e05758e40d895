"""What every page of an organiser opens with: who is there, which campaign, the way to the other pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import streamlit as st

from observatoire.views.local.words import plain_markdown
from pages.organiser.acting import CODES, TOLD, go_to, say_what_was_done
from pages.organiser.signing_in import office_here
from participation.model.campaigns import SAID, Campaign
from participation.model.rights import Act
from participation.organising.office import Office
from participation.storage.refusals import RefusedError

SEEN: Final = "organiser-etat"
"""Key of the session: the campaign that was drawn last, and its state."""
OF_A_CAMPAIGN: Final[dict[str, tuple[str, Act]]] = {
    "organiser-campagne": ("Campagne", "see"),
    "organiser-invitations": ("Invitations", "invite"),
    "organiser-suivi": ("Suivi", "follow"),
    "organiser-publication": ("Publication", "publish"),
    "organiser-garde": ("Protection des données", "release"),
}
"""Pages about one campaign: their name, and the act for which one goes there."""


@dataclass(frozen=True)
class Opened:
    """A page about a campaign, opened by somebody who may see it."""

    office: Office
    campaign: Campaign


def opened_campaign(page: str) -> Opened | None:
    """Draw the head of a page about a campaign; return None where there is nothing more to draw.

    Parameters
    ----------
    page : str
        Its address, of `OF_A_CAMPAIGN`.
    """
    head = st.empty()
    office = office_here()
    if office is None:
        head.title("Organiser une enquête", anchor=False)
        return None
    if page != "organiser-invitations":
        st.session_state.pop(CODES, None)
    identifier = st.query_params.get("campagne", "")[:60]
    if not identifier:
        st.info("Choisissez une campagne dans la liste.", icon=":material/info:")
        go_to("organiser", "Voir les campagnes")
        return None
    try:
        campaign = office.campaign(identifier)
        office.check(OF_A_CAMPAIGN[page][1], identifier)
    except RefusedError as refused:
        st.error(plain_markdown(str(refused)))
        go_to("organiser", "Revenir aux campagnes")
        return None
    head.title(plain_markdown(campaign.title), anchor=False)
    with st.container(key="otc-organiser", horizontal=True, gap="small"):
        go_to("organiser", "Campagnes")
        for name, (title, act) in OF_A_CAMPAIGN.items():
            if office.may(act, identifier):
                go_to(name, f"**{title}**" if name == page else title, campaign=identifier)
    st.caption(f"Campagne {SAID[campaign.state]}. Identifiant\u202f: {campaign.id}.")
    _say_what_others_did(campaign)
    say_what_was_done()
    return Opened(office, campaign)


def _say_what_others_did(campaign: Campaign) -> None:
    """Say that a campaign is no longer as this tab drew it, where this tab did not change it."""
    before = st.session_state.get(SEEN)
    st.session_state[SEEN] = (campaign.id, campaign.state)
    if before and before[0] == campaign.id and before[1] != campaign.state and TOLD not in st.session_state:
        st.info(
            f"Entre-temps, quelqu’un d’autre a changé la campagne\u202f: elle est maintenant {SAID[campaign.state]}.",
            icon=":material/info:",
        )
