"""Where a map of communes is little sure: several years together, smoothed rates, the map of the EPCI around."""

from __future__ import annotations

import streamlit as st

from observatoire.model.store import Store
from observatoire.views.maps.model import MapModel
from observatoire.views.maps.rare import remedy_names
from observatoire.views.maps.words import surer_scope, surer_text
from pages.state.links import link_to
from pages.state.models.carte import ShownMap
from pages.state.selection import Selection, bound, write_back


def choose_remedy(shown: ShownMap, model: MapModel) -> None:
    """Where a year of events says little of the next, say it, and offer what can be shown instead.

    One choice is both maps', under the first that has it; each says what it shows of it.

    Parameters
    ----------
    shown : ShownMap
        What the page shows.
    model : MapModel
        One of its maps.
    """
    names = remedy_names(shown.rare(model))
    if not names:
        return
    st.markdown(shown.on_rare_events(model))
    if len(names) > 1 and (model is shown.model or shown.options.remedies is None):
        st.segmented_control(
            "Cas rares\u202f: ce que montre la carte",
            list(names),
            key=bound("rares-choisi", shown.options.rare),
            format_func=names.__getitem__,
            on_change=write_back,
            args=("rares", "rares-choisi"),
            required=True,
        )


def offer_epci_map(store: Store, selection: Selection, model: MapModel, rare: bool) -> None:
    """Where most values are orders of magnitude, or events are rare, lead to the same indicator by EPCI.

    Parameters
    ----------
    store, selection
        The edition and what the visitor looks at.
    model : MapModel
        The map that is drawn.
    rare : bool
        Whether a year of its events says little of the next.
    """
    scope = surer_scope(store, model, rare)
    if scope is not None:
        changes: dict[str, str | None] = {"perimetre": str(scope), "rares": None}
        link_to("carte", selection, surer_text(store, scope), icon=":material/arrow_forward:", changes=changes)
