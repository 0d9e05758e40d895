"""French formats and short sentences: states, ranks, gaps, dates, and the numbers of `numerals`. No data, no layout."""

from __future__ import annotations

import math
import re
import string
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from observatoire.model.catalog import READING_VARIABLES as READING_VARIABLES
from observatoire.views.french.numerals import MINUS as MINUS
from observatoire.views.french.numerals import NARROW as NARROW
from observatoire.views.french.numerals import NBSP as NBSP
from observatoire.views.french.numerals import agreed as agreed
from observatoire.views.french.numerals import as_written, is_plural, rounded
from observatoire.views.french.numerals import number as number
from observatoire.views.french.numerals import ordinal as ordinal
from observatoire.views.french.numerals import plural as plural
from observatoire.views.french.numerals import quantity as quantity
from observatoire.views.french.numerals import with_unit as with_unit

_MONTHS: Final = (
    *("janvier", "février", "mars", "avril", "mai", "juin", "juillet"),
    *("août", "septembre", "octobre", "novembre", "décembre"),
)
# A gap between two percentages is in points; these units read "N point(s) …" in a gap.
_POINTS: Final = {"%": "", "%/an": " par an", "% par an": " par an"}
_AGREEING: Final = re.compile(r"\[([^\[\]|]*)\|([^\[\]|]*)\]")  # "[habitant|habitants]"


class UnknownStateError(ValueError):
    """A figure was given a state that the contract does not know."""


class ReadingError(ValueError):
    """A reading sentence uses variables that are `unknown`, or known but not given (`missing`)."""

    def __init__(self, template: str, unknown: tuple[str, ...] = (), missing: tuple[str, ...] = ()) -> None:
        self.unknown, self.missing = unknown, missing
        faults = [f"unknown variable {{{name}}}" for name in unknown]
        faults += [f"no value for {{{name}}}" for name in missing]
        known = ", ".join(sorted(READING_VARIABLES))
        super().__init__(f"{template!r}: {'; '.join(faults) or 'unbalanced brace'} (known: {known})")


@dataclass(frozen=True, slots=True)
class StateWords:
    """How a state is said: in a legend, in a narrow table cell (with a key below), in a full sentence."""

    label: str
    mark: str
    explanation: str


STATES: Final[Mapping[str, StateWords]] = {
    "secret": StateWords(
        "secret",
        "s",
        "Ce chiffre existe et n’est pas montré, par son producteur ou par nous\u202f: il porte sur trop peu de "
        "personnes ou d’entreprises, que l’on pourrait reconnaître.",
    ),
    "not_published": StateWords(
        "non publié", "n.p.", "Le producteur ne publie pas ce chiffre pour ce territoire et cette année."
    ),
    "not_applicable": StateWords(
        "sans objet", "s.o.", "La question ne se pose pas pour ce territoire\u202f: il n’y a rien à mesurer."
    ),
    "not_computable": StateWords(
        "non calculable", "n.c.", "Calcul impossible\u202f: il faudrait diviser par zéro, ou une donnée manque."
    ),
    "fragile": StateWords(
        "ordre de grandeur",
        "≈",
        "Ce chiffre porte sur un petit nombre de cas\u202f: il donne un ordre de grandeur et ne se compare pas.",
    ),
    "implausible": StateWords(
        "à vérifier",
        "!",
        "Ce chiffre sort de ce qui est vraisemblable pour cet indicateur\u202f: peut-être une erreur de la source. Il "
        "est montré tel quel, sans rang ni couleur.",
    ),
}
LOCAL_BADGE: Final = "Donnée locale"
"""Said of all that a council or a visitor brought."""
CAUTIONS: Final = ("fragile", "implausible")
"""Those that stand beside a value; the others stand for it."""


def figure(value: float | None, status: str, unit: str, decimals: int, signed: bool = False) -> str:
    """Return the text of a figure in any of its five states.

    Parameters
    ----------
    value : float or None
        Read only when `status` is "value".
    status : str
        "value", "secret", "not_published", "not_applicable" or "not_computable".
    unit, decimals, signed
        What follows the number, its decimals, whether a plus is written.

    Returns
    -------
    str
        A value that is not finite reads "non calculable": it must never pass for a number.
    """
    if status == "value" and value is not None and math.isfinite(value):
        return quantity(value, unit, decimals, signed)
    return _missing(status).label


SEMICOLON: Final = f"{NARROW}; "
"""What separates the parts of a list in a sentence."""


def spaced(text: str) -> str:
    """Return a sentence with French spaces: none that breaks before ; : ? ! » or after «."""
    return re.sub(r"« ", f"«{NBSP}", re.sub(r" (?=[;:?!])", NARROW, text.replace(" »", f"{NBSP}»")))


def long_date(day: date | str) -> str:
    """Return a date, or its ISO form, in full: "22 novembre 2026", "1er janvier 2026"."""
    if isinstance(day, str):
        day = date.fromisoformat(day[:10])
    first = "1er" if day.day == 1 else str(day.day)
    return f"{first}{NBSP}{_MONTHS[day.month - 1]} {day.year}"


