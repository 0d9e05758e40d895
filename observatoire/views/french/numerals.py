"""Numbers in French, with their units and nouns: what is not zero never reads zero, the plural starts at two."""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

NARROW: Final = "\u202f"  # between groups of three digits
NBSP: Final = "\u00a0"  # before a unit
MINUS: Final = "\u2212"
_WORD: Final = re.compile(r"[a-zàâçéèêëîïôœùûü]{2,}")  # of a noun: not "hab.", "km²" or "ETP"
_LINKS: Final = {
    "à", "au", "aux", "avec", "chez", "contre", "dans", "de", "des", "du", "en", "entre", "et", "hors", "ou", "par",
    "pour", "sans", "selon", "sous", "sur", "vers",
}  # fmt: skip
"""What comes after one of them is the complement of a noun, which agrees with no number."""
_WITHOUT_SINGULAR: Final = {
    "abus", "accès", "avis", "bois", "bras", "bus", "cas", "choix", "colis", "concours", "corps", "cours", "décès",
    "épais", "français", "frais", "gaz", "gris", "gros", "mois", "palais", "parcours", "pays", "permis", "plus",
    "poids", "prix", "procès", "propos", "puits", "relais", "repas", "secours", "succès", "temps", "tiers", "voix",
}  # fmt: skip
"""Nouns and adjectives that are written alike in both numbers."""
_IN_X: Final = {
    "eaux": "eau",
    "aux": "al",
    "lieux": "lieu",
    "jeux": "jeu",
    "feux": "feu",
    "voeux": "voeu",
    "vœux": "vœu",
}
"""Plurals in x, the longest ending first, and their singulars; others in -eux are adjectives, alike in both."""
_EXACT: Final = Context(prec=400, rounding=ROUND_HALF_UP)  # room for any float
NOTHING: Final = 1e-9
"""Below it a number is the noise of an arithmetic that should give zero."""


def number(x: float | Decimal, decimals: int = 0, signed: bool = False) -> str:
    """Return a number in French: "12 345,6", "−3".

    Parameters
    ----------
    decimals : int
        Digits after the comma; halves go away from zero, as readers learnt at school. A number that is not zero is
        never written as zero: it gets the digits that its first significant one needs ("0,04").
    signed : bool
        Write "+" before a positive number.

    Raises
    ------
    ValueError
        When `x` is not finite: a missing value has a state, not a number.
    """
    shown = as_written(x, decimals)
    text = f"{abs(shown):,f}".replace(",", NARROW).replace(".", ",")
    if shown < 0:
        return MINUS + text
    return f"+{text}" if signed and shown > 0 else text


def with_unit(text: str, unit: str) -> str:
    """Return a formatted number followed by its unit ("" for none), never parted by a line break."""
    return f"{text}{NBSP}{unit.replace(' ', NBSP)}" if unit else text


def quantity(x: float, unit: str, decimals: int = 0, signed: bool = False) -> str:
    """Return a number with its unit, which agrees with it: "1 commune", "1,5 accident", "2 élus", "0,04 %".

    Parameters
    ----------
    x : float
    unit : str
        As a catalogue or a questionnaire has it, in the plural when it is a noun.
    decimals, signed
        As `number` takes them.
    """
    return with_unit(number(x, decimals, signed), agreed(unit, x, decimals))


def agreed(unit: str, x: float, decimals: int = 0) -> str:
    """Return a unit as it goes with a number: below two, a noun and its adjectives lose the marks of the plural.

    What follows a preposition stays as it is: "1 jeu de données", "1 heure par semaine", "1 site public". A unit that
    does not begin with a noun in the plural, as "pour 100" or "hab.", is what it is.
    """
    if is_plural(x, decimals):
        return unit
    words = unit.split(" ")
    for at, word in enumerate(words):
        if not _WORD.fullmatch(word) or word in _LINKS:
            break
        words[at] = _singular(word)
    return " ".join(words)


def _singular(word: str) -> str:
    """Return a noun or an adjective of a plural in the singular."""
    if word in _WITHOUT_SINGULAR:
        return word
    if word.endswith("x"):
        ending = next((one for one in _IN_X if word.endswith(one)), "")
        return word.removesuffix(ending) + _IN_X.get(ending, "")
    return word.removesuffix("s")


def is_plural(x: float, decimals: int = 0) -> bool:
    """Tell whether French says a number, as it is written, in the plural: from two."""
    return abs(as_written(x, decimals)) >= 2


def ordinal(n: int, feminine: bool = False) -> str:
    """Return a rank: "1er", "1re", "2e"."""
    if n == 1:
        return "1re" if feminine else "1er"
    return f"{number(n)}e"


def plural(n: float, one: str, many: str) -> str:
    """Return a count with its noun: "1 commune", "52 communes", "0 commune".

    Parameters
    ----------
    one, many : str
        The noun; the plural starts at two, as French has it, of the number as it is written.
    """
    return f"{number(n)}{NBSP}{many if is_plural(n) else one}"


def as_written(x: float | Decimal, decimals: int) -> Decimal:
    """Round as a reader sees it: what is not zero keeps its first significant digit."""
    plain = rounded(x, decimals)
    if plain != 0 or abs(float(x)) < NOTHING:
        return plain
    return rounded(x, significant_decimals(float(x)))


def significant_decimals(x: float) -> int:
    """Return the digits after the comma that the first significant one of a number, not zero, needs."""
    return max(0, -math.floor(math.log10(abs(x))))


def rounded(x: float | Decimal, decimals: int) -> Decimal:
    """Round half away from zero, on the shortest decimal that the float stands for; never minus zero."""
    if not math.isfinite(x):
        raise ValueError("a number that is not finite has no text: use its state")
    exact = x if isinstance(x, Decimal) else Decimal(repr(float(x)))
    result = exact.quantize(Decimal(1).scaleb(-decimals), context=_EXACT)
    return abs(result) if result == 0 else result
