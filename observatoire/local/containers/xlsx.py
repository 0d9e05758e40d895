"""XLSX workbooks, read from their XML (ECMA-376, part 1) within bounds; formulas are never computed.

Not with a library: those at hand make room for all the cells between the first and the last one, and a file of two
cells placed at the corners of a sheet would take all memory.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from observatoire.local.bounds import MOST_CELLS, MOST_INFLATED, LocalDataError
from observatoire.local.containers.checks import ABSURD, opened_archive, pieces
from observatoire.local.containers.markup import walk
from observatoire.local.containers.sheets import Cell, Filling, Percent, Sheet

_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_RANGE: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6}):([A-Z]{1,3})([1-9][0-9]{0,6})")
_DAYS: Final = {*range(14, 18), 22, *range(27, 37), *range(50, 59)}
_PERCENTS: Final = {9, 10}
_NOT_SIGNS: Final = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.|General|Standard', re.IGNORECASE)
_LONGEST_STRINGS: Final = 8_000_000
_SMALL: Final = 4_000_000
_LAST_DAY: Final = 2_958_465
"""31 December 9999, counted as workbooks count days."""


@dataclass(slots=True)
class _Book:
    """What the parts beside the sheets say."""

    sheets: list[tuple[str, str, bool]] = field(default_factory=list)
    targets: dict[str, str] = field(default_factory=dict)
    epoch: date = date(1899, 12, 30)
    strings: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)


def read_xlsx(content: bytes, wanted: str = "") -> Sheet:
    """Read a sheet of a workbook: the one named, else the first that holds something and is not hidden.

    Parameters
    ----------
    content : bytes
        Of a file that `checks.kind_of` calls an XLSX workbook.
    wanted : str
        Name of a sheet.

    Raises
    ------
    LocalDataError
        When it is damaged or hostile, or larger than a table is.
    """
    with opened_archive(content) as archive:
        book = _book(archive)
        shown = [name for name, _, hidden in book.sheets if not hidden]
        order = [sheet for sheet in book.sheets if (sheet[0] == wanted if wanted else not sheet[2])]
        for name, relation, _ in order:
            reader = _Reader(book)
            walk(pieces(archive, book.targets.get(relation, ""), MOST_INFLATED), reader.start, reader.end, reader.said)
            if reader.filling.rows or wanted:
                others = tuple(other for other in shown if other != name)
                return reader.filling.sheet(name, others, reader.remarks)
    raise LocalDataError("Ce classeur n’a aucune feuille remplie.")


def _book(archive: zipfile.ZipFile) -> _Book:
    book = _Book()

    def sheet(name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet":
            relation = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            book.sheets.append((attributes.get("name", ""), relation, attributes.get("state", "") != ""
                                and attributes.get("state") != "visible"))  # fmt: skip
        elif name == "workbookPr" and attributes.get("date1904", "0") in ("1", "true"):
            book.epoch = date(1904, 1, 1)

    def relation(name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship":
            target = attributes.get("Target", "")
            book.targets[attributes.get("Id", "")] = target[1:] if target.startswith("/") else f"xl/{target}"

    walk(pieces(archive, "xl/workbook.xml", _SMALL), sheet, _nothing, _nothing)
    walk(pieces(archive, "xl/_rels/workbook.xml.rels", _SMALL), relation, _nothing, _nothing)
    if "xl/styles.xml" in archive.NameToInfo:
        book.kinds = _kinds(archive)
    if "xl/sharedStrings.xml" in archive.NameToInfo:
        book.strings = _strings(archive)
    return book


def _nothing(_: str) -> None:
    return None


def _kinds(archive: zipfile.ZipFile) -> list[str]:
    """Return, by style of cells, whether it shows numbers as "day", "percent" or "" (as they are)."""
    formats: dict[int, str] = {}
    kinds: list[str] = []
    inside = False

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal inside
        if name == "numFmt":
            formats[_whole(attributes.get("numFmtId", "0"))] = _kind_of_format(attributes.get("formatCode", ""))
        elif name == "cellXfs":
            inside = True
        elif name == "xf" and inside:
            number = _whole(attributes.get("numFmtId", "0"))
            usual = "day" if number in _DAYS else "percent" if number in _PERCENTS else ""
            kinds.append(formats.get(number, usual))

    def end(name: str) -> None:
        nonlocal inside
        if name == "cellXfs":
            inside = False

    walk(pieces(archive, "xl/styles.xml", _SMALL), start, end, _nothing)
    return kinds


def _kind_of_format(code: str) -> str:
    signs = _NOT_SIGNS.sub("", code.split(";")[0])
    if "%" in signs:
        return "percent"
    return "day" if re.search(r"[dyjaDYJA]|[mM]{2,}", signs) else ""


def _strings(archive: zipfile.ZipFile) -> list[str]:
    found: list[str] = []
    parts: list[str] = []
    reading = phonetic = False
    size = 0

    def start(name: str, _: Mapping[str, str]) -> None:
        nonlocal reading, phonetic
        if name == "si":
            parts.clear()
        phonetic = phonetic or name == "rPh"
        reading = name == "t" and not phonetic

    def end(name: str) -> None:
        nonlocal reading, phonetic
        reading = False
        if name == "rPh":
            phonetic = False
        if name == "si":
            if len(found) >= MOST_CELLS:
                raise LocalDataError(ABSURD)
            found.append("".join(parts))

    def said(text: str) -> None:
        nonlocal size
        if reading:
            size += len(text)
            if size > _LONGEST_STRINGS:
                raise LocalDataError(ABSURD)
            parts.append(text)

    walk(pieces(archive, "xl/sharedStrings.xml", MOST_INFLATED), start, end, said)
    return found


class _Reader:
    """What listens to a sheet."""

    def __init__(self, book: _Book) -> None:
        self.filling = Filling()
        self._book = book
        self._line = self._column = 0
        self._attributes: Mapping[str, str] = {}
        self._text: list[str] = []
        self._reading = self._formula = self._valued = False
        self._uncomputed = 0

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is to be said of the sheet."""
        if not self._uncomputed:
            return ()
        return (
            "Des formules de ce classeur n’ont pas de résultat enregistré\u202f: elles sont lues comme des cases "
            "vides. Ouvrez-le dans un tableur et enregistrez-le pour qu’il les garde.",
        )

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Listen to the beginning of an element."""
        if name == "c":
            self._begin(attributes)
        elif name in ("v", "t"):
            self._reading = self._valued = True
        elif name == "row":
            self._line = _whole(attributes.get("r", "")) or self._line + 1
            self._column = 0
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._reading = False
        elif name == "mergeCell" and (found := _RANGE.fullmatch(attributes.get("ref", ""))):
            self.filling.merge(int(found[2]), _column(found[1]), int(found[4]), _column(found[3]))

    def _begin(self, attributes: Mapping[str, str]) -> None:
        found = _REFERENCE.fullmatch(attributes.get("r", ""))
        if found:
            self._column, self._line = _column(found[1]), int(found[2])
        self._attributes = attributes
        self._text.clear()
        self._formula = self._valued = False

    def said(self, text: str) -> None:
        """Listen to a text."""
        if self._reading:
            self._text.append(text)

    def end(self, name: str) -> None:
        """Listen to the end of an element."""
        if name in ("v", "t"):
            self._reading = False
        elif name == "c":
            if self._valued:
                self.filling.put(self._line, self._column, self._cell())
            elif self._formula:
                self._uncomputed += 1
            self._column += 1

    def _cell(self) -> Cell:
        text, kind = "".join(self._text), self._attributes.get("t", "n")
        if kind == "s":
            place = _whole(text, otherwise=-1)
            return self._book.strings[place] if 0 <= place < len(self._book.strings) else ""
        if kind == "b":
            return "VRAI" if text == "1" else "FAUX"
        if kind != "n" or not text:
            return text
        try:
            number = float(text)
        except ValueError:
            return text
        return self._shown(number)

    def _shown(self, number: float) -> Cell:
        """Return a number as its style shows it: a day, per cents, or as it is."""
        style = _whole(self._attributes.get("s", "0"))
        kind = self._book.kinds[style] if style < len(self._book.kinds) else ""
        if kind == "day" and 0 < number <= _LAST_DAY - 1_500:
            return self._book.epoch + timedelta(days=int(number))
        return Percent(round(number * 100, 10)) if kind == "percent" else number


def _whole(text: str, otherwise: int = 0) -> int:
    """Read a whole number; what is none is `otherwise`."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else otherwise


def _column(letters: str) -> int:
    """Return the place of a column from 0: "A" is 0, "AA" is 26."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1
