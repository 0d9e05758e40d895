"""Where a commune's figure is fragile: the way to the same figure of its EPCI."""

from __future__ import annotations

from observatoire.model.store import Store
from observatoire.model.territory import territory_id
from observatoire.views.french.grammar import short_label
from pages.state.links import link_to
from pages.state.selection import Selection


def offer_epci(store: Store, selection: Selection) -> None:
    """Where a commune's figure is fragile, lead to the same figure for its EPCI."""
    if selection.territory is None or selection.territory.epci is None or "epci" not in selection.indicator.levels:
        return
    epci = store.territory(territory_id("epci", selection.territory.epci))
    label = f"Voir plutôt ce chiffre pour l’intercommunalité\u202f: **{short_label(epci)}**"
    link_to("comparer", selection, label, icon=":material/arrow_forward:", changes={"territoire": epci.id})
