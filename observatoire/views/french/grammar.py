"""French grammar of places: "de Cognac", "au Mans", "en Charente", "dans les Landes".

The article a name takes comes from INSEE's TNCC (`Territory.liaison`). Three things INSEE does not publish
are data here: which départements and régions are said with "en", the article of those that lose it after
"de", and the few communes whose town hall does not follow INSEE's opinion of its H or its Y.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from observatoire.model.territory import Territory

NBSP: Final = "\u00a0"
APOSTROPHE: Final = "’"

# "de Houilles", "de Yutz": INSEE elides, the town halls do not.
NEVER_ELIDED: Final = frozenset({"57757", "62413", "73330", "78311"})

# Départements said with "en"; the others take "dans" and their article.
_EN_DEPARTEMENTS: Final = frozenset(
    (
        *(
            "07",
            "09",
            "16",
            "17",
            "19",
            "21",
            "24",
            "28",
            "2A",
            "2B",
            "31",
            "33",
            "35",
            "37",
            "38",
            "43",
            "44",
        ),
        *("48", "49", "52", "53", "54", "57", "70", "71", "73", "74", "76", "77", "85", "87", "91", "93"),
        *("971", "972", "973"),
    )
)
# Said without an article after "de" (INSEE: TNCC 0 or 1), but with one as a subject.
_SUBJECT_ARTICLE: Final = {
    "dep-28": "l’",
    "dep-35": "l’",
    "dep-37": "l’",
    "dep-49": "le ",
    "dep-54": "la ",
    "dep-71": "la ",
    "dep-77": "la ",
    "reg-11": "l’",
    "reg-27": "la ",
    "reg-28": "la ",
    "reg-53": "la ",
    "reg-75": "la ",
    "reg-76": "l’",
    "reg-94": "la ",
}
# Régions said with "dans" and their article; the others take "en".
_DANS_REGIONS: Final = frozenset({"24", "32", "44", "52"})
_SAID_WITH_A: Final = frozenset({"dep-974", "reg-04", "dep-976", "reg-06", "dep-75"})
# INSEE gives Nouvelle-Aquitaine an article after "de"; we say it like Bretagne and Normandie.
_LIAISON_MENDED: Final = {"reg-75": 0}

_ARTICLES: Final = {2: "le ", 3: "la ", 4: "les ", 5: "l’"}
_OF: Final = {"le ": "du ", "la ": "de la ", "les ": "des ", "l’": "de l’"}
# Legal forms that begin the name of an EPCI: how they are written inside a sentence, and their article.
_FORMS: Final = (
    (re.compile(r"^Communauté (?=de communes\b|d’agglomération\b|urbaine\b)"), "communauté ", "la "),
    (re.compile(r"^Métropole (?=\S)"), "Métropole ", "la "),
    (re.compile(r"^Eurométropole (?=\S)"), "Eurométropole ", "l’"),
    (re.compile(r"^Agglomération (?=d[eu’])"), "Agglomération ", "l’"),
)
_VOWELS: Final = "aàâäeéèêëiîïoôöuùûüœæ"
_LEADING_ARTICLE: Final = re.compile(r"(Les|Le|La) |L’")


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A name ready for a sentence: its article (may be empty), the rest, and whether "de" elides."""

    article: str
    rest: str
    elides: bool = False
    keeps_capital: bool = False

    def of(self) -> str:
        """Return the phrase after "de"."""
        if not self.article:
            return ("d’" if self.elides else "de ") + self.rest
        if self.keeps_capital and self.article in ("la ", "l’"):
            return f"de {self.article.capitalize()}{self.rest}"
        return _OF[self.article] + self.rest

    def at(self) -> str:
        """Return the phrase after "à"."""
        if self.article in ("le ", "les "):
            return ("au " if self.article == "le " else "aux ") + self.rest
        return f"à {self.subject()}"

    def inside(self) -> str:
        """Return the phrase after "dans"."""
        return f"dans {self.article}{self.rest}"

    def subject(self) -> str:
        """Return the phrase as the subject of a sentence."""
        article = self.article.capitalize() if self.keeps_capital else self.article
        return article + self.rest


def typographic(text: str) -> str:
    """Return a name, as its producer writes it, with French typography: ’, « », single spaces."""
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"''(.+?)''|\"(.+?)\"", lambda m: f"«{NBSP}{m[1] or m[2]}{NBSP}»", text)
    return text.replace("'", APOSTROPHE)


