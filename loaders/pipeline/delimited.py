"""Reading a producer's delimited text, compressed or not: UTF-8, the wanted columns, every cell a text."""

from __future__ import annotations

import io
import lzma
from collections.abc import Iterable

import pandas as pd

from loaders.pipeline.sources import SourceError
from loaders.pipeline.staging import Expected


def delimited(content: bytes, wanted: Iterable[str], file: str, separator: str = ",") -> pd.DataFrame:
    """Read the wanted columns of a delimited text; those that are absent are left to `conform` to report.

    Parameters
    ----------
    content : bytes
    wanted : iterable of str
        Names of the columns to keep.
    file : str
        Name to quote when the text cannot be read.
    separator : str

    Returns
    -------
    DataFrame
        All texts, columns in the file's order; an empty cell is missing.
    """
    columns = set(wanted)
    try:
        return pd.read_csv(
            io.BytesIO(content),
            sep=separator,
            dtype=str,
            encoding="utf-8",
            usecols=lambda name: name in columns,
            keep_default_na=False,
            na_values=[""],
        )
    except UnicodeDecodeError as error:
        raise SourceError(f"{file}: expected a text in UTF-8, found another encoding ({error}).") from error
    except (ValueError, pd.errors.ParserError) as error:
        raise SourceError(f"{file}: expected a readable table separated by {separator!r} ({error}).") from error


def compressed_csv(content: bytes, expected: Expected, file: str) -> pd.DataFrame:
    r"""Read the expected columns of an LZMA-compressed CSV, where `\N` marks an absent value.

    Parameters
    ----------
    content : bytes
    expected : Expected
    file : str
        Name to quote when it cannot be decompressed.

    Returns
    -------
    DataFrame
        All texts, columns in the file's order.
    """
    try:
        text = lzma.decompress(content)
    except (lzma.LZMAError, EOFError) as error:
        raise SourceError(f"{file}: expected a whole LZMA file, found a truncated one ({error}).") from error
    return pd.read_csv(
        io.BytesIO(text),
        dtype=str,
        usecols=lambda name: name in expected.columns,
        keep_default_na=False,
        na_values=["\\N", ""],
    )
