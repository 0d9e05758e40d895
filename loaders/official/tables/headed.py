"""The columns of a producer's table: found whatever their order, case and accents, read, and summed."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from loaders.official.columns import names_of, parts_of
from loaders.official.containers.delimited import separator_of
from loaders.official.opened import Member, Opened
from loaders.official.reading import Unexpected
from loaders.official.values import number

_LINES = 20
"""Among which the names of the columns are looked for: titles stand above them in workbooks."""
_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")


@lru_cache(maxsize=4096)  # each producer's module asks it of the same names
def plain(name: str) -> str:
    """Return a name without case, accents or signs: "Commune_carencée " as "commune_carencee"."""
    letters = unicodedata.normalize("NFKD", name.replace("’", "'")).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", letters).strip("_")


@dataclass(frozen=True)
class Table:
    """A table of a file, and the line that names its columns.

    Attributes
    ----------
    member : Member
        Where it is.
    sheet : str or None
        Of a workbook.
    skip : int
        Lines above the names.
    names : tuple of str
        Columns as they are written.
    above : str
        What stands over the names: titles.
    """

    member: Member
    sheet: str | None
    skip: int
    names: tuple[str, ...]
    above: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, plain."""
        return tuple(plain(name) for name in self.names)

    def column(self, *known: str) -> str | None:
        """Return the first of some plain names that is a column; None when none is."""
        return next((name for name in known if name in self.columns), None)

    def needed(self, *known: str) -> str:
        """Return the first of some plain names that is a column.

        Raises
        ------
        Unexpected
            When none is.
        """
        found = self.column(*known)
        if found is None:
            raise Unexpected(
                f"{self.member.file}\u202f: la colonne «\u00a0{known[0]}\u00a0» est absente\u202f; "
                f"on y trouve {', '.join(name for name in self.names[:12] if name)}."
            )
        return found

    def matching(self, pattern: str) -> dict[str, re.Match[str]]:
        """Return the columns whose whole plain name follows a pattern."""
        return {name: found for name in self.columns if (found := re.fullmatch(pattern, name))}

    def read(self, columns: Sequence[str], chunk: int | None = None) -> Iterator[pd.DataFrame]:
        """Yield some columns, by their plain names, every cell a trimmed text.

        Parameters
        ----------
        columns : sequence of str
            Plain names.
        chunk : int, optional
            Lines at a time; all at once without it.

        Raises
        ------
        Unexpected
            When a column is absent, or there twice.
        """
        for name in columns:
            self.needed(name)
            if self.columns.count(name) > 1:
                raise Unexpected(f"{self.member.file}\u202f: la colonne «\u00a0{name}\u00a0» y est deux fois.")
        written = [self.names[self.columns.index(name)] for name in columns]
        for part in self._parts(written, chunk):
            part.columns = pd.Index(columns)
            yield part.apply(lambda cells: cells.str.strip())

    def _parts(self, written: Sequence[str], chunk: int | None) -> Iterator[pd.DataFrame]:
        if self.member.kind == "json":
            return parts_of(self.member, written)
        if chunk is None:
            return iter([self.member.table(written, sheet=self.sheet, skip=self.skip)])
        return self.member.table(written, sheet=self.sheet, skip=self.skip, chunk=chunk)

    def frame(self, columns: Sequence[str]) -> pd.DataFrame:
        """Return some columns at once, as `read` does."""
        return next(self.read(columns))


def tables(opened: Opened, *wanted: str) -> Iterator[Table]:
    """Yield the tables of a file that have some columns, in any order, under whatever titles.

    Parameters
    ----------
    opened : Opened
        The file.
    wanted : str
        Plain names. A trailing * stands for any ending.
    """
    for member, sheet, lines in _beginnings(opened):
        for skip, names in enumerate(lines):
            there = {plain(written) for written in names}
            if all(_is_there(name, there) for name in wanted):
                above = " ".join(cell for line in lines[:skip] for cell in line)
                yield Table(member, sheet, skip, names, above)
                break


