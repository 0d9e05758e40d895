"""Search by name, postcode or code, forgiving as a counter clerk: accents, articles, "st", typos, old names.

What is not surely what was asked is a suggestion (`Match.certain`); what is no territory here is said (`Remark`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from observatoire.model.catalog import Catalog, load_catalog
from observatoire.model.search.answers import Answer, Match, Remark
from observatoire.model.search.codes import CodeHit, CodeIndex, Reason
from observatoire.model.search.names import (
    EXACT,
    FORMER_EXACT,
    FORMER_PREFIX,
    FUZZY,
    LIVING,
    NOTHING,
    OLD,
    RUNGS,
    SUBSTRING,
    USUAL,
    WORD_PREFIX,
    Bools,
    Ints,
    NameIndex,
    has,
)
from observatoire.model.search.places import PlaceIndex
from observatoire.model.search.queries import (
    DISTRICTS,
    Reading,
    bare,
    departements_of,
    normalise,
    parts_of,
    peeled,
    read_district,
    split_postcode,
    town_of_epci,
    without_code_word,
)
from observatoire.model.vocabulary import Uncovered

MAX_LENGTH = 100
_LEVELS = ("commune", "epci", "departement", "region", "france")
_REASONS: dict[int, Reason] = {LIVING: "name", OLD: "former", USUAL: "usual"}


class SearchIndex:
    """Search over the territories of an edition.

    Parameters
    ----------
    territories, former : DataFrame
        As `Store.territories` (indexed by id, ordered by level) and `Store.former_communes` return them.
    catalog : Catalog, optional
        For usual names and for what is no territory; the one that ships by default.
    """

    def __init__(self, territories: pd.DataFrame, former: pd.DataFrame, catalog: Catalog | None = None) -> None:
        catalog = catalog or load_catalog()
        columns = ["level", "code", "name", "short_name", "departement", "region", "postcodes", "siren"]
        texts = {c: territories[c].astype(object).fillna("").to_list() for c in columns}
        self._ids = [str(i) for i in territories.index]
        self._levels = np.array([_LEVELS.index(level) for level in texts["level"]])
        is_epci = self._levels == 1
        # Who begins to type the name of an EPCI mostly means the town that gave it.
        weight = territories["population"].to_numpy(dtype=np.float64) * np.where(is_epci, 0.05, 1)
        self._rank = np.argsort(np.lexsort([self._levels, -weight]))  # 0 for the heaviest
        rows = {code: row for row, code in enumerate(texts["code"]) if self._levels[row] == 0}
        olds = former[["code", "name", "current"]].itertuples(index=False)
        old_rows = [(code, name, rows[current]) for code, name, current in olds if current in rows]
        places = {identifier: row for row, identifier in enumerate(self._ids) if self._levels[row] > 0}
        self._wide = set(places)
        called = ((e, places.get(e.territory, rows.get(e.territory[4:]))) for e in catalog.usual_names.values())
        usual = [(name, row) for entry, row in called if row is not None for name in entry.names]
        self._names = NameIndex(texts, is_epci, old_rows, usual)
        self._codes = CodeIndex(territories.index, texts, self._rank, old_rows)
        self._epci = [places.get(f"epci-{code}", -1) for code in territories["epci"].astype(object).fillna("")]
        self._places = PlaceIndex(texts, self._codes.rows_of)
        self._uncovered = {normalise(word): entry for entry in catalog.uncovered.values() for word in entry.words}
        nouns = sorted((word for word, e in self._uncovered.items() if e.before_a_name), key=len, reverse=True)
        self._nouns = re.compile(rf"^({'|'.join(nouns) or 'x^'}) (?:(?:des|du|de la|de l|de|d) )?(\S.*)$")
        self._uncovered_codes = {c: entry for entry in catalog.uncovered.values() for c in entry.postcodes}

    def search(self, text: str, limit: int = 15) -> list[Match]:
        """Return the territories that answer a text, best first, each once.

        Parameters
        ----------
        text : str
            What a visitor typed, whatever it is; cut at 100 characters.
        """
        return list(self.answer(text, limit).matches)

    def answer(self, text: str, limit: int = 15) -> Answer:
        """Return the territories that answer a text, and what is to be said beside.

        Parameters
        ----------
        text : str
            As `search` takes it.
        """
        text = text[:MAX_LENGTH].strip().lower()
        query = without_code_word(normalise(text))
        if not query:
            return Answer()
        remarks: list[Remark] = []
        found = self._by_code(text, query, limit, remarks) or self._by_name(query, remarks)
        unique: dict[str, Match] = {}
        for match in found:
            if len(unique) >= limit:
                break
            unique.setdefault(match.id, match)
        return Answer(tuple(sorted(unique.values(), key=lambda match: not match.certain)), tuple(remarks))

    def _by_code(self, text: str, query: str, limit: int, remarks: list[Remark]) -> list[Match]:
        """Answer a query that is a code, or that the noun of its level announces."""
        hits = self._codes.find(text, query, limit)
        if not hits and (reading := peeled(query)).level and len(reading.name) < 6:
            hits = self._codes.at_level(reading.level, reading.name)
        number = query.replace(" ", "")
        if not hits and len(number) in (3, 5) and number.isascii() and number.isdigit():
            hits = self._unknown_postcode(number, remarks)
        elif hits and hits[0].reason != "postcode" and (entry := self._outside(number)):
            remarks.append(Remark("uncovered", entry.id))  # 97133: a postcode there, an INSEE code here
            hits = [replace(hit, certain=False) for hit in hits]
        remarks += [Remark("district", self._ids[hit.row]) for hit in hits[:1] if hit.reason == "district"]
        return [Match(self._ids[hit.row], hit.reason, hit.matched, 1.0, hit.certain) for hit in hits]

    def _unknown_postcode(self, number: str, remarks: list[Remark]) -> list[CodeHit]:
        """Answer five digits that no commune has: a place that is not here, or a département at least."""
        if entry := self._outside(number):
            remarks.append(Remark("uncovered", entry.id))
            return []
        hits = [CodeHit(r, "code", number, False) for r in self._codes.departement(departements_of(number))]
        remarks += [Remark("postcode", number)] if hits else []
        return hits

    def _outside(self, number: str) -> Uncovered | None:
        """Return what is said of a postcode or INSEE code that is in no territory here."""
        beginnings = (number[:n] for n in (5, 4, 3) if len(number) in (3, 5))
        return next((entry for code in beginnings if (entry := self._uncovered_codes.get(code))), None)

    def _by_name(self, query: str, remarks: list[Remark]) -> Iterable[Match]:
        """Answer names: read as they are, then without what surrounds them, then within a few typos."""
        if district := read_district(query):
            remarks.append(Remark("district", f"com-{DISTRICTS[district[0]][0]}"))
            return self._shown([_best(self._names.scan(district[0]), EXACT)], district[1])
        if entry := self._uncovered_in(query):
            return self._beside(*entry, query, remarks)
        stripped = peeled(query)
        postcode, place = split_postcode(stripped.name) or ("", "")
        if postcode and (outside := self._outside(postcode)):
            remarks.append(Remark("uncovered", outside.id))
            return ()
        readings = [Reading(query), stripped, Reading(stripped.name, sure=not stripped.level)]
        if stripped.level and not has([self._names.scan(query)], EXACT):  # Ville-d'Avray is no « ville de »
            readings.insert(0, stripped)
        if postcode and postcode not in self._codes.postcodes:
            readings.append(Reading(place, departements=departements_of(postcode), sure=False))
        within: list[Ints] = []  # of words: what is left when nothing better is found
        for reading in dict.fromkeys(readings):
            hits = self._sure(reading)
            if has(hits, SUBSTRING - 1):
                remarks += [Remark("postcode", postcode)] if reading.departements else []
                return self._shown([*hits, *self._near(reading, hits)], reading.sure)
            within += hits
        if epci := self._epci_of(town_of_epci(stripped.name)):
            return [epci]
        remarks += [Remark("postcode", postcode)] if readings[-1].departements else []
        guessed = self._guessed(readings[-1]) or (self._sure(Reading(place)) if place else [])
        if not has([*within, *guessed], FUZZY):
            guessed.append(self._in_part(stripped.name))
        return self._shown([*within, *guessed], sure=False)

    def _in_part(self, query: str) -> Ints:
        """Find the name that some words of a query make: "gare de Lyon", "chômage Cognac"."""
        for parts in parts_of(query):
            found = [_best(self._names.scan(part), EXACT) for part in parts]
            if has(found, EXACT):
                return np.hstack(found)
        return NOTHING

    def _near(self, reading: Reading, hits: list[Ints]) -> list[Ints]:
        """Return the names within a few typos of a query that few names answer."""
        if not reading.sure or reading.level or not self._names.few(hits):
            return []
        return self._names.typos(reading.name, most=1 if has(hits, FORMER_PREFIX) else 3)

    def _guessed(self, reading: Reading) -> list[Ints]:
        """Return the names within a few typos; then those that lie in the place named beside."""
        hits = self._names.typos(reading.name, 3, self._rows(reading))
        if not any(h.size for h in hits):
            hits = [h for name, rows in self._places.splits(reading.name) for h in self._names.typos(name, 2, rows)]
        return [h for h in hits if h.size]

    def _sure(self, reading: Reading) -> list[Ints]:
        """Find the names that hold the words of a reading."""
        query, rows = reading.name, self._rows(reading)
        hits = [self._names.scan(query)]
        if has(hits, EXACT):
            hits = [_best(hits[0], SUBSTRING - 1)]  # letters within other words are noise beside the very name
        else:
            hits += [self._names.scan(name, mask, in_place=True) for name, mask in self._places.splits(query)]
            hits.append(self._names.without_form(query))
        if self._names.few(hits):
            hits += [self._without_article(query), *([self._names.words(query)] if " " in query else [])]
        elif not has(hits, EXACT):
            hits.append(_best(self._without_article(query), EXACT))
        return hits if rows is None else [self._names.among(h, rows) for h in hits]

    def _without_article(self, query: str) -> Ints:
        """Find a name after an article; « le Finistère » is the one, « la Baule » is not Baule."""
        name = bare(query)
        if name == query:
            return NOTHING
        hits = self._names.scan(name)
        wide = self._levels[self._names.owner[hits[0]]] >= _LEVELS.index("departement")
        hits[1] = np.where(wide | (hits[1] >= WORD_PREFIX), hits[1], WORD_PREFIX)
        return hits

    def _rows(self, reading: Reading) -> Bools | None:
        """Return the rows that a reading bears on; None for all."""
        if reading.level:
            rows: Bools = self._levels == _LEVELS.index(reading.level)
            return rows
        return self._places.within(reading.departements) if reading.departements else None

    def _uncovered_in(self, query: str) -> tuple[Uncovered, str] | None:
        """Return what is no territory here in a query, and the name after it: "canton de cognac"."""
        if entry := self._uncovered.get(query):
            return entry, ""
        found = self._nouns.match(query)
        return (self._uncovered[found[1]], found[2]) if found else None

    def _beside(self, entry: Uncovered, rest: str, query: str, remarks: list[Remark]) -> list[Match]:
        """Return what is beside what is no territory here: its namesakes, or the place that the query goes on with."""
        whole = self._sure(Reading(query))
        if rest and has(whole, WORD_PREFIX):
            return list(self._shown(whole, sure=True))  # a name that begins like a noun
        remarks.append(Remark("uncovered", entry.id))
        beside = self._sure(Reading(rest)) if rest and not entry.instead else [] if rest else whole
        hits = [_best(h, SUBSTRING - 1) for h in beside]
        instead = [Match(i, "instead", entry.words[0], 0.5, certain=False) for i in entry.instead if i in self._wide]
        very = [_best(h, FORMER_EXACT) for h in hits]  # « Saint-Martin » is one; « Auvergne » is no Cournon-d'Auvergne
        return [*self._shown(very, sure=not rest), *instead, *self._shown(hits, sure=False)]

    def _epci_of(self, town: str) -> Match | None:
        """Suggest the EPCI of a town for "grand rodez", "agglo de cognac"."""
        found = _best(self._names.scan(town), EXACT) if town else NOTHING
        rows = [row for row in self._names.owner[found[0]].tolist() if self._epci[row] >= 0]
        if not rows:
            return None
        row = min(rows, key=lambda row: int(self._rank[row]))
        return Match(self._ids[self._epci[row]], "instead", town, 0.5, certain=False)

    def _shown(self, hits: Sequence[Ints], sure: bool) -> Iterator[Match]:
        """Yield hits: best rung first, then fewest typos, then most people."""
        if not hits:
            return
        names, rungs, typos = np.hstack(hits)
        for i in np.lexsort([self._rank[self._names.owner[names]], typos, rungs]):
            name, rung = int(names[i]), int(rungs[i])
            reason = "fuzzy" if rung >= FUZZY else _REASONS[int(self._names.kind[name])]
            score = round(1 - rung / RUNGS - int(typos[i]) / 100, 2)
            identifier = self._ids[self._names.owner[name]]
            yield Match(identifier, reason, self._names.shown[name], score, sure and rung < SUBSTRING)


def _best(hits: Ints, rung: int) -> Ints:
    """Keep the hits as good as a rung."""
    return hits[:, hits[1] <= rung]
