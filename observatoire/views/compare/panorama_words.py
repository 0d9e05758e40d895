"""Sentences on a whole theme: on what the place stands out, what its level has not, how to read the drawings."""

from __future__ import annotations

from typing import Final

from observatoire.statistics.standout import FEWEST_PEOPLE
from observatoire.views.compare.panorama import Panorama
from observatoire.views.compare.words import EXACT
from observatoire.views.french.composing import member_values_sentence
from observatoire.views.french.grammar import short_label
from observatoire.views.french.wording import number, plural

MOST_NAMED: Final = 4
HOW_TO_READ: Final = (
    "Chaque ligne a sa propre échelle\u202f: les positions ne se comparent pas d’une ligne à l’autre. L’ordre suit "
    "l’écart à la médiane, rapporté à la dispersion du groupe\u202f; s’écarter n’est ni bien ni mal. Rang 1\u202f: la "
    f"valeur la plus élevée. {EXACT}"
)


def panorama_sentence(view: Panorama, title: str) -> str:
    """Say on how many indicators of a theme the place stands out, and which, in neutral words."""
    name = short_label(view.place)
    told = [row for row in view.rows if row.score is not None and row.section == "rates"]
    far = [row for row in told if row.stands_out]
    if view.small:
        return (
            f"{name} compte moins de {FEWEST_PEOPLE} habitants\u202f: les écarts y tiennent à quelques personnes. "
            "Les indicateurs sont donnés dans l’ordre du thème, sans dire lesquels ressortent."
        )
    if not told:
        return (
            f"Aucun indicateur du thème «\u00a0{title}\u00a0» n’est comparable ici\u202f: trop peu de valeurs connues "
            "et solides."
        )
    among = (
        f"Sur {plural(len(told), 'indicateur comparable', 'indicateurs comparables')} du thème «\u00a0{title}\u00a0»"
    )
    if not far:
        return f"{among}, aucun n’éloigne nettement {name} de la médiane de ses pairs."
    named = [
        f"{row.indicator.title} ({'au-dessus' if (row.score or 0) > 0 else 'au-dessous'})" for row in far[:MOST_NAMED]
    ]
    more = "" if len(far) <= MOST_NAMED else f", et {plural(len(far) - MOST_NAMED, 'autre', 'autres')}"
    verb = "éloigne" if len(far) == 1 else "éloignent"
    far_from = f"{number(len(far))} {verb} nettement {name} de la médiane de ses pairs"
    return f"{among}, {far_from}\u202f: {', '.join(named)}{more}."


def absent_sentence(view: Panorama) -> str:
    """Name the indicators of the theme that this level has not; empty when it has all."""
    if not view.absent:
        return ""
    titles = ", ".join(i.title for i in view.absent)
    return f"Non montrés, car ils ne se donnent que pour un territoire plus grand\u202f: {titles}."


def member_values_sentences(view: Panorama) -> list[str]:
    """Give, indicator by indicator, the members' values where a composed place has none of its own."""
    return [
        f"{row.indicator.title}. {member_values_sentence(row.indicator, row.year, row.members)}"
        for row in view.rows
        if row.members
    ]
