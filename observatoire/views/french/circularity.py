"""What to say under a comparison with peers that were chosen by the very indicator compared."""

from __future__ import annotations

from collections.abc import Callable

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.territory import Level, Territory
from observatoire.statistics.peers.circularity import Circularity, circularity, proposed
from observatoire.statistics.peers.groups import Method, PeerGroup
from observatoire.views.french.groups import METHOD_LABELS

MARK = "critère de choix des pairs"
"""What stands beside a figure that chose the peers."""

Link = Callable[[str], str]
"""Return the address of the same view among other peers, by method."""


def circular_sentence(found: Circularity, level: Level, link: Link | None = None) -> str:
    """Say that peers are bound to resemble the place here, and whom to compare it with instead.

    With `link` the sentence is Markdown, and leads there.
    """
    why = "Cet indicateur sert à choisir ces pairs"
    if not found.itself:
        why = "Cet indicateur se calcule sur les mêmes données que des critères qui servent à choisir ces pairs"
    return f"{why}\u202f: qu’ils lui ressemblent n’apprend rien.{_instead(found.instead, level, link)}"


def _instead(method: Method | None, level: Level, link: Link | None) -> str:
    if method is None:
        return ""
    label = METHOD_LABELS[method][level]
    label = label[:1].lower() + label[1:] if label[1:2].islower() else label
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
    titles = ", ".join(catalog.indicators[identifier].title for identifier in marks)
    follow = "sert à choisir ces pairs" if len(marks) == 1 else "servent à choisir ces pairs"
    return (
        f"{titles}\u202f: {follow}\u202f; qu’ils lui ressemblent là-dessus n’apprend rien."
        f"{_instead(method, place.level, link)}"
    )
