"""What was read of a list of organisations, what was not taken of it, and the button that invites who is new."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

import streamlit as st

from observatoire.views.french.numerals import plural
from observatoire.views.french.wording import spaced
from observatoire.views.html.tables import Heading, Row, table_html
from pages.organiser.acting import CODES, draft_of
from pages.organiser.frame import Opened
from pages.organiser.invitations.codes import make_codes
from pages.organiser.invitations.listing import draw_list
from pages.state.typed import Draft
from participation.organising.acts import invite_all, invited
from participation.organising.lists import ListError

MOST_SHOWN: Final = 200
LISTED: Final = "liste"
"""The part of the page in which the codes of a list are handed over."""


def draw_inviting(opened: Opened) -> None:
    """Draw the list, what was not taken of it, and the button that makes codes."""
    draft = draft_of(opened.office, "organiser-invitations", opened.campaign.id)
    try:
        found = draw_list(opened, draft)
    except ListError as error:
        st.error(spaced(str(error)))
        return
    if not draft.draw():
        st.caption("Cette liste est trop longue pour que ce navigateur la garde\u202f: apportez-la en fichier.")
    if found is None:
        return
    told = [plural(len(found.organisations), "organisation reconnue", "organisations reconnues")]
    told += [plural(len(found.unknown), "ligne n’est pas prise", "lignes ne sont pas prises")] if found.unknown else []
    told += [plural(found.twice, "ligne en répète une autre", "lignes en répètent d’autres")] if found.twice else []
    told += [plural(found.beyond, "ligne n’a pas été lue", "lignes n’ont pas été lues")] if found.beyond else []
    st.markdown(f"**{', '.join(told)}.**")
    if found.unknown:
        rows = [Row(str(one.line), (one.text, spaced(one.why), str(one.line))) for one in found.unknown]
        columns = (Heading("Ce qui est écrit"), Heading("Pourquoi", wide=True), Heading("Ligne", numeric=True))
        st.html(table_html("Lignes qui ne sont pas prises", columns, rows, stacked=True))
    if found.organisations:
        with st.expander("Voir les organisations reconnues"):
            rows = [Row(one.id, (one.name, one.place)) for one in found.organisations[:MOST_SHOWN]]
            st.html(table_html("Organisations reconnues", (Heading("Nom"), Heading("Département")), rows))
            if len(found.organisations) > MOST_SHOWN:
                st.caption(f"Les {MOST_SHOWN} premières\u202f; le fichier les dira toutes.")
        held = invited(opened.office, opened.campaign.id)
        new = [one for one in found.organisations if one.id not in held]
        just = CODES in st.session_state  # their file stands below: they are not told that they are invited already
        if (known := len(found.organisations) - len(new)) and not just:
            st.info(spaced(f"{plural(known, 'est déjà invitée', 'sont déjà invitées')} : leur code reste le même."))
        if new:
            many = plural(len(new), "code", "codes") if opened.campaign.invited else ""
            who = plural(len(new), "organisation", "organisations")
            label = f"Inviter, et faire {many}" if many else f"Inscrire {who}"
            make_codes(opened, new, label, partial(_invited, opened, draft), LISTED)


def _invited(opened: Opened, draft: Draft, organisations: Sequence[str]) -> dict[str, str]:
    codes = invite_all(opened.office, opened.campaign.id, organisations)
    draft.sent()
    return codes
