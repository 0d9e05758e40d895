"""From a visitor's table to figures by territory and year, and a report that leaves no line of it unaccounted for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict

from observatoire.local.bounds import MOST_CELLS, MOST_VALUES, LocalDataError
from observatoire.local.cells import Cells
from observatoire.local.containers.sheets import TOO_MANY_CELLS, Cell, Row, Sheet
from observatoire.local.joining import joined_codes
from observatoire.local.layout import Column, Layout, layout_of
from observatoire.local.matching import Places, is_total
from observatoire.local.report import MOST_REMARKS, Choices, Kind, Reading, Remark, Series
from observatoire.local.values import Mark, Read, mark_of, read_value, read_year, spans_two_years, why_no_number


def read_figures(sheet: Sheet, places: Places, choices: Choices | None = None) -> Reading:
    """Read the figures of a table.

    Parameters
    ----------
    sheet : Sheet
        As it was opened.
    places : Places
        What knows codes and names.
    choices : Choices, optional
        What the visitor decided.

    Raises
    ------
    LocalDataError
        When it is no table of territories, or has more figures than a local file may.
    """
    return _Reader(sheet, places, choices or Choices()).read()


class _Reader:
    def __init__(self, sheet: Sheet, places: Places, choices: Choices) -> None:
        sheet = joined_codes(sheet, places)
        self._sheet, self._places, self._choices = sheet, places, choices
        self._layout: Layout = layout_of(sheet, places)
        self._remarks: list[Remark] = []
        self._counts: Counter[str] = Counter()
        self._proposed: dict[str, tuple[str, ...]] = {}
        self._how: Counter[str] = Counter()
        self._said = list(sheet.remarks)
        self._merged: set[str] = set()
        self._two_years = False
        self._covered = _covered(sheet)

    def read(self) -> Reading:
        years = self._layout.one("year")
        own_years = years is not None or any(column.year for column in self._layout.figures)
        needs_year = not own_years and self._choices.year is None
        rows = self._territories()
        series = () if needs_year else self._series(rows, years)
        self._say(series)
        return Reading(
            series=series,
            remarks=tuple(sorted(self._remarks, key=lambda remark: remark.line)),
            counts=dict(self._counts),
            proposed=self._proposed,
            said=tuple(self._said),
            lines=len(self._layout.rows),
            needs_year=needs_year,
        )

    def _remark(self, line: int, kind: Kind, text: str) -> None:
        self._counts[kind] += 1
        if len(self._remarks) < MOST_REMARKS:
            self._remarks.append(Remark(line, kind, text))

    def _territories(self) -> list[tuple[Row, str]]:
        """Return the rows whose territory is known, each with it."""
        code, name = self._layout.one("code"), self._layout.one("name")
        found: list[tuple[Row, str]] = []
        filled: dict[int, Cell] = {}
        for row in self._layout.rows:
            own = {column.at: self._down(row, column.at, filled) for column in (code, name) if column}
            if any(is_total(cell) for cell in (*own.values(), row.cell(0))):
                self._remark(row.line, "total", "Ligne de total\u202f: elle n’est pas un territoire, elle est laissée.")
                continue
            identifier = self._of_code(row, own[code.at]) if code and own[code.at] != "" else ""
            if identifier and name and self._contradicts(row, identifier, own[name.at]):
                continue
            if not code and name:
                identifier = self._of_name(row, own[name.at])
            elif code and own[code.at] == "" and any(row.cell(column.at) != "" for column in self._layout.figures):
                self._remark(row.line, "code", "Aucun code sur cette ligne\u202f: ses chiffres ne sont pas lus.")
            if identifier:
                found.append((row, identifier))
        return [(row, place) for row, place in found if self._is_whole(row, place)]

    def _is_whole(self, row: Row, place: str) -> bool:
        """Tell whether a line is surely about today's commune: beside one of its former communes, it may be older."""
        if place not in self._merged:
            return True
        self._remark(
            row.line, "former",
            f"{place} est sur une ligne, et une de ses anciennes communes sur une autre\u202f: son chiffre date "
            "peut-être d’avant leur réunion, il est laissé de côté.",
        )  # fmt: skip
        return False

    def _down(self, row: Row, at: int, filled: dict[int, Cell]) -> Cell:
        """Return a cell; where it is covered by a merged one above, that one."""
        cell = row.cell(at)
        if cell == "" and (row.line, at) in self._covered:
            return filled.get(at, "")
        filled[at] = cell
        return cell

    def _of_code(self, row: Row, cell: Cell) -> str:
        found, shown = self._places.code(cell), _quoted(cell)
        self._how[found.how] += 1
        if found.how == "unknown":
            self._remark(row.line, "code", f"Code {shown} inconnu au COG 2026\u202f: ligne laissée de côté.")
            return ""
        if found.how == "former":
            self._merged.add(found.id)
            self._remark(
                row.line, "former",
                f"Code {shown}\u202f: ancienne commune, aujourd’hui dans {found.id}\u202f; son chiffre n’est pas celui "
                "de la nouvelle, ligne laissée de côté.",
            )  # fmt: skip
            return ""
        if found.how == "district":
            self._remark(row.line, "former", f"Code {shown}\u202f: arrondissement de {found.id}, qui n’est pas un "
                         "territoire de l’observatoire\u202f; ligne laissée de côté.")  # fmt: skip
            return ""
        if found.how == "renumbered":
            self._remark(row.line, "code", f"Code {shown}\u202f: la commune a changé de code, lue comme {found.id}.")
        return found.id

    def _contradicts(self, row: Row, place: str, cell: Cell) -> bool:
        """Tell whether the name of a line is exactly that of other territories: its code may have slipped by a row."""
        named = self._places.named(cell) if isinstance(cell, str) else ()
        if not named or place in named:
            return False
        self._remark(
            row.line, "code",
            f"Le code est celui de {place}, le nom {_quoted(cell)} d’un autre territoire\u202f: ligne laissée de côté.",
        )  # fmt: skip
        return True

    def _of_name(self, row: Row, cell: Cell) -> str:
        if not isinstance(cell, str) or not cell:
            if any(row.cell(column.at) != "" for column in self._layout.figures):
                self._remark(row.line, "name", "Aucun nom sur cette ligne\u202f: ses chiffres ne sont pas lus.")
            return ""
        if chosen := self._choices.names.get(cell):
            return chosen
        if cell not in self._proposed:
            self._proposed[cell] = self._places.named(cell)
        if not self._proposed[cell]:
            self._remark(row.line, "name", f"Nom {_quoted(cell)} inconnu\u202f: mettez le code Insee à la place.")
        return ""

    def _series(self, rows: list[tuple[Row, str]], years: Column | None) -> tuple[Series, ...]:
        dated = [(row, place, self._year(row, years)) for row, place in rows]
        by_name: dict[str, list[Column]] = defaultdict(list)
        for column in self._layout.figures:
            by_name[column.name].append(column)
        found = []
        for name, columns in by_name.items():
            cells: dict[tuple[str, int], Read] = {}
            twice: set[tuple[str, int]] = set()
            for column in columns:
                mark = self._mark(column)
                for row, place, year in dated:
                    if when := column.year or year:
                        self._put(cells, twice, (place, when), row, column, mark)
            for key in twice:
                cells.pop(key, None)
            found.append(self._made(name, cells))
        if sum(len(one.cells) for one in found) > MOST_VALUES:
            raise LocalDataError("Ce tableau a plus de 60\u202f000 chiffres\u202f: apportez-le en plusieurs fois.")
        return tuple(found)

    def _made(self, name: str, cells: dict[tuple[str, int], Read]) -> Series:
        percents = sum(read.percent for read in cells.values())
        if 0 < percents < sum(read.status == "value" for read in cells.values()):
            self._said.append(
                f"«\u00a0{name}\u00a0»\u202f: des chiffres avec «\u00a0%\u00a0» et d’autres sans\u202f; tous sont "
                "lus comme ils sont écrits."
            )
        return Series(name, Cells.of(cells), 2 * percents > len(cells))

    def _mark(self, column: Column) -> Mark:
        mark, supposed = mark_of(row.cell(column.at) for row in self._layout.rows)
        if self._choices.mark:
            return self._choices.mark
        if supposed:
            self._said.append(
                f"«\u00a0{column.name}\u00a0»\u202f: «\u00a01.234\u00a0» est lu comme mille deux cent trente-quatre, "
                "et «\u00a01,234\u00a0» comme un nombre à virgule\u202f; changez-le si ce n’est pas ce qui est écrit."
            )
        return mark

    def _year(self, row: Row, years: Column | None) -> int | None:
        if years is None:
            return self._choices.year
        cell = row.cell(years.at)
        year = read_year(cell)
        if year is None and any(row.cell(column.at) != "" for column in self._layout.figures):
            told = f"Année {_quoted(cell)} illisible" if cell != "" else "Aucune année"
            self._remark(row.line, "year", f"{told}\u202f: ligne laissée de côté.")
        self._two_years = self._two_years or spans_two_years(cell)
        return year

    def _put(
        self,
        cells: dict[tuple[str, int], Read],
        twice: set[tuple[str, int]],
        key: tuple[str, int],
        row: Row,
        column: Column,
        mark: Mark,
    ) -> None:
        cell = row.cell(column.at)
        if (row.line, column.at) in self._covered:
            self._remark(row.line, "merged", f"«\u00a0{column.name}\u00a0»\u202f: case fusionnée avec d’autres lignes, "
                         "un chiffre pour plusieurs territoires n’est celui d’aucun.")  # fmt: skip
            return
        if cell == "":
            return
        read = read_value(cell, mark)
        if read.status is None:
            self._remark(
                row.line, "figure", f"«\u00a0{column.name}\u00a0»\u202f: {_quoted(cell)} {why_no_number(cell)}"
            )
            return
        if key in cells and not _same(cells[key], read):
            twice.add(key)
        if key in twice:
            self._remark(row.line, "twice", f"«\u00a0{column.name}\u00a0»\u202f: {key[0]} a plusieurs chiffres pour "
                         f"{key[1]}\u202f; aucun n’est retenu.")  # fmt: skip
        cells[key] = read

    def _say(self, series: tuple[Series, ...]) -> None:
        if self._sheet.others:
            others = ", ".join(f"«\u00a0{name}\u00a0»" for name in self._sheet.others[:6])
            self._said.append(
                f"Feuille lue\u202f: «\u00a0{self._sheet.name}\u00a0»\u202f; les autres ne le sont pas\u202f: {others}."
            )
        if zeros := self._how["zero"]:
            self._said.append(f"Codes auxquels un tableur avait ôté leur zéro, rétablis\u202f: {zeros}.")
        if self._two_years:
            self._said.append("Une période de deux années («\u00a02022-2023\u00a0») est lue comme la seconde.")
        left = [column.name for column in self._layout.columns if column.role == "other"]
        if left:
            names = ", ".join(f"«\u00a0{name}\u00a0»" for name in left[:8])
            self._said.append(f"Colonnes laissées de côté, sans chiffres\u202f: {names}.")
        if self._layout.one("year") is None and self._choices.year is None and series:
            dateless = [column.name for column in self._layout.figures if not column.year]
            if dateless:
                names = ", ".join(f"«\u00a0{name}\u00a0»" for name in dateless[:8])
                self._said.append(f"Colonnes sans année, non lues tant qu’elle n’est pas écrite\u202f: {names}.")
        if any(one.percent for one in series):
            self._said.append("Les chiffres écrits en «\u00a0%\u00a0» sont gardés en pour cent.")


def _covered(sheet: Sheet) -> set[tuple[int, int]]:
    """Return the cells, by line and column, that merged ones of several lines take up, the first ones too."""
    found: set[tuple[int, int]] = set()
    lines = [row.line for row in sheet.rows]
    for line, column, last_line, _ in sheet.merges:
        if last_line > line:
            first, last = bisect_left(lines, line), bisect_right(lines, last_line)
            found.update((each, column) for each in lines[first:last])
        if len(found) > MOST_CELLS:
            raise LocalDataError(TOO_MANY_CELLS)
    return found


def _same(one: Read, other: Read) -> bool:
    return one.status == other.status and (one.status != "value" or one.value == other.value)


def _quoted(cell: Cell) -> str:
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    return f"«\u00a0{text[:40]}\u00a0»"
