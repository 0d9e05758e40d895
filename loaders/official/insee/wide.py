"""Wide tables of INSEE: one line a territory, the year in the names of the columns, under lines of title or none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from loaders.official.opened import Member, Opened
from loaders.official.reading import COLUMNS, Unexpected
from loaders.official.values import CITY, computed, number, rows

CODE = "CODGEO"
TITLE_LINES = 12
"""INSEE writes five lines above the names; a table saved again may have more."""
SECRET, MISSING = ("s",), ("", "nd", "ns", "N/A - résultat non disponible")
"""Marks of INSEE: `s` a secret, `nd` not available, `ns` not significant; cells of Mayotte are often empty."""
_SEPARATORS = re.compile(r"[;,\t|]")
_RESTORED = {2025: "15031", 2024: "85165"}
"""A commune restored on the first of January of a year: codes that hold it are of that geography at least."""
_REGIONS = {
    "01", "02", "03", "04", "06", "11", "24", "27", "28", "32", "44", "52", "53", "75", "76", "84", "93", "94",
}  # fmt: skip
"""Some are codes of départements too: a table with any other code is one of départements."""
_MADE = 200
"""Persons below whom no rate is made of two counts of the census."""


@dataclass(frozen=True)
class Wide:
    """One table: a delimited file, or a sheet.

    Attributes
    ----------
    member : Member
        Where it is.
    sheet : str or None
        Of a workbook.
    skip : int
        Lines above that of the names.
    names : tuple of str
        Of its columns.
    """

    member: Member
    sheet: str | None
    skip: int
    names: tuple[str, ...]

    @property
    def file(self) -> str:
        """What messages call it."""
        return f"{self.member.file}, feuille {self.sheet}" if self.sheet else self.member.file

    def years(self, pattern: str) -> dict[int, str]:
        """Return the columns of a pattern ("P{yy}_EMPLT") by year, the earliest first."""
        named = re.compile(re.escape(pattern).replace(r"\{yy\}", r"(\d\d)"))
        found = ((named.fullmatch(name), name) for name in self.names)
        return dict(sorted((_year(match[1]), name) for match, name in found if match))

    def table(self, columns: list[str]) -> Table:
        """Read some columns, beside the codes of the territories."""
        cells = self.member.table([CODE, *columns], sheet=self.sheet, skip=self.skip)
        return Table(self.file, cells)


@dataclass(frozen=True)
class Table:
    """The cells of a wide table.

    Attributes
    ----------
    file : str
        What messages call it.
    cells : DataFrame
        Texts.
    """

    file: str
    cells: pd.DataFrame

    @cached_property
    def level(self) -> str:
        """The level of its codes, told by their form.

        Raises
        ------
        Unexpected
            When they are of no level, or of several.
        """
        codes = self.codes
        forms = set(codes.str.len().unique())
        if forms == {9}:
            return "epci"
        if forms <= {2, 3} and len(codes):
            return "region" if set(codes) <= _REGIONS else "departement"
        if forms == {5} and not codes.str.startswith("00").any():  # an urban unit, whose code begins so, has five too
            return "commune"
        raise Unexpected(
            f"{self.file}\u202f: les codes de {CODE} ne sont pas tous ceux de communes, d’EPCI, de départements ou de "
            f"régions (par exemple {', '.join(codes.head(3))})."
        )

    @cached_property
    def codes(self) -> pd.Series:
        """The codes; a zero that a spreadsheet took away from the head of a commune's is put back."""
        codes = self.cells[CODE].str.strip()
        short = (codes.str.len() == 4) & codes.str.isdigit()
        return codes.mask(short & (codes.str.len().max() == 5), "0" + codes)

    @property
    def geography(self) -> int | None:
        """The least year of geography that its codes tell, if they tell any."""
        known = set(self.codes)
        return next((year for year, code in _RESTORED.items() if code in known), None)

    def read(self, column: str) -> tuple[pd.Series, pd.Series]:
        """Return the values and the states of a column; INSEE mixes points and commas before decimals."""
        return number(self.cells[column], ",.", secret=SECRET, missing=MISSING, file=self.file)

    def rows(self, measure: str, year: int, values: pd.Series, states: pd.Series) -> pd.DataFrame:
        """Return the rows of a measure, without the arrondissements of Paris, Lyon and Marseille, published beside.

        Parameters
        ----------
        measure, year
            Theirs.
        values, states : Series
            As `read` or `computed` returns them.
        """
        made = rows(self.codes, self.level, measure, year, values, states)
        apart = made["code"].isin(CITY) if self.level == "commune" else made["code"] == "ZZZZZZZZZ"
        return made[~apart]


