"""CSV, for spreadsheets and for programs. Why each line repeats its source: docs/decisions/0010.

A CSV has no place for footnotes: lines above the header break the programs that read it, lines below break the
spreadsheets that add them up. So each line ends with its unit, source, licence and link, and all the footnotes are a
text of their own, `notice_bytes`, offered beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from observatoire.exports.tables.table import Column, Export, footnotes
from observatoire.exports.tables.texts import BOM, safe_cell

DECIMALS: Final = 6
"""Numbers are written in full up to the sixth decimal."""
MOST_SOURCES: Final = 4
SEE_NOTES: Final = "voir la notice"
_FORMULA: Final = r"^[=+\-@\t\r]"
_EXPONENT: Final = r"[eE]"


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a CSV is written: separator, decimal mark, and what comes first."""

    delimiter: str
    decimal: str
    start: str


SPREADSHEET: Final = Dialect(";", ",", BOM)
"""What a French spreadsheet opens by a double click."""
RFC4180: Final = Dialect(",", ".", "")
"""What programs read without options."""


def csv_bytes(export: Export, dialect: Dialect = SPREADSHEET) -> bytes:
    """Return a table as CSV: UTF-8, CRLF, one header line; texts that would run as formulas are neutralised.

    The work is done column by column in Arrow, which leaves the other threads of the server free.

    Parameters
    ----------
    export : Export
    dialect : Dialect
        `SPREADSHEET` (semicolons, decimal commas, byte order mark) or `RFC4180` (commas, points).
    """
    constants = [cell for cell in _constants(export) if cell[0] not in {c.name for c in export.columns}]
    columns = [_cells(export, column, dialect) for column in export.columns]
    ends = [_quoted(pa.array([safe_cell(text)], pa.string()), dialect)[0] for _, text in constants]
    names = [column.name for column in export.columns] + [name for name, _ in constants]
    lines = pc.binary_join_element_wise(*columns, *ends, dialect.delimiter).to_pylist()
    return (dialect.start + "\r\n".join([dialect.delimiter.join(names), *lines, ""])).encode("utf-8")


def _cells(export: Export, column: Column, dialect: Dialect) -> pa.StringArray:
    """Return a column as the texts of a CSV: flags as oui or non, missing values empty."""
    cells = export.frame[column.name]
    if column.kind == "text":
        text = pa.array(cells, pa.string(), from_pandas=True).fill_null("")
        formulas = pc.match_substring_regex(text, _FORMULA)
        return _quoted(pc.if_else(formulas, pc.binary_join_element_wise("'", text, ""), text), dialect)
    if column.kind == "flag":
        return pc.if_else(pa.array(cells, pa.bool_()), "oui", "non")
    if column.kind == "number":
        return _numbers(pa.array(cells, pa.float64(), from_pandas=True), dialect)
    return pa.array(cells, pa.int64(), from_pandas=True).cast(pa.string()).fill_null("")


def _numbers(values: pa.DoubleArray, dialect: Dialect) -> pa.StringArray:
    """Write numbers in full, never in powers of ten; an empty text for a missing one."""
    finite = pc.if_else(pc.is_finite(values), values, None)
    texts = pc.round(finite, DECIMALS).cast(pa.string())
    powers = pc.match_substring_regex(texts, _EXPONENT)
    if pc.any(powers).as_py():
        written = [None if x is None else np.format_float_positional(round(x, DECIMALS)) for x in finite.to_pylist()]
        texts = pa.array(written, pa.string())
    whole = pc.replace_substring_regex(texts, r"\.0*$", "")
    return pc.replace_substring(whole, ".", dialect.decimal).fill_null("")


def _quoted(text: pa.StringArray, dialect: Dialect) -> pa.StringArray:
    """Put between quotes the texts that hold a separator, a quote or a line end."""
    odd = pc.match_substring_regex(text, f'[{dialect.delimiter}"\\r\\n]')
    if not pc.any(odd).as_py():
        return text
    doubled = pc.replace_substring(text, '"', '""')
    return pc.if_else(odd, pc.binary_join_element_wise('"', doubled, '"', ""), text)


def _constants(export: Export) -> list[tuple[str, str]]:
    """Return what each line repeats, so that a line pasted elsewhere keeps its source."""
    # A table of all indicators has a dozen sources: its columns' names and its footnotes tell them.
    short = len(export.sources) <= MOST_SOURCES
    return [
        ("titre", export.title),
        ("unite", export.unit),
        ("source", export.citation if short else SEE_NOTES),
        ("licence", export.licence if short else SEE_NOTES),
        ("edition_des_donnees", export.edition),
        ("lien", export.link),
    ]


def notice_bytes(export: Export) -> bytes:
    """Return the footnotes of a table as plain text, its columns described: UTF-8 with byte order mark, CRLF."""
    lines = [f"{label}\u202f: {text}" for label, text in footnotes(export)]
    lines += ["", "Colonnes"]
    for column in export.columns:
        unit = f" ({column.unit})" if column.unit else ""
        lines.append(f"- {column.name}\u202f: {column.label}{unit}. {column.description}".rstrip())
    return (BOM + "\r\n".join([*lines, ""])).encode("utf-8")
