"""Where most communes of a map are fragile: the way to the map of the EPCI around."""

from __future__ import annotations

from observatoire.model.store import Store
from observatoire.views.maps.model import MapModel
from observatoire.views.maps.words import surer_scope, surer_text
from pages.state.links import link_to
from pages.state.selection import Selection


def offer_epci_map(store: Store, selection: Selection, model: MapModel) -> None:
    """Where most values are orders of magnitude, lead to the same indicator by EPCI.

    Parameters
    ----------
    store, selection
        The edition and what the visitor looks at.
    model : MapModel
        The map that is drawn.
    """
    scope = surer_scope(store, model)
    if scope is not None:
        changes: dict[str, str | None] = {"perimetre": str(scope)}
        link_to("carte", selection, surer_text(store, scope), icon=":material/arrow_forward:", changes=changes)
