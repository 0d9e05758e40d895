"""From lines pasted out of a spreadsheet to territories: by code, else by name; what is not sure is only suggested."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from observatoire.model.composed.names import member_id
from observatoire.model.search.answers import Match
from observatoire.model.search.index import SearchIndex
from observatoire.model.search.lookup import look_up
from observatoire.model.search.queries import normalise
from observatoire.model.store import Store
from observatoire.model.territory import UnknownTerritoryError, canonical_id

MOST_LINES = 1_000
LONGEST_LINE = 200
MOST_SUGGESTED = 5
MOST_DOUBTFUL = 100
"""Lines that are not sure after which reading stops: guessing takes time, and what has so many is no list of places."""

_CELLS = re.compile(r"[\t;|]")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_AROUND = " \"'\u00a0\u202f«»"
"""What spreadsheets leave around a cell."""
_HEADINGS = {
    "code", "codes", "code insee", "insee", "codgeo", "code commune", "siren", "epci", "commune", "communes", "nom",
    "noms", "nom de la commune", "libelle", "libgeo", "territoire", "population", "departement", "code postal",
}  # fmt: skip
How = Literal["code", "name", "former", "contradiction", "several", "unknown", "heading"]
_TOTALS = {"total", "totaux", "ensemble", "total general", "somme", "sous total"}
_MEMBERS = ("com-", "epci-", "dep-")


@dataclass(frozen=True, slots=True)
class PastedLine:
    """One line that a visitor pasted.

    Attributes
    ----------
    number : int
        From 1, empty lines counted.
    text : str
        At most `LONGEST_LINE` characters of it, as written: escaped by who shows it.
    id : str
        The territory that it names without doubt; empty when there is none.
    how : str
        code, name: by what it is known; former: a commune that is no more, whose successor stands for it;
        contradiction: its code and its name are those of two territories; several: its name is that of many; unknown;
        heading: names of columns, a total.
    suggestions : tuple of str
        Identifiers to choose from, the likeliest first; none when `id` is sure.
    """

    number: int
    text: str
    id: str
    how: How
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a text gives: its lines, and how many were not read, beyond `MOST_LINES` or `MOST_DOUBTFUL`."""

    lines: tuple[PastedLine, ...]
    beyond: int = 0

    @property
    def ids(self) -> tuple[str, ...]:
        """Territories that are sure, in their order, each once."""
        return tuple(dict.fromkeys(line.id for line in self.lines if line.id))


def match_lines(store: Store, index: SearchIndex, text: str) -> Pasted:
    """Return what each line of a text names: communes, EPCI and départements, one a line.

    A line is cut at tabs, semicolons and bars; its code may stand in any cell, and may have lost its zeros.

    Parameters
    ----------
    store, index
        The edition, and the search over its territories.
    text : str
        Whatever was pasted; nothing is read of lines beyond `MOST_LINES`, nor after `MOST_DOUBTFUL` that are not sure.
    """
    lines = text[: MOST_LINES * LONGEST_LINE * 2].splitlines()
    kept = [(number, line[:LONGEST_LINE].strip()) for number, line in enumerate(lines[:MOST_LINES], 1)]
    found: list[PastedLine] = []
    doubtful = 0
    for number, line in kept:
        if doubtful == MOST_DOUBTFUL:
            return Pasted(tuple(found), len(lines) - number + 1)
        if line:
            found.append(_matched(store, index, number, line))
            doubtful += not found[-1].id and found[-1].how != "heading"
    return Pasted(tuple(found), max(0, len(lines) - MOST_LINES))


