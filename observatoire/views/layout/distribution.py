"""Where the dots or the bars of a distribution go, and what they say. No drawing library here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from observatoire.views.french.wording import number, quantity
from observatoire.views.layout.positions import Floats, Reference, Window, Write, bins, pack
from observatoire.views.layout.territories import (
    GLYPH_OF_ROLE,
    RANK_OF_ROLE,
    Item,
    Record,
    median_words,
    outside_footnote,
    place_words,
)

LOOSE_DOTS: Final = 60  # up to here each dot stands at its exact place; above, dots stand in columns
LOOSE_SLOTS, TIGHT_SLOTS = 44, 60  # dots side by side on a phone


def dot_rows(items: Sequence[Item], shown: Window) -> tuple[list[Record], int]:
    """Return one row per dot with its stacking `level`, and the number of levels.

    A crowd stands in even columns, the named territories always at their exact place.
    Peers outside the window are left to the footnote; the named territories stay, at the edge.
    """
    dots = [item for item in items if item.known and (item.role != "peer" or not shown.outside(item.value))]
    at = [shown.clip(item.value) for item in dots]
    shares = [shown.share(x) for x in at]
    if len(dots) <= LOOSE_DOTS:
        levels = pack(shares, LOOSE_SLOTS)
    else:
        slots = [min(int(share * TIGHT_SLOTS), TIGHT_SLOTS - 1) for share in shares]
        levels = _column_levels(dots, slots)
        columns = [shown.low + (slot + 0.5) / TIGHT_SLOTS * (shown.high - shown.low) for slot in slots]
        at = [column if item.role == "peer" else x for item, x, column in zip(dots, at, columns, strict=True)]
    rows = [item._asdict() | {"x": x, "level": level} for item, x, level in zip(dots, at, levels, strict=True)]
    rows.sort(key=lambda row: -RANK_OF_ROLE[row["role"]])  # the place is drawn last, on top
    return rows, max(levels, default=0) + 1


def _column_levels(dots: Sequence[Item], slots: Sequence[int]) -> list[int]:
    """Return the level of each dot in its column: the named territories below, then from the lowest value."""
    levels = [0] * len(dots)
    filled: Counter[int] = Counter()
    for i in sorted(range(len(dots)), key=lambda i: (dots[i].role == "peer", dots[i].value, dots[i].id)):
        levels[i] = filled[slots[i]]
        filled[slots[i]] += 1
    return levels


def bar_rows(values: Floats, shown: Window, write: Write, noun: str) -> list[Record]:
    """Return the bars of a histogram: low, high, count, and their French texts.

    Parameters
    ----------
    values : ndarray of float
        The figures that count.
    shown : Window
        Between which values the bars stand.
    write : Write
        How a figure is written in French.
    noun : str
        What is counted ("communes", "EPCI").
    """
    edges, counts = bins(values, shown)
    texts = [write(edge) for edge in edges.tolist()]
    ends = zip(pairwise(edges.tolist()), pairwise(texts), counts.tolist(), strict=True)
    return [
        {
            "low": max(low, shown.low),
            "high": min(high, shown.high),
            "count": count,
            "text": f"de {low_text} à {high_text}",
            "count_text": quantity(count, noun),
        }
        for (low, high), (low_text, high_text), count in ends
    ]


def flag_rows(items: Sequence[Item], shown: Window) -> list[Record]:
    """Return the labels of the place and of the picked ones, each in its own lane above the marks."""
    named = sorted((i for i in items if i.role != "peer" and i.known), key=lambda item: RANK_OF_ROLE[item.role])
    arrows = {1: " →", 0: "", -1: " ←"}
    return [
        {
            "role": item.role,
            "x": shown.clip(item.value),
            "y": 12.0 + 20.0 * lane,
            "right": shown.share(item.value) > 0.5,
            "label": f"{GLYPH_OF_ROLE[item.role]} {item.name} {item.text}{arrows[shown.outside(item.value)]}",
        }
        for lane, item in enumerate(named)
    ]


def distribution_sentence(items: Sequence[Item], known: int, reference: Reference) -> str:
    """Return the description of a distribution of `known` values."""
    sentence = f"Répartition de {number(known)} valeurs ({reference.label})."
    return f"{sentence}{place_words(items)}{median_words(reference)} {outside_footnote(items)}".rstrip()
