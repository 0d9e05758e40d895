"""The group of peers that explains an indicator best, as the catalogue names it: suggested, never switched to."""

from __future__ import annotations

from typing import Final

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.territory import Territory
from observatoire.statistics.peers.circularity import circularity
from observatoire.statistics.peers.groups import Method, PeerGroup, offered_methods

_EVALUATED: Final[tuple[Method, ...]] = (
    "similaires", "similaires_proches", "categorie", "densite", "departement", "region",
)  # fmt: skip
"""Groups that were compared with each other (`docs/peers.md`): of others nothing can be said."""


def best_peers(catalog: Catalog, indicator: Indicator, place: Territory, group: PeerGroup) -> Method | None:
    """Return the group to suggest instead of another; None when it is the best, or nothing clear is known.

    Nor is any suggested where the indicator chose the peers: `circularity` proposes others then.

    Parameters
    ----------
    catalog, indicator
        What is compared.
    place : Territory
    group : PeerGroup
        Its peers today.
    """
    named = catalog.best_peers.get(indicator.id)
    best: Method | None = getattr(named, place.level, None) if place.level in ("commune", "epci") else None
    if best is None or best == group.method or group.method not in _EVALUATED or best not in offered_methods(place):
        return None
    return None if circularity(catalog, indicator, place, group) else best
