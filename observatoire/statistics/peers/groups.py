"""Peer groups: whom a territory is compared with, named and reproducible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from observatoire.model.catalog import Catalog
from observatoire.model.features import Feature
from observatoire.model.store import Bools, Floats, Store
from observatoire.model.territory import Level, Territory, territory_id
from observatoire.statistics.peers.composed import adjacent_epci, overlapped
from observatoire.statistics.peers.neighbours import FEWEST_SIMILAR as FEWEST_SIMILAR
from observatoire.statistics.peers.neighbours import MOST_SIMILAR as MOST_SIMILAR
from observatoire.statistics.peers.neighbours import SIMILAR as SIMILAR
from observatoire.statistics.peers.neighbours import Neighbours, nearest
from observatoire.statistics.peers.neighbours import Within as Within
from observatoire.statistics.peers.strata import COMMUNE_STRATA, DENSITY_BOUNDS, EPCI_STRATA, SIZED_NATURES, class_of

Method = Literal[
    "similaires", "similaires_proches", "categorie", "limitrophes", "densite", "epci", "departement", "region",
    "france", "choisis",
]  # fmt: skip

SEARCHED: tuple[Method, ...] = ("similaires", "similaires_proches")
"""Groups of statistical neighbours: by structure alone, then as the catalogue's entry of the same name says."""

METHODS: dict[Level, tuple[Method, ...]] = {
    "commune": (*SEARCHED, "categorie", "densite", "limitrophes", "epci", "departement", "region", "choisis"),
    "epci": (*SEARCHED, "categorie", "densite", "limitrophes", "departement", "region", "france", "choisis"),
    "departement": ("france", "region", "limitrophes", "choisis"),
    "region": ("france", "limitrophes", "choisis"),
    "france": (),
}
"""Groups offered for each level; the first is the one a page opens with."""

MOST_CHOSEN = 40
"""Hand-picked peers that a link can hold."""


class UnknownMethodError(ValueError):
    """This level has no peer group of that name."""


class MixedLevelsError(ValueError):
    """A hand-picked list holds territories of another level than the place; `stray` names them."""

    def __init__(self, stray: tuple[str, ...]) -> None:
        self.stray = stray
        super().__init__(", ".join(stray))


@dataclass(frozen=True)
class PeerRequest:
    """Which peers are asked for: the method and, for statistical neighbours and hand-picked lists, its options.

    Attributes
    ----------
    method : Method
    n : int
        How many statistical neighbours (5 to 30).
    dropped, doubled : tuple of str
        Features left out of the distance, or weighed double (statistical neighbours).
    removed : tuple of str
        Ids that the visitor does not want among the peers; statistical neighbours are replaced by the next ones.
    within : {"", "region", "nature"}
        Statistical neighbours of the same région, or of the same legal form (EPCI), only.
    chosen : tuple of str
        Ids of a hand-picked list (method choisis).
    """

    method: Method
    n: int = SIMILAR
    dropped: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    within: Within = ""
    chosen: tuple[str, ...] = ()

    @property
    def searched(self) -> bool:
        """Whether it asks for statistical neighbours, of either kind."""
        return self.method in SEARCHED


@dataclass(frozen=True)
class PeerGroup:
    """The peers of a place.

    Attributes
    ----------
    place : str
        The territory that is compared; never among `ids`.
    request : PeerRequest
    level : Level
        Of the place and of all its peers.
    ids : tuple of str
        Peers, in order of code; statistical neighbours nearest first; a hand-picked list in its own order.
    parent : str or None
        Territory that holds them all (methods epci, departement, region).
    nature : str or None
        Legal form they share (categorie, EPCI).
    size : tuple of (int, int or None) or None
        Class they share, of population (categorie) or of density (densite): lower bound (included), upper bound
        (excluded; None for none).
    removed : tuple of str
        Of the ids asked to be left out, those that would be among the peers.
    criteria, lacking, dropped : tuple of Feature
        Statistical neighbours: the features that found them; those that the place has no figure for; those that the
        visitor left out.
    enough : bool
        False when the place lacks too many of them for anybody to be told to resemble it (`Neighbours.enough`).
    """

    place: str
    request: PeerRequest
    level: Level
    ids: tuple[str, ...]
    parent: str | None = None
    nature: str | None = None
    size: tuple[int, int | None] | None = None
    removed: tuple[str, ...] = ()
    criteria: tuple[Feature, ...] = ()
    lacking: tuple[Feature, ...] = ()
    dropped: tuple[Feature, ...] = ()
    enough: bool = True

    @property
    def method(self) -> Method:
        """How the group was made."""
        return self.request.method


def default_method(territory: Territory) -> Method | None:
    """Return the group a page opens with; None for France, which has no peer.

    A commune without inhabitants has no structure for others to resemble.
    """
    empty = territory.level == "commune" and not territory.population
    return next((m for m in offered_methods(territory) if not (empty and m in SEARCHED)), None)


def offered_methods(territory: Territory) -> tuple[Method, ...]:
    """Return the groups that exist for a territory: four islands belong to no EPCI, what is composed has no nature."""
    lacking = [*([] if territory.epci else ["epci"]), *(["categorie"] if territory.composed else [])]
    return tuple(m for m in METHODS[territory.level] if m not in lacking)