def lowered(text: str) -> str:
    """Return what begins a line as it stands inside a sentence: an ordinary first word loses its capital.

    « EPCI », « T3 » keep theirs.
    """
    return text if text[1:2].isupper() or text[1:2].isdigit() else text[:1].lower() + text[1:]


def display_name(territory: Territory) -> str:
    """Return the name to print as a title: the official one, typographic; of an EPCI, in full with its legal form."""
    return typographic(territory.name)


def short_label(territory: Territory) -> str:
    """Return the shortest name that readers recognise, for axes and tables.

    For an EPCI its name without legal form; else the name. The département tells homonyms apart: "Dury (80)".
    """
    return _apart(typographic(territory.short_name or territory.name), territory)


def full_name(territory: Territory) -> str:
    """Return the name in full as what leaves a page needs it: homonyms told apart by their département."""
    return _apart(display_name(territory), territory)


def _apart(name: str, territory: Territory) -> str:
    return f"{name} ({territory.departement})" if territory.homonym and territory.departement else name


def of_place(territory: Territory, *, apart: bool = False) -> str:
    """Return the name after "de": "de Cognac", "du Mans", "de la Charente".

    With `apart`, the département tells homonyms apart, as a title needs it: "de Dury (80)".
    """
    phrase = _phrase(territory, subject=False).of()
    return _apart(phrase, territory) if apart else phrase


def at_place(territory: Territory) -> str:
    """Return the name as the place where: "à Cognac", "au Mans", "en Charente", "dans les Landes"."""
    phrase = _phrase(territory, subject=False)
    if territory.level == "commune" or territory.id in _SAID_WITH_A:
        return phrase.at()
    if territory.level == "epci":
        return phrase.inside() if phrase.article else phrase.at()
    if _takes_en(territory):
        return f"en {phrase.rest}"
    return phrase.inside()


def the_place(territory: Territory) -> str:
    """Return the name as a subject inside a sentence: "Le Mans", "la Charente", "Rennes Métropole".

    The article of a département, région or EPCI is in lower case: capitalise it at the head of a sentence
    (`wording.reading_sentence` does).
    """
    return _phrase(territory, subject=True).subject()


def _takes_en(territory: Territory) -> bool:
    """Tell whether a département, a région or France is said with "en"."""
    if territory.level == "departement":
        return territory.code in _EN_DEPARTEMENTS
    return territory.level == "france" or territory.code not in _DANS_REGIONS


def _phrase(territory: Territory, *, subject: bool) -> _Phrase:
    """Split a territory's name into its article and the rest."""
    name = display_name(territory)
    if territory.composed:
        return _Phrase("le ", f"territoire «{NBSP}{name}{NBSP}»")
    if territory.level == "commune":
        return _commune(name, territory.liaison, territory.code)
    if territory.level == "epci":
        return _epci(name)
    if territory.level == "france":
        return _Phrase("la ", "France")
    if territory.id in ("dep-974", "reg-04"):  # the only one whose official name holds its article
        return _Phrase("la ", "Réunion", keeps_capital=True)
    liaison = _LIAISON_MENDED.get(territory.id, territory.liaison)
    article = _ARTICLES.get(liaison, "")
    if subject:
        article = _SUBJECT_ARTICLE.get(territory.id, article)
    return _Phrase(article, name, elides=liaison == 1)


def _commune(name: str, liaison: int, code: str) -> _Phrase:
    """Split the name of a commune: its article, when it has one, is a part of the name."""
    found = _LEADING_ARTICLE.match(name)
    # The name is trusted over the code: INSEE gives 0 to Le Vernet-Chaméane.
    if found and liaison not in (6, 7, 8):
        return _Phrase(found[0].lower(), name[found.end() :], keeps_capital=True)
    elides = (liaison == 1 or name[0].lower() in _VOWELS) and code not in NEVER_ELIDED
    return _Phrase("", name, elides=elides)


def _epci(name: str) -> _Phrase:
    """Split the name of an EPCI: a legal form and its name, or a proper name with or without article."""
    for form, written, article in _FORMS:
        found = form.match(name)
        if found:
            return _Phrase(article, written + name[found.end() :])
    found = _LEADING_ARTICLE.match(name)
    if found:
        return _Phrase(found[0].lower(), name[found.end() :])
    return _Phrase("", name, elides=name[:1].lower() in _VOWELS)
