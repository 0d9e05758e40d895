"""What the results will also be read by: fifths of an indicator, the edition before, a mirror; and the threshold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from pages.state.data import shared_data
from pages.state.typed import Draft, one_of, several_of, whole
from participation.model.campaigns import FEWEST_IN_CELL, MOST_STRATA, Campaign, Mode
from participation.model.questionnaire import Questionnaire
from participation.organising.comparing import possible
from participation.organising.office import Office
from participation.views.organising.choices import EDITION, FIFTHS, FIFTHS_KEPT, MIRROR, THRESHOLD, TOO_FEW, UNDECLARED


def draw_comparisons(
    draft: Draft, office: Office, form: Questionnaire, mode: Mode, eligible: Sequence[str], within: tuple[str, ...]
) -> dict[str, Any]:
    """Draw what may be chosen, and return it; what is not possible is not drawn.

    Parameters
    ----------
    draft : Draft
        What keeps what is chosen.
    office, form
    mode : str
    eligible : sequence of str
        Types of organisations that the campaign asks.
    within : tuple of str
        Territories that it is kept within.
    """
    store, catalog = shared_data()
    found = possible(office, store, catalog, form, mode, eligible, within)
    chosen: dict[str, Any] = {"covariates": (), "earlier": "", "mirror_of": ""}
    with st.expander("Protéger et comparer davantage (facultatif)"):
        least = FEWEST_IN_CELL[mode]
        chosen["min_cell"] = st.number_input(
            "Le moins de réponses d’un groupe publié", least, 1_000,
            key=draft.field(f"organiser-seuil-{mode}", whole(least, 1_000), least),
        )  # fmt: skip
        st.caption(THRESHOLD)
        if found.indicators:
            key = draft.field("organiser-cinquiemes", several_of(found.indicators, MOST_STRATA), [])
            chosen["covariates"] = tuple(
                st.multiselect(
                    "Lire aussi les résultats selon un chiffre de l’observatoire", list(found.indicators),
                    format_func=lambda name: catalog.indicators[name].title, max_selections=MOST_STRATA,
                    key=key, placeholder="Choisir jusqu’à quatre chiffres",
                )
            )  # fmt: skip
            st.caption(FIFTHS + (FIFTHS_KEPT if mode == "anonyme" else ""))
        elif mode != "citoyenne":
            st.caption(TOO_FEW)
        if found.editions:
            chosen["earlier"] = _campaign(draft, "Comparer à une édition déjà publiée", found.editions, "edition")
            st.caption(EDITION)
        elif found.undeclared:
            st.caption(UNDECLARED)
        if found.mirrored:
            chosen["mirror_of"] = _campaign(draft, "Mettre en miroir d’une enquête", found.mirrored, "miroir")
            st.caption(MIRROR)
    return chosen


def _campaign(draft: Draft, label: str, among: Sequence[Campaign], name: str) -> str:
    """Draw the choice of a campaign; return its id, "" for none.

    Parameters
    ----------
    draft : Draft
    label : str
    among : sequence of Campaign
    name : str
        Of the field.
    """
    titles = {"": "Aucune"} | {one.id: f"{one.title} ({one.closes.year})" for one in among}
    key = draft.field(f"organiser-{name}", one_of(titles), "")
    return st.selectbox(label, list(titles), format_func=titles.__getitem__, key=key)
