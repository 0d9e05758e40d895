"""Mes données: the texts that every description has; of places, they are all that is asked."""

from __future__ import annotations

import streamlit as st

from observatoire.local.bounds import LocalDataError
from observatoire.local.record import LONGEST, Description, LocalPoints, Point
from observatoire.local.report import Remark
from observatoire.views.french.wording import plural
from observatoire.views.local.words import report_html
from pages.explorer.mesdonnees.bringing import next_file
from pages.explorer.mesdonnees.drafting import draft_of_file
from pages.state.local import keep_local, local_data, refuse
from pages.state.typed import Draft, text

TYPED = "local-dernier"
"""Key of the session: what was last typed of what files of one council share."""
LASTING = ("observed", "source", "licence", "answers")
ASKED = {
    "title": ("Titre, sans année", "Places en crèche"),
    "unit": ("Unité", "places"),
    "counted": ("Ce qui est compté, de qui, comment", "Places agréées au 1er janvier, crèches familiales comprises."),
    "observed": ("Date des données", "janvier 2025"),
    "source": ("Source", "Service petite enfance de la communauté de communes"),
    "licence": ("Licence", "Licence Ouverte 2.0"),
    "answers": ("Qui en répond (un rôle, pas une personne)", "le service petite enfance"),
}
"""What the form asks, and an example of each."""


def description_texts(draft: Draft, **usual: str) -> dict[str, str]:
    """Draw the fields of a description; what was typed for the last one is there again.

    Parameters
    ----------
    draft : Draft
        What keeps them until the description is added.
    **usual : str
        By field, what it holds before anybody changes it.
    """
    found = {}
    for name, (label, example) in ASKED.items():
        known = usual.get(name) or st.session_state.get(TYPED, {}).get(name, "")
        key = draft.field(f"local-{name}", text(LONGEST[name]), known[: LONGEST[name]])
        found[name] = st.text_input(
            label, key=key, max_chars=LONGEST[name], placeholder=f"Par exemple\u202f: {example}"
        )
    # Streamlit forgets what was typed in a field that one run does not draw.
    st.session_state[TYPED] = {name: found[name] for name in LASTING}
    return found


def describe_points(found: tuple[tuple[Point, ...], tuple[Remark, ...]]) -> None:
    """Draw what was read of a file of places, and the form that says what they are."""
    points, remarks = found
    st.markdown(f"**{plural(len(points), 'lieu lu', 'lieux lus')}**")
    if remarks:
        with st.expander("Ce qui n’a pas été lu, ligne par ligne"):
            st.html(report_html(remarks))
    st.subheader("Décrire ces lieux", anchor=False)
    draft = draft_of_file("lieux", repr(points))
    with st.form("local-description-lieux", border=False, enter_to_submit=False):
        texts = description_texts(draft, title="Lieux", unit="lieux")
        asked = st.form_submit_button("Ajouter ces lieux à mes données", type="primary", key="local-ajouter-lieux")
    draft.draw()
    if asked:
        try:
            keep_local(local_data().with_points(LocalPoints(Description.told(**texts), points)))
        except LocalDataError as error:
            refuse(str(error))
        else:
            next_file()
        st.rerun()
