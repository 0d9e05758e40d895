"""Numbers, marks of absence and years, as people write them in tables."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from observatoire.local.containers.sheets import Cell, Percent
from observatoire.model.search.queries import normalise
from observatoire.model.store import Status

Mark = Literal[",", "."]
"""What parts units from decimals in a column; the other of the two then groups thousands."""

_STATES: Final[dict[str, Status]] = {
    **dict.fromkeys(("s", "ss", "sec", "secret", "secret statistique", "c", "confidentiel"), "secret"),
    **dict.fromkeys(
        ("nd", "n d", "n a", "na", "nc", "n c", "nr", "n r", "non disponible", "non connu", "non communique", "inconnu",
         "manquant", "nan", "null", "none", "non renseigne", "donnee manquante", "en cours"),
        "not_published",
    ),
    **dict.fromkeys(("so", "s o", "sans objet", "non concerne", "non applicable"), "not_applicable"),
}  # fmt: skip
_SIGNS: Final[dict[str, Status]] = {
    "": "not_published", "-": "not_published", "–": "not_published", "—": "not_published", "--": "not_published",
    "…": "not_published", "...": "not_published", "..": "not_published", ".": "not_published", "?": "not_published",
    "/": "not_published", "#n/a": "not_published", "#na": "not_published", "#div/0!": "not_computable",
}  # fmt: skip
_SPACES: Final = re.compile(r"(?<=[0-9])[ \u00a0\u202f\u2009'’](?=[0-9]{3}(?![0-9]))")
_UNITS: Final = re.compile(r"[ \u00a0\u202f]*(?:€|EUR|euros?)$|^(?:€|EUR)[ \u00a0\u202f]*", re.IGNORECASE)
_PERCENT: Final = re.compile(r"[ \u00a0\u202f]*%$")
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]*)*|[.,][0-9]+)(?:[eE][+-]?[0-9]{1,2})?")
_LARGEST: Final = 1e15
_MONTHS: Final = "janv|fevr|mars|avr|mai|juin|juil|aout|sept|oct|nov|dec"
_YEARS: Final = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")
_TWO: Final = re.compile(r"((?:19|20)[0-9]{2}) ?(?:[-/–]|a|au) ?((?:19|20)?[0-9]{2})")
_SHORT_DAY: Final = re.compile(r"[0-3]?[0-9][/.-][01]?[0-9][/.-]([0-9]{2})")
_AROUND_A_YEAR: Final = frozenset(
    ("1er", "2e", "3e", "4e", "au", "du", "le", "en", "annee", "exercice", "millesime", "an", "fin", "debut", "rentree",
     "trimestre", "semestre", "t1", "t2", "t3", "t4", "s1", "s2", "z", *_MONTHS.split("|"))
)  # fmt: skip
_WORD: Final = re.compile(rf"[0-9]{{1,2}}|(?:{_MONTHS})[a-z]{{0,6}}|[0-9]{{1,2}}t[0-9]{{2}}")
FIRST_YEAR, LAST_YEAR = 1900, 2100


@dataclass(frozen=True, slots=True)
class Read:
    """What a cell says: a number or a state; neither when it cannot be read.

    Attributes
    ----------
    value : float
        NaN without a number.
    status : Status or None
        None when the cell cannot be read.
    percent : bool
        Whether it was written, or shown, in per cent.
    """

    value: float
    status: Status | None
    percent: bool = False


UNREADABLE: Final = Read(math.nan, None)


def read_value(cell: Cell, mark: Mark = ",") -> Read:
    """Read a figure.

    Parameters
    ----------
    cell : Cell
        Of a column of figures.
    mark : Mark
        What parts units from decimals in that column, as `mark_of` finds it; numbers of a workbook do not need it.
    """
    if isinstance(cell, date):
        return UNREADABLE
    if isinstance(cell, float | int):
        return _bounded(float(cell), isinstance(cell, Percent))
    text = cell.strip()
    state = _SIGNS.get(text.lower()) or _STATES.get(normalise(text).strip())
    if state:
        return Read(math.nan, state)
    bare, percent = _bare(text)
    grouping = "." if mark == "," else ","
    if bare.startswith("(") and bare.endswith(")"):  # how accountants write what is owed
        bare = f"-{bare[1:-1]}"
    if not _NUMBER.fullmatch(bare) or bare.count(mark) > 1 or not _grouped(bare, grouping, mark):
        return UNREADABLE
    return _bounded(float(bare.replace(grouping, "").replace(mark, ".")), percent)


_HIDDEN: Final = re.compile(r"^(?:<|>|≤|≥|<=|>=|moins de|plus de|inferieur a|superieur a) ?[0-9]")
_NOTED: Final = re.compile(r"^[+-]?[0-9][0-9 .,\u00a0\u202f]* ?(?:\*+|\([0-9a-z]{1,2}\)|\[[0-9a-z]{1,2}\]|[a-z¹²³])$")
_ABOUT: Final = re.compile(r"^(?:~|≈|±|env(?:iron)?\.?|pres de|autour de) ?[0-9]")
_RANGE: Final = re.compile(r"^[0-9][0-9 .,]* ?(?:-|–|/|a|à|et) ?[0-9][0-9 .,]*$")


def why_no_number(cell: Cell) -> str:
    """Say, to end a sentence that quotes it, why a cell of a column of figures was not read, and what to write instead.

    Parameters
    ----------
    cell : Cell
        That `read_value` could not read.
    """
    text = _folded(cell) if isinstance(cell, str) else ""
    if _HIDDEN.search(text):
        return (
            "dit entre quelles bornes est le chiffre, pas combien il vaut\u202f: la case est laissée. Si le chiffre "
            "est caché parce qu’il est petit, écrivez «\u00a0secret\u00a0»."
        )
    if _NOTED.search(text):
        return "est un nombre suivi d’un renvoi à une note\u202f: ôtez le renvoi pour que le nombre soit lu."
    if _ABOUT.search(text):
        return "est un ordre de grandeur\u202f: écrivez le nombre seul, et dites dans la description qu’il est estimé."
    if _RANGE.search(text):
        return "est une fourchette\u202f: une case n’a qu’un nombre."
    return "n’est pas un nombre."


def _bounded(value: float, percent: bool) -> Read:
    return Read(value, "value", percent) if math.isfinite(value) and abs(value) <= _LARGEST else UNREADABLE


def _bare(text: str) -> tuple[str, bool]:
    """Return a number without spaces between its thousands, currency or per cent, and whether it is in per cent."""
    text = text.replace("−", "-").replace("–", "-")
    percent = bool(_PERCENT.search(text))
    text = _UNITS.sub("", _PERCENT.sub("", text)).strip()
    return re.sub(r"^([+-])[ \u00a0\u202f]+", r"\1", _SPACES.sub("", text)), percent


def _grouped(number: str, grouping: str, mark: str) -> bool:
    """Tell whether the signs that group thousands stand where they may."""
    if grouping not in number:
        return True
    return bool(
        re.fullmatch(rf"[+-]?[0-9]{{1,3}}(?:{re.escape(grouping)}[0-9]{{3}})+(?:{re.escape(mark)}[0-9]*)?", number)
    )


def mark_of(cells: Iterable[Cell]) -> tuple[Mark, bool]:
    """Return what parts units from decimals in a column, and whether that is only supposed.

    « 12,5 », « 0,125 », « 1.234,5 », « 1.234.567 » say that it is the comma; « 12.5 » or « 1,234,567 » the point;
    « 1.234 » alone says neither. The comma is supposed then, as French tables have it.

    Parameters
    ----------
    cells : iterable of Cell
        Of one column; those that are no text say nothing.
    """
    votes = {",": 0, ".": 0}
    doubtful = False
    for cell in cells:
        if not isinstance(cell, str):
            continue
        bare, _ = _bare(cell.strip())
        if not _NUMBER.fullmatch(bare) or not re.search("[.,]", bare):
            continue
        last = "," if bare.rfind(",") > bare.rfind(".") else "."
        other = "." if last == "," else ","
        if other in bare:
            votes[last] += 1
        elif bare.count(last) > 1:
            votes[other] += 1
        elif re.fullmatch(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}", bare):
            doubtful = True
        else:
            votes[last] += 1
    mark: Mark = "." if votes["."] > votes[","] else ","
    return mark, doubtful and not any(votes.values())


def read_year(cell: Cell) -> int | None:
    """Return the year of a cell: a year, a day, a month, a quarter, the last of two years; None for anything else.

    Parameters
    ----------
    cell : Cell
        « 2023 », « 31/12/2023 », « 2023-12-31 », « déc. 2023 », « T4 2023 », « 2022-2023 », a day of a workbook.
    """
    if isinstance(cell, date):
        return _known(cell.year)
    if isinstance(cell, float | int):
        return _known(int(cell)) if float(cell).is_integer() else None
    text = _folded(cell)
    if found := re.fullmatch(r"((?:19|20)[0-9]{2})(?:[.,]0+)?", text):
        return _known(int(found[1]))
    if found := _SHORT_DAY.fullmatch(text):
        short = int(found[1])
        return _known(2000 + short if short < 70 else 1900 + short)
    if found := _TWO.fullmatch(text):
        last = found[2] if len(found[2]) == 4 else found[1][:2] + found[2]
        if int(last) - int(found[1]) in (0, 1):  # a school year; « 2023-10 » is a month
            return _known(int(last))
    years = _YEARS.findall(text)
    words = re.split(r"[ .,/:-]+", _YEARS.sub(" ", text))
    if len(years) == 1 and all(not word or word in _AROUND_A_YEAR or _WORD.fullmatch(word) for word in words):
        return _known(int(years[0]))
    return None


def spans_two_years(cell: Cell) -> bool:
    """Tell whether a cell names two years in a row, the last of which `read_year` returns."""
    found = _TWO.fullmatch(_folded(cell)) if isinstance(cell, str) else None
    if not found:
        return False
    last = found[2] if len(found[2]) == 4 else found[1][:2] + found[2]
    return int(last) - int(found[1]) == 1


def _folded(text: str) -> str:
    plain = text.strip().lower()[:60]
    for accented, letter in (("é", "e"), ("è", "e"), ("ê", "e"), ("û", "u"), ("\u00a0", " "), ("\u202f", " ")):
        plain = plain.replace(accented, letter)
    return plain


def _known(year: int) -> int | None:
    return year if FIRST_YEAR <= year <= LAST_YEAR else None
