"""Where the marks of neighbours against criteria go, and what each says. No drawing library here."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

from observatoire.statistics.peers.resemblance import NEAR
from observatoire.views.layout.territories import Record

HEAD: Final = 152  # room for the names of the criteria
ROW: Final = 30
WIDEST: Final = 2.5  # scaled difference from which a triangle no longer grows
WORDS: Final = {"more": "plus", "less": "moins", "near": "à peu près autant", "none": "chiffre absent"}


class Cell(NamedTuple):
    """A neighbour (row) on a criterion (column).

    Attributes
    ----------
    name, label : str
        The neighbour; the criterion.
    gap : float
        Scaled difference from the place; NaN when the neighbour has no figure.
    text : str
        Both figures in French.
    """

    row: int
    name: str
    column: int
    label: str
    gap: float
    text: str


def cell_rows(cells: Sequence[Cell]) -> list[Record]:
    """Return the cells with their `y`, the `kind` and the `size` (0 to 1) of their mark, and `words` for it."""
    rows = []
    for cell in cells:
        kind = _kind(cell.gap)
        size = 0.0 if kind == "none" else (min(max(abs(cell.gap), NEAR), WIDEST) - NEAR) / (WIDEST - NEAR)
        placed = {"y": HEAD + (cell.row + 0.5) * ROW, "kind": kind, "size": round(size, 3), "words": WORDS[kind]}
        rows.append(cell._asdict() | placed)
    return rows


def _kind(gap: float) -> str:
    if math.isnan(gap):
        return "none"
    return "more" if gap > NEAR else "less" if gap < -NEAR else "near"
