"""Find indicators by the words of citizens, and what is not here yet; nothing rather than a false friend."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.search.queries import normalise
from observatoire.model.vocabulary import Awaited

MAX_LENGTH = 100
BEGUN = 4
"""Letters from which a word that is being typed stands for those that it begins."""
_EMPTY = frozenset({
    "a", "ai", "assez", "au", "aux", "avec", "beaucoup", "ce", "ces", "cette", "chez", "chiffre", "chiffres",
    "combien", "comment", "d", "dans", "de", "des", "donnee", "donnees", "du", "en", "est", "et", "eu", "ici", "il",
    "indicateur", "indicateurs", "j", "je", "l", "la", "le", "les", "leur", "leurs", "ma", "mes", "mon", "n", "ne",
    "nos", "notre", "nous", "nombre", "on", "ont", "ou", "par", "part", "pour", "pourcentage", "pres", "qu", "que",
    "quel", "quelle", "quelles", "quels", "qui", "s", "sa", "se", "ses", "son", "sont", "statistique",
    "statistiques", "sur", "t", "taux", "trop", "un", "une", "va", "votre", "vos", "y",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Subjects:
    """What answers a word: indicators, what the data do not hold yet, indicators that come near to that."""

    indicators: tuple[Indicator, ...] = ()
    awaited: tuple[Awaited, ...] = ()
    near: tuple[Indicator, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.indicators or self.awaited)


class IndicatorIndex:
    """Search over the titles and the words of the catalogue.

    Parameters
    ----------
    catalog
        The catalogue.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._phrases = {
            i.id: {_tokens(words) for words in (*i.words, i.title, i.short_title)} for i in catalog.indicators.values()
        }
        self._words = {i.id: [_tokens(words) for words in i.words] for i in catalog.indicators.values()}
        self._titles = {i.id: frozenset(_tokens(i.title) + _tokens(i.short_title)) for i in catalog.indicators.values()}
        self._awaited = {entry.id: [_tokens(words) for words in entry.words] for entry in catalog.awaited.values()}

        everything = (*self._words.values(), *self._awaited.values())
        self._single = {phrase for phrases in everything for phrase in phrases if len(phrase) == 1}

    def search(self, text: str, *, whole: bool = False, limit: int = 8) -> Subjects:
        """Return what answers all the words of a text.

        Parameters
        ----------
        text : str
            What a visitor typed, whatever it is.
        whole : bool
            Whether its last word is one, and not the beginning of others.
        limit : int
            How many indicators.
        """
        asked = _tokens(text[:MAX_LENGTH])
        if not asked:
            return Subjects()
        # « vote » is a word by itself, and not the beginning of « votée ».
        begun = not whole and len(asked[-1]) >= BEGUN and (asked[-1],) not in self._single
        awaited = self._awaited_in(asked, begun)
        found: list[tuple[bool, Indicator]] = []
        beside: list[Indicator] = []
        for indicator in self._catalog.indicators.values():
            own = _said(self._words[indicator.id], asked, begun)
            if not _holds(own | self._titles[indicator.id], asked, begun):
                continue
            # What is awaited is not what a title happens to name: « cadres » are not those of councils.
            if awaited and not _holds(own, asked, begun):
                beside.append(indicator)
            else:
                found.append((asked not in self._phrases[indicator.id], indicator))
        found.sort(key=lambda pair: pair[0])
        indicators = tuple(indicator for _, indicator in found[:limit])
        near = [self._catalog.indicators[i] for entry in awaited for i in entry.near] + beside
        kept = {i.id: i for i in near if i not in indicators}
        return Subjects(indicators, tuple(awaited), tuple(kept.values())[: max(0, limit - len(indicators))])

    def _awaited_in(self, asked: tuple[str, ...], begun: bool) -> list[Awaited]:
        """Return the subjects whose words are in the query, the longest words first: "prix de l'eau" is water."""
        spans = [
            (at, at + len(phrase), identifier)
            for identifier, phrases in self._awaited.items()
            for phrase in phrases
            for at in range(len(asked) - len(phrase) + 1)
            if _same(asked[at : at + len(phrase)], phrase, begun and at + len(phrase) == len(asked))
        ]
        kept = dict.fromkeys(
            identifier
            for start, end, identifier in spans
            if not any(s <= start and end <= e and e - s > end - start for s, e, _ in spans)
        )
        return [self._catalog.awaited[identifier] for identifier in kept]


def _tokens(text: str) -> tuple[str, ...]:
    """Return the words of a text that mean something, without the mark of a plural."""
    return tuple(
        word[:-1] if len(word) > 3 and word[-1] in "sx" else word
        for word in normalise(text).split()
        if word not in _EMPTY
    )


def _said(phrases: Iterable[Sequence[str]], asked: Sequence[str], begun: bool) -> frozenset[str]:
    """Return the words of the phrases that the query says whole: « sécurité » alone is not « sécurité routière »."""
    return frozenset(
        token
        for phrase in phrases
        if all(token in asked or (begun and token.startswith(asked[-1])) for token in phrase)
        for token in phrase
    )


def _holds(bag: frozenset[str], asked: Sequence[str], begun: bool) -> bool:
    """Tell whether all words asked for are in a bag; the last one may be begun only."""
    *firsts, last = asked
    ends = last in bag or (begun and any(token.startswith(last) for token in bag))
    return ends and all(token in bag for token in firsts)


def _same(asked: Sequence[str], phrase: Sequence[str], begun: bool) -> bool:
    if not phrase:
        return False
    *firsts, last = asked
    return list(phrase[:-1]) == firsts and (phrase[-1] == last or (begun and phrase[-1].startswith(last)))
