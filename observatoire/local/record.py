"""Local data: figures and places that a council brings, and all that must be said of them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from observatoire.local.bounds import MOST_INDICATORS, MOST_POINTS, MOST_VALUES, LocalDataError
from observatoire.local.cells import Cells
from observatoire.model.workshop.record import plain_text

Kind = Literal["value", "count", "ratio"]
KINDS: Final[tuple[Kind, ...]] = ("value", "count", "ratio")

LONGEST: Final = {
    "title": 60, "unit": 30, "counted": 300, "observed": 60, "source": 160, "licence": 80, "answers": 80,
}  # fmt: skip
"""Characters of each text of a description."""
REQUIRED: Final = {
    "title": "un titre", "counted": "ce qui est compté", "observed": "la date des données", "source": "la source",
    "licence": "la licence", "answers": "qui en répond",
}  # fmt: skip
SHORTEST_TITLE: Final = 3
LONGEST_LABEL: Final = 80
LONGEST_CATEGORY: Final = 40
MOST_CATEGORIES: Final = 8
MOST_DECIMALS: Final = 3
LARGEST_BASE: Final = 1_000_000
MOST_CHECKS: Final = 20
LONGEST_CHECK: Final = 300
_PERSONAL: Final = re.compile(r"[^\s@]+@[^\s@]+|(?:\+?[0-9][\s.]*){9,}")


@dataclass(frozen=True, slots=True)
class Description:
    """What must be said of local data: each a plain text within `LONGEST`.

    Attributes
    ----------
    title : str
        What is shown, without its year.
    unit : str
        May be empty.
    counted : str
        What is counted, of whom, how.
    observed : str
        When: « janvier 2025 ».
    source, licence : str
        Who made it, and what may be done with it.
    answers : str
        Who answers for it: a role, never a person.
    """

    title: str
    unit: str
    counted: str
    observed: str
    source: str
    licence: str
    answers: str

    @classmethod
    def told(cls, **texts: str) -> Description:
        """Return a description from what was typed.

        Raises
        ------
        LocalDataError
            When something is missing, or names a person's address or telephone.
        """
        plain = {name: plain_text(texts.get(name, ""), longest) for name, longest in LONGEST.items()}
        lacking = [what for name, what in REQUIRED.items() if not plain[name]]
        if lacking:
            raise LocalDataError(f"Il manque {_listed(lacking)}\u202f: sans cela, personne ne peut lire ces données.")
        if len(plain["title"]) < SHORTEST_TITLE:
            raise LocalDataError("Le titre est trop court.")
        if _PERSONAL.search(plain["answers"]):
            raise LocalDataError(
                "Donnez un rôle («\u00a0service habitat de la communauté de communes\u00a0»), pas l’adresse ni le "
                "téléphone d’une personne."
            )
        return cls(**plain)


@dataclass(frozen=True, eq=False)
class LocalIndicator:
    """Figures that a council brings.

    Attributes
    ----------
    description : Description
    kind : Kind
        A value that does not add up; a count, which does; a ratio of a numerator to a denominator, both added up first.
    cells : Cells
        Values, counts or numerators.
    denominator : Cells or None
        Of a ratio, brought too.
    over : str
        Of a ratio whose denominator is official: the id of the indicator that counts it. One of the two is there.
    scale : float
        By which a ratio is multiplied: 100 for per cents.
    decimals : int
        Digits shown after the comma.
    min_base : int
        Denominator, or count, below which a figure is fragile; 0 for never, and for a value, which rests on nothing
        that was brought.
    """

    description: Description
    kind: Kind
    cells: Cells
    denominator: Cells | None = None
    over: str = ""
    scale: float = 1.0
    decimals: int = 1
    min_base: int = 0

    def __post_init__(self) -> None:
        if (self.kind == "ratio") != ((self.denominator is not None) != bool(self.over)):
            raise ValueError("a ratio has one denominator, and only a ratio has one")
        if self.kind not in KINDS or not 0 <= self.decimals <= MOST_DECIMALS or not 0 < self.scale <= 1e6:
            raise ValueError(self.kind)
        if not 0 <= self.min_base <= (0 if self.kind == "value" else LARGEST_BASE):
            raise ValueError(self.min_base)

    @property
    def id(self) -> str:
        """What names it in keys and files' names: it follows from its title and its figures."""
        told = hashlib.sha256(f"{self.description.title}\n{self.kind}\n{self.over}\n{self.scale}".encode())
        for cells in (self.cells, self.denominator):
            if cells is not None:
                told.update("\n".join(cells.ids).encode() + cells.years.tobytes() + cells.values.tobytes())
        return f"local_{told.hexdigest()[:12]}"

    @property
    def size(self) -> int:
        """How many figures it holds."""
        return len(self.cells) + (len(self.denominator) if self.denominator is not None else 0)


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the map: its label, its category, where it lies (WGS84)."""

    label: str
    category: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class LocalPoints:
    """Places that a council brings: equipment, projects, what was seen on a walk."""

    description: Description
    points: tuple[Point, ...]

    @property
    def id(self) -> str:
        """What names them in addresses: it follows from their title and from the places."""
        told = "\n".join([self.description.title, *map(repr, self.points)])
        return f"lieux_{hashlib.sha256(told.encode()).hexdigest()[:12]}"

    @property
    def categories(self) -> tuple[str, ...]:
        """Their categories, in the order in which they come."""
        return tuple(dict.fromkeys(point.category for point in self.points))


@dataclass(frozen=True, slots=True)
class LocalData:
    """All that one visitor, or one operator, brought.

    Attributes
    ----------
    indicators : tuple of LocalIndicator
    points : tuple of LocalPoints
    checks : tuple of str
        French sentences on how the files were read.
    edition : str
        Of the data beside which they were read.
    """

    indicators: tuple[LocalIndicator, ...] = ()
    points: tuple[LocalPoints, ...] = ()
    checks: tuple[str, ...] = ()
    edition: str = field(default="")

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.indicators or self.points)

    def __post_init__(self) -> None:
        if len(self.indicators) > MOST_INDICATORS:
            raise LocalDataError(f"Au plus {MOST_INDICATORS} indicateurs locaux à la fois\u202f: retirez-en d’abord.")
        if sum(indicator.size for indicator in self.indicators) > MOST_VALUES:
            raise LocalDataError("Au plus 60\u202f000 chiffres locaux à la fois\u202f: retirez un indicateur d’abord.")
        if sum(len(group.points) for group in self.points) > MOST_POINTS:
            raise LocalDataError("Au plus 2\u202f000 lieux à la fois\u202f: retirez-en d’abord.")

    def with_indicators(self, added: tuple[LocalIndicator, ...], checks: tuple[str, ...] = ()) -> LocalData:
        """Return these data with more indicators; one that is there already takes its place.

        Parameters
        ----------
        added : tuple of LocalIndicator
            The new ones.
        checks : tuple of str
            What is to be said of their reading.

        Raises
        ------
        LocalDataError
            When there are too many.
        """
        new = {indicator.id for indicator in added}
        kept = tuple(indicator for indicator in self.indicators if indicator.id not in new)
        said = tuple(dict.fromkeys((*self.checks, *checks)))[-MOST_CHECKS:]
        return replace(self, indicators=(*kept, *added), checks=said)

    def with_points(self, added: LocalPoints) -> LocalData:
        """Return these data with more places; raise `LocalDataError` when there are too many."""
        return replace(self, points=(*self.points, added))

    def only(self, ids: Collection[str]) -> LocalData:
        """Return, of these data, the indicators and the places that have some ids."""
        indicators = tuple(one for one in self.indicators if one.id in ids)
        return replace(self, indicators=indicators, points=tuple(one for one in self.points if one.id in ids))

    def joined(self, other: LocalData) -> LocalData:
        """Return these data with others beside them; raise `LocalDataError` when there are too many.

        What is there already, the same places or the same figures, is there once.
        """
        merged, known = self.with_indicators(other.indicators, other.checks), {group.id for group in self.points}
        for group in other.points:
            merged = merged if group.id in known else merged.with_points(group)
        return replace(merged, edition=other.edition or self.edition)

    def without(self, identifier: str) -> LocalData:
        """Return these data without an indicator."""
        return replace(self, indicators=tuple(one for one in self.indicators if one.id != identifier))

    def without_points(self, rank: int) -> LocalData:
        """Return these data without a group of places."""
        return replace(self, points=(*self.points[:rank], *self.points[rank + 1 :]))


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} et {words[-1]}"
