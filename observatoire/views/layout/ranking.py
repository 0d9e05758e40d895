"""Where the rows of a ranking go, and what they say. No drawing library here."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from observatoire.views.layout.positions import Reference, Window, window
from observatoire.views.layout.territories import (
    CERTAIN,
    OUTSIDE,
    Doubt,
    Item,
    Record,
    median_words,
    outside_footnote,
    place_words,
)

ROW: Final = 30  # height of a row, in pixels
TOP: Final = 30  # room for the label of the median
LETTER: Final = 7.0  # pixels of a letter of a name, the wide ones and the narrow ones together
NAMES: Final = (160, 400)
"""The least and the most room for the names, in pixels: the marks keep two thirds of a desktop's chart."""


def ranking_rows(
    items: Sequence[Item], reference: Reference, doubt: Doubt = CERTAIN
) -> tuple[list[Record], Window, float]:
    """Return the rows of the ranking with their `y` and clipped `x`, the window, and the height."""
    shown = window([item.value for item in items], [reference.q1, reference.median, reference.q3])
    rows = []
    for position, item in enumerate(items):
        lane = ROW if item.group else 0  # room for the heading of those that have no rank
        y = TOP + position * ROW + ROW / 2 + lane
        rows.append(
            item._asdict()
            | {
                "x": shown.clip(item.value) if item.known else shown.low,
                "y": y,
                "top": y - ROW / 2,
                "end": y + ROW / 2,
                "label": {1: f"{item.text} →", 0: item.text, -1: f"← {item.text}"}[shown.outside(item.value)],
                "unranked": item.group > 0,
                "close": item.id in doubt.close and item.role == "peer",
            }
        )
    return rows, shown, rows[-1]["end"]


def names_room(items: Sequence[Item]) -> int:
    """Return the pixels that the names take beside the marks: those of the longest one, within bounds."""
    longest = max(len(item.name) + (2 if item.role == "place" else 0) for item in items)
    wanted = 10 * math.ceil((LETTER * longest + 14) / 10)  # by tens: few drawings, each made once
    return min(max(wanted, NAMES[0]), NAMES[1])


def ranking_sentence(items: Sequence[Item], reference: Reference) -> str:
    """Return the description of a ranking."""
    n = sum(item.rank_text != OUTSIDE for item in items)
    sentence = f"Classement de {n} territoires ({reference.label}), de la plus haute valeur à la plus basse."
    return f"{sentence}{place_words(items)}{median_words(reference)} {outside_footnote(items)}".rstrip()
