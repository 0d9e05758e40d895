"""The codes of those who are invited: made once, in one file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import streamlit as st

from observatoire.exports.tables.texts import file_name
from observatoire.views.french.numerals import plural
from observatoire.views.french.wording import spaced
from pages.organiser.acting import CODES
from pages.organiser.frame import Opened
from pages.organiser.invitations.printing import draw_letters
from pages.server.participer.beginning import MODES
from pages.state.surveys import PLAIN_SURVEYS
from participation.model.organisations import Organisation
from participation.storage.refusals import RefusedError
from participation.views.organising.invitations import Handed, handed
from participation.views.organising.letters import Letters

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def form_address() -> str:
    """Return the whole address of the form, as a letter bears it."""
    url = str(st.context.url or "")
    base = url.partition("?")[0].rpartition("/")[0]
    return f"{base}/{PLAIN_SURVEYS}"


def make_codes(
    opened: Opened,
    organisations: Sequence[Organisation],
    label: str,
    make: Callable[[Sequence[str]], dict[str, str]],
    where: str,
) -> None:
    """Draw the button that makes the codes of some organisations, and keep their file until this page is left.

    Parameters
    ----------
    opened, organisations
    label : str
        Of the button.
    make : callable
        From the ids of organisations to their codes; raises what is refused.
    where : str
        Part of the page in which their file is then drawn, under the eyes of who pressed the button.
    """
    # One that was pressed for an organisation does nothing for another, which is typed by the time it is heard.
    of = organisations[0].id if len(organisations) == 1 else ""
    if not st.button(label, type="primary", key=f"organiser-faire-{label}-{of}"):
        return
    try:
        codes = make([one.id for one in organisations])
    except RefusedError as refused:
        st.error(spaced(str(refused)))
        return
    address = f"{form_address()}{opened.campaign.id}"
    taken = [one for one in organisations if one.id in codes]
    told = codes if opened.campaign.invited else {}
    file = handed(opened.campaign, taken, told or None, address, opened.office.day)
    letters = Letters(opened.campaign, taken, told, address, MODES[opened.campaign.mode], opened.office.day)
    st.session_state[CODES] = (opened.campaign.id, file, where, letters)
    st.rerun()


def has_codes(opened: Opened, where: str = "") -> bool:
    """Tell whether the file of codes that `draw_codes` draws was just made."""
    held = st.session_state.get(CODES)
    return held is not None and held[0] == opened.campaign.id and where in ("", held[2])


def draw_codes(opened: Opened, where: str = "") -> None:
    """Draw the file of codes that was just made.

    Parameters
    ----------
    opened : Opened
    where : str
        Only one that was made in this part of the page; "" for any.
    """
    if not has_codes(opened, where):
        return
    file: Handed = st.session_state[CODES][1]
    with st.container(border=True):
        if opened.campaign.invited:
            made = plural(file.lines, "code est prêt", "codes sont prêts")
            st.subheader(f"{made}, pour cette fois seulement", anchor=False)
            kept = "Ils ne sont gardés" if file.lines > 1 else "Il n’est gardé"
            st.markdown(f"{kept} nulle part ailleurs\u202f: enregistrez ce fichier avant de quitter la page.")
        else:
            made = plural(file.lines, "organisation est inscrite", "organisations sont inscrites")
            st.subheader(f"{made}, à qui écrire", anchor=False)
        draw_file(opened, lambda: file, "codes" if opened.campaign.invited else "invitees")
        draw_letters(opened, st.session_state[CODES][3])
        if st.button("C’est fait, les oublier" if file.lines > 1 else "C’est fait, l’oublier"):
            st.session_state.pop(CODES, None)
            st.rerun()


def draw_file(opened: Opened, made: Callable[[], Handed], what: str) -> None:
    """Draw the buttons of a file, in both formats; it is made when one of them is pressed."""
    with st.container(horizontal=True):
        for label, content, extension, kind in (
            ("Classeur (.xlsx)", lambda: made().xlsx, "xlsx", XLSX),
            ("Tableau (.csv)", lambda: made().csv, "csv", "text/csv"),
        ):
            st.download_button(
                label, data=content, file_name=file_name(what, opened.campaign.id, extension=extension), mime=kind,
                on_click="ignore", icon=":material/download:", key=f"organiser-{what}-{extension}",
                type="primary" if what == "codes" else "secondary",
            )  # fmt: skip
