"""The letters that bring codes: made when their button is pressed, where the codes are, and kept nowhere."""

from __future__ import annotations

import streamlit as st

from observatoire.exports.tables.texts import file_name
from pages.organiser.frame import Opened
from participation.views.organising.letters import MOST_LETTERS, Letters


def draw_letters(opened: Opened, letters: Letters) -> None:
    """Draw the button of letters to print, or say how more of them are made."""
    if not letters.few_enough:
        st.caption(f"Au-delà de {MOST_LETTERS} lettres, faites-les par publipostage, avec le classeur.")
        return
    st.download_button(
        "Lettres à imprimer (.pdf)" if len(letters.organisations) > 1 else "Lettre à imprimer (.pdf)",
        data=letters.pdf, file_name=file_name("lettres", opened.campaign.id, extension="pdf"), mime="application/pdf",
        on_click="ignore", icon=":material/download:", key="organiser-lettres",
    )  # fmt: skip
