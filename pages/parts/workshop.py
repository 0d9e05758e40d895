"""Figures of a workshop's views: what the Atelier records and the presentation shows."""

from __future__ import annotations

from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.workshop import GUESSED, View
from observatoire.views.workshop.figure import ShownFigure, shown_figure
from pages.state.data import shared_group
from pages.state.selection import Selection


def figure_of_view(store: Store, catalog: Catalog, view: View, selection: Selection) -> ShownFigure | None:
    """Return the figure that a view is about; None for a view of several figures, or without place."""
    if view.page not in GUESSED or selection.territory is None or selection.option("vue") not in ("", "indicateur"):
        return None
    group = shared_group(selection.territory.id, selection.peers) if selection.peers else None
    return shown_figure(store, catalog, selection.indicator, selection.year, selection.territory, group)
