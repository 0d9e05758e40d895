"""The map of a local indicator: the house's map, in a hue of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from observatoire.local.catalogue import Entry
from observatoire.local.figures import local_figures
from observatoire.local.record import LocalPoints
from observatoire.model.store import Store
from observatoire.views.french.wording import LOCAL_BADGE
from observatoire.views.html.tables import MapLegend
from observatoire.views.maps.classes import ClassChoice
from observatoire.views.maps.geometry import Scope, scope_ids
from observatoire.views.maps.legend import legend_of
from observatoire.views.maps.model import MapModel, map_of
from observatoire.views.style.tokens import LOCAL, SEQUENTIAL_LOCAL

SIGNS: Final = "●■▲◆★✚▼✖"
"""Of the categories of places, in order."""
MOST_NAMED: Final = 40
"""Places whose labels a map bears."""


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
        return replace(model, symbol_colour=LOCAL)
    return replace(model, palette=SEQUENTIAL_LOCAL[max(size, 3)][:size])


def local_legend(model: MapModel, place_name: str) -> MapLegend:
    """Return the legend of a map of local data, which says that they are.

    Parameters
    ----------
    model : MapModel
        As `local_map` returns it.
    place_name : str
        The outlined place; empty for none.
    """
    legend = legend_of(model, place_name)
    return replace(legend, title=f"{legend.title} ({LOCAL_BADGE.lower()})", mention=LOCAL_BADGE)


def pins_of(groups: Sequence[LocalPoints]) -> dict[str, Any]:
    """Return places as the map draws them: a sign a category, labels where they are few.

    Parameters
    ----------
    groups : sequence of LocalPoints
        Those to show, all together.
    """
    points = [point for group in groups for point in group.points]
    ranks = {category: rank for rank, category in enumerate(dict.fromkeys(point.category for point in points))}
    return {
        "signs": [SIGNS[rank % len(SIGNS)] for rank in ranks.values()],
        "named": len(points) <= MOST_NAMED,
        "points": [[p.label, ranks[p.category], round(p.lon, 6), round(p.lat, 6)] for p in points],
    }


def signs_of(groups: Sequence[LocalPoints]) -> list[tuple[str, str, int]]:
    """Return the key of the places of a map: sign, category, how many."""
    counts = Counter(point.category for group in groups for point in group.points)
    return [(SIGNS[rank % len(SIGNS)], category, count) for rank, (category, count) in enumerate(counts.items())]
