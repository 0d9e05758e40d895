"""What tells homonyms apart in a query: départements, régions and postcodes, before or after a name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from observatoire.model.search.names import Bools
from observatoire.model.search.queries import FORM, bare, normalise

# « Châlons sur » is half a name, « métropole » none: what stands beside is no place that tells homonyms apart.
_NO_NAME = re.compile(rf"(?:{FORM})|.*\b(?:sur|sous|en|de|des|du|la|le|les|l|d|et|aux?)")
_PLACE_NAMES = {"belfort": "90", "corse": "2A 2B", "alsace": "67 68", "idf": "75 77 78 91 92 93 94 95"}


class PlaceIndex:
    """Map départements, then régions, by name or code, to the rows that lie there.

    Parameters
    ----------
    texts : mapping of str to list of str
        Columns `level`, `code`, `name`, `departement` and `region`.
    rows_of : callable
        Postcode or INSEE code -> rows.
    """

    def __init__(self, texts: Mapping[str, list[str]], rows_of: Callable[[str], list[int]]) -> None:
        self._departements = np.array(texts["departement"], dtype=np.str_)
        self._rows_of = rows_of
        self._places = {name: codes.split() for name, codes in _PLACE_NAMES.items()}
        regions: dict[str, list[str]] = defaultdict(list)
        for i, (level, code) in enumerate(zip(texts["level"], texts["code"], strict=True)):
            if level == "departement":
                regions[texts["region"][i]].append(code)
                self._places[code.lower()] = self._places[bare(normalise(texts["name"][i]))] = [code]
            elif level == "region":
                self._places.setdefault(bare(normalise(texts["name"][i])), regions[code])

    def within(self, departements: Sequence[str]) -> Bools:
        """Return which rows lie in some départements."""
        return np.isin(self._departements, departements)

    def splits(self, query: str) -> Iterator[tuple[str, Bools]]:
        """Yield the ways to read a query as a name and a place ("saint denis reunion", "16100 cognac")."""
        for space in re.finditer(" ", query):
            head, tail = query[: space.start()], query[space.end() :]
            for name, place, whole in ((head, tail, False), (tail, head, True)):
                mask = None if _NO_NAME.fullmatch(name) else self._rows(bare(place), whole)
                if mask is not None:
                    yield name, mask

    def _rows(self, place: str, whole: bool) -> Bools | None:
        """Return which rows lie in a place, its name given in full or (unless `whole`) begun."""
        if coded := self._rows_of(place):
            return np.isin(np.arange(len(self._departements)), coded)
        codes = self._places.get(place)
        if codes is None and not whole and len(place) > 2 and not place.isdigit():
            codes = [c for name, found in self._places.items() if name.startswith(place) for c in found]
        return self.within(codes) if codes else None
