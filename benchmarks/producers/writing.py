"""Writing one producer's file at full size: territories crossed with years and kinds, in the form that is published."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import IO, Any, cast

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq

from loaders.official.values import DISTRICTS
from observatoire.model.store import open_store

LINES = 400_000
"""Made at a time."""
Texts = npt.NDArray[Any]
Cells = Callable[["Lines"], Any] | str


@dataclass(frozen=True)
class Lines:
    """Some lines of a file: each has its territory, and one value of each thing that is crossed.

    Attributes
    ----------
    codes : array of str
    people : array of float
        Of the territory.
    picked : mapping of str to array of int
        Place of each line's value among those of `crossed`.
    crossed : mapping of str to sequence
        Texts, or tuples of them that go together.
    """

    codes: Texts
    people: npt.NDArray[np.float64]
    picked: Mapping[str, npt.NDArray[np.intp]]
    crossed: Mapping[str, Sequence[Any]]

    def of(self, name: str, part: int | None = None) -> Texts:
        """Return the value of each line; of tuples, one part."""
        known = [value if part is None else value[part] for value in self.crossed[name]]
        return np.array(known, dtype=object)[self.picked[name]]


def at(name: str, part: int | None = None) -> Cells:
    """Return cells that say a value of what is crossed."""
    return lambda lines: lines.of(name, part)


def share(of_people: float) -> Cells:
    """Return cells that count so many of the inhabitants."""
    return lambda lines: np.round(lines.people * of_people).astype(np.int64)


def exactly(value: float) -> Cells:
    """Return cells of one number."""
    return lambda lines: np.full(len(lines.codes), value)


def code(lines: Lines) -> Texts:
    """Return the codes of the territories."""
    return lines.codes


@dataclass(frozen=True)
class Layout:
    """A file.

    Attributes
    ----------
    name : str
        Under which it is kept; its ending says the form: csv, csv.gz, parquet, json, zip (of a csv).
    columns : mapping of str to Cells
        A text stands in all lines.
    places : str
        A key of `territories`.
    crossed : mapping of str to sequence
        Years and kinds: each territory has a line for each combination.
    kept : callable, optional
        Which lines are written.
    by_people : float
        Lines for each inhabitant, one for each thing counted; 0 where each territory has one.
    separator : str
    """

    name: str
    columns: Mapping[str, Cells]
    places: str = "communes"
    crossed: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    kept: Callable[[Lines], npt.NDArray[np.bool_]] | None = None
    by_people: float = 0.0
    separator: str = ";"


@cache
def territories(kind: str) -> tuple[Texts, npt.NDArray[np.float64]]:
    """Return codes and inhabitants: of a level; "districts" has arrondissements in place of their cities."""
    store = open_store()
    if kind not in ("communes", "districts", "both"):
        frame = store.level(cast(Any, kind))
        people = frame["population"].to_numpy(dtype=np.float64)
        return frame["code"].to_numpy(dtype=object), np.maximum(np.nan_to_num(people), 1)
    frame = store.level("commune")[["code", "population"]]
    cities = frame.set_index("code")["population"]
    districts = pd.DataFrame(
        [(one, cities[city] / len(of)) for city, of in DISTRICTS.items() for one in of], columns=["code", "population"]
    )
    if kind == "districts":
        frame = pd.concat([frame[~frame["code"].isin(DISTRICTS)], districts])
    elif kind == "both":
        frame = pd.concat([frame, districts])
    frame = frame.sort_values("code")
    people = np.maximum(frame["population"].fillna(1).to_numpy(dtype=np.float64), 1)
    return frame["code"].to_numpy(dtype=object), people


def lines_of(layout: Layout) -> Iterator[Lines]:
    """Yield the lines, all those of a territory together, as producers sort them."""
    codes, people = territories(layout.places)
    sizes = [len(values) for values in layout.crossed.values()]
    each = int(np.prod(sizes)) if sizes else 1
    combinations = dict(zip(layout.crossed, np.indices(sizes).reshape(len(sizes), -1), strict=True)) if sizes else {}
    step = max(1, LINES // each)
    for start in range(0, len(codes), step):
        some = slice(start, start + step)
        times = np.maximum(people[some] * layout.by_people, 1).astype(int) if layout.by_people else each
        lines = Lines(
            np.repeat(codes[some], times),
            np.repeat(people[some], times),
            {name: np.tile(places, len(codes[some])) for name, places in combinations.items()},
            layout.crossed,
        )
        yield lines if layout.kept is None else _only(lines, layout.kept(lines))


def _only(lines: Lines, kept: npt.NDArray[np.bool_]) -> Lines:
    picked = {name: places[kept] for name, places in lines.picked.items()}
    return Lines(lines.codes[kept], lines.people[kept], picked, lines.crossed)


def table_of(layout: Layout, lines: Lines) -> pa.Table:
    """Return lines as a table, in the order of the columns."""
    columns: dict[str, Any] = {}
    for name, cells in layout.columns.items():
        columns[name] = pa.repeat(pa.scalar(cells), len(lines.codes)) if isinstance(cells, str) else cells(lines)
    return pa.table(columns)


def write_layout(folder: Path, layout: Layout) -> int:
    """Write a file in its form; return its number of lines."""
    path = folder / layout.name
    unfinished = path.with_name(f"{path.name}.part")
    if path.suffix == ".parquet":
        lines = _parquet(unfinished, layout)
    elif path.suffix == ".json":
        records = [record for part in lines_of(layout) for record in table_of(layout, part).to_pylist()]
        unfinished.write_text(json.dumps(records), encoding="utf-8")
        lines = len(records)
    elif path.suffix == ".zip":
        packed = zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        with packed as archive, archive.open(f"{path.stem}.csv", "w", force_zip64=True) as held:
            lines = write_delimited(cast("IO[bytes]", held), layout)
    else:
        opening = gzip.open if path.suffix == ".gz" else open
        with opening(unfinished, "wb") as content:
            lines = write_delimited(cast("IO[bytes]", content), layout)
    unfinished.replace(path)
    return lines


def write_delimited(content: IO[bytes], layout: Layout, *, names: bool = True) -> int:
    """Write a text, under the names of its columns or after lines that are there; return its number of lines.

    Parameters
    ----------
    content
        Written to.
    layout : Layout
    names : bool
        Whether the first line names the columns.
    """
    options = arrow_csv.WriteOptions(delimiter=layout.separator, include_header=False, quoting_style="none")
    if names:
        content.write((layout.separator.join(layout.columns) + "\n").encode())
    count = 0
    for lines in lines_of(layout):
        table = table_of(layout, lines)
        held = io.BytesIO()
        arrow_csv.write_csv(table, held, options)
        content.write(held.getbuffer())
        count += len(table)
    return count


def _parquet(path: Path, layout: Layout) -> int:
    writer, count = None, 0
    for lines in lines_of(layout):
        table = table_of(layout, lines)
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
        count += len(table)
    if writer:
        writer.close()
    return count


def workbook_of(sheets: Mapping[str, tuple[Sequence[Sequence[str]], Layout]]) -> tuple[bytes, int]:
    """Return a workbook, each sheet with some lines of titles above a layout's, and its number of lines."""
    held, count = io.BytesIO(), 0
    options = {"options": {"constant_memory": True}}
    with pd.ExcelWriter(held, engine="xlsxwriter", engine_kwargs=options) as book:
        for name, (titles, layout) in sheets.items():
            sheet = cast(Any, book).book.add_worksheet(name)
            above = [*titles, list(layout.columns)]
            for place, line in enumerate(above):
                sheet.write_row(place, 0, line)
            place = len(above)
            for lines in lines_of(layout):
                for row in zip(*(column.to_pylist() for column in table_of(layout, lines).columns), strict=True):
                    sheet.write_row(place, 0, row)
                    place += 1
            count += place - len(above)
    return held.getvalue(), count


def open_document_of(sheet: str, layout: Layout) -> bytes:
    """Return a workbook of OpenDocument with one sheet."""
    lines = [list(layout.columns)]
    for part in lines_of(layout):
        lines += map(list, zip(*(column.to_pylist() for column in table_of(layout, part).columns), strict=True))
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    rows = "".join(f"<table:table-row>{''.join(map(_open_cell, line))}</table:table-row>" for line in lines)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="{sheet}">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    return held.getvalue()


def _open_cell(value: object) -> str:
    if isinstance(value, str):
        return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
