"""Comparing a place, on some indicator, with peers that were chosen by that very indicator: it teaches nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.territory import Level, Territory
from observatoire.statistics.peers.derivation import follows
from observatoire.statistics.peers.groups import Method, PeerGroup, offered_methods

_CHOSEN_BY: Final[dict[str, tuple[str, ...]]] = {"categorie": ("population",), "densite": ("densite",)}
"""Indicators by which the other groups are made."""
_INSTEAD: Final[tuple[Method, ...]] = ("categorie", "densite", "departement", "region", "france")
"""Groups to propose, the best first."""


@dataclass(frozen=True, slots=True)
class Circularity:
    """Why peers are bound to resemble a place on an indicator.

    Attributes
    ----------
    itself : bool
        Whether the indicator is a criterion; else it follows from several (`derivation.follows`).
    instead : Method or None
        Another group, not chosen by it; None when this level has none.
    """

    itself: bool
    instead: Method | None


def circularity(catalog: Catalog, indicator: Indicator, place: Territory, group: PeerGroup) -> Circularity | None:
    """Tell whether an indicator chose the peers that it is compared among; None when it did not.

    Parameters
    ----------
    catalog, indicator
        What is compared.
    place : Territory
    group : PeerGroup
        Its peers.
    """
    chosen = [feature.indicator for feature in group.criteria if feature.indicator]
    criteria = [catalog.indicator(name) for name in chosen or _CHOSEN_BY.get(group.method, ())]
    if not _bound(catalog, indicator, criteria, place.level):
        return None
    return Circularity(indicator in criteria, proposed(catalog, [indicator], place, group))


def proposed(catalog: Catalog, indicators: Sequence[Indicator], place: Territory, group: PeerGroup) -> Method | None:
    """Return a group that none of some indicators chose, to take instead of another; None when there is none.

    Parameters
    ----------
    catalog, indicators
        What is compared.
    place : Territory
    group : PeerGroup
        Its peers today.
    """
    for method in _INSTEAD:
        if method == group.method or method not in offered_methods(place):
            continue
        criteria = [catalog.indicator(name) for name in _CHOSEN_BY.get(method, ())]
        if not any(_bound(catalog, indicator, criteria, place.level) for indicator in indicators):
            return method
    return None


def _bound(catalog: Catalog, indicator: Indicator, criteria: list[Indicator], level: Level) -> bool:
    """Tell whether an indicator is one of the criteria, or follows from them."""
    return indicator in criteria or follows(catalog, indicator, criteria, level)
