"""Search by name, postcode or code, forgiving as a counter clerk: accents, articles, "st", typos, old names.

All names stand in one ASCII text, a name a line: a query is one scan of it; a hit's place tells its worth.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from rapidfuzz import process
from rapidfuzz.distance import OSA

Reason = Literal["name", "postcode", "code", "siren", "former", "fuzzy"]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

MAX_LENGTH = 100
FEW = 5  # with fewer results than this, and no exact one, typos are looked for
_SAINTS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_ARTICLE = re.compile(r"^(?:les|le|la|las|los|l|du|des|de la|de l|de|d) (?=\S)")
_FORM = re.compile(
    r"^(?:communaute (?:de communes|d agglo(?:meration)?|urbaine)|com com|agglo|c[acu]|(?:euro)?metropole)( |$)"
)
_NOISE = re.compile(r"^(?:mairie|ville|commune|departement|region) (?:des|du|de la|de l|de|d) (?=\S)")
# Arrondissements are no territories here: they lead to their commune.
_DISTRICT = re.compile(r"^(paris|lyon|marseille)(?: arrondissement)? \d{1,2}\b.*$")
_CODE = re.compile(r"(?:\d\d|2[ab])\d{0,3}")
_PLACE_NAMES = {"belfort": "90", "corse": "2A 2B", "alsace": "67 68", "idf": "75 77 78 91 92 93 94 95"}
_LEVELS = ("commune", "epci", "departement", "region", "france")

# How well a name matches, best first; "in place": the rest of the query names its département.
EXACT, EXACT_IN_PLACE, FORMER_EXACT, PREFIX, WORD_PREFIX, WORDS, PREFIX_IN_PLACE = range(7)
FORMER_PREFIX, SUBSTRING, FORMER_INSIDE, FUZZY, FUZZY_PREFIX, RUNGS = range(7, 13)


@dataclass(frozen=True, slots=True)
class Match:
    """One result: a living territory, why it is there, the source's text that matched, 1 for an exact match."""

    id: str
    reason: Reason
    matched: str
    score: float


class _Folding(dict[int, str]):
    """Translate a character to ASCII: letters lose their accents, anything else becomes a space."""

    def __missing__(self, point: int) -> str:
        plain = unicodedata.normalize("NFKD", chr(point)).encode("ascii", "ignore").decode().lower()
        plain = "".join(c if c.isalnum() else " " for c in plain) or " "
        if point < 0x250:  # the Latin alphabets are remembered; a hostile text shall not fill the memory
            self[point] = plain
        return plain


_FOLDING = _Folding({ord("œ"): "oe", ord("æ"): "ae", ord("ß"): "ss", **dict.fromkeys(range(768, 880), "")})


def normalise(text: str) -> str:
    """Return a text in lower-case ASCII words, "st" and "ste" in full; the rest becomes spaces."""
    words = text.lower().translate(_FOLDING).split()
    return " ".join([_SAINTS.get(word, word) for word in words])


