"""Postcodes, INSEE codes, SIREN and identifiers, and what is one step away from them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from observatoire.model.search.queries import DISTRICTS, read_district

Reason = Literal["name", "postcode", "code", "siren", "former", "usual", "district", "instead", "fuzzy"]
Ints = npt.NDArray[np.intp]

_CODE = re.compile(r"(?:\d\d|2[ab])\d{0,3}")
_SIRET = re.compile(r"\d{14}")
ROOM = 2
"""Places kept among the results for the readings that are less sure."""


@dataclass(frozen=True, slots=True)
class CodeHit:
    """A row that a code names: why, the code or the text of the source, and whether that is surely what was meant."""

    row: int
    reason: Reason
    matched: str
    certain: bool = True


class CodeIndex:
    """Map codes to rows.

    Parameters
    ----------
    index : Index
        Identifiers of the rows.
    texts : mapping of str to list of str
        Columns `level`, `code`, `postcodes` and `siren`.
    rank : array
        Of each row, 0 for the heaviest.
    olds : sequence of tuple
        Code, name and row of the communes that are no more.
    """

    def __init__(
        self,
        index: pd.Index[str],
        texts: Mapping[str, list[str]],
        rank: Ints,
        olds: Sequence[tuple[str, str, int]],
    ) -> None:
        self._rank = rank
        self._index = index
        self.postcodes: dict[str, list[int]] = defaultdict(list)
        for row in np.argsort(rank).tolist():
            for postcode in texts["postcodes"][row].split():
                self.postcodes[postcode].append(row)
        rows = list(enumerate(zip(texts["level"], texts["code"], strict=True)))
        self._insee = {code.lower(): row for row, (level, code) in rows if level in ("commune", "departement")}
        self._regions = {code: row for row, (level, code) in rows if level == "region"}  # "75" is a département too
        sirens = {siren: row for row, siren in enumerate(texts["siren"]) if siren}
        self._sirens = sirens | {code: row for row, (level, code) in rows if level == "epci"}
        self._old = {c.lower(): (row, shown) for c, shown, row in olds if c.lower() not in self._insee}
        self._sorted = sorted(self.postcodes)

    def find(self, text: str, query: str, limit: int) -> list[CodeHit]:
        """Answer identifiers, SIREN and SIRET, postcodes, INSEE codes, or their first digits.

        Parameters
        ----------
        text, query : str
            As typed, in lower case, and normalised.
        limit : int
            How many are shown.
        """
        number = query.replace(" ", "")
        codes = list(self._exact(text, number))
        code = number.removeprefix("com")  # com-75112
        if not codes and code in self._old:
            row, shown = self._old[code]
            codes = [CodeHit(row, "former", shown)]
        if not codes and _SIRET.fullmatch(number) and number[:9] in self._sirens:
            codes = [CodeHit(self._sirens[number[:9]], "siren", number[:9])]
        if not codes and len(code) == 5 and (district := read_district(code)):
            codes = [CodeHit(self._insee[DISTRICTS[district[0]][0]], "district", code)]
        postal = self._begun(number) if _CODE.fullmatch(number) else []
        # Five digits are a postcode before an INSEE code; fewer are a département before postcodes.
        found = postal + codes if len(number) == 5 else codes + postal
        return self._with_lost_zero(number, found, limit)

    def _exact(self, text: str, number: str) -> Iterator[CodeHit]:
        level, dash, code = text.partition("-")
        identifier = f"{level}-{code.upper()}"  # com-2a004
        if dash and identifier in self._index:
            yield CodeHit(int(np.flatnonzero(self._index == identifier)[0]), "code", identifier)
        tables: list[tuple[Reason, dict[str, int]]]
        tables = [("code", self._insee), ("code", self._regions), ("siren", self._sirens)]
        for reason, table in tables:
            for key in dict.fromkeys((text, number)):
                if key in table:
                    yield CodeHit(table[key], reason, key.upper())

    def _begun(self, number: str) -> list[CodeHit]:
        """Return the communes of all postcodes that begin so, by population."""
        first, last = (bisect_left(self._sorted, number + end) for end in ("", "~"))
        pairs = [(row, code) for code in self._sorted[first:last] for row in self.postcodes[code]]
        pairs.sort(key=lambda pair: self._rank[pair[0]])
        return [CodeHit(row, "postcode", code) for row, code in pairs]

    def _with_lost_zero(self, number: str, found: list[CodeHit], limit: int) -> list[CodeHit]:
        """Add what a spreadsheet cut the zero of: "1001" is 01001, unless it begins 10010; then both are said."""
        if not (number.isascii() and number.isdigit() and len(number) in (1, 4)):
            return found
        whole = f"0{number}"
        sure = not found
        lost = [CodeHit(row, "postcode", whole, sure) for row in self.postcodes.get(whole, ())]
        if whole in self._insee:
            lost.insert(0, CodeHit(self._insee[whole], "code", whole, sure))
        return [*found[: max(1, limit - min(ROOM, len(lost)))], *lost] if lost else found

    def at_level(self, level: str, code: str) -> list[CodeHit]:
        """Answer a code after the noun of its level: "departement 16", "region 75", "departement 1"."""
        if level == "region":
            row = self._regions.get(code.zfill(2))
        else:
            row = self._insee.get(code.zfill(2 if level == "departement" else 5))
        return [] if row is None else [CodeHit(row, "code", code.upper())]

    def rows_of(self, code: str) -> list[int]:
        """Return the communes of a postcode, or that of an INSEE code; none for anything else."""
        if code in self.postcodes:
            return self.postcodes[code]
        return [self._insee[code]] if len(code) == 5 and code in self._insee else []

    def departement(self, codes: Sequence[str]) -> list[int]:
        """Return the rows of départements."""
        return [self._insee[code.lower()] for code in codes if code.lower() in self._insee]
