"""The formats of a table, by name: extension, media type, and the function that writes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from observatoire.exports.formats.csv import RFC4180, SPREADSHEET, csv_bytes, notice_bytes
from observatoire.exports.formats.ods import MIME as ODS_MIME
from observatoire.exports.formats.ods import ods_bytes
from observatoire.exports.formats.parquet import parquet_bytes
from observatoire.exports.formats.xlsx import xlsx_bytes
from observatoire.exports.tables.table import Export


@dataclass(frozen=True, slots=True)
class Format:
    """One format of a table.

    Attributes
    ----------
    label : str
        What a reader chooses.
    extension, mime : str
    variant : str
        Last part of the file's name, where the extension does not tell formats apart.
    write : callable
        From the table to the bytes of its file. Takes up to seconds: call it away from a page's rerun.
    """

    label: str
    extension: str
    mime: str
    write: Callable[[Export], bytes]
    variant: str = ""


FORMATS: Final[dict[str, Format]] = {
    "csv": Format(
        "CSV pour tableur («\u00a0;\u00a0», virgule décimale)", "csv", "text/csv", lambda e: csv_bytes(e, SPREADSHEET)
    ),
    "csv-rfc": Format("CSV pour programmes (RFC 4180)", "csv", "text/csv", lambda e: csv_bytes(e, RFC4180), "rfc4180"),
    "xlsx": Format(
        "Classeur Excel", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_bytes
    ),
    "ods": Format("Classeur LibreOffice", "ods", ODS_MIME, ods_bytes),
    "parquet": Format("Parquet", "parquet", "application/vnd.apache.parquet", parquet_bytes),
    "notice": Format("notice en texte (définition, couverture, sources)", "txt", "text/plain", notice_bytes, "notice"),
}


def table_file(code: str, export: Callable[[], Export]) -> bytes:
    """Return the file of a table that is yet to be made, in the format of that name in `FORMATS`."""
    return FORMATS[code].write(export())