def _matched(store: Store, index: SearchIndex, number: int, line: str) -> PastedLine:
    cells = [cell.strip(_AROUND) for cell in _CELLS.split(line)]
    words = [cell for cell in cells if _LETTERS.search(_without_prefix(cell))]
    if number == 1 and words and {normalise(word) for word in words} <= _HEADINGS:
        return PastedLine(number, line, "", "heading")
    if words and {normalise(word) for word in words} <= _TOTALS:
        return PastedLine(number, line, "", "heading")
    coded = list(_coded(store, cells, alone=not words))
    named = _named(index, words, [cell for cell in cells if cell not in words])
    agreeing = [one for one in coded if not words or _agree(store, one.id, words, named)]
    if agreeing:
        return PastedLine(number, line, agreeing[0].id, "former" if agreeing[0].former else "code")
    certain = bool(named) and named[0].certain
    sure_code = next((one for one in coded if one.whole), None)
    if sure_code is not None and not certain:
        return PastedLine(number, line, sure_code.id, "former" if sure_code.former else "code")
    if sure_code is not None:
        others = (sure_code.id, *(match.id for match in named if match.id != sure_code.id))
        return PastedLine(number, line, "", "contradiction", others[:MOST_SUGGESTED])
    sure, how = _sure(named)
    if sure:
        return PastedLine(number, line, sure.id, "former" if sure.reason == "former" else "name")
    return PastedLine(number, line, "", how, tuple(match.id for match in named[:MOST_SUGGESTED]))


class _Coded(NamedTuple):
    """A territory whose code is in a cell; whether it is one of before; whether the code was written whole.

    A code that lost its zeros, or that spaces part, may be a number of inhabitants (« 1 400 »): a name must agree.
    """

    id: str
    former: bool
    whole: bool


def _coded(store: Store, cells: Sequence[str], *, alone: bool) -> Iterator[_Coded]:
    """Give the territories whose codes are in the cells of a line, in their order.

    Two or three figures are the code of a département only in a line without a name.
    """
    for cell in cells:
        written = re.sub(r"\s", "", cell)
        if not written or len(written) > 30 or _LETTERS.search(_without_prefix(written)):
            continue
        identifier = canonical_id(written)
        if not identifier.startswith(_MEMBERS) or (not alone and identifier.startswith("dep-")):
            continue
        if member_id(identifier) != identifier:
            continue
        try:
            found = look_up(store, identifier)
        except UnknownTerritoryError:
            continue
        digits = len(re.sub(r"[^0-9AB]", "", written.upper().rpartition("-")[2]))
        yield _Coded(found.territory.id, found.kind != "same", digits >= 9 or (digits == 5 and written == cell))


def _without_prefix(cell: str) -> str:
    return re.sub(rf"^(?:{'|'.join(_MEMBERS)})", "", cell, flags=re.IGNORECASE)


def _named(index: SearchIndex, words: Sequence[str], others: Sequence[str]) -> list[Match]:
    """Return what the words of a line name, best first: its first words, else with its postcode or département."""
    if not words:
        return [match for other in others[:1] for match in index.search(other, MOST_SUGGESTED)]
    postcodes = [other.replace(" ", "") for other in others if re.fullmatch(r"\d{5}|\d ?\d{4}", other)]
    numbers = [f"({other.upper()})" for other in others if re.fullmatch(r"\d{2,3}|2[ABab]", other)]
    with_place = [f"{words[0]} {place}" for place in (*postcodes[:1], *numbers[:1], *words[1:2])]
    for query in (*with_place, words[0]):
        found = [m for m in index.search(query, MOST_SUGGESTED) if m.id.startswith(_MEMBERS)]
        if found and found[0].certain:
            return found
    return [m for m in index.search(words[0], MOST_SUGGESTED) if m.id.startswith(_MEMBERS)]


def _sure(named: Sequence[Match]) -> tuple[Match | None, Literal["several", "unknown"]]:
    """Return the one territory that a name is that of; else whether several, or none, bear it."""
    if not named or not named[0].certain:
        return None, "unknown"
    exact = [match for match in named if match.certain and match.score == named[0].score]
    if len(exact) > 1 or named[0].reason not in ("name", "usual", "former"):
        return None, "several"
    return named[0], "several"


def _agree(store: Store, identifier: str, words: Sequence[str], named: Sequence[Match]) -> bool:
    """Tell whether a name may be that of the territory whose code stands beside."""
    place = store.territory(identifier)
    own = {normalise(place.name), normalise(place.short_name)}
    return identifier in {match.id for match in named} or any(normalise(word) in own for word in words)