class SearchIndex:
    """Search over the territories of an edition.

    Parameters
    ----------
    territories, former : DataFrame
        As `Store.territories` (indexed by id, ordered by level) and `Store.former_communes` return them.
    """

    def __init__(self, territories: pd.DataFrame, former: pd.DataFrame) -> None:
        columns = ["level", "code", "name", "short_name", "departement", "region", "postcodes", "siren"]
        texts = {c: territories[c].astype(object).fillna("").to_list() for c in columns}
        self._index = territories.index
        self._ids = [str(i) for i in territories.index]
        self._departements = np.array(texts["departement"], dtype=np.str_)
        levels = np.array([_LEVELS.index(level) for level in texts["level"]])
        self._is_epci = levels == 1
        # Who begins to type the name of an EPCI mostly means the town that gave it.
        weight = territories["population"].to_numpy(dtype=np.float64) * np.where(self._is_epci, 0.05, 1)
        self._rank = np.argsort(np.lexsort([levels, -weight]))  # 0 for the heaviest
        rows = {code: row for row, code in enumerate(texts["code"]) if levels[row] == 0}
        olds = former[["code", "name", "current"]].itertuples(index=False)
        old_rows = [(code, name, rows[current]) for code, name, current in olds if current in rows]
        self._index_names(texts, old_rows)
        self._index_codes(texts, old_rows)
        self._index_places(texts)

    def _index_names(self, texts: dict[str, list[str]], olds: list[tuple[str, str, int]]) -> None:
        """Lay all names out in one text, a name a line, shortest first."""
        entries: dict[tuple[str, int, bool], str] = {}
        for row, (name, short) in enumerate(zip(texts["name"], texts["short_name"], strict=True)):
            for shown in (name, short) if short and short != name else (name,):
                key = normalise(shown)
                entries[key, row, False] = shown
                entries[_bare(_FORM.sub("", key) if self._is_epci[row] else key) or key, row, False] = shown
        for _, shown, row in olds:
            key = normalise(shown)
            # "Saint-Ouen" says nothing that "Saint-Ouen-sur-Seine" does not say already.
            if not _bare(normalise(texts["name"][row])).startswith(_bare(key)):
                entries[key, row, True] = entries[_bare(key), row, True] = shown
        ordered = sorted(entries, key=lambda entry: len(entry[0]))
        self._shown = [entries[entry] for entry in ordered]
        self._owner = np.array([row for _, row, _ in ordered])
        self._old = np.array([old for _, _, old in ordered])
        self._lengths = [len(key) for key, _, _ in ordered]
        self._text = "\n".join(["", *(key for key, _, _ in ordered), ""])
        self._bytes = np.frombuffer(self._text.encode("ascii"), dtype=np.uint8)
        self._starts = np.cumsum([1, *(length + 1 for length in self._lengths)])  # and where the next one would

    def _index_codes(self, texts: dict[str, list[str]], olds: list[tuple[str, str, int]]) -> None:
        """Map postcodes, INSEE codes, SIREN and identifiers to rows."""
        self._postcodes: dict[str, list[int]] = defaultdict(list)
        for row in np.argsort(self._rank).tolist():
            for postcode in texts["postcodes"][row].split():
                self._postcodes[postcode].append(row)
        rows = list(enumerate(zip(texts["level"], texts["code"], strict=True)))
        insee = {code.lower(): row for row, (level, code) in rows if level in ("commune", "departement")}
        regions = {code: row for row, (level, code) in rows if level == "region"}  # "75" is a département too
        sirens = {siren: row for row, siren in enumerate(texts["siren"]) if siren}
        sirens |= {code: row for row, (level, code) in rows if level == "epci"}
        self._codes: list[tuple[Reason, dict[str, int]]]
        self._codes = [("code", insee), ("code", regions), ("siren", sirens)]
        self._old_codes = {c.lower(): (row, shown) for c, shown, row in olds if c.lower() not in insee}
        self._sorted_postcodes = sorted(self._postcodes)

    def _index_places(self, texts: dict[str, list[str]]) -> None:
        """Map what tells homonyms apart: départements, then régions, by name or code, to départements."""
        self._places = {name: codes.split() for name, codes in _PLACE_NAMES.items()}
        within: dict[str, list[str]] = defaultdict(list)
        for i, (level, code) in enumerate(zip(texts["level"], texts["code"], strict=True)):
            if level == "departement":
                within[texts["region"][i]].append(code)
                self._places[code.lower()] = self._places[_bare(normalise(texts["name"][i]))] = [code]
            elif level == "region":
                self._places.setdefault(_bare(normalise(texts["name"][i])), within[code])

    def search(self, text: str, limit: int = 15) -> list[Match]:
        """Return the territories that answer a text, best first, each once.

        Parameters
        ----------
        text : str
            What a visitor typed, whatever it is; cut at 100 characters.
        """
        text = text[:MAX_LENGTH].strip().lower()
        query = normalise(text)
        unique: dict[str, Match] = {}
        for match in (self._by_code(text, query) or self._by_name(query)) if query else ():
            if len(unique) >= limit:
                break
            unique.setdefault(match.id, match)
        return list(unique.values())

    def _by_code(self, text: str, query: str) -> list[Match]:
        """Answer identifiers, SIREN, postcodes, INSEE codes, or their first digits."""
        number = query.replace(" ", "")
        level, dash, code = text.partition("-")
        identifier = f"{level}-{code.upper()}"  # com-2a004
        codes = [Match(identifier, "code", identifier, 1.0)] if dash and identifier in self._index else []
        codes += [
            Match(self._ids[lookup[key]], reason, key.upper(), 1.0)
            for reason, lookup in self._codes
            for key in dict.fromkeys((text, number))
            if key in lookup
        ]
        if number in self._old_codes and not codes:
            row, shown = self._old_codes[number]
            codes = [Match(self._ids[row], "former", shown, 1.0)]
        if not _CODE.fullmatch(number):
            return codes
        first, last = (bisect_left(self._sorted_postcodes, number + end) for end in ("", "~"))
        pairs = [(row, code) for code in self._sorted_postcodes[first:last] for row in self._postcodes[code]]
        pairs.sort(key=lambda pair: self._rank[pair[0]])
        postal = [Match(self._ids[row], "postcode", code, 1.0) for row, code in pairs]
        # Five digits are a postcode before an INSEE code; fewer are a département before postcodes.
        found = postal + codes if len(number) == 5 else codes + postal
        lost = not found and len(number) == 5  # a CEDEX, an arrondissement: its département at least
        return self._by_code(number[:2], number[:2])[:1] if lost else found

    def _by_name(self, query: str) -> Iterator[Match]:
        """Answer names: best rung first, then fewest typos, then most people."""
        query = _DISTRICT.sub(r"\1", _NOISE.sub("", query))
        hits = [self._scan(query)]
        if not _has(hits, EXACT):
            hits += [self._scan(name, mask, in_place=True) for name, mask in self._splits(query)]
            form = _FORM.match(query)
            if form and form.end() < len(query):
                hits.append(self._scan(_bare(query[form.end() :]), self._is_epci))
        if self._few(hits):
            hits += [self._scan(_bare(query)), *([self._words(query)] if " " in query else [])]
        if self._few(hits):
            hits += self._typos(query, most=1 if _has(hits, FORMER_PREFIX) else 3)
        if not any(h.size for h in hits):
            hits += [h for name, mask in self._splits(query) for h in self._typos(name, 2, mask)]
        names, rungs, typos = np.hstack(hits)
        for i in np.lexsort([self._rank[self._owner[names]], typos, rungs]):
            name, rung = int(names[i]), int(rungs[i])
            reason: Reason = "former" if self._old[name] else "fuzzy" if rung >= FUZZY else "name"
            score = round(1 - rung / RUNGS - int(typos[i]) / 100, 2)
            yield Match(self._ids[self._owner[name]], reason, self._shown[name], score)

    def _few(self, hits: list[Ints]) -> bool:
        """Tell whether the query deserves another try."""
        rows = {int(row) for h in hits for row in self._owner[h[0, : 4 * FEW]]}
        return len(rows) < FEW and not _has(hits, FORMER_EXACT)

    def _scan(self, query: str, rows: Bools | None = None, in_place: bool = False) -> Ints:
        """Find a text in all names, or in those of some rows; `in_place`: only where it starts a name."""
        # One letter only starts names, two start words: anything else would be noise.
        ends = ["\n"] if in_place or len(query) < 2 else ["\n", " "] if len(query) == 2 else [""]
        at = np.array([p + len(end) for end in ends for p in _find(self._text, end + query)], dtype=np.int64)
        names = np.searchsorted(self._starts, at, side="right") - 1
        start = at == self._starts[names]
        exact = start & (self._bytes[at + len(query)] == ord("\n"))
        word = self._bytes[at - 1] == ord(" ")
        best = [EXACT_IN_PLACE, PREFIX_IN_PLACE] if in_place else [EXACT, PREFIX]
        living = np.select([exact, start, word], [*best, WORD_PREFIX], SUBSTRING)
        old = np.select([exact, start], [FORMER_EXACT, FORMER_PREFIX], FORMER_INSIDE)
        hits = np.stack([names, np.where(self._old[names], old, living), 0 * names])
        return hits if rows is None else hits[:, rows[self._owner[names]]]

    def _keys(self, first: int, end: int) -> list[str]:
        """Return some of the names, read out of the text: a list of all of them would take 3 MB more."""
        return self._text[self._starts[first] : self._starts[end] - 1].split("\n") if first < end else []

    def _words(self, query: str) -> Ints:
        """Find names that hold all words of the query, in order, with others between ("chalon saone")."""
        pattern = r"[\n ]" + r"[^\n]* ".join(query.split())
        at = np.array([m.start() + 1 for m in re.finditer(pattern, self._text)], dtype=np.int64)
        names = np.searchsorted(self._starts, at, side="right") - 1
        return np.stack([names, np.where(self._old[names], FORMER_INSIDE, WORDS), 0 * names])

    def _splits(self, query: str) -> Iterator[tuple[str, Bools]]:
        """Yield the ways to read a query as a name and a place ("saint denis reunion", "16100 cognac")."""
        for space in re.finditer(" ", query):
            head, tail = query[: space.start()], query[space.end() :]
            for name, place, whole in ((head, tail, False), (tail, head, True)):
                mask = self._place(_bare(place), whole)
                if mask is not None:
                    yield name, mask

    def _place(self, place: str, whole: bool) -> Bools | None:
        """Return which rows lie in a place, its name given in full or (unless `whole`) begun."""
        if place in self._postcodes:
            return np.isin(np.arange(len(self._ids)), self._postcodes[place])
        codes = self._places.get(place)
        if codes is None and not whole and len(place) > 2 and not place.isdigit():
            codes = [c for name, found in self._places.items() if name.startswith(place) for c in found]
        return np.isin(self._departements, codes) if codes else None

    def _typos(self, query: str, most: int, rows: Bools | None = None) -> list[Ints]:
        """Find names within a few typos, then names that begin within a few typos."""
        size = len(query)
        if size < 4:
            return []
        cutoff = min(most, 1 if size < 8 else 2 if size < 14 else 3)
        low, middle, high = (bisect_left(self._lengths, size + d) for d in (-cutoff, 1, cutoff + 1))
        hits = [_near(query, self._keys(low, high), low, cutoff, FUZZY)]
        if hits[0].shape[1] < FEW and size >= 6 and most > 1:
            heads = [key[:size] for key in self._keys(middle, len(self._lengths))]
            hits.append(_near(query, heads, middle, cutoff, FUZZY_PREFIX))
        return hits if rows is None else [h[:, rows[self._owner[h[0]]]] for h in hits]


def _near(query: str, keys: list[str], offset: int, cutoff: int, rung: int) -> Ints:
    """Keep the keys within `cutoff` typos of the query; `offset` is the first one's place in the list."""
    typos = process.cdist([query], keys, scorer=OSA.distance, score_cutoff=cutoff, dtype=np.int32)[0]
    kept = np.flatnonzero(typos <= cutoff)
    return np.stack([kept + offset, np.full(len(kept), rung), typos[kept]]).astype(np.int64)


def _has(hits: list[Ints], rung: int) -> bool:
    """Tell whether any hit is as good as a rung."""
    return any((h[1] <= rung).any() for h in hits)


def _find(text: str, needle: str) -> Iterator[int]:
    """Yield where a text holds another; several times as fast as a regular expression."""
    at = -1
    while (at := text.find(needle, at + 1)) >= 0:
        yield at


def _bare(name: str) -> str:
    """Return a normalised name without its leading article or preposition."""
    return _ARTICLE.sub("", name)
