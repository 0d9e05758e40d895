"""Mes données: a local indicator and what it is read beside, as the drawings of it take them."""

from __future__ import annotations

from dataclasses import dataclass

from observatoire.local.catalogue import Entry
from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.peers.groups import PeerGroup


@dataclass(frozen=True, slots=True)
class Compared:
    """A local indicator of a place, and the peers beside which it is read.

    Attributes
    ----------
    store : Store
    mine : Catalog
        With the visitor's local indicators.
    place : Territory
    group : PeerGroup
    entry : Entry
        The local indicator.
    """

    store: Store
    mine: Catalog
    place: Territory
    group: PeerGroup
    entry: Entry
