"""Files in producers' published formats, made by hand for the tests, and what is read of them."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
import xlsxwriter

from loaders.official.datasets import reader_of, recognised
from loaders.official.opened import Opened
from loaders.official.reading import Reading, checked


def read(folder: Path, content: bytes, name: str = "fichier") -> Reading:
    """Write a file, recognise it by its content, read it: one data set knows it, and its reading holds."""
    return read_as(folder, content, name)[1]


def read_as(folder: Path, content: bytes, name: str = "fichier") -> tuple[str, Reading]:
    """Do as `read`, and say which data set it is."""
    path = folder / name
    path.write_bytes(content)
    opened = Opened(path)
    (dataset,) = recognised(opened)
    return dataset, checked(reader_of(dataset).read(opened, dataset), name)


def known_as(folder: Path, content: bytes, name: str = "fichier") -> list[str]:
    """Return the data sets that a file may be."""
    path = folder / name
    path.write_bytes(content)
    return list(recognised(Opened(path)))


def cell(reading: Reading, code: str, measure: str, year: int, level: str = "commune") -> tuple[float | None, str]:
    """Return the value and state of one territory, measure and year; no value and "absent" where there is no row."""
    values = reading.values
    at = (values["code"] == code) & (values["measure"] == measure) & (values["year"] == year)
    found = values[at & (values["level"] == level)]
    if found.empty:
        return None, "absent"
    (row,) = found.to_dict("records")
    return (None if pd.isna(row["value"]) else float(row["value"])), str(row["status"])


def workbook(**sheets: Sequence[Sequence[object]]) -> bytes:
    """Return a workbook; an underscore in a sheet's name is a space."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name.replace("_", " "))
            for at, line in enumerate(lines):
                sheet.write_row(at, 0, line)
    return held.getvalue()


def _lines(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def _written(lines: list[list[str]], quoting: int = csv.QUOTE_MINIMAL, delimiter: str = ";") -> str:
    held = io.StringIO()
    csv.writer(held, delimiter=delimiter, quoting=quoting, lineterminator="\r\n").writerows(lines)
    return held.getvalue()


def _parquet(text: str) -> bytes:
    lines = _lines(text)
    held = io.BytesIO()
    pd.DataFrame(lines[1:], columns=lines[0]).to_parquet(held)
    return held.getvalue()


def _records(text: str) -> bytes:
    lines = _lines(text)
    return json.dumps([dict(zip(lines[0], line, strict=True)) for line in lines[1:]]).encode()


SAME: dict[str, Callable[[str], bytes]] = {
    "as published": lambda text: text.encode(),
    "with a mark": lambda text: text.encode("utf-8-sig"),
    "of Windows": lambda text: text.encode("cp1252"),
    "quoted": lambda text: _written(_lines(text), csv.QUOTE_ALL).encode(),
    "columns reversed": lambda text: _written([line[::-1] for line in _lines(text)]).encode(),
    "commas": lambda text: _written(_lines(text), delimiter=",").encode(),
    "compressed": lambda text: gzip.compress(text.encode()),
    "parquet": _parquet,
    "records": _records,
}
"""Ways in which one table is published or kept, from the text of the first."""
