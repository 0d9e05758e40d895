"""Peer groups: whom a territory is compared with, named and reproducible."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from observatoire.model.store import Store
from observatoire.model.territory import Level, Territory, territory_id

Method = Literal["categorie", "epci", "departement", "region", "france"]

METHODS: dict[Level, tuple[Method, ...]] = {
    "commune": ("categorie", "epci", "departement", "region"),
    "epci": ("categorie", "departement", "region", "france"),
    "departement": ("france", "region"),
    "region": ("france",),
    "france": (),
}
"""Groups offered for each level; the first is the one a page opens with."""

COMMUNE_STRATA = (
    0, 500, 1_000, 2_000, 3_500, 5_000, 7_500, 10_000,
    15_000, 20_000, 35_000, 50_000, 75_000, 100_000, 200_000,
)  # fmt: skip
"""Lower bounds of the fifteen strata of the code général des collectivités territoriales (art. L2334-3)."""

EPCI_STRATA = (0, 15_000, 30_000, 50_000, 100_000, 250_000)
"""Lower bounds of our size classes of CC and CA: 15 000 is the legal minimum of an EPCI (art. L5210-1-1),
50 000 the threshold from which a conseil de développement is due (art. L5211-10-1)."""

SIZED_NATURES = ("CC", "CA")
"""Legal forms numerous enough to be split by size; CU and métropoles are compared as one category."""


class UnknownMethodError(ValueError):
    """This level has no peer group of that name."""


@dataclass(frozen=True)
class PeerGroup:
    """The peers of a place.

    Attributes
    ----------
    place : str
        The territory that is compared; never among `ids`.
    method : Method
    level : Level
        Of the place and of all its peers.
    ids : tuple of str
        Peers, in order of code.
    parent : str or None
        Territory that holds them all (methods epci, departement, region).
    nature : str or None
        Legal form they share (categorie, EPCI).
    size : tuple of (int, int or None) or None
        Population class they share: lower bound (included), upper bound (excluded; None for none).
    """

    place: str
    method: Method
    level: Level
    ids: tuple[str, ...]
    parent: str | None = None
    nature: str | None = None
    size: tuple[int, int | None] | None = None


def population_class(population: int, bounds: tuple[int, ...]) -> tuple[int, int | None]:
    """Return the class (lower bound included, upper excluded or None) that holds a population."""
    position = bisect_right(bounds, population) - 1
    return bounds[position], bounds[position + 1] if position + 1 < len(bounds) else None


def default_method(territory: Territory) -> Method | None:
    """Return the group a page opens with; None for France, which has no peer."""
    return next((m for m in METHODS[territory.level] if m != "epci" or territory.epci), None)


def offered_methods(territory: Territory) -> tuple[Method, ...]:
    """Return the groups that exist for a territory (four islands belong to no EPCI)."""
    return tuple(m for m in METHODS[territory.level] if m != "epci" or territory.epci)


def peer_group(store: Store, territory: Territory, method: str) -> PeerGroup:
    """Return the peers of a territory by one method, the territory itself left out.

    Raises
    ------
    UnknownMethodError
        When this territory has no such group.
    """
    if method not in offered_methods(territory):
        raise UnknownMethodError(method)
    frame = store.level(territory.level)
    if method == "categorie":
        return _same_category(frame, territory)
    if method == "france":
        return _group(frame, territory, "france", pd.Series(True, index=frame.index))
    code = {"epci": territory.epci, "departement": territory.departement, "region": territory.region}[method]
    parent = territory_id(method, str(code))
    return _group(frame, territory, method, frame[method] == code, parent=parent)


def _same_category(frame: pd.DataFrame, territory: Territory) -> PeerGroup:
    """Same population class for communes; same legal form, and class where numerous, for EPCI."""
    mask = pd.Series(True, index=frame.index)
    size = None
    if territory.level == "commune":
        size = population_class(territory.population, COMMUNE_STRATA)
    else:
        mask = frame["nature"] == territory.nature
        if territory.nature in SIZED_NATURES:
            size = population_class(territory.population, EPCI_STRATA)
    if size is not None:
        low, high = size
        mask &= frame["population"] >= low
        if high is not None:
            mask &= frame["population"] < high
    return _group(frame, territory, "categorie", mask, nature=territory.nature, size=size)


def _group(
    frame: pd.DataFrame,
    territory: Territory,
    method: Method,
    mask: pd.Series,
    *,
    parent: str | None = None,
    nature: str | None = None,
    size: tuple[int, int | None] | None = None,
) -> PeerGroup:
    ids = tuple(str(i) for i in frame.index[mask.to_numpy()] if i != territory.id)
    return PeerGroup(territory.id, method, territory.level, ids, parent, nature, size)
