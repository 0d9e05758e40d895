"""Delimited texts as producers write them: encoding and separator found by looking, every cell a text."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO

import pandas as pd
import pyarrow as pa
import pyarrow.csv as arrow_csv

from loaders.official.reading import Unexpected

LINES = 400_000
"""Read at a time."""
_LOOKED_AT = 4_000_000
_SIGNS = 4_000
_BLOCK = 16_000_000
"""Bytes read at a time."""
_SEPARATORS = ";,\t|"


@dataclass(frozen=True)
class Layout:
    """What is wanted of a text: columns, lines above that of the names, encoding where it is known."""

    columns: Sequence[str] | None = None
    skip: int = 0
    encoding: str | None = None


def encoding_of(start: bytes) -> str:
    """Return the encoding of a text by its beginning: UTF-8, UTF-16 with its mark, else that of Windows or Latin-1."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)  # a letter cut at the end is no fault
    except UnicodeDecodeError:
        # These five bytes are no letter of Windows; in Latin-1 they are at least something.
        return "latin-1" if set(start) & {0x81, 0x8D, 0x8F, 0x90, 0x9D} else "cp1252"
    return "utf-8-sig"


def separator_of(line: str) -> str:
    """Return what parts the names of a line: the sign that makes most cells of it, quotes understood."""
    return max(_SEPARATORS, key=lambda sign: len(_cells(line, sign)))


def _cells(line: str, separator: str) -> list[str]:
    return [cell.strip() for cell in next(csv.reader([line], delimiter=separator), [])]


def head(content: IO[bytes], lines: int) -> str:
    """Return the first lines of a text."""
    start = content.read(_LOOKED_AT)
    return "\n".join(start.decode(encoding_of(start), errors="replace").splitlines()[:lines])


def header(content: IO[bytes], file: str) -> tuple[str, ...]:
    """Return the names of the columns in the first line.

    Parameters
    ----------
    content
        From its beginning.
    file : str
        Name to quote.
    """
    start = content.read(_LOOKED_AT)
    line = _line(start, encoding_of(start), 0, file)
    return tuple(_cells(line, separator_of(line)))


def tables(content: IO[bytes], layout: Layout, file: str, lines: int) -> Iterator[pd.DataFrame]:
    """Yield the wanted columns of a text, some lines at a time; one empty table where it has no line.

    Parameters
    ----------
    content
        From its beginning.
    layout : Layout
        What is wanted.
    file : str
        Name to quote.
    lines : int
        At a time.

    Raises
    ------
    Unexpected
        When a column is absent or there twice, a line is cut, or the encoding changes on the way.
    """
    for batch in batches(content, layout, file):
        for start in range(0, max(len(batch), 1), lines):
            yield batch.slice(start, lines).to_pandas().astype("str")


def batches(content: IO[bytes], layout: Layout, file: str) -> Iterator[pa.RecordBatch]:
    """Yield what `tables` does, as Arrow has it: what to ask for where most lines are not kept.

    Parameters
    ----------
    content, layout, file
        As `tables` takes them.
    """
    start = content.read(_LOOKED_AT)
    encoding = layout.encoding or encoding_of(start)
    line = _line(start, encoding, layout.skip, file)
    names = _cells(line, separator_of(line))
    wanted = list(names if layout.columns is None else layout.columns)
    check_columns(names, wanted, file)
    places = [str(names.index(name)) for name in wanted]
    numbered = [str(place) for place in range(len(names))]
    try:
        reader = arrow_csv.open_csv(
            pa.PythonFile(Rewound(start, content), mode="r"),
            arrow_csv.ReadOptions(
                column_names=numbered,
                skip_rows=layout.skip + 1,
                encoding=encoding.removesuffix("-sig"),
                block_size=_BLOCK,
                use_threads=False,
            ),
            arrow_csv.ParseOptions(delimiter=separator_of(line), newlines_in_values=True),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(places, pa.string()), include_columns=places, strings_can_be_null=False
            ),
        )
        given = False
        for batch in reader:
            given = True
            yield batch.rename_columns(wanted)
        if not given:
            yield _no_line(wanted)
    except pa.ArrowInvalid as error:
        if "Empty CSV" in str(error):
            yield _no_line(wanted)
            return
        raise Unexpected(f"{file}\u202f: le texte ne se lit pas jusqu’au bout ({error}).") from error
    except UnicodeDecodeError as error:
        raise Unexpected(f"{file}\u202f: ce texte n’est pas dans l’encodage attendu ({error}).") from error


def _no_line(wanted: Sequence[str]) -> pa.RecordBatch:
    """Return the table of names that have no line under them."""
    return pa.RecordBatch.from_pydict({name: pa.array([], pa.string()) for name in wanted})


def check_columns(names: Sequence[str], wanted: Sequence[str], file: str) -> None:
    """Refuse a table that lacks a wanted column, or has it twice.

    Parameters
    ----------
    names, wanted : sequence of str
        Columns that the table has, and those that it must have.
    file : str
        Name to quote.

    Raises
    ------
    Unexpected
        With the first column that is absent or repeated.
    """
    for name in wanted:
        if name not in names:
            known = ", ".join(list(names)[:12])
            raise Unexpected(f"{file}\u202f: la colonne «\u00a0{name}\u00a0» est absente\u202f; on y trouve {known}.")
        if list(names).count(name) > 1:
            raise Unexpected(f"{file}\u202f: la colonne «\u00a0{name}\u00a0» y est deux fois.")


def _line(start: bytes, encoding: str, skip: int, file: str) -> str:
    """Return the line of the names, under those to skip."""
    text = start.decode(encoding, errors="replace")
    if "\x00" in text[:_SIGNS]:
        raise Unexpected(f"{file}\u202f: ce n’est ni un texte ni un classeur connu.")
    lines = text.splitlines()
    if len(lines) <= skip:
        raise Unexpected(f"{file}\u202f: {len(lines)} lignes, les noms sont attendus ligne {skip + 1}.")
    return lines[skip]


class Rewound(io.RawIOBase):
    """A content of which the beginning was read already, from its beginning again."""

    def __init__(self, start: bytes, content: IO[bytes]) -> None:
        self._start, self._content = start, content

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Read some bytes; all of what is left without a size."""
        if not self._start:
            return self._content.read(size)
        text = self._start if size < 0 else self._start[:size]
        self._start = self._start[len(text) :]
        return text + (self._content.read() if size < 0 else b"")
