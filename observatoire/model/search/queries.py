"""What people type around a name: accents, « CEDEX 1 », « 16e arrondissement », « ville de », « , France »."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from observatoire.model.territory import Level

_SAINTS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_PREPOSITION = r"(?:(?:des|du|de la|de l|de|d|la|le|les|l) )?"
_ARTICLE = re.compile(r"^(?:les|le|la|las|los|l|du|des|de la|de l|de|d) (?=\S)")
_ORDINAL = r"(\d{1,2})(?: ?(?:er|ere|re|e|eme|ieme|nd|nde))?"
_BOROUGH = r"(?: (?:arrondissement|arrondissements|arrdt|arr|ardt))?"
_DISTRICT = re.compile(rf"^(paris|lyon|marseille)(?: arrondissement)? {_ORDINAL}{_BOROUGH}(?: france)?$")
_DISTRICT_FIRST = re.compile(rf"^{_ORDINAL}{_BOROUGH} (?:de )?(paris|lyon|marseille)(?: france)?$")
_NUMERALS = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx"
_ROMAN = {roman: str(at) for at, roman in enumerate(_NUMERALS.split(), 1)}
_IN_ROMAN = re.compile(rf"\b({'|'.join(_ROMAN)})(?:er|ere|re|e|eme|ieme)?\b")  # « XVIe »
_DISTRICT_CODE = re.compile(r"751(\d\d)|6938(\d)|132(\d\d)")
DISTRICTS = {"paris": ("75056", 20), "lyon": ("69123", 9), "marseille": ("13055", 16)}
"""Communes that have arrondissements, which are no territories here: code, and how many."""

MOST_WORDS, SHORTEST_PART = 12, 4
"""Of a query that nothing answers: how many of its words are tried, and the letters of the shortest part."""

_CEDEX = re.compile(r" (?:cedex|cdx)(?: ?\d{1,2})?(?= |$)")
# Not « Île-de-France », nor « Roissy-en-France ».
_COUNTRY = re.compile(r"(?<! de)(?<! en) france$")
_NOUN = re.compile(
    rf"^(mairie|hotel de ville|ville|village|commune|departement|dept|dpt|dep|region) {_PREPOSITION}(?=\S)"
)
_NOUN_LEVELS: dict[str, Level] = {
    **dict.fromkeys(("mairie", "hotel de ville", "ville", "village", "commune"), "commune"),
    **dict.fromkeys(("departement", "dept", "dpt", "dep"), "departement"),
    "region": "region",
}
_CODE_WORD = re.compile(
    r"^(?:(?:code postal|code insee|code commune|cp|insee|siren|siret) (?=\S)"
    r"|(?:le|dans le) (?=(?:\d\d|2[ab]|97\d)$)|fr? (?=\d{5}(?: |$)))"  # « le 93 », « F-16100 »
)
FORM = (
    r"communaute (?:de communes|d agglo(?:meration)?|urbaine)|com ?com|agglo|c[acu]|c [acu]|cd[ac]|(?:euro)?metropole"
)
"""What an EPCI is, as people write it."""

_POSTCODE = re.compile(r"^(?:(?P<before>\d{5}) (?P<town>.+)|(?P<place>.+) (?P<after>\d{5}))$")
_AROUND_A_TOWN = re.compile(
    rf"^(?:(?:grand|agglo|agglomeration|metropole|interco|intercommunalite|epci|{FORM}) {_PREPOSITION}(?P<after>\S.*)"
    r"|(?P<before>.+) (?:metropole|agglo|agglomeration|interco|intercommunalite))$"
)


class _Folding(dict[int, str]):
    """Translate a character to ASCII: letters lose their accents, anything else becomes a space."""

    def __missing__(self, point: int) -> str:
        plain = unicodedata.normalize("NFKD", chr(point)).encode("ascii", "ignore").decode().lower()
        plain = "".join(c if c.isalnum() else " " for c in plain) or " "
        if point < 0x250:  # the Latin alphabets are remembered; a hostile text shall not fill the memory
            self[point] = plain
        return plain


_FOLDING = _Folding({ord("œ"): "oe", ord("æ"): "ae", ord("ß"): "ss", **dict.fromkeys(range(768, 880), "")})


@dataclass(frozen=True, slots=True)
class Reading:
    """A way to understand a query.

    Attributes
    ----------
    name : str
        What is left to look for, normalised.
    level : Level or None
        The one that a noun before it names: "departement de la loire".
    departements : tuple of str
        Codes of those where a postcode that no commune has must lie; empty for anywhere.
    sure : bool
        Whether what it finds is what was asked.
    """

    name: str
    level: Level | None = None
    departements: tuple[str, ...] = ()
    sure: bool = True


def normalise(text: str) -> str:
    """Return a text in lower-case ASCII words, "st" and "ste" in full; the rest becomes spaces."""
    words = text.lower().translate(_FOLDING).split()
    return " ".join([_SAINTS.get(word, word) for word in words])


def bare(name: str) -> str:
    """Return a normalised name without its leading article or preposition."""
    return _ARTICLE.sub("", name)


def read_district(query: str) -> tuple[str, bool] | None:
    """Return the town of an arrondissement ("paris 16e", "75112"), and whether it has that one; None if it is none."""
    if found := _DISTRICT_CODE.fullmatch(query):
        town = {"7": "paris", "6": "lyon", "1": "marseille"}[query[0]]
        number = int(found[1] or found[2] or found[3])
        return (town, True) if 1 <= number <= DISTRICTS[town][1] else None
    query = _IN_ROMAN.sub(lambda roman: _ROMAN[roman[1]], query)
    if found := _DISTRICT.fullmatch(query):
        town, number = found[1], int(found[2])
    elif found := _DISTRICT_FIRST.fullmatch(query):
        town, number = found[2], int(found[1])
    else:
        return None
    exists = 1 <= number <= DISTRICTS[town][1]
    # « Paris 75 » names the département; « Marseille 13 » may be either, and is the same place.
    return (town, exists) if exists or DISTRICTS[town][0][:2] != str(number) else None


def departements_of(postcode: str) -> tuple[str, ...]:
    """Return where a postcode must lie, known or not: "97262" in "972", "20999" in either half of Corsica."""
    if postcode.startswith("20"):
        return ("2A", "2B")
    return (postcode[: 3 if postcode.startswith(("97", "98")) else 2],)


def split_postcode(query: str) -> tuple[str, str] | None:
    """Return the postcode and the name of "44000 nantes" or "nantes 44000"; None for anything else."""
    found = _POSTCODE.match(query)
    if found is None:
        return None
    return found["before"] or found["after"], found["town"] or found["place"]


def without_code_word(query: str) -> str:
    """Return a query without what announces a code: "code postal 16100"."""
    return _CODE_WORD.sub("", query)


def town_of_epci(query: str) -> str:
    """Return the town that an intercommunality is called after: "grand rodez", "rodez agglo"; empty for none."""
    found = _AROUND_A_TOWN.match(query)
    return (found["after"] or found["before"]) if found else ""


def parts_of(query: str) -> Iterator[list[str]]:
    """Yield what is left of a query without some of its first and last words, the longest parts first."""
    words = query.split()[:MOST_WORDS]
    for size in range(len(words) - 1, 0, -1):
        parts = [" ".join(words[at : at + size]) for at in range(len(words) - size + 1)]
        yield [part for part in parts if len(part) >= SHORTEST_PART]


def peeled(query: str) -> Reading:
    """Return what remains of a query without CEDEX, country and a leading noun; that noun says the level."""
    name = _COUNTRY.sub("", _CEDEX.sub("", query))
    noun = _NOUN.match(name)
    return Reading(name[noun.end() :], _NOUN_LEVELS[noun[1]]) if noun else Reading(name)
