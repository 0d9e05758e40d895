"""A publication is computed, apart from the pages: the button, and how far it is."""

from __future__ import annotations

from typing import Final

import streamlit as st

from observatoire.views.french.wording import spaced
from pages.organiser.frame import Opened
from pages.server.apart.downloads import prepare_files
from pages.server.bounds.runs import RUNS
from pages.server.operation.metrics import PARTS
from pages.server.organiser.preparing import PREPARATIONS, Computing, Failed
from pages.state.data import shared_data
from participation.storage.refusals import RefusedError

EVERY: Final = 1.0
"""Seconds between two looks at a computation."""


def draw_asking(opened: Opened, found: Failed | None) -> None:
    """Draw the button that has a publication computed; say first what came of the last time, where it failed."""
    prepare_files()  # the process that computes takes some seconds to start
    if found is not None:
        st.error(spaced(found.sentence))
    st.markdown(
        "Calculez d’abord les résultats. Vous lirez ce qui sera publié, ce qui sera tu et les réserves\u202f; rien "
        "ne paraît avant votre accord."
    )
    if st.button("Calculer les résultats", type="primary"):
        begin(opened)
    st.caption(
        "Le calcul prend quelques secondes, une minute pour une longue enquête. Si le site s’arrête entre-temps, "
        "relancez-le\u202f: les réponses ne risquent rien."
    )


def begin(opened: Opened) -> None:
    """Have the publication computed, apart from the pages."""
    try:
        PREPARATIONS.begin(opened.office, shared_data()[0], opened.campaign.id)
    except RefusedError as refused:
        st.error(spaced(str(refused)))
        return
    st.rerun()


@st.fragment(run_every=EVERY)
def draw_computing(opened: Opened) -> None:
    """Say how far the computation is, each second, until there is something else to draw."""
    with RUNS.turn_of_a_part(PARTS.timed):
        try:
            found = PREPARATIONS.look(opened.office, opened.campaign.id)
        except RefusedError:  # the whole page says why
            found = None
    if not isinstance(found, Computing):
        st.rerun()
    st.info(found.sentence, icon=":material/info:")
    st.caption("Vous pouvez quitter cette page et y revenir\u202f: le calcul continue sans vous, et rien ne paraît.")
