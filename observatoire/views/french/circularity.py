"""What to say of peers under a comparison: those that the indicator chose, others that explain it more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.territory import Level, Territory
from observatoire.statistics.peers.circularity import Circularity, circularity, proposed
from observatoire.statistics.peers.groups import Method, PeerGroup
from observatoire.views.french.grammar import lowered
from observatoire.views.french.groups import METHOD_LABELS

MARK, DERIVED_MARK = "critère de choix des pairs", "se déduit du choix des pairs"
"""What stands beside a figure that chose the peers, or that follows from those that did."""
_CHOSE, _DERIVED = ("sert", "servent"), ("se déduit de ce qui sert", "se déduisent de ce qui sert")

_ONE: Final[dict[Level, tuple[str, str]]] = {"commune": ("une commune", "elles"), "epci": ("un EPCI", "ils")}

Link = Callable[[str], str]
"""Return the address of the same view among other peers, by method."""


def circular_sentence(found: Circularity, level: Level, link: Link | None = None) -> str:
    """Say that peers are bound to resemble the place here, and whom to compare it with instead.

    With `link` the sentence is Markdown, and leads there.
    """
    chose = (_CHOSE if found.itself else _DERIVED)[0]
    why = f"Cet indicateur {chose} à choisir ces pairs"
    return f"{why}\u202f: qu’ils lui ressemblent n’apprend rien.{_instead(found.instead, level, link)}"


def circular_mark(found: Circularity | None) -> str:
    """Return the few words that stand beside a figure; "" when it did not choose the peers."""
    if found is None:
        return ""
    return MARK if found.itself else DERIVED_MARK


def _instead(method: Method | None, level: Level, link: Link | None) -> str:
    if method is None:
        return ""
    label = lowered(METHOD_LABELS[method][level])
    words = label if label.startswith(("tous", "toutes")) else f"les {label}"
    return f" Comparez plutôt avec {f'[{words}]({link(method)})' if link else words}."


def circular_marks(
    catalog: Catalog, indicators: list[Indicator], place: Territory, group: PeerGroup | None
) -> dict[str, Circularity]:
    """Return, by id, those of some indicators that chose the peers.

    Parameters
    ----------
    catalog, indicators
        What is compared.
    place : Territory
    group : PeerGroup or None
        Its peers.
    """
    if group is None:
        return {}
    found = ((indicator.id, circularity(catalog, indicator, place, group)) for indicator in indicators)
    return {identifier: circular for identifier, circular in found if circular}


def circular_note(
    catalog: Catalog,
    indicators: list[Indicator],
    place: Territory,
    group: PeerGroup | None,
    link: Link | None = None,
) -> str:
    """Say which of some indicators chose the peers, in one or two sentences; "" when none did.

    Parameters
    ----------
    catalog, indicators, place, group
        As `circular_marks` takes them.
    link : callable, optional
        As `circular_sentence` takes it.
    """
    marks = circular_marks(catalog, indicators, place, group)
    if group is None or not marks:
        return ""
    if len(indicators) == 1:
        return circular_sentence(marks[indicators[0].id], place.level, link)
    method = proposed(catalog, [catalog.indicators[name] for name in marks], place, group)
    told = [
        _titled(catalog, [name for name in marks if marks[name].itself is itself], itself) for itself in (True, False)
    ]
    chose = "\u202f; ".join(words for words in told if words)
    return f"{chose}\u202f; qu’ils lui ressemblent là-dessus n’apprend rien.{_instead(method, place.level, link)}"


def _titled(catalog: Catalog, names: list[str], itself: bool) -> str:
    """Say of some indicators that they chose the peers, or follow from those that did; "" without any."""
    titles = ", ".join(catalog.indicators[name].title for name in names)
    chose = (_CHOSE if itself else _DERIVED)[len(names) > 1]
    return f"{titles}\u202f: {chose} à choisir ces pairs" if names else ""


def compared_in_series(catalog: Catalog, indicator: Indicator, based: bool) -> list[Indicator]:
    """Return what a series of an indicator compares: itself or, base 100, the changes of the same measures.

    Parameters
    ----------
    catalog, indicator
        What is followed over the years.
    based : bool
        Whether each territory is divided by its own first year.
    """
    if not based:
        return [indicator]
    changes = (other for other in catalog.indicators.values() if other.kind == "change")
    return [i for i in changes if indicator.kind == "count" and i.numerator_terms == indicator.numerator_terms]


def best_peers_sentence(method: Method, level: Level, link: Link | None = None) -> str:
    """Say that a place is usually more like another group on this indicator, and that what they share is then hidden.

    With `link` the sentence is Markdown, and leads there.

    Parameters
    ----------
    method : Method
        The group, as `best_peers` returns it.
    level : Level
        Of the place: commune or epci.
    link : callable, optional
        The address of the same view among other peers, by method.
    """
    one, they = _ONE[level]
    words = lowered(METHOD_LABELS[method][level])
    named = f"[{words}]({link(method)})" if link else words
    return (
        f"Sur cet indicateur, {one} ressemble d’ordinaire davantage aux {named} qu’à ces pairs-ci\u202f: ce "
        f"qu’{they} ont en commun ne se voit alors plus."
    )
