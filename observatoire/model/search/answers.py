"""What a search answers: territories, each with why it is there, and what is to be said beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from observatoire.model.search.codes import Reason


@dataclass(frozen=True, slots=True)
class Match:
    """One result: a living territory, why it is there, the source's text that matched, 1 for an exact match.

    `certain` is false for what is only suggested: typos, words left out, a postcode that no commune has.
    """

    id: str
    reason: Reason
    matched: str
    score: float
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Remark:
    """What the results do not say of the query: `text` is the commune of a district, a postcode, an entry's id."""

    kind: Literal["district", "postcode", "uncovered"]
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search gives: results, those that are certain first, and what is to be said beside."""

    matches: tuple[Match, ...] = ()
    remarks: tuple[Remark, ...] = ()
