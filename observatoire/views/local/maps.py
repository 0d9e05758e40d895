"""The map of a local indicator: the house's map, in a hue of its own."""

from __future__ import annotations

from dataclasses import replace

from observatoire.local.catalogue import Entry
from observatoire.local.figures import local_figures
from observatoire.model.store import Store
from observatoire.views.maps.classes import ClassChoice
from observatoire.views.maps.geometry import Scope, scope_ids
from observatoire.views.maps.model import MapModel, map_of
from observatoire.views.style.tokens import SEQUENTIAL_LOCAL


def local_map(store: Store, entry: Entry, year: int, scope: Scope) -> MapModel:
    """Return the map of a local indicator, in five classes at most.

    Parameters
    ----------
    store : Store
        The edition.
    entry : Entry
        The local indicator.
    year : int
        Its year.
    scope : Scope
        Which map.

    Raises
    ------
    UnknownScopeError
        When this edition has no such territory.
    """
    data = local_figures(store, entry, scope.level, year, scope_ids(store, scope))
    model = map_of(data, scope, ClassChoice(), data.counted)
    size = len(model.palette)
    if entry.indicator.map_scale == "symbols" or not size:
        return model
    return replace(model, palette=SEQUENTIAL_LOCAL[max(size, 3)][:size])
