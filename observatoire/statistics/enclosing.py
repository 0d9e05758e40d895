"""The territories around a place, which its figure is set against, and the members that it is made of."""

from __future__ import annotations

from observatoire.model.catalog import Indicator
from observatoire.model.store import Store
from observatoire.model.territory import Level, Territory, territory_id
from observatoire.statistics.figures import Figure, figures
from observatoire.statistics.wholes import twin_of

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


def member_figures(
    store: Store, indicator: Indicator, year: int, territory: Territory
) -> tuple[tuple[Territory, Figure], ...]:
    """Return the members of a composed territory with their own figure, where theirs do not make one of it.

    Parameters
    ----------
    store, indicator, year, territory
        The edition, the indicator, its year and the territory.

    Returns
    -------
    tuple of (Territory, Figure)
        In the order of the members, each in its own state. Empty for an indicator that adds up, for a territory that
        is not composed, and for one that has exactly the communes of another, whose published figure is its own.
    """
    if indicator.additive or not territory.composed or twin_of(store, store.members(territory.id)):
        return ()
    members = [store.territory(identifier) for identifier in territory.composed]
    by_level: dict[Level, list[str]] = {}
    for member in members:
        by_level.setdefault(member.level, []).append(member.id)
    known = {level: figures(store, indicator, level, year, ids) for level, ids in by_level.items()}
    return tuple((member, known[member.level].of(member.id)) for member in members)
