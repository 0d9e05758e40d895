"""Workbooks (xlsx, xls, ods) as producers write them: every cell a text."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import IO, Any

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from loaders.official.containers.bounds import held_whole
from loaders.official.containers.delimited import check_columns
from loaders.official.reading import Unexpected


def names(content: IO[bytes], file: str) -> tuple[str, ...]:
    """Return the names of the sheets.

    Parameters
    ----------
    content
        Of the workbook.
    file : str
        Name to quote.
    """
    return tuple(_workbook(content, file).sheet_names)


def table(content: IO[bytes], columns: Sequence[str] | None, sheet: str | None, skip: int, file: str) -> pd.DataFrame:
    """Return the wanted columns of a sheet, every cell a text, lines that are all empty left out.

    Parameters
    ----------
    content
        Of the workbook.
    columns : sequence of str, optional
        Those wanted; all without it.
    sheet : str, optional
        The first without it.
    skip : int
        Lines above that of the names.
    file : str
        Name to quote.

    Raises
    ------
    Unexpected
        When the sheet or a column is absent, or the workbook cannot be read.
    """
    rows = _rows(content, sheet, file)
    if len(rows) <= skip:
        raise Unexpected(
            f"{file}\u202f: la feuille n’a que {len(rows)} lignes, les noms sont attendus ligne {skip + 1}."
        )
    known = [" ".join(_text(cell).split()) for cell in rows[skip]]
    wanted = list(columns) if columns is not None else [name for name in known if name]
    check_columns(known, wanted, file)
    places = [known.index(name) for name in wanted]
    cells = [[_text(row[place]) for place in places] for row in rows[skip + 1 :]]
    return pd.DataFrame([row for row in cells if any(row)], columns=wanted, dtype="str")


def head(content: IO[bytes], sheet: str | None, lines: int, file: str) -> str:
    """Return the first lines of a sheet, tabs between cells; a line break inside a cell is a space, as in names.

    Parameters
    ----------
    content
        Of the workbook.
    sheet : str, optional
        The first without it.
    lines : int
        How many.
    file : str
        Name to quote.
    """
    rows = _rows(content, sheet, file, lines)
    return "\n".join("\t".join(" ".join(_text(cell).split()) for cell in row) for row in rows)


def _workbook(content: IO[bytes], file: str) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(held_whole(content, file)))
    except CalamineError as error:
        raise Unexpected(f"{file}\u202f: ce classeur ne se lit pas ({error}).") from error


def _rows(content: IO[bytes], sheet: str | None, file: str, lines: int | None = None) -> list[list[Any]]:
    workbook = _workbook(content, file)
    known = workbook.sheet_names
    wanted = sheet if sheet is not None else (known[0] if known else "")
    if wanted not in known:
        raise Unexpected(
            f"{file}\u202f: la feuille «\u00a0{wanted}\u00a0» est absente\u202f; on y trouve {', '.join(known)}."
        )
    try:
        return workbook.get_sheet_by_name(wanted).to_python(skip_empty_area=False, nrows=lines)
    except CalamineError as error:
        raise Unexpected(f"{file}\u202f: la feuille «\u00a0{wanted}\u00a0» ne se lit pas ({error}).") from error


def _text(cell: Any) -> str:
    """Write a cell as a person would read it: a whole number without a point, a day as year-month-day."""
    if isinstance(cell, bool):
        return "VRAI" if cell else "FAUX"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell).strip()