def _is_there(wanted: str, names: set[str]) -> bool:
    return any(name.startswith(wanted[:-1]) for name in names) if wanted.endswith("*") else wanted in names


@lru_cache(maxsize=2)
def _beginnings(opened: Opened) -> tuple[tuple[Member, str | None, tuple[tuple[str, ...], ...]], ...]:
    """Return the first lines of every table, as cells: each reader looks at them, and a workbook is slow to open."""
    found: list[tuple[Member, str | None, tuple[tuple[str, ...], ...]]] = []
    for member in opened.members:
        if member.kind in ("parquet", "json"):
            found.append((member, None, (names_of(member),)))
        elif member.kind == "csv":
            lines = member.head(_LINES).splitlines()
            found.append((member, None, tuple(_cells(line, separator_of(line)) for line in lines)))
        for sheet in member.sheets:
            cells = (line.split("\t") for line in member.head(_LINES, sheet=sheet).splitlines())
            found.append((member, sheet, tuple(tuple(" ".join(cell.split()) for cell in line) for line in cells)))
    return tuple(found)


def _cells(line: str, separator: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in next(csv.reader([line], delimiter=separator), []))


def figures(
    cells: pd.Series, secret: Sequence[str] = (), missing: Sequence[str] = ("",), *, file: str
) -> tuple[pd.Series, pd.Series]:
    """Read a column of figures, decimal comma or point, spaces between thousands.

    Parameters
    ----------
    cells : Series
        Texts.
    secret, missing : sequence of str
        Marks of a secret, and of an absent value.
    file : str
        Name to quote.

    Returns
    -------
    tuple of Series and Series
        As `values.number` returns them.
    """
    values = pd.to_numeric(cells, errors="coerce").astype("float64")
    plainly = np.isfinite(values)
    states = pd.Series("value", index=cells.index, dtype="str")
    if not plainly.all():  # most cells of large files are plain numbers: the others are looked at one by one
        try:
            others, marks = number(cells[~plainly], ",.", " ", secret, missing, file=file)
        except Unexpected:
            return number(cells, ",.", " ", secret, missing, file=file)  # which says the line
        values[~plainly], states[~plainly] = others, marks
    return values, states


def plain_cells(cells: pd.Series) -> pd.Series:
    """Return texts as `plain` writes them: millions of cells have few different ones."""
    return cells.map({text: plain(text) for text in cells.unique()})


def codes(cells: pd.Series) -> pd.Series:
    """Return codes of communes, with the zero that a spreadsheet takes from their beginning."""
    texts = cells.str.strip().str.upper()
    return texts.where(~texts.str.fullmatch(r"\d{4}"), "0" + texts)


def summed(values: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Return sums by group of the columns that do not make the groups; none where a part is unknown.

    Parameters
    ----------
    values : DataFrame
        With the columns of the groups.
    by : list of str
        Those.
    """
    counted = [column for column in values.columns if column not in by]
    total = values.groupby(by, sort=True)[counted].sum()
    lost = values[counted].isna().groupby([values[name] for name in by], sort=True).any()
    return total.where(~lost).reset_index()


def year_named(opened: Opened, what: str) -> int:
    """Return the year of a file whose content does not say it: as it was given with it, else in its name.

    Parameters
    ----------
    opened : Opened
        The file.
    what : str
        What the file is, in French, to say in the refusal.

    Raises
    ------
    Unexpected
        When the name has none, or several: no year is guessed.
    """
    if opened.year is not None:
        return opened.year
    found = sorted({int(year) for year in _YEAR.findall(opened.name)})
    if len(found) != 1:
        raise Unexpected(
            f"{opened.name}\u202f: {what} ne dit pas son année, et le nom du fichier n’en dit pas une seule\u202f; "
            "donnez-la en l’ajoutant, par exemple «\u00a0official add --year 2024 …\u00a0»."
        )
    return found[0]
