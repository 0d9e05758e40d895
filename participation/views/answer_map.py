"""The map of answers and of silence: which régions, or parts of one, answered more, or less, than their share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from markupsafe import Markup

from observatoire.exports.maps.svg_text import FONT, wrapped
from observatoire.model.search.queries import normalise
from observatoire.model.store import Store
from observatoire.views.french.grammar import typographic
from observatoire.views.french.numerals import number, quantity
from observatoire.views.maps.drawing import SIDE
from observatoire.views.style.tokens import DIVERGING, INK, MISSING, MUTED, PAPER, RULE
from participation.model.strata import MERGED
from participation.views.html.pages import render
from participation.views.outlines import Outlines, part_outlines, region_outlines
from participation.views.words import RegionNames

STEPS: Final = (0.5, 0.8, 1.25, 2.0)
"""Times that the share of the answers is that of the collectivités: where colours change; the ends are the banner’s."""
WORDS: Final = (
    "moins de la moitié",
    "de la moitié aux quatre cinquièmes",
    "à peu près autant",
    "d’un quart de plus au double",
    "plus du double",
)
SIGNS: Final = ("−\u202f−", "−", "", "+", "+\u202f+")
"""What is written on a territory of each class: colours alone say nothing to everybody."""
UNTOLD: Final = "non communiqué"
ELSEWHERE: Final = "hors de l’enquête"
OTHERS: Final = f"reg-{MERGED}"
"""Régions that are told together."""


@dataclass(frozen=True)
class LevelWords:
    """A level in sentences: « région », « une région », « Chaque région », « Aucune région ».

    Attributes
    ----------
    one, a, each, none : str
    """

    one: str
    a: str
    each: str
    none: str


LEVELS: Final = {
    "reg": LevelWords("région", "une région", "chaque région", "aucune région"),
    "dep": LevelWords("département", "un département", "chaque département", "aucun département"),
    "epci": LevelWords("EPCI", "un EPCI", "chaque EPCI", "aucun EPCI"),
}
"""By the beginning of an identifier."""


@dataclass(frozen=True)
class Standing:
    """One région, or one part of a territory, as the map and its table tell of it.

    Attributes
    ----------
    id : str
        Of the territory.
    name, total, answers, rate : str
        Its collectivités, those that answered and how many in a hundred that is; `UNTOLD` where withheld.
    standing : str
        One of `WORDS`, or `UNTOLD`.
    rank : int or None
        Of its class; None where withheld.
    """

    id: str
    name: str
    total: str
    answers: str
    rate: str
    standing: str
    rank: int | None

    @property
    def level(self) -> LevelWords:
        """The words of its level."""
        return LEVELS[self.id.partition("-")[0]]


def places_told(made: Mapping[str, Any], regions: RegionNames) -> list[Standing]:
    """Return what is told of who answered by région, else by part of the one territory, in order of name.

    Parameters
    ----------
    made : mapping
        The publication.
    regions : callable
        From the code of a région to its name.

    Returns
    -------
    list of Standing
        Empty where neither is declared.
    """
    codes, parts = made["frame"].get("regions", ()), made["frame"].get("parts", ())
    if not parts:
        return _standings(made, "region", [(f"reg-{one}", _region_name(one, regions)) for one in codes])
    return _standings(made, "part", [(one["territory"], typographic(one["name"])) for one in parts])


def _region_name(code: str, regions: Callable[[str], str]) -> str:
    return "Autres régions" if code == MERGED else regions(code)


def _standings(made: Mapping[str, Any], cut: str, places: Sequence[tuple[str, str]]) -> list[Standing]:
    told = [one for one in made.get("participation", ()) if one["cut"] == cut]
    every, found = made["frame"]["collectivites"], []  # those of an island without EPCI are asked too
    for one in told:
        identifier, name = places[one["place"][0]]
        total, answers = one["total"], one["answers"]
        if answers is None:
            found.append(Standing(identifier, name, number(total), UNTOLD, UNTOLD, UNTOLD, None))
            continue
        times = (answers / made["answers"]) / (total / every)
        rank = int(np.searchsorted(STEPS, times, side="right"))
        rate = quantity(100 * answers / total, "%", 1)
        found.append(Standing(identifier, name, number(total), number(answers), rate, WORDS[rank], rank))
    return sorted(found, key=lambda one: (one.id == OTHERS, normalise(one.name)))


def map_svg(
    store: Store, told: Sequence[Standing], sentence: str, foot: str = "", within: Sequence[str] = ()
) -> Markup:
    """Return the map, with its legend: a colour and a word for each class, hatches where nothing is told.

    Parameters
    ----------
    store : Store
        Source of the outlines.
    told : sequence of Standing
    sentence : str
        What it says, for those who do not see it.
    foot : str
        What is written under it where it leaves the page; "" inside the page.
    within : sequence of str
        The territories of the survey: other régions are outside of it. Empty for all of France.

    Returns
    -------
    Markup
        Empty where no territory is told of, or the edition does not know one of the parts any more.
    """
    by_region = bool(told) and told[0].id.startswith("reg-")
    drawing = region_outlines(store) if by_region else part_outlines(store, tuple(_ids(told)), tuple(within))
    if drawing is None or all(one.rank is None for one in told):
        return Markup()
    palette = DIVERGING[len(WORDS)]
    absent = PAPER if within and OTHERS not in _ids(told) else "url(#tu)"
    keys = [
        (palette[rank], " ".join(filter(None, (SIGNS[rank], words))), sum(one.rank == rank for one in told))
        for rank, words in enumerate(WORDS)
    ]
    keys.append(("url(#tu)", UNTOLD, sum(one.rank is None for one in told)))
    if absent == PAPER:
        keys.append((PAPER, ELSEWHERE, len(drawing.paths) - len(told)))
    words = told[0].level
    about = (f"Part de {words.each} dans les réponses,", "rapportée à sa part des collectivités visées")
    return render(
        "drawings/answer_map", drawing=drawing, shapes=_drawn(drawing, told, absent), sentence=sentence,
        keys=[key for key in keys if key[2]], foot=wrapped(foot, 22, SIDE - 8) if foot else [], about=about,
        title=f"Carte des réponses par {words.one}", look=MISSING["secret"], font=FONT, paper=PAPER, ink=INK,
        muted=MUTED, rule=RULE,
    )  # fmt: skip


def _ids(told: Sequence[Standing]) -> list[str]:
    return [one.id for one in told]


def _drawn(drawing: Outlines, told: Sequence[Standing], absent: str) -> list[dict[str, Any]]:
    """Return what is drawn of each outline: its path, what fills it, its sign and what it is called."""
    palette, of, shapes = DIVERGING[len(WORDS)], {one.id: one for one in told}, []
    for identifier, path in drawing.paths.items():
        one = of.get(identifier)
        rank = None if one is None else one.rank
        shapes.append(
            {
                "path": path,
                "fill": absent if one is None else "url(#tu)" if rank is None else palette[rank],
                "sign": "" if rank is None else SIGNS[rank],
                "point": drawing.points[identifier],
                "title": "" if one is None else f"{one.name}\u202f: {one.answers}",
            }
        )
    return shapes
