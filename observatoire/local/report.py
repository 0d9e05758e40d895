"""What was read of a visitor's table, and what was not, line by line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from observatoire.local.cells import Cells
from observatoire.local.values import Mark

MOST_REMARKS: Final = 400
"""Lines told one by one; beyond, only their number is."""

Kind = Literal["code", "former", "name", "year", "figure", "twice", "merged", "total"]


@dataclass(frozen=True, slots=True)
class Choices:
    """What a visitor decides of the reading.

    Attributes
    ----------
    year : int or None
        Of all figures, where the table has no year.
    mark : Mark or None
        What parts units from decimals; None to find it column by column.
    names : mapping of str to str
        Names that were confirmed -> the id of their territory. None is taken without that.
    """

    year: int | None = None
    mark: Mark | None = None
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Remark:
    """A line that was not read as it stands: its number, what it is about, a French sentence."""

    line: int
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Series:
    """One column of figures, read.

    Attributes
    ----------
    name : str
        As its heading says.
    cells : Cells
        Its figures.
    percent : bool
        Whether most of it was written in per cent.
    """

    name: str
    cells: Cells
    percent: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a table.

    Attributes
    ----------
    series : tuple of Series
        A column of figures each, years of a wide table together.
    remarks : tuple of Remark
        At most `MOST_REMARKS`, in order of line.
    counts : mapping of str to int
        How many remarks of each kind there are in all.
    proposed : mapping of str to tuple of str
        Names to confirm -> territories that bear them exactly; none when nobody does.
    said : tuple of str
        French sentences on how the whole was read.
    lines : int
        Under the headings, empty ones apart.
    needs_year : bool
        Whether it has no year, and none was chosen: it has no figures then.
    """

    series: tuple[Series, ...]
    remarks: tuple[Remark, ...]
    counts: Mapping[str, int]
    proposed: Mapping[str, tuple[str, ...]]
    said: tuple[str, ...]
    lines: int
    needs_year: bool
