"""Finding the columns of a producer's table by what they are, however they are written: labels or codes, any order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import cast

import pandas as pd

from loaders.official.opened import Member, Opened
from loaders.official.reading import Unexpected
from loaders.official.values import number

_MOST_MISSING = 2
"""With so many columns missing, a table that has a producer's own columns is his, and has changed."""
_FEW_MEMBERS = 5
_COMMUNE, _MOST_ODD = r"(\d\d|2[AB])\d{3}", 0.05


@lru_cache(maxsize=4096)  # each producer's module asks it of the same names
def folded(name: str) -> str:
    """Write a name as codes of columns are written: « Tranche d'âge » is tranche_d_age, « % Votants » pct_votants."""
    plain = unicodedata.normalize("NFD", name.replace("%", "pct ").lower())
    return re.sub(r"[^a-z0-9]+", "_", "".join(letter for letter in plain if not unicodedata.combining(letter))).strip(
        "_"
    )


@lru_cache(maxsize=64)
def names_of(member: Member) -> tuple[str, ...]:
    """Return the names of a member's columns: of its first line, of its first sheet, or of its first JSON record."""
    if member.kind == "json":
        records = _records(member)
        return tuple(records[0]) if records else ()
    if member.kind in ("xlsx", "ods"):
        return tuple(" ".join(cell.split()) for cell in member.head(1).split("\t"))
    return member.header


def parts_of(member: Member, columns: Sequence[str], chunk: int | None = None) -> Iterator[pd.DataFrame]:
    """Yield the wanted columns of a member, texts, whatever holds them; some lines at a time where they are many.

    Parameters
    ----------
    member : Member
        The table.
    columns : sequence of str
        Names as they are written there.
    chunk : int, optional
        Lines at a time; all at once without it.
    """
    if member.kind == "json":
        records = _records(member)
        cells = [[_text(record.get(name)) for name in columns] for record in records]
        yield pd.DataFrame(cells, columns=list(columns), dtype="str")
    elif chunk is None or member.kind in ("xlsx", "ods"):
        yield member.table(columns)
    else:
        yield from member.table(columns, chunk=chunk)


@dataclass(frozen=True)
class Columns:
    """The columns by which a producer's table is known.

    Attributes
    ----------
    wanted : mapping of str to tuple of str
        What a column is, to the names that it may bear, folded.
    own : collection of str
        Those that no other producer's table has: with one of them, a table that lacks little is his, and has changed.
    optional : collection of str
        Those that he may leave out.
    """

    wanted: Mapping[str, tuple[str, ...]]
    own: Collection[str]
    optional: Collection[str] = field(default=())

    def knows(self, member: Member) -> bool:
        """Tell whether a table is his.

        Raises
        ------
        Unexpected
            When it is, but a column is missing or is there under two names.
        """
        found = self.found(names_of(member), member.file)
        missing = [key for key in self.wanted if key not in found and key not in self.optional]
        if missing and len(missing) <= _MOST_MISSING and any(key in found for key in self.own):
            expected = self.wanted[missing[0]][0]
            there = ", ".join(names_of(member)[:12])
            raise Unexpected(
                f"{member.file}\u202f: la colonne «\u00a0{expected}\u00a0» est absente\u202f; on y trouve {there}."
            )
        return not missing

    def found(self, names: Sequence[str], file: str) -> dict[str, str]:
        """Return what each column is, to its name in a table; those that are absent are left out.

        Raises
        ------
        Unexpected
            When a column is there under two names.
        """
        found: dict[str, str] = {}
        for key, known in self.wanted.items():
            written = [name for name in dict.fromkeys(names) if folded(name) in known]
            if len(written) > 1:
                both = "\u00a0» et «\u00a0".join(written[:2])
                raise Unexpected(f"{file}\u202f: les colonnes «\u00a0{both}\u00a0» disent la même chose.")
            if written:
                found[key] = written[0]
        return found

    def parts(self, member: Member, chunk: int | None = None) -> Iterator[pd.DataFrame]:
        """Yield the table, its columns named by what they are: no other column is read."""
        found = self.found(names_of(member), member.file)
        names = {name: key for key, name in found.items()}
        for part in parts_of(member, list(names), chunk):
            yield part.rename(columns=names)

    def number(
        self,
        cells: pd.Series,
        member: Member,
        decimal: str = ".",
        thousands: str = "",
        secret: Collection[str] = (),
        missing: Collection[str] = ("",),
    ) -> tuple[pd.Series, pd.Series]:
        """Read figures as `values.number` does; a mark that is not known is told with the producer's own column.

        Parameters
        ----------
        cells : Series
            Of `parts` or `table`.
        member : Member
            The table.
        decimal, thousands, secret, missing
            As `values.number` takes them.
        """
        written = self.found(names_of(member), member.file)[str(cells.name)]
        return number(cells.rename(written), decimal, thousands, secret, missing, file=member.file)

    def table(self, member: Member) -> pd.DataFrame:
        """Return the whole table, its columns named by what they are: no other column is read."""
        return pd.concat(list(self.parts(member)), ignore_index=True)


def member_of(opened: Opened, columns: Columns) -> Member | None:
    """Return the table of a file that a producer's columns know; None without one."""
    # In an archive of many workbooks, which are slow to open, none of these tables lies.
    few = len(opened.members) <= _FEW_MEMBERS
    tables = (member for member in opened.members if few or member.kind not in ("xlsx", "ods"))
    return next((member for member in tables if columns.knows(member)), None)


def check_codes(codes: pd.Series, file: str) -> None:
    """Refuse a column of codes of communes that mostly holds something else: names, codes without their zero.

    Parameters
    ----------
    codes : Series
        Those that are not empty.
    file : str
        Name to quote.

    Raises
    ------
    Unexpected
        With the first that is no code, when more than one in twenty are not.
    """
    odd = ~codes.str.fullmatch(_COMMUNE)
    if odd.mean() > _MOST_ODD:
        raise Unexpected(
            f"{file}\u202f: «\u00a0{codes[odd].iloc[0]}\u00a0» n’est pas un code de commune, sur cinq caractères."
        )


def known_member(opened: Opened, columns: Columns) -> Member:
    """Return the table of a file that was recognised.

    Raises
    ------
    Unexpected
        When none is known after all.
    """
    member = member_of(opened, columns)
    if member is None:
        raise Unexpected(f"{opened.name}\u202f: le tableau attendu n’y est pas.")
    return member


def _records(member: Member) -> list[dict[str, object]]:
    """Return the records of an answer of an Opendatasoft portal: a list, or what stands under « results »."""
    answer = member.json()
    if isinstance(answer, dict):
        answer = answer.get("results", [])
    if not isinstance(answer, list) or not all(isinstance(record, dict) for record in answer):
        return []
    return cast("list[dict[str, object]]", answer)


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)
