"""Frames ready to draw: roles, rows, labels and notes of the charts. No drawing library here."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final, Literal, NamedTuple

import numpy as np
import pandas as pd

from observatoire.model.store import Bools
from observatoire.views.french.wording import number
from observatoire.views.layout.distributions import Floats, Reference, Window, Write, bins, pack, window
from observatoire.views.style.tokens import GLYPHS

Align = Literal["left", "center", "right"]
Record = dict[str, Any]
"""A row to draw."""

NAMED: Final = ("place", "second", "third")
ROW: Final = 30  # height of a row of the ranking, in pixels
TOP: Final = 30  # room for the label of the median
LOOSE_DOTS: Final = 60  # up to here each dot stands at its exact place; above, dots stand in columns
LOOSE_SLOTS, TIGHT_SLOTS = 44, 60  # dots side by side on a phone
PHONE: Final = 330  # pixels of a chart on the narrowest screen we serve
UNRANKED: Final = "non classé"
OUTSIDE: Final = "hors du groupe"
"""Said of a territory set beside the group without being one of its members."""
RANK_OF_ROLE: Final = {role: rank for rank, role in enumerate((*NAMED, "peer"))}
GLYPH_OF_ROLE: Final = dict(zip(NAMED, GLYPHS, strict=True))


class Item(NamedTuple):
    """A territory on a chart: its figure (NaN when it has none), its texts and its role.

    Attributes
    ----------
    role : str
        `place`, `second`, `third` (picked by hand) or `peer`.
    rank_text : str
        "3 sur 24", `UNRANKED` or `OUTSIDE`.
    text : str
        The figure in French, or why there is none.
    """

    id: str
    name: str
    value: float
    fragile: bool
    text: str
    role: str
    rank_text: str

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return not math.isnan(self.value)

    @property
    def group(self) -> int:
        """0 for a value that is ranked, 1 for a fragile one, 2 for none."""
        return (1 if self.fragile else 0) if self.known else 2


def role_of(place_id: str, picked: Sequence[str]) -> dict[str, str]:
    """Return the roles of the named territories by id; all others are peers."""
    return dict(zip(picked[:2], NAMED[1:], strict=False)) | {place_id: "place"}


def centred(share: float, text: str) -> Align:
    """Return the alignment that keeps a centred label inside a phone."""
    half = 3.6 * len(text) / PHONE
    return "left" if share < half else "right" if share > 1 - half else "center"


def band_note(reference: Reference) -> str:
    """Say what the shaded band is."""
    if reference.q1 is None or reference.q3 is None:
        return ""
    between = f" : de {reference.q1_text} à {reference.q3_text}" if reference.q1_text else ""
    return f"Bande\u202f: la moitié centrale du groupe{between}."


def outside_of(frame: pd.DataFrame) -> Bools:
    """Tell which territories of a frame are set beside the group without being of it."""
    none: Bools = np.zeros(len(frame), dtype=bool)
    return frame["outside"].to_numpy(dtype=bool) if "outside" in frame else none


def named_items(frame: pd.DataFrame, place_id: str, picked: Sequence[str]) -> list[Item]:
    """Return the place and the picked territories only, as `sorted_items` would."""
    roles = role_of(place_id, picked)
    return _items(frame[frame["id"].isin(roles)], roles, int(frame["rank"].count()))


def sorted_items(frame: pd.DataFrame, place_id: str, picked: Sequence[str]) -> list[Item]:
    """Return the territories of a frame, sorted: ranked, then fragile, then without value.

    Parameters
    ----------
    frame : DataFrame
        Columns id, name, value, fragile, rank, text; also outside (of the group) where some are.
    """
    return _items(frame, role_of(place_id, picked), int(frame["rank"].count()))


def _items(frame: pd.DataFrame, roles: dict[str, str], ranked: int) -> list[Item]:
    total = number(ranked)
    ranks = frame["rank"].to_numpy(dtype=np.float64, na_value=np.nan).tolist()
    columns = (frame[column].tolist() for column in ("id", "name", "value", "fragile", "text"))
    beside = outside_of(frame).tolist()
    return sorted(
        (
            Item(
                id=identifier,
                name=name,
                value=float(value),
                fragile=bool(fragile),
                text=text,
                role=roles.get(identifier, "peer"),
                rank_text=OUTSIDE if outside else _rank_text(rank, total),
            )
            for identifier, name, value, fragile, text, rank, outside in zip(*columns, ranks, beside, strict=True)
        ),
        key=lambda item: (item.group, -item.value if item.known else 0.0, item.name, item.id),
    )


def _rank_text(rank: float, total: str) -> str:
    return f"{number(int(rank))} sur {total}" if math.isfinite(rank) else UNRANKED


def outside_note(items: Sequence[Item]) -> str:
    """Name the territories that are set beside the group; empty without any."""
    names = [f"{GLYPH_OF_ROLE.get(item.role, '')} {item.name}".strip() for item in items if item.rank_text == OUTSIDE]
    return f"{OUTSIDE[:1].upper()}{OUTSIDE[1:]}, sans rang\u202f: {', '.join(names)}." if names else ""


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


def dot_rows(items: Sequence[Item], shown: Window) -> tuple[list[Record], int]:
    """Return one row per dot with its stacking `level`, and the number of levels.

    A crowd stands in even columns, the named territories always at their exact place.
    Peers outside the window are left to the note; the named territories stay, at the edge.
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
    """Return the bars of a histogram: low, high, count, and their French texts."""
    edges, counts = bins(values, shown)
    texts = [write(edge) for edge in edges.tolist()]
    ends = zip(pairwise(edges.tolist()), pairwise(texts), counts.tolist(), strict=True)
    return [
        {
            "low": max(low, shown.low),
            "high": min(high, shown.high),
            "count": count,
            "text": f"de {low_text} à {high_text}",
            "count_text": f"{number(count)} {noun}",
        }
        for (low, high), (low_text, high_text), count in ends
    ]


def flags(items: Sequence[Item], shown: Window) -> list[Record]:
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


def ranking_sentence(items: Sequence[Item], reference: Reference) -> str:
    """Return the description of a ranking."""
    n = sum(item.rank_text != OUTSIDE for item in items)
    sentence = f"Classement de {n} territoires ({reference.label}), de la plus haute valeur à la plus basse."
    return sentence + _place_words(items) + _median_words(reference) + _outside_words(items)


def distribution_sentence(items: Sequence[Item], known: int, reference: Reference) -> str:
    """Return the description of a distribution of `known` values."""
    return (
        f"Répartition de {number(known)} valeurs ({reference.label})."
        + _place_words(items)
        + _median_words(reference)
        + _outside_words(items)
    )


def _outside_words(items: Sequence[Item]) -> str:
    note = outside_note(items)
    return f" {note}" if note else ""


def _place_words(items: Sequence[Item]) -> str:
    place = next((item for item in items if item.role == "place"), None)
    if place is None:
        return ""
    rank = "" if place.rank_text == UNRANKED else f", rang {place.rank_text}"
    return f" {place.name}\u202f: {place.text}{rank}."


def _median_words(reference: Reference) -> str:
    if reference.median is None:
        return ""
    return f" Médiane du groupe\u202f: {reference.median_text.removesuffix('.')}."  # "hab." ends with its own
