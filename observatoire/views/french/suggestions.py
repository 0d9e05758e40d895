"""Which other peers explain an indicator better: one plain sentence, with what they would hide."""

from __future__ import annotations

from typing import Final

from observatoire.model.territory import Level
from observatoire.statistics.peers.groups import Method
from observatoire.views.french.circularity import Link
from observatoire.views.french.groups import METHOD_LABELS

_ONE: Final[dict[Level, tuple[str, str]]] = {"commune": ("une commune", "elles"), "epci": ("un EPCI", "ils")}


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
    label = METHOD_LABELS[method][level]
    words = label[:1].lower() + label[1:] if label[1:2].islower() else label
    named = f"[{words}]({link(method)})" if link else words
    return (
        f"Sur cet indicateur, {one} ressemble d’ordinaire davantage aux {named} qu’à ces pairs-ci\u202f: ce "
        f"qu’{they} ont en commun ne se voit alors plus."
    )
