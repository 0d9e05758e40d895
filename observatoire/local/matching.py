"""From what a visitor's table calls its territories to ours: codes surely, names only as proposals."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Final, Literal

from observatoire.local.containers.sheets import Cell
from observatoire.model.search.queries import DISTRICTS, bare, normalise, read_district
from observatoire.model.store import Store
from observatoire.model.territory import PREFIXES, Level

How = Literal["code", "zero", "siren", "renumbered", "former", "district", "unknown"]

_FORM: Final = re.compile(
    r"^(?:communaute (?:de communes|d agglomeration|urbaine)|metropole|cc|ca|cu|departement|dept|region|commune|ville) "
    r"(?:(?:des|du|de la|de l|de|d) )?(?=\S)"
)
_WITHIN: Final = re.compile(r"(.+?) ?\(([^()]+)\)")
"""« Saint-Brice (16) », « Saint-Brice (Charente) »."""
_TOTALS: Final = frozenset(
    ("total", "totaux", "ensemble", "total general", "sous total", "moyenne", "somme", "total epci", "total communes")
)


@dataclass(frozen=True, slots=True)
class Match:
    """What a code is: a territory's id, or "" for none, and how it was found.

    `zero`: a spreadsheet cut its first zero; `renumbered`: the commune changed its code and kept its name. `former` and
    `district` name a territory that the code is only a part of: its figure is not that territory's.
    """

    id: str
    how: How


UNKNOWN: Final = Match("", "unknown")


class Places:
    """Find territories by their codes and exact names.

    Parameters
    ----------
    store : Store
        The edition.
    """

    def __init__(self, store: Store) -> None:
        frame = store.territories
        rows = zip(
            frame.index, frame["level"], frame["code"], frame["siren"], frame["name"], frame["short_name"], strict=True
        )
        self._codes: dict[str, str] = {}
        self._sirens: dict[str, str] = {}
        self._names: dict[str, list[str]] = defaultdict(list)
        for identifier, level, code, siren, name, short in rows:
            if level in ("commune", "departement", "epci"):
                self._codes[code] = identifier
            if isinstance(siren, str) and siren:
                self._sirens[siren] = identifier
            if level != "france":
                for key in dict.fromkeys(key for told in (name, short) for key in _keys(str(told))):
                    self._names[key].append(identifier)
        self._known = set(frame.index)
        self._departements = dict(zip(frame.index, frame["departement"], strict=True))
        former = store.former_communes
        names = dict(zip(frame.index, frame["name"], strict=True))
        self._former: dict[str, Match] = {}
        for code, name, current in zip(former["code"], former["name"], former["current"], strict=True):
            if code not in self._codes:
                living = f"com-{current}"
                same = normalise(str(name)) == normalise(str(names.get(living, "")))
                self._former[code] = Match(living, "renumbered" if same else "former")

    def code(self, cell: Cell, *, sure: bool = True) -> Match:
        """Return what a cell of a column of codes names.

        Parameters
        ----------
        cell : Cell
            « 16102 », « 1001 » (a zero lost), « 2a004 », « 200070514 », « com-16102 », a number of a workbook.
        sure : bool
            Whether the column is known to hold codes: else a lost zero is not supposed.
        """
        text = _code_text(cell)
        if not text:
            return UNKNOWN
        if found := self._codes.get(text):
            return Match(found, "code")
        if found := self._sirens.get(text[:9] if len(text) == 14 else text):
            return Match(found, "siren")
        if "-" in text and (identifier := _identifier(text)) in self._known:
            return Match(identifier, "code")
        if text in self._former:
            return self._former[text]
        if len(text) == 5 and (district := read_district(text.lower())):
            return Match(f"com-{DISTRICTS[district[0]][0]}", "district")
        if sure and text.isdigit() and len(text) in (1, 4):
            again = self.code(f"0{text}", sure=False)
            return Match(again.id, "zero") if again.how == "code" else again
        return UNKNOWN

    def agreement(self, code: Cell, name: Cell) -> int:
        """Tell whether a name is that of what a code names: 2; of another territory of its level: 1; else 0."""
        found = self.code(code, sure=False).id
        named = self.named(name) if found and isinstance(name, str) else ()
        return 2 if found in named else int(any(level_of(one) == level_of(found) for one in named))

    def named(self, text: str) -> tuple[str, ...]:
        """Return the territories that bear exactly a name, accents and articles apart; several when homonyms.

        A département in brackets after it, its number or its name, tells them apart.
        """
        for key in _keys(text):
            if found := self._names.get(key):
                return tuple(found)
        if within := _WITHIN.fullmatch(text.strip()):
            around = {self._codes.get(within[2].strip().upper(), ""), *self.named(within[2])}
            return tuple(one for one in self.named(within[1]) if f"dep-{self._departements[one]}" in around)
        return ()


def whole(cell: Cell) -> Cell:
    """Return a cell, a whole number of a workbook without its point."""
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def is_total(cell: Cell) -> bool:
    """Tell whether a cell announces a line of totals, which is no territory."""
    if not isinstance(cell, str):
        return False
    words = normalise(cell)
    return words in _TOTALS or words.startswith(("total ", "sous total ", "ensemble "))


def level_of(identifier: str) -> Level:
    """Return the level of an identifier of ours."""
    prefix = identifier.partition("-")[0]
    return next((level for level, known in PREFIXES.items() if known == prefix), "france")


def _keys(name: str) -> list[str]:
    key = normalise(name)
    return list(dict.fromkeys(found for found in (key, bare(key), bare(_FORM.sub("", key))) if found))


def _code_text(cell: Cell) -> str:
    """Write a code as we do: a number without its point, letters as capitals, no space inside."""
    if isinstance(cell, float | int):
        return str(int(cell)) if float(cell).is_integer() and 0 < cell < 1e14 else ""
    if not isinstance(cell, str):
        return ""
    text = re.sub(r"[\s'’\"=]", "", cell).upper()
    text = re.sub(r"[.,]0+$", "", text)
    return text if len(text) <= 20 and text.isascii() else ""


def _identifier(text: str) -> str:
    prefix, _, code = text.partition("-")
    return f"{prefix.lower()}-{code}"
