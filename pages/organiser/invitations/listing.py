"""A list of organisations to invite: how it is given, what was read of it, what was not taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, TypeVar

import streamlit as st

from observatoire.local.matching import Places
from observatoire.model.store import Store
from observatoire.views.french.numerals import plural
from observatoire.views.french.wording import spaced
from observatoire.views.html.tables import Heading, Row, table_html
from pages.organiser.acting import CODES, draft_of
from pages.organiser.frame import Opened
from pages.organiser.invitations.codes import make_codes
from pages.state.data import known_places, shared_data
from pages.state.typed import LARGEST, Draft, text
from participation.model.campaigns import Campaign
from participation.organising.acts import invite_all, invited
from participation.organising.lists import Listed, ListError, all_of, read_lines, read_list

T = TypeVar("T")
MOST_SHOWN: Final = 200
LISTED: Final = "liste"
"""The part of the page in which the codes of a list are handed over."""
READING: Final = "organiser-lecture"
"""Key of the session: the last list, and what was read of it."""
BY_LIST, BY_FILE, BY_PLACE = "Des lignes collées", "Un fichier", "Tout un département"
ALL = "Tout le territoire"
"""Of a campaign that is kept within some."""
READ: Final = (
    "Un identifiant, un code Insee, un SIREN ou un nom par ligne. Un nom que plusieurs portent demande son code. Rien "
    "n’est pris qui ne soit sûr\u202f: ce qui ne l’est pas est listé."
)


def draw_list(opened: Opened, draft: Draft) -> Listed | None:
    """Draw the ways to name organisations; return what was read, None for nothing yet.

    Parameters
    ----------
    opened : Opened
    draft : Draft
        What keeps the lines that are pasted.
    """
    store = shared_data()[0]
    way = st.segmented_control(
        "Comment les désigner\u202f?",
        [BY_LIST, BY_FILE, BY_PLACE, *([ALL] if opened.campaign.within else [])],
        default=BY_LIST,
        required=True,
        key="organiser-liste",
    )
    if way == ALL:
        return all_of(store, opened.campaign)
    if way == BY_PLACE:
        names = {str(one): store.territory(str(one)) for one in store.index("departement")}
        chosen = st.selectbox(
            "Département", sorted(names, key=lambda one: names[one].code), index=None, key="organiser-departement",
            format_func=lambda one: f"{names[one].code} – {names[one].short_name}",
            placeholder="Choisir un département",
        )  # fmt: skip
        return all_of(store, opened.campaign, chosen) if chosen else None
    st.caption(READ)
    if way == BY_FILE:
        file = st.file_uploader(
            "Tableau (.csv, .xlsx, .ods), 2\u202fMo au plus", type=["csv", "txt", "xlsx", "ods"],
            key="organiser-tableau", max_upload_size=2,
        )  # fmt: skip
        return _read_once(opened, file.getvalue(), read_list) if file else None
    key = draft.field("organiser-lignes", text(LARGEST), "")
    lines = st.text_area("Organisations, une par ligne", key=key, height=160)
    return _read_once(opened, lines, read_lines) if lines.strip() else None


def _read_once(opened: Opened, given: T, read: Callable[[Store, Places, Campaign, T], Listed]) -> Listed:
    """Return what was read of a list: once for all the runs of the page, five thousand lines take half a second."""
    key = (opened.campaign.id, given)
    kept = st.session_state.get(READING)
    if kept is None or kept[0] != key:
        kept = (key, read(shared_data()[0], known_places(), opened.campaign, given))
        st.session_state[READING] = kept
    found: Listed = kept[1]
    return found


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
