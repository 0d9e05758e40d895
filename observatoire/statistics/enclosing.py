"""The wider territories around a place: what its own figure is set against, beside its peers."""

from __future__ import annotations

from observatoire.model.catalog import Indicator
from observatoire.model.store import Store
from observatoire.model.territory import Level, Territory, territory_id
from observatoire.statistics.figures import Figure, figures

AROUND: dict[Level, tuple[Level, ...]] = {
    "commune": ("epci", "departement", "region", "france"),
    "epci": ("departement", "region", "france"),
    "departement": ("region", "france"),
    "region": ("france",),
    "france": (),
}
"""Levels that hold a place, nearest first. An EPCI is set against the département where most of its people live."""


def enclosing(store: Store, territory: Territory) -> tuple[Territory, ...]:
    """Return the territories around a place, nearest first.

    An overseas département and its région are one and the same: it is given once, as a région. Four islands have no
    EPCI, some communes' regions are unknown: such levels are left out.
    """
    found: list[Territory] = []
    for level in AROUND[territory.level]:
        code = {"epci": territory.epci, "departement": territory.departement, "region": territory.region}.get(level)
        identifier = "france" if level == "france" else territory_id(level, code) if code else None
        if identifier is None:
            continue
        around = store.territory(identifier)
        if found and found[-1].members == around.members and found[-1].population == around.population:
            found.pop()
        if around.members > territory.members:
            found.append(around)
    return tuple(found)


def enclosing_figures(
    store: Store, indicator: Indicator, year: int, territory: Territory
) -> list[tuple[Territory, Figure]]:
    """Return the territories around a place with their own figure, where the indicator has that level.

    Parameters
    ----------
    store, indicator, year, territory
        The edition, the indicator, its year and the territory.
    """
    return [
        (around, figures(store, indicator, around.level, year).of(around.id))
        for around in enclosing(store, territory)
        if around.level in indicator.levels
    ]
