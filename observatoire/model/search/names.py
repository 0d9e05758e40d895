"""The names of all territories in one text, a name a line: a query is one scan of it, a hit's place tells its worth."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

from observatoire.model.search.queries import FORM, bare, normalise

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

FEW = 5  # with fewer results than this, and no exact one, typos are looked for
_FORM = re.compile(rf"^(?:{FORM})( |$)")

# How well a name matches, best first; "in place": the rest of the query names its département.
EXACT, EXACT_IN_PLACE, FORMER_EXACT, PREFIX, WORD_PREFIX, WORDS, PREFIX_IN_PLACE = range(7)
FORMER_PREFIX, FORMER_WORD, SUBSTRING, FORMER_INSIDE, FUZZY, FUZZY_PREFIX, RUNGS = range(7, 14)

LIVING, OLD, USUAL = range(3)
"""What a name is: of today, of a commune that is no more, how people call a territory."""


class NameIndex:
    """Find names by a text, whole, begun, within, or within a few typos.

    A hit is a column of three: which name, its rung, its typos.

    Parameters
    ----------
    texts : mapping of str to list of str
        Columns `name` and `short_name` of the territories.
    is_epci : array
        Which of them are EPCI.
    olds : sequence of tuple
        Code, name and row of the communes that are no more.
    usual : sequence of tuple
        Name and row of what people call a territory.
    """

    def __init__(
        self,
        texts: Mapping[str, list[str]],
        is_epci: Bools,
        olds: Sequence[tuple[str, str, int]],
        usual: Sequence[tuple[str, int]],
    ) -> None:
        self._is_epci = is_epci
        entries: dict[tuple[str, int, int], str] = {}
        for row, (name, short) in enumerate(zip(texts["name"], texts["short_name"], strict=True)):
            for shown in (name, short) if short and short != name else (name,):
                key = normalise(shown)
                entries[key, row, LIVING] = shown
                entries[bare(_FORM.sub("", key) if is_epci[row] else key) or key, row, LIVING] = shown
        for shown, row in usual:
            entries.setdefault((normalise(shown), row, USUAL), shown)
        for _, shown, row in olds:
            key = normalise(shown)
            # "Saint-Ouen" says nothing that "Saint-Ouen-sur-Seine" does not say already.
            if not bare(normalise(texts["name"][row])).startswith(bare(key)):
                entries[key, row, OLD] = entries[bare(key), row, OLD] = shown
        ordered = sorted(entries, key=lambda entry: len(entry[0]))
        self.shown = [entries[entry] for entry in ordered]
        self.owner = np.array([row for _, row, _ in ordered])
        self.kind = np.array([kind for _, _, kind in ordered], dtype=np.int8)
        self._lengths = [len(key) for key, _, _ in ordered]
        self._text = "\n".join(["", *(key for key, _, _ in ordered), ""])
        self._bytes = np.frombuffer(self._text.encode("ascii"), dtype=np.uint8)
        self._starts = np.cumsum([1, *(length + 1 for length in self._lengths)])  # and where the next one would

    def scan(self, query: str, rows: Bools | None = None, in_place: bool = False) -> Ints:
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
        old = np.select([exact, start, word], [FORMER_EXACT, FORMER_PREFIX, FORMER_WORD], FORMER_INSIDE)
        hits = np.stack([names, np.where(self.kind[names] == OLD, old, living), 0 * names])
        return hits if rows is None else self.among(hits, rows)

    def without_form(self, query: str) -> Ints:
        """Find the EPCI of "communauté d'agglomération de La Rochelle"."""
        form = _FORM.match(query)
        if form is None or form.end() >= len(query):
            return NOTHING
        hits = self.scan(bare(query[form.end() :]), self._is_epci)
        return hits[:, self.kind[hits[0]] != USUAL]

    def words(self, query: str) -> Ints:
        """Find names that hold all words of the query, in order, with others between ("chalon saone")."""
        pattern = r"[\n ]" + r"[^\n]* ".join(query.split())
        at = np.array([m.start() + 1 for m in re.finditer(pattern, self._text)], dtype=np.int64)
        names = np.searchsorted(self._starts, at, side="right") - 1
        return np.stack([names, np.where(self.kind[names] == OLD, FORMER_WORD, WORDS), 0 * names])

    def typos(self, query: str, most: int, rows: Bools | None = None) -> list[Ints]:
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
        return hits if rows is None else [self.among(h, rows) for h in hits]

    def _keys(self, first: int, end: int) -> list[str]:
        """Return some of the names, read out of the text: a list of all of them would take 3 MB more."""
        return self._text[self._starts[first] : self._starts[end] - 1].split("\n") if first < end else []

    def among(self, hits: Ints, rows: Bools) -> Ints:
        """Keep the hits on the names of some rows."""
        return hits[:, rows[self.owner[hits[0]]]]

    def few(self, hits: Sequence[Ints]) -> bool:
        """Tell whether the query deserves another try."""
        rows = {int(row) for h in hits for row in self.owner[h[0, : 4 * FEW]]}
        return len(rows) < FEW and not has(hits, FORMER_EXACT)


NOTHING = np.zeros((3, 0), dtype=np.int64)


def has(hits: Sequence[Ints], rung: int) -> bool:
    """Tell whether any hit is as good as a rung."""
    return any((h[1] <= rung).any() for h in hits)


def _near(query: str, keys: list[str], offset: int, cutoff: int, rung: int) -> Ints:
    """Keep the keys within `cutoff` typos of the query; `offset` is the first one's place in the list."""
    typos = process.cdist([query], keys, scorer=OSA.distance, score_cutoff=cutoff, dtype=np.int32)[0]
    kept = np.flatnonzero(typos <= cutoff)
    return np.stack([kept + offset, np.full(len(kept), rung), typos[kept]]).astype(np.int64)


def _find(text: str, needle: str) -> Iterator[int]:
    """Yield where a text holds another; several times as fast as a regular expression."""
    at = -1
    while (at := text.find(needle, at + 1)) >= 0:
        yield at
