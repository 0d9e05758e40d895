"""The map of answers and of silence: which régions answered more, or less, than their share; in words beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, cast

import numpy as np
import shapely
from markupsafe import Markup

from observatoire.exports.maps.svg_text import FONT, wrapped
from observatoire.model.search.queries import normalise
from observatoire.model.store import Store
from observatoire.views.french.numerals import number, quantity
from observatoire.views.maps.drawing import SIDE, Frame
from observatoire.views.maps.geometry import INSETS, Geometries, mercator
from observatoire.views.style.tokens import DIVERGING, INK, MISSING, MUTED, PAPER, RULE
from participation.model.strata import MERGED
from participation.views.html.pages import render
from participation.views.words import RegionNames

STEPS: Final = (0.5, 0.8, 1.25, 2.0)
"""Times that the share of the answers is that of the collectivités: where colours change; the ends are the banner's."""
WORDS: Final = (
    "moins de la moitié",
    "de la moitié aux quatre cinquièmes",
    "à peu près autant",
    "d’un quart de plus au double",
    "plus du double",
)
SIGNS: Final = ("−\u202f−", "−", "", "+", "+\u202f+")
"""What is written on a région of each class: colours alone say nothing to everybody."""
ABOUT: Final = ("Part de chaque région dans les réponses,", "rapportée à sa part des collectivités visées")
UNTOLD: Final = "non communiqué"
ELSEWHERE: Final = "hors de l’enquête"
_FINE: Final = 1.6
_ROOM: Final = (SIDE // 5, 200)
_HEAD: Final = 44
_GAP: Final = 12


@dataclass(frozen=True)
class Region:
    """One région, as the map and its table tell of it.

    Attributes
    ----------
    code, name, total, answers, rate : str
        Its collectivités, those that answered and how many in a hundred that is; `UNTOLD` where withheld.
    standing : str
        One of `WORDS`, or `UNTOLD`.
    rank : int or None
        Of its class; None where withheld.
    """

    code: str
    name: str
    total: str
    answers: str
    rate: str
    standing: str
    rank: int | None


def regions_told(made: Mapping[str, Any], names: RegionNames) -> list[Region]:
    """Return what is told of who answered by région, in order of name; empty where régions are not declared.

    Parameters
    ----------
    made : mapping
        The publication.
    names : callable
        From the code of a région to its name.
    """
    told = [one for one in made.get("participation", ()) if one["cut"] == "region"]
    every = sum(one["total"] for one in told)
    found = []
    for one in told:
        code = made["frame"]["regions"][one["place"][0]]
        name = "Autres régions" if code == MERGED else names(code)
        total, answers = one["total"], one["answers"]
        if answers is None:
            found.append(Region(code, name, number(total), UNTOLD, UNTOLD, UNTOLD, None))
            continue
        times = (answers / made["answers"]) / (total / every)
        rank = int(np.searchsorted(STEPS, times, side="right"))
        rate = quantity(100 * answers / total, "%", 1)
        found.append(Region(code, name, number(total), number(answers), rate, WORDS[rank], rank))
    return sorted(found, key=lambda region: (region.code == MERGED, normalise(region.name)))


@dataclass(frozen=True)
class Outlines:
    """The régions as paths by code and a point inside each, in units; the insets: name, left, top, width, height."""

    width: int
    height: int
    paths: dict[str, str]
    points: dict[str, tuple[int, int]]
    insets: tuple[tuple[str, int, int, int, int], ...]


@lru_cache(maxsize=2)
def outlines(store: Store) -> Outlines:
    """Return the outlines of régions: the mainland, overseas as insets under it."""
    overseas = {str(store.territory(f"dep-{code}").region): name for code, (name, _, _) in INSETS.items()}
    codes = [str(name).removeprefix("reg-") for name in store.index("region")]
    mainland = [code for code in codes if code not in overseas]
    shapes = _shapes(store, "light", mainland)
    frame = Frame(shapely.total_bounds(shapes), margin=8)
    paths = dict(zip(mainland, _paths(shapes, frame), strict=True))
    points = dict(zip(mainland, _points(shapes, frame), strict=True))
    insets = []
    for rank, (code, name) in enumerate(overseas.items()):
        left, top = rank * _ROOM[0], frame.height + _GAP
        own = _shapes(store, "full", [code])
        room = (_ROOM[0] - _GAP, _ROOM[1] - _HEAD)
        inside = Frame(shapely.total_bounds(own), room, (left, top + _HEAD), 8)
        paths |= dict(zip([code], _paths(own, inside), strict=True))
        points |= dict(zip([code], _points(own, inside), strict=True))
        insets.append((name, left, top, _ROOM[0] - _GAP, _ROOM[1]))
    return Outlines(SIDE, frame.height + _GAP + _ROOM[1] + _GAP, paths, points, tuple(insets))


def _shapes(store: Store, detail: str, codes: Sequence[str]) -> Geometries:
    ids = [f"reg-{code}" for code in codes]
    found = store.outlines("region", "light" if detail == "light" else "full", ids).to_numpy()
    return cast(Geometries, shapely.transform(found, mercator))


def _paths(shapes: Geometries, frame: Frame) -> list[str]:
    fine = shapely.coverage_simplify(shapes, frame.in_plane(_FINE))
    return [frame.path(np.array([shape], dtype=object)) for shape in fine]


def _points(shapes: Geometries, frame: Frame) -> list[tuple[int, int]]:
    """Return the middle of the largest circle inside each."""
    inner = shapely.get_coordinates(shapely.get_point(shapely.maximum_inscribed_circle(shapes), 0))
    return [(x, y) for x, y in frame.place(inner).tolist()]


def map_svg(store: Store, told: Sequence[Region], sentence: str, foot: str = "", *, everywhere: bool = True) -> Markup:
    """Return the map, with its legend: a colour and a word for each class, hatches where nothing is told.

    Parameters
    ----------
    store : Store
        Source of the outlines.
    told : sequence of Region
    sentence : str
        What it says, for those who do not see it.
    foot : str
        What is written under it where it leaves the page; "" inside the page.
    everywhere : bool
        Whether the survey is of all France; if not, régions of which nothing is told are outside of it.
    """
    drawing = outlines(store)
    palette = DIVERGING[len(WORDS)]
    of = {region.code: region for region in told}
    absent = "url(#tu)" if everywhere or MERGED in of else PAPER
    shapes = [
        {
            "path": path,
            "fill": absent if code not in of else "url(#tu)" if of[code].rank is None else palette[of[code].rank or 0],
            "sign": "" if code not in of or of[code].rank is None else SIGNS[of[code].rank or 0],
            "point": drawing.points[code],
            "title": f"{of[code].name} : {of[code].answers}".replace(" :", "\u202f:") if code in of else "",
        }
        for code, path in drawing.paths.items()
    ]
    keys = [
        (palette[rank], " ".join(filter(None, (SIGNS[rank], words))), sum(region.rank == rank for region in told))
        for rank, words in enumerate(WORDS)
    ]
    keys.append(("url(#tu)", UNTOLD, sum(region.rank is None for region in told)))
    if absent == PAPER:
        keys.append((PAPER, ELSEWHERE, len(shapes) - len(told)))
    return render(
        "drawings/answer_map", drawing=drawing, shapes=shapes, keys=[key for key in keys if key[2]], sentence=sentence,
        foot=wrapped(foot, 22, SIDE - 8) if foot else [], about=ABOUT, look=MISSING["secret"],
        font=FONT, paper=PAPER, ink=INK, muted=MUTED, rule=RULE,
    )  # fmt: skip
