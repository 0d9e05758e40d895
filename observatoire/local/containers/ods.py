"""ODS workbooks, read from their XML (OpenDocument 1.3, part 3) within bounds: nothing is repeated blindly."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from observatoire.local.bounds import MOST_CELLS, MOST_COLUMNS, MOST_INFLATED, MOST_LINES, LocalDataError
from observatoire.local.containers.checks import ENCRYPTED, member, opened_archive, pieces
from observatoire.local.containers.markup import walk
from observatoire.local.containers.sheets import TOO_LONG, TOO_MANY_CELLS, TOO_WIDE, Cell, Filling, Percent, Sheet

_LARGEST_MANIFEST: Final = 1_000_000
_NUMBERS: Final = ("float", "currency")


def read_ods(content: bytes, wanted: str = "") -> Sheet:
    """Read a sheet of a workbook: the one named, else the first that holds something.

    Parameters
    ----------
    content : bytes
        Of a file that `checks.kind_of` calls an ODS workbook.
    wanted : str
        Name of a sheet.

    Raises
    ------
    LocalDataError
        When it is damaged, hostile or encrypted, or larger than a table is.
    """
    with opened_archive(content) as archive:
        listed = "META-INF/manifest.xml"
        if listed in archive.NameToInfo and b"encryption-data" in member(archive, listed, _LARGEST_MANIFEST):
            raise LocalDataError(ENCRYPTED)
        reader = _Reader(wanted)
        walk(pieces(archive, "content.xml", MOST_INFLATED), reader.start, reader.end, reader.said)
    if reader.kept is None:
        raise LocalDataError("Ce classeur n’a aucune feuille remplie.")
    name, filling = reader.kept
    return filling.sheet(name, tuple(other for other in reader.names if other != name))


class _Reader:
    """What listens to the content of a workbook."""

    def __init__(self, wanted: str) -> None:
        self.names: list[str] = []
        self.kept: tuple[str, Filling] | None = None
        self._wanted = wanted
        self._filling = Filling()
        self._line = self._column = self._aside = 0
        self._row: list[tuple[int, int, Cell]] = []
        self._repeated_row = 1
        self._attributes: Mapping[str, str] = {}
        self._text: list[str] = []
        self._reading = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Listen to the beginning of an element."""
        if name == "table":
            self.names.append(attributes.get("table:name", ""))
            self._filling, self._line = Filling(), 1
        elif name == "table-row":
            self._row, self._column = [], 0
            self._repeated_row = _repeated(attributes, "table:number-rows-repeated")
        elif name in ("table-cell", "covered-table-cell"):
            self._attributes = attributes
            self._text.clear()
        elif name == "annotation":
            self._aside += 1
        elif name == "p" and not self._aside:
            if self._text:
                self._text.append(" ")
            self._reading = True
        elif name == "s" and self._reading:
            self._text.append(" ")

    def said(self, text: str) -> None:
        """Listen to a text."""
        if self._reading and not self._aside:
            self._text.append(text)

    def end(self, name: str) -> None:
        """Listen to the end of an element."""
        if name == "p":
            self._reading = False
        elif name == "annotation":
            self._aside -= 1
        elif name in ("table-cell", "covered-table-cell"):
            self._end_cell()
        elif name == "table-row":
            self._end_row()
        elif name == "table":
            self._end_table()

    def _end_cell(self) -> None:
        cell, times = self._cell(), _repeated(self._attributes, "table:number-columns-repeated")
        if cell != "":
            self._row.append((self._column, times, cell))
            down = _repeated(self._attributes, "table:number-rows-spanned")
            across = _repeated(self._attributes, "table:number-columns-spanned")
            if max(down, across) > 1:
                self._filling.merge(self._line, self._column, self._line + down - 1, self._column + across - 1)
        self._column += times

    def _end_row(self) -> None:
        cells = sum(times for _, times, _ in self._row)
        if cells > MOST_COLUMNS:
            raise LocalDataError(TOO_WIDE)
        if cells and self._repeated_row > MOST_LINES:
            raise LocalDataError(TOO_LONG)
        if cells * self._repeated_row > MOST_CELLS:
            raise LocalDataError(TOO_MANY_CELLS)
        if cells:
            for line in range(self._line, self._line + self._repeated_row):
                for column, times, cell in self._row:
                    for at in range(column, column + times):
                        self._filling.put(line, at, cell)
        self._line += self._repeated_row

    def _end_table(self) -> None:
        name = self.names[-1]
        if (name == self._wanted) if self._wanted else (self.kept is None and self._filling.rows):
            self.kept = (name, self._filling)

    def _cell(self) -> Cell:
        text, kind = "".join(self._text), self._attributes.get("office:value-type", "")
        if kind == "date":
            try:
                return date.fromisoformat(self._attributes.get("office:date-value", "")[:10])
            except ValueError:
                return text
        if kind not in (*_NUMBERS, "percentage"):
            return text
        try:
            number = float(self._attributes.get("office:value", ""))
        except ValueError:
            return text
        return Percent(round(number * 100, 10)) if kind == "percentage" else number


def _repeated(attributes: Mapping[str, str], name: str) -> int:
    """Read how many times something is there; what is no number is once, and no count passes a hundred million."""
    text = attributes.get(name, "1")
    return max(int(text[:8]), 1) if text.isascii() and text.isdigit() else 1
