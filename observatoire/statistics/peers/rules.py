"""What a choice of peers may say, in one place: an address and a command read it by these rules, nothing else does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast, get_args

from observatoire.model.catalog import Catalog
from observatoire.model.territory import Territory
from observatoire.statistics.peers.neighbours import FEWEST_SIMILAR, MOST_SIMILAR, Within


def features_for(catalog: Catalog, territory: Territory) -> tuple[str, ...]:
    """Return the features by which territories of a level are found alike."""
    return tuple(feature.id for feature in catalog.features.values() if territory.level in feature.levels)


def read_number(text: str) -> int | None:
    """Return a number of statistical neighbours; None for what is none."""
    return int(text) if text in map(str, range(FEWEST_SIMILAR, MOST_SIMILAR + 1)) else None


def read_within(text: str, territory: Territory) -> Within | None:
    """Return a restriction of the search that means something for a territory; None for what is none."""
    fits = text in get_args(Within) and (text != "nature" or (territory.level == "epci" and not territory.composed))
    return cast(Within, text) if fits else None


def counted_both_ways(dropped: Sequence[str], doubled: Sequence[str]) -> tuple[str, ...]:
    """Return the features that a search would both leave out and count double."""
    return tuple(name for name in dropped if name in doubled)


def leaves_none(catalog: Catalog, territory: Territory, dropped: Sequence[str]) -> bool:
    """Tell whether a search would be left without any feature."""
    return bool(dropped) and set(features_for(catalog, territory)) <= set(dropped)
