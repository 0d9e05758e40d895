"""Comparing a place, on some indicator, with peers that were chosen by that very indicator: it teaches nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.territory import Territory
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
        Whether the indicator is a criterion; else it is made of the same measures as some.
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
    if not _made_of(indicator, criteria):
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
        if not any(_made_of(indicator, criteria) for indicator in indicators):
            return method
    return None


def _made_of(indicator: Indicator, criteria: list[Indicator]) -> bool:
    """Tell whether an indicator is one of the criteria, or is made of their measures.

    A count says nothing of a ratio made of it, nor a level of its change: those of one kind bind each other, and
    criteria bind the ratios made of them alone.
    """
    own = {measure for _, measure in indicator.numerator_terms}
    sharing = [other for other in criteria if own & {measure for _, measure in other.numerator_terms}]
    if indicator.kind != "ratio":
        return any(other.kind == indicator.kind for other in sharing)
    known = {measure for other in criteria for measure in other.used_measures}
    return bool(sharing) and set(indicator.used_measures) <= known
