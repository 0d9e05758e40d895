"""XLSX: a formatted table, typed numbers, and one sheet of footnotes."""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from observatoire.exports.tables.table import Column, Export, bounded, footnotes
from observatoire.exports.tables.texts import is_formula
from observatoire.views.style.tokens import ACCENT, INK, MUTED, RULE, SURFACE

SHEET, NOTES_SHEET = "Tableau", "Notice"
WIDEST: Final = 46
_OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "dd/mm/yyyy",
}
_SAMPLE: Final = 300
"""Rows looked at to choose the width of a column."""


def xlsx_bytes(export: Export) -> bytes:
    """Return a table as a workbook: sheet « Tableau » (header kept in sight, filters), sheet « Notice ».

    Numbers are numbers, in full, shown with the decimals of their column; the program that opens the file writes them
    with its own language's marks. A missing value is an empty cell. A text that begins as a formula does is stored as
    text and marked to stay so when somebody edits it.

    Raises
    ------
    TooLargeError
        When the table has more cells than a workbook bears.
    """
    bounded(export)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, _OPTIONS)
    book.set_properties({"title": export.title, "subject": export.territory, "comments": export.citation})
    _write_table(book, export)
    _write_footnotes(book, export)
    book.close()
    return buffer.getvalue()


def number_format(column: Column) -> str:
    """Return the number format of a column, in the file format's own (English) marks."""
    if column.kind == "year":
        return "0"
    if column.kind == "integer":
        return "#,##0"
    return "#,##0." + "0" * column.decimals if column.decimals else "#,##0"


def _write_table(book: Any, export: Export) -> None:
    sheet: Worksheet = book.add_worksheet(SHEET)
    head = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "bottom", "font_color": INK, "bg_color": SURFACE,
         "bottom": 2, "bottom_color": INK}
    )  # fmt: skip
    right = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "bottom", "align": "right", "font_color": INK, "bg_color": SURFACE,
         "bottom": 2, "bottom_color": INK}
    )  # fmt: skip
    for position, column in enumerate(export.shown):
        sheet.set_column(position, position, _width(export, column))
    sheet.set_row(0, 46)
    for position, column in enumerate(export.shown):
        sheet.write_string(0, position, heading(column), right if column.kind in ("number", "integer") else head)
    writers = [_writer(book, sheet, position, column) for position, column in enumerate(export.shown)]
    cells = [export.frame[column.name].tolist() for column in export.columns]
    for row, line in enumerate(zip(*cells, strict=True), start=1):
        for write, cell in zip(writers, line, strict=True):
            write(row, cell)
    sheet.freeze_panes(1, _name_columns(export))
    if len(export.frame):
        sheet.autofilter(0, 0, len(export.frame), len(export.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer(f"&L{export.title.replace('&', '&&')[:120]}&R&P / &N")


def heading(column: Column) -> str:
    """Return the heading of a column, with its unit."""
    return f"{column.label} ({column.unit})" if column.unit else column.label


def _name_columns(export: Export) -> int:
    """Return how many columns stay in sight on the left: up to the name."""
    names = [column.name for column in export.columns]
    return names.index("nom") + 1 if "nom" in names else 1


def _writer(book: Any, sheet: Worksheet, position: int, column: Column) -> Callable[[int, Any], None]:
    """Return what writes one cell of a column."""
    if column.kind == "text":
        kept: Format = book.add_format({"quote_prefix": True})

        def write_text(row: int, cell: Any) -> None:
            text = str(cell)
            if text:
                sheet.write_string(row, position, text, kept if is_formula(text) else None)

        return write_text
    if column.kind == "flag":
        return lambda row, cell: _ignored(sheet.write_string(row, position, "oui" if cell else "non"))
    look: Format = book.add_format({"num_format": number_format(column)})

    def write_number(row: int, cell: Any) -> None:
        if cell is not None and math.isfinite(cell):
            sheet.write_number(row, position, cell, look)

    return write_number


def _ignored(_: object) -> None:
    """The library answers a status that its own exceptions already tell."""


def _width(export: Export, column: Column) -> float:
    """Return a width in characters that holds most cells; the heading may take three lines."""
    sample = export.frame[column.name].head(_SAMPLE)
    if column.kind == "text":
        longest = max((len(str(cell)) for cell in sample), default=0)
    elif column.kind == "flag":
        longest = 3
    else:
        longest = max((len(f"{cell:,.{column.decimals}f}") for cell in sample if cell == cell), default=0)
    return max(9.0, min(WIDEST, longest + 2), min(18, len(heading(column)) / 2.2 + 2))


def _write_footnotes(book: Any, export: Export) -> None:
    sheet: Worksheet = book.add_worksheet(NOTES_SHEET)
    title = book.add_format({"bold": True, "font_size": 14, "font_color": ACCENT})
    label = book.add_format({"bold": True, "valign": "top", "font_color": MUTED})
    text = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
    head = book.add_format({"bold": True, "bottom": 2, "bottom_color": RULE})
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, export.title, title)
    row = 2
    for name, words in footnotes(export)[1:]:
        sheet.set_row(row, 15.5 * math.ceil(len(words) / 92))
        sheet.write_string(row, 0, name, label)
        sheet.write_string(row, 1, words, text)
        row += 1
    sheet.write_string(row + 1, 0, "Colonne", head)
    sheet.write_string(row + 1, 1, "Ce qu’elle contient", head)
    for at, column in enumerate(export.columns, start=row + 2):
        words = f"{heading(column)}. {column.description}".strip()
        sheet.set_row(at, 15.5 * math.ceil(len(words) / 92))
        sheet.write_string(at, 0, column.name, label)
        sheet.write_string(at, 1, words, text)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
