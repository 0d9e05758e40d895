"""Parquet files as producers publish them: every cell a text, an absent value an empty one."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import IO, cast

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from loaders.official.containers.bounds import held_whole
from loaders.official.containers.delimited import check_columns
from loaders.official.reading import Unexpected


def header(content: IO[bytes], file: str) -> tuple[str, ...]:
    """Return the names of the columns.

    Parameters
    ----------
    content
        Of the file.
    file : str
        Name to quote.
    """
    return tuple(_opened(content, file).schema_arrow.names)


def tables(content: IO[bytes], columns: Sequence[str] | None, file: str, lines: int) -> Iterator[pd.DataFrame]:
    """Yield the wanted columns, some lines at a time; one empty table where there is no line.

    Parameters
    ----------
    content
        Of the file.
    columns : sequence of str, optional
        Those wanted; all without it.
    file : str
        Name to quote.
    lines : int
        At a time.

    Raises
    ------
    Unexpected
        When a column is absent, or the file cannot be read.
    """
    opened = _opened(content, file)
    known = opened.schema_arrow.names
    wanted = list(known if columns is None else columns)
    check_columns(known, wanted, file)
    given = False
    try:
        for batch in opened.iter_batches(batch_size=lines, columns=wanted):
            given = True
            yield pd.DataFrame({name: _texts(batch.column(name)) for name in wanted})
    except pa.ArrowException as error:
        raise Unexpected(f"{file}\u202f: le fichier ne se lit pas jusqu’au bout ({error}).") from error
    if not given:
        yield pd.DataFrame({name: pd.Series(dtype="str") for name in wanted})


def _opened(content: IO[bytes], file: str) -> pq.ParquetFile:
    # A file of the disk is read where it is; a member of an archive, whole.
    held = content if hasattr(content, "fileno") and content.seekable() else io.BytesIO(held_whole(content, file))
    try:
        return pq.ParquetFile(held)
    except (pa.ArrowException, OSError) as error:
        raise Unexpected(f"{file}\u202f: ce fichier Parquet ne se lit pas ({error}).") from error


def _texts(column: pa.Array) -> pd.Series:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    return cast("pd.Series", column.cast(pa.string()).fill_null("").to_pandas().astype("str"))
