"""Territories that a campaign is kept within: which collectivités are inside, as the observatory attaches them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from observatoire.model.composed.names import listed_codes, member_id
from observatoire.model.store import Store
from observatoire.model.territory import PREFIXES, Level, Territory, is_composed, territory_id

_HOLDING: tuple[Level, ...] = ("epci", "departement", "region")
"""Columns of the territories that name, by its code, what holds each."""


@lru_cache(maxsize=256)
def listed(within: tuple[str, ...]) -> frozenset[str]:
    """Return the territories that are named, each composed one by its members: `compose-16102.16330` is two communes.

    Parameters
    ----------
    within : tuple of str
        Identifiers of territories, as a campaign keeps them.
    """
    found: set[str] = set()
    for one in within:
        found |= {member_id(code) for code in listed_codes(one)} if is_composed(one) else {one}
    return frozenset(found)


def held_by(place: Territory) -> tuple[str, ...]:
    """Return the territories that hold a collectivité, itself first: its EPCI, its département, its région.

    That of an EPCI over several départements is the one where most of its inhabitants live.
    """
    codes = zip(_HOLDING, (place.epci, place.departement, place.region), strict=True)
    return tuple(dict.fromkeys([place.id, *(territory_id(level, code) for level, code in codes if code)]))


def is_held(held: Sequence[str], within: tuple[str, ...]) -> bool:
    """Tell whether a collectivité, of which `held_by` tells, is inside some territories; empty for all of France."""
    return not within or not listed(within).isdisjoint(held)


@lru_cache(maxsize=4)
def inside(store: Store, within: tuple[str, ...]) -> frozenset[str]:
    """Return the collectivités inside some territories by their identifier: those that are named, and all they hold.

    Parameters
    ----------
    store : Store
    within : tuple of str
        Identifiers of territories; empty for all of France. One that the edition does not know holds nothing.
    """
    table = store.territories
    table = table[table["level"] != "france"]
    if not within:
        return frozenset(map(str, table.index))
    named = list(listed(within))
    held = table.index.isin(named)
    for column in _HOLDING:
        prefix = f"{PREFIXES[column]}-"
        codes = [one.removeprefix(prefix) for one in named if one.startswith(prefix)]
        held |= table[column].isin(codes).to_numpy(dtype=bool)
    return frozenset(map(str, table.index[held]))
