"""Territories as the charts draw them: figure, texts, role; the words that charts share. No drawing library here."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

import numpy as np
import pandas as pd

from observatoire.model.store import Bools
from observatoire.views.french.verdicts import CLOSE
from observatoire.views.french.wording import number
from observatoire.views.layout.positions import Reference, Window
from observatoire.views.style.tokens import GLYPHS

Align = Literal["left", "center", "right"]
Record = dict[str, Any]
"""A row to draw."""

NAMED: Final = ("place", "second", "third")
PHONE: Final = 330  # pixels of a chart on the narrowest screen we serve
UNRANKED: Final = "non classé"
OUTSIDE: Final = "hors du groupe"
"""Said of a territory set beside the group without being one of its members."""
RANK_OF_ROLE: Final = {role: rank for rank, role in enumerate((*NAMED, "peer"))}
GLYPH_OF_ROLE: Final = dict(zip(NAMED, GLYPHS, strict=True))
FRAGILE_FOOTNOTE: Final = "Marque creuse\u202f: valeur fragile, à lire comme un ordre de grandeur."


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


def band_footnote(reference: Reference) -> str:
    """Say what the shaded band is."""
    if reference.q1 is None or reference.q3 is None:
        return ""
    low, high = reference.q1_text, reference.q3_text
    between = f" : {f'de {low} à {high}' if low != high else low}" if low else ""
    return f"Bande\u202f: la moitié centrale du groupe{between}".removesuffix(".") + "."  # "hab." ends with its own


@dataclass(frozen=True, slots=True)
class Doubt:
    """What chance makes of a comparison, as a chart draws it.

    Attributes
    ----------
    margin : float or None
        How far chance alone moves the value of the place, either way; None where it does not.
    close : frozenset of str
        Ids of the peers that cannot be told from the place.
    """

    margin: float | None = None
    close: frozenset[str] = frozenset()


CERTAIN: Final = Doubt()


def close_rows(frame: pd.DataFrame, place_id: str, doubt: Doubt, shown: Window) -> list[Record]:
    """Return the ends of the pale ground behind the values that cannot be told from that of the place; none without.

    Parameters
    ----------
    frame : DataFrame
        Columns id, value (NaN when missing), fragile: such values are no part of it, nobody told them apart.
    place_id : str
        Which of them is the place: the ground reaches it.
    doubt : Doubt
    shown : Window
    """
    close = frame["value"][frame["id"].isin(doubt.close - {place_id}) & ~frame["fragile"]].dropna()
    own = frame["value"][frame["id"] == place_id].dropna()
    if close.empty or own.empty:
        return []
    both = [*close.tolist(), *own.tolist()]
    return [{"low": shown.clip(min(both)), "high": shown.clip(max(both))}]


def doubt_footnote(doubt: Doubt, items: Sequence[Item]) -> str:
    """Say what the thin line and the hollow marks of a ranking are; empty when there is neither."""
    near = f"Marque creuse, fond pâle\u202f: {CLOSE}." if _has_close(doubt, items) else ""
    return f"{_margin_note(doubt)} {near}".strip()


def spread_footnote(doubt: Doubt, items: Sequence[Item]) -> str:
    """Say what they are where one pale ground holds all the values that are too near; `items` are those with a mark."""
    near = f"Marque creuse\u202f: {CLOSE}." if _has_close(doubt, items) else ""
    ground = "Fond pâle\u202f: jusqu’où vont les valeurs trop proches pour départager." if doubt.close else ""
    return " ".join(filter(None, [_margin_note(doubt), near, ground]))


def _margin_note(doubt: Doubt) -> str:
    return "" if doubt.margin is None else "Trait fin\u202f: la marge du territoire."


def _has_close(doubt: Doubt, items: Sequence[Item]) -> bool:
    return any(item.id in doubt.close and item.role == "peer" for item in items)


def margin_rows(items: Sequence[Item], doubt: Doubt, shown: Window) -> list[Record]:
    """Return the ends of the line behind the mark of the place, within the window; none without margin."""
    place = next((item for item in items if item.role == "place" and item.known), None)
    if place is None or doubt.margin is None:
        return []
    return [{"low": shown.clip(place.value - doubt.margin), "high": shown.clip(place.value + doubt.margin)}]


def fragile_footnote(items: Sequence[Item]) -> str:
    """Say what a hollow mark is, if there is one."""
    return FRAGILE_FOOTNOTE if any(item.fragile and item.known for item in items) else ""


def outside_footnote(items: Sequence[Item]) -> str:
    """Name the territories that are set beside the group; empty without any."""
    names = [f"{GLYPH_OF_ROLE.get(item.role, '')} {item.name}".strip() for item in items if item.rank_text == OUTSIDE]
    return f"{OUTSIDE[:1].upper()}{OUTSIDE[1:]}, sans rang\u202f: {', '.join(names)}." if names else ""


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


def place_words(items: Sequence[Item]) -> str:
    """Say the figure and the rank of the place, if it is among some territories."""
    place = next((item for item in items if item.role == "place"), None)
    if place is None:
        return ""
    rank = "" if place.rank_text == UNRANKED else f", rang {place.rank_text}"
    return f" {place.name}\u202f: {place.text}{rank}."


def median_words(reference: Reference) -> str:
    """Say the median of the group, if it has one."""
    if reference.median is None:
        return ""
    return f" Médiane du groupe\u202f: {reference.median_text.removesuffix('.')}."  # "hab." ends with its own
