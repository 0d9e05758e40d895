"""Names of towns on a map on paper, placed so that none covers another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from observatoire.exports.maps.frames import Box, Frame, home_departements
from observatoire.exports.maps.sheet import MapSheet
from observatoire.exports.maps.svg_text import text_width
from observatoire.model.store import Store
from observatoire.views.french.grammar import typographic
from observatoire.views.maps.geometry import INSETS

SIZE: Final = 12.0
MOST: Final = 16
"""Towns named on a map."""
_OWN: Final = 12
"""Of which at most so many in what is shown, when there are others around."""
_TRIED: Final = 120
_GAP: Final = 5.0
# Two towns nearer than this, in pixels, are one place to the reader.
_APART: Final = 46.0


Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Label:
    """A town: its point, its name, and where the text starts (`start`), ends (`end`) or is centred (`middle`)."""

    text: str
    point: Point
    at: Point
    anchor: str


def town_labels(store: Store, sheet: MapSheet, frame: Frame, taken: list[Box]) -> list[Label]:
    """Return the names of the main towns that the main frame shows, the largest first.

    Parameters
    ----------
    store, sheet, frame
        An edition, a map of it and its main frame.
    taken : list of Box
        Left, top, width, height of what no name may cover (the scale).
    """
    labels: list[Label] = []
    covered = list(taken)
    towns = _towns(store, sheet, frame)
    most_own = MOST if all(own for *_, own in towns) else _OWN
    for name, point, own in towns:
        near = any(np.hypot(point[0] - other.point[0], point[1] - other.point[1]) < _APART for other in labels)
        if near or (own and len(labels) >= most_own):
            continue
        for label, box in _places(name, point):
            if _within(box, frame.window.corners) and not any(_overlap(box, other) for other in covered):
                labels.append(label)
                covered += [box, (point[0] - 4, point[1] - 4, 8.0, 8.0)]
                break
        if len(labels) == MOST:
            break
    return labels


def _towns(store: Store, sheet: MapSheet, frame: Frame) -> list[tuple[str, Point, bool]]:
    """Return name, point in pixels, and whether it is in what the map shows: its own towns first, by population."""
    window, rows = frame.window, store.level("commune")
    homes = home_departements(store, "commune", [str(identifier) for identifier in rows.index])
    rows = rows[homes == window.overseas if window.overseas else ~np.isin(homes, list(INSETS))]
    points = window.place(rows[["lon", "lat"]].to_numpy(dtype=np.float64))
    left, top, right, bottom = window.corners
    seen = (points[:, 0] > left) & (points[:, 0] < right) & (points[:, 1] > top) & (points[:, 1] < bottom)
    rows, points = rows[seen], points[seen]
    column = "code" if sheet.level == "commune" else sheet.level
    codes = {store.territory(identifier).code for identifier in sheet.model.ids} if not window.wide else set()
    # A few communes among all, such as peers, are read against the main towns of the country.
    own = rows[column].isin(codes).to_numpy() | window.wide
    order = np.lexsort((rows.index, -rows["population"].to_numpy(), ~own))
    names = rows["short_name"].to_numpy()
    largest = [*order[own[order]][:_TRIED], *order[~own[order]][:_TRIED]]
    return [(typographic(str(names[i])), (float(points[i, 0]), float(points[i, 1])), bool(own[i])) for i in largest]


def _places(name: str, point: Point) -> list[tuple[Label, Box]]:
    """Return where a name may stand: right of its point, left, above, below; with the room that it takes."""
    x, y = point
    width = text_width(name, SIZE) + 2
    right, left = x + _GAP, x - _GAP
    return [
        (Label(name, point, (right, y + 4), "start"), (right, y - 7, width, 14)),
        (Label(name, point, (left, y + 4), "end"), (left - width, y - 7, width, 14)),
        (Label(name, point, (x, y - 6), "middle"), (x - width / 2, y - 18, width, 14)),
        (Label(name, point, (x, y + 15), "middle"), (x - width / 2, y + 4, width, 14)),
    ]


def _within(box: Box, corners: Box) -> bool:
    left, top, width, height = box
    return corners[0] < left and corners[1] < top and left + width < corners[2] and top + height < corners[3]


def _overlap(one: Box, other: Box) -> bool:
    return (
        one[0] < other[0] + other[2]
        and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3]
        and other[1] < one[1] + one[3]
    )