def wide_tables(opened: Opened) -> Iterator[Wide]:
    """Yield the wide tables of a file: its members and their sheets, of which one of the first lines names CODGEO."""
    for member in opened.members:
        if member.kind not in ("csv", "xlsx", "ods"):
            continue
        for sheet in member.sheets or (None,):
            lines = member.head(TITLE_LINES, sheet=sheet).split("\n")
            for skip, line in enumerate(lines):
                cells = line.split("\t") if sheet else _SEPARATORS.split(line)
                names = tuple(cell.strip().strip('"').lstrip("\ufeff") for cell in cells)
                if CODE in names:
                    yield Wide(member, sheet, skip, names)
                    break


@dataclass(frozen=True)
class WideFile:
    """What one of these files is known by.

    Attributes
    ----------
    marks : tuple of str
        Patterns of columns ("P{yy}_EMPLT") of which each table has some year of all, and tables of no other file do.
    needed : tuple of str
        Patterns to read, of which some table has a year: a workbook may have a sheet a census, of which the earliest
        lacks some.
    """

    marks: tuple[str, ...]
    needed: tuple[str, ...]

    def tables(self, opened: Opened) -> list[Wide]:
        """Return its tables among those of an opened file."""
        return [wide for wide in wide_tables(opened) if all(wide.years(mark) for mark in self.marks)]

    def knows(self, opened: Opened) -> bool:
        """Tell whether a file is this one.

        Raises
        ------
        Unexpected
            When it is, with the first column that is absent in every year.
        """
        tables = self.tables(opened)
        for pattern in self.needed if tables else ():
            if not any(wide.years(pattern) for wide in tables):
                column = pattern.replace("{yy}", "…")
                raise Unexpected(
                    f"{tables[0].file}\u202f: la colonne «\u00a0{column}\u00a0» est absente, de toute année."
                )
        return bool(tables)


def measured(wide: Wide, measures: Mapping[str, str], table: Table) -> Iterator[pd.DataFrame]:
    """Yield the rows of each measure and year.

    Parameters
    ----------
    wide : Wide
        Where the columns are named.
    measures : mapping of str to str
        Pattern of a column ("P{yy}_EMPLT") to measure.
    table : Table
        With all columns of these patterns.
    """
    for pattern, measure in measures.items():
        for year, column in wide.years(pattern).items():
            yield table.rows(measure, year, *table.read(column))


def columns_of(wide: Wide, patterns: Mapping[str, str] | list[str]) -> list[str]:
    """Return the columns of some patterns, every year of each."""
    return [column for pattern in patterns for column in wide.years(pattern).values()]


def rate(table: Table, part: str, whole: str) -> tuple[pd.Series, pd.Series]:
    """Return a part in hundredths of its whole, not computable under 200 persons."""
    (above, first), (below, second) = table.read(part), table.read(whole)
    return computed((100 * above / below).where(below >= _MADE), first, second)


def read_all(parts: list[pd.DataFrame], file: str) -> pd.DataFrame:
    """Join the rows of several tables, of which one may repeat another's when it says the same.

    Raises
    ------
    Unexpected
        When there is none.
    """
    if not parts:
        raise Unexpected(f"{file}\u202f: aucune colonne attendue.")
    return pd.concat(parts, ignore_index=True)[list(COLUMNS)].drop_duplicates(ignore_index=True)


def _year(digits: str) -> int:
    """Return a year from its last two digits; INSEE names columns so since the census of 1968."""
    return int(digits) + (1900 if int(digits) >= 60 else 2000)