def peer_group(store: Store, catalog: Catalog, territory: Territory, request: PeerRequest) -> PeerGroup:
    """Return the peers of a territory, the territory itself left out.

    Parameters
    ----------
    store, catalog, territory, request
        The edition, the catalogue, the territory and how its peers are asked for.

    Raises
    ------
    UnknownMethodError
        When this territory has no such group.
    MixedLevelsError
        When a hand-picked list mixes levels.
    UnknownTerritoryError
        When a hand-picked list names a territory that is not in this edition.
    """
    method = request.method
    if method not in offered_methods(territory):
        raise UnknownMethodError(method)
    if found := similar(store, catalog, territory, request):
        return similar_group(catalog, territory, request, found)
    if method == "choisis":
        return _listed(territory, request, _chosen(store, territory, request))
    if method == "limitrophes":
        around = adjacent_epci(store, territory.id) if territory.composed else store.adjacent(territory.id)
        return _listed(territory, request, around)
    frame = store.level(territory.level)
    if territory.composed:
        frame = frame.drop(list(overlapped(store, territory.id)))
    if method == "categorie":
        return _same_category(frame, territory, request)
    if method == "densite":
        return _same_density(frame, territory, request)
    if method == "france":
        return _group(frame, territory, request, np.ones(len(frame), dtype=bool))
    assert method in ("epci", "departement", "region")
    code = {"epci": territory.epci, "departement": territory.departement, "region": territory.region}[method]
    parent = territory_id(method, str(code))
    return _group(frame, territory, request, (frame[method] == code).to_numpy(), parent=parent)


def similar_group(catalog: Catalog, territory: Territory, request: PeerRequest, found: Neighbours) -> PeerGroup:
    """Return the group that statistical neighbours make, with the features that found them.

    Parameters
    ----------
    catalog, territory, request
        Who asked for them, and how.
    found : Neighbours
        As `similar` returns them.
    """
    criteria, lacking, dropped = (
        tuple(catalog.features[name] for name in names) for names in (found.features, found.missing, request.dropped)
    )
    ids = tuple(neighbour.id for neighbour in found.neighbours)
    return PeerGroup(
        territory.id, request, territory.level, ids,
        removed=found.removed, criteria=criteria, lacking=lacking, dropped=dropped, enough=found.enough,
    )  # fmt: skip


def _listed(territory: Territory, request: PeerRequest, ids: Sequence[str]) -> PeerGroup:
    """Return the group of a list, those asked to be left out taken from it."""
    kept = tuple(i for i in ids if i not in request.removed)
    removed = tuple(i for i in ids if i in request.removed)
    return PeerGroup(territory.id, request, territory.level, kept, removed=removed)


def similar(store: Store, catalog: Catalog, territory: Territory, request: PeerRequest) -> Neighbours | None:
    """Return the statistical neighbours that a request asks for, each with what brings it close; None for other peers.

    Parameters
    ----------
    store, catalog, territory, request
        The edition, the catalogue, the territory and how its peers are asked for.
    """
    if not request.searched:
        return None
    return nearest(
        store, catalog, territory, request.n,
        dropped=request.dropped, doubled=request.doubled, removed=request.removed, within=request.within,
        nearness=catalog.nearness.get(request.method),
    )  # fmt: skip


def _chosen(store: Store, territory: Territory, request: PeerRequest) -> tuple[str, ...]:
    """Return a hand-picked list, each peer once, the place left out; refuse another level."""
    ids = [i for i in dict.fromkeys(request.chosen) if i != territory.id]
    stray = tuple(i for i in ids if store.territory(i).level != territory.level)
    if stray:
        raise MixedLevelsError(stray)
    return tuple(ids)


def _same_category(frame: pd.DataFrame, territory: Territory, request: PeerRequest) -> PeerGroup:
    """Same population class for communes; same legal form, and class where numerous, for EPCI."""
    mask: Bools = np.ones(len(frame), dtype=bool)
    size = None
    if territory.level == "commune":
        size = class_of(territory.population, COMMUNE_STRATA)
    else:
        mask = (frame["nature"] == territory.nature).to_numpy()
        if territory.nature in SIZED_NATURES:
            size = class_of(territory.population, EPCI_STRATA)
    if size is not None:
        mask = mask & _inside(frame["population"].to_numpy(), size)
    return _group(frame, territory, request, mask, nature=territory.nature, size=size)


def _same_density(frame: pd.DataFrame, territory: Territory, request: PeerRequest) -> PeerGroup:
    size = class_of(territory.population / territory.area_km2, DENSITY_BOUNDS)
    density = frame["population"].to_numpy() / frame["area_km2"].to_numpy()
    return _group(frame, territory, request, _inside(density, size), size=size)


def _inside(values: Floats, size: tuple[int, int | None]) -> Bools:
    low, high = size
    return (values >= low) & (values < (np.inf if high is None else high))


def _group(
    frame: pd.DataFrame,
    territory: Territory,
    request: PeerRequest,
    mask: Bools,
    *,
    parent: str | None = None,
    nature: str | None = None,
    size: tuple[int, int | None] | None = None,
) -> PeerGroup:
    inside = [str(i) for i in frame.index[mask] if i != territory.id]
    found = _listed(territory, request, inside)
    return replace(found, parent=parent, nature=nature, size=size)