def rank_sentence(rank: int, n: int, ties: int = 0, group: str = "") -> str:
    """Return where a value stands among others, counted from the nearer end, without praise or blame.

    Parameters
    ----------
    rank : int
        1 for the highest; equal values share the best rank (`Comparison.rank`).
    n : int
        How many are ranked, the place included.
    ties : int
        How many others have the very same value (`Comparison.ties`).
    group : str
        A plural noun phrase that goes after the number: "communes de la Charente".

    Returns
    -------
    str
        "3e valeur la plus élevée sur 9", "valeur la plus faible sur 9, ex æquo avec 2 autres"; "au milieu des 21",
        "au milieu des 21, ex æquo avec 10 autres" where it holds the middle, no end being nearer.
    """
    total = f"{number(n)} {group}".strip()
    tied = f", ex æquo avec {plural(ties, 'autre', 'autres')}" if ties > 0 else ""
    if n <= 1:
        return "seule valeur connue du groupe"
    if ties >= n - 1:
        return f"même valeur pour les {total}"
    from_bottom = n - rank - ties + 1
    if min(rank, from_bottom) > 1 and 2 * rank <= n + 1 <= 2 * (rank + ties):
        return f"au milieu des {total}{tied}"
    highest = rank <= from_bottom
    place = rank if highest else from_bottom
    head = "valeur la plus " + ("élevée" if highest else "faible")
    if place > 1:
        head = f"{ordinal(place, feminine=True)} {head}"
    return f"{head} sur {total}{tied}"


def gap_sentence(gap: float, unit: str, decimals: int, reference: str = "la médiane") -> str:
    """Return a gap in words: "2,1 points de plus que la médiane".

    Parameters
    ----------
    gap : float
        Value minus reference, in the indicator's unit.
    unit : str
        A gap between percentages is said in points.
    reference : str
        What it is compared with, with its article.
    decimals : int
        With which both figures are written.

    Returns
    -------
    str
        "au niveau de la médiane" without any gap, "à peine plus que la médiane" when it rounds to zero; "" when it is
        unknown.
    """
    if not math.isfinite(gap):
        return ""
    if as_written(gap, decimals) == 0:
        return f"au niveau de {reference}".replace(" de le ", " du ").replace(" de les ", " des ")
    more = "plus" if gap > 0 else "moins"
    shown = rounded(gap, decimals)
    if shown == 0:
        return f"à peine {more} que {reference}"
    return f"{amount_of_gap(float(shown), unit, decimals)} de {more} que {reference}"


def amount_of_gap(gap: float, unit: str, decimals: int) -> str:
    """Return how much a gap is, without its sign: "2,1 points", "15 €"; percentages differ by points.

    Parameters
    ----------
    gap, unit, decimals
        As `gap_sentence` takes them.
    """
    plural_mark = "s" if is_plural(gap, decimals) else ""
    points = f"point{plural_mark}{_POINTS[unit]}" if unit in _POINTS else unit
    return quantity(abs(gap), points, decimals)


def coverage_sentence(members: int, members_with_data: int, pct: float) -> str:
    """Return on how much of a territory a figure rests: "52 communes sur 54, 99,1 % de la population".

    Parameters
    ----------
    members, members_with_data : int
        Communes of the territory, and those with data.
    pct : float
        Share of the population (0-100) that lives in the latter; "100 %" is for when none is missing.
    """
    communes = f"{plural(members_with_data, 'commune', 'communes')} sur {number(members)}"
    if not math.isfinite(pct):
        return communes
    if members_with_data >= members:
        share = with_unit("100", "%")
    elif rounded(pct, 1) >= 100:
        share = f"plus de {with_unit('99,9', '%')}"
    else:
        share = with_unit(number(pct, 1), "%")
    return f"{communes}, {share} de la population"


def reading_sentence(template: str, **variables: object) -> str:
    """Return an indicator's reading sentence, its variables filled in and its first letter a capital.

    Parameters
    ----------
    template : str
        "En {year}, {value} des habitants {of_place} ont 65 ans ou plus." `agreeing` has chosen between the forms of its
        nouns.
    **variables : object
        Values already formatted, among `READING_VARIABLES`; those the template does not use are ignored.

    Raises
    ------
    ReadingError
        Naming all variables that are not allowed or not given, in the template or in the call.
    """
    try:
        # Only bare names pass: "{value.attribute}" or "{value!r}" is an unknown variable like any other.
        names = {
            name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "")
            for _, name, spec, conversion in string.Formatter().parse(template)
            if name is not None
        }
    except ValueError as error:
        raise ReadingError(template) from error
    unknown = tuple(sorted((names | variables.keys()) - READING_VARIABLES))
    missing = tuple(sorted((names & READING_VARIABLES) - variables.keys()))
    if unknown or missing:
        raise ReadingError(template, unknown, missing)
    sentence = template.format(**variables)
    return sentence[:1].upper() + sentence[1:]


def agreeing(template: str, x: float, decimals: int) -> str:
    """Return a reading template with its nouns in agreement with a number: "[habitant|habitants]" is one of both.

    Parameters
    ----------
    template : str
        As the catalogue has it.
    x : float
        What the nouns are counted by.
    decimals : int
        Digits with which it is written.
    """
    return _AGREEING.sub(r"\2" if is_plural(x, decimals) else r"\1", template)


def _missing(status: str) -> StateWords:
    """Return the words of a state without value; a "value" that is no number cannot be computed."""
    if status == "value":
        return STATES["not_computable"]
    if status not in STATES or status in CAUTIONS:
        raise UnknownStateError(f"unknown state {status!r}; known: value, {', '.join(STATES)}")
    return STATES[status]


def when(period: str) -> str:
    """Return a year, or the years that a change spans, as a sentence says them: "en 2021", "de 2017 à 2023"."""
    first, _, last = period.partition("-")
    return f"de {first} à {last}" if last else f"en {first}"
