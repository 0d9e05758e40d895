"""Mes données: names without a code, which nothing is read of before the visitor has confirmed them."""

from __future__ import annotations

import streamlit as st

from observatoire.local.report import Reading
from observatoire.views.french.groups import option_label
from observatoire.views.local.words import plain_markdown
from pages.state.data import shared_data
from pages.state.typed import Draft, names_of

NAMES = "local-noms"
"""Key of the session: what was confirmed in the last file, whose digest ends it."""
MOST_NAMES = 40
"""Names to confirm that fit on a page; a table with more of them wants codes."""


def confirmed_names(of_file: str, draft: Draft) -> dict[str, str]:
    """Return the territories of the names that were confirmed in a file.

    Parameters
    ----------
    of_file : str
        The digest of it.
    draft : Draft
        What keeps them until the file is let go.
    """
    places = shared_data()[0].territories.index
    known: dict[str, str] = st.session_state[draft.field(f"{NAMES}-{of_file}", names_of, {})]
    return {name: one for name, one in known.items() if one in places}


def confirm_names(reading: Reading, of_file: str) -> None:
    """Draw the names that are proposed, to be confirmed at once, homonyms one by one."""
    store, _ = shared_data()
    found = [(name, ids) for name, ids in reading.proposed.items() if ids]
    if not found:
        return
    st.info(
        "Ce tableau nomme ses territoires sans leur code. Vérifiez les noms ci-dessous, puis confirmez\u202f: rien "
        "n’en est lu avant."
    )
    if len(found) > MOST_NAMES:
        st.caption("Seuls les premiers noms sont proposés\u202f; un tableau avec les codes Insee est lu en entier.")
    with st.form("local-noms-formulaire"):
        chosen = {
            name: st.selectbox(
                plain_markdown(name), [None, *ids], index=1 if len(ids) == 1 else 0, key=f"local-nom-{of_file}-{name}",
                format_func=lambda one: "Aucun de ceux-là" if one is None else option_label(store.territory(one)),
            )
            for name, ids in found[:MOST_NAMES]
        }  # fmt: skip
        if st.form_submit_button("Confirmer ces noms"):
            st.session_state[f"{NAMES}-{of_file}"] |= {name: one for name, one in chosen.items() if one}
            st.rerun()


def forget_names() -> None:
    """Let go the names that were confirmed in the last file."""
    for key in [str(key) for key in st.session_state if str(key).startswith(f"{NAMES}-")]:
        del st.session_state[key]
