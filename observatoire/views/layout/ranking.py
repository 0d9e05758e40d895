"""Where the rows of a ranking go, and what they say. No drawing library here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from observatoire.views.layout.positions import Reference, Window, window
from observatoire.views.layout.territories import OUTSIDE, Item, Record, median_words, outside_footnote, place_words

ROW: Final = 30  # height of a row, in pixels
TOP: Final = 30  # room for the label of the median


def ranking_rows(items: Sequence[Item], reference: Reference) -> tuple[list[Record], Window, float]:
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
            }
        )
    return rows, shown, rows[-1]["end"]


def ranking_sentence(items: Sequence[Item], reference: Reference) -> str:
    """Return the description of a ranking."""
    n = sum(item.rank_text != OUTSIDE for item in items)
    sentence = f"Classement de {n} territoires ({reference.label}), de la plus haute valeur à la plus basse."
    return f"{sentence}{place_words(items)}{median_words(reference)} {outside_footnote(items)}".rstrip()
