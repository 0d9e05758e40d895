"""What to say under a comparison with peers that were chosen by the very indicator compared."""

from __future__ import annotations

from collections.abc import Callable

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.territory import Level, Territory
from observatoire.statistics.circularity import Circularity, circularity
from observatoire.statistics.peers import PeerGroup
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
    return f"{why}\u202f: qu’ils lui ressemblent n’apprend rien.{_instead(found, level, link)}"


def _instead(found: Circularity, level: Level, link: Link | None) -> str:
    if found.instead is None:
        return ""
    label = METHOD_LABELS[found.instead][level]
    label = label[:1].lower() + label[1:] if label[1:2].islower() else label
    words = label if label.startswith(("tous", "toutes")) else f"les {label}"
    return f" Comparez plutôt avec {f'[{words}]({link(found.instead)})' if link else words}."


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
    if not marks:
        return ""
    first = next(iter(marks.values()))
    if len(indicators) == 1:
        return circular_sentence(first, place.level, link)
    titles = ", ".join(catalog.indicators[identifier].title for identifier in marks)
    are = "est un critère" if len(marks) == 1 else "sont des critères"
    return (
        f"{titles}\u202f: {are} de choix de ces pairs, ou en découle{'' if len(marks) == 1 else 'nt'}\u202f; qu’ils lui "
        f"ressemblent là-dessus n’apprend rien.{_instead(first, place.level, link)}"
    )
