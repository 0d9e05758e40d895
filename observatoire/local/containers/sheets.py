"""A table as a visitor's file has it, before anybody knows what its columns mean."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from observatoire.local.bounds import (
    LONGEST_CELL,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_LINES,
    MOST_MERGES,
    LocalDataError,
)
from observatoire.model.workshop.record import plain_text


class Percent(float):
    """A number that a workbook shows in per cent, already in per cent: 12.5, not 0.125."""


Cell = str | float | date
"""A text, cleaned of what no reader sees; a number; a day. An empty cell is ""."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line that holds something: its number in the file, from 1, and its cells."""

    line: int
    cells: tuple[Cell, ...]

    def cell(self, at: int) -> Cell:
        """Return a cell; "" beyond the last."""
        return self.cells[at] if at < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of a visitor.

    Attributes
    ----------
    name : str
        Of the sheet; empty for a delimited text.
    rows : tuple of Row
        Those that hold something.
    others : tuple of str
        The other sheets of the workbook, not read.
    merges : tuple of (int, int, int, int)
        Merged cells: first line, first column (from 0), last line, last column.
    remarks : tuple of str
        French sentences on how it was read.
    """

    name: str
    rows: tuple[Row, ...]
    others: tuple[str, ...] = ()
    merges: tuple[tuple[int, int, int, int], ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(slots=True)
class Filling:
    """A table being filled, which stops with one sentence where it would pass its bounds."""

    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    cells: int = 0

    def put(self, line: int, column: int, cell: Cell) -> None:
        """Put a cell at a line (from 1) and a column (from 0); an empty one takes no room.

        Raises
        ------
        LocalDataError
            When the table has too many lines, columns or cells.
        """
        if isinstance(cell, str):
            cell = plain_text(cell[: 4 * LONGEST_CELL], LONGEST_CELL)
            if not cell:
                return
        if column >= MOST_COLUMNS:
            raise LocalDataError(TOO_WIDE)
        row = self.rows.get(line)
        if row is None:
            if len(self.rows) >= MOST_LINES:
                raise LocalDataError(TOO_LONG)
            row = self.rows[line] = {}
        row[column] = cell
        self.cells += 1
        if self.cells > MOST_CELLS:
            raise LocalDataError(TOO_MANY_CELLS)

    def merge(self, line: int, column: int, last_line: int, last_column: int) -> None:
        """Note merged cells.

        Parameters
        ----------
        line, column, last_line, last_column : int
            As `Sheet.merges` has them.

        Raises
        ------
        LocalDataError
            When there are more of them than any table has.
        """
        if len(self.merges) >= MOST_MERGES:
            raise LocalDataError("Ce classeur a plus de cellules fusionnées qu’un tableau n’en a\u202f: défaites-les.")
        if (last_line, last_column) != (line, column):
            self.merges.append((line, column, last_line, last_column))

    def sheet(self, name: str = "", others: tuple[str, ...] = (), remarks: tuple[str, ...] = ()) -> Sheet:
        """Return what was filled as a table.

        Parameters
        ----------
        name, others, remarks
            As `Sheet` has them.
        """
        rows = tuple(
            Row(line, tuple(cells.get(at, "") for at in range(max(cells) + 1)))
            for line, cells in sorted(self.rows.items())
        )
        return Sheet(plain_text(name, LONGEST_CELL), rows, others, tuple(self.merges), remarks)


TOO_WIDE = (
    f"Ce tableau a plus de {MOST_COLUMNS} colonnes remplies\u202f: gardez celles des codes, des années et des chiffres "
    "utiles."
)
TOO_LONG = "Ce tableau a plus de 40\u202f000 lignes\u202f: gardez celles de vos territoires."
TOO_MANY_CELLS = "Ce tableau a plus de 200\u202f000 cases remplies\u202f: gardez-en les seules colonnes utiles."
