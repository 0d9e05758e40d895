"""The rules every staged table obeys: declared columns in declared order, codes as text, nothing computed."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from loaders.pipeline.sources import SourceError

CODE = r"\d[\dAB]\d{3}"
SIREN = r"\d{9}"
WHOLE = r"\d+"
ANY = r"(?s:.+)"


@dataclass(frozen=True, slots=True)
class Form:
    """What we expect of one column: its values match `pattern`; absent values only if `optional`."""

    pattern: str = ANY
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Expected:
    """What we expect of one table of a producer.

    Attributes
    ----------
    columns : mapping of str to Form
        The columns that are kept, in the producer's order; others are ignored.
    rows : int
        How many rows the pinned version has: fewer means a truncated file.
    key : tuple of str
        Columns that identify a row.
    """

    columns: Mapping[str, Form]
    rows: int
    key: tuple[str, ...]


def conform(raw: pd.DataFrame, expected: Expected, file: str, *, ordered: bool = True) -> pd.DataFrame:
    """Keep the expected columns of a table as text, or stop and say what is wrong with which file.

    Parameters
    ----------
    raw : DataFrame
        What was read; every value text or missing.
    expected : Expected
    file : str
        Name to quote.
    ordered : bool
        Whether columns must come in the declared order (false for JSON, whose keys have none).

    Returns
    -------
    DataFrame
        Sorted by the key.
    """
    check_columns(list(raw.columns), list(expected.columns), file, ordered)
    if len(raw) != expected.rows:
        raise SourceError(f"{file}: {len(raw)} rows, expected {expected.rows} (a truncated or different file).")
    table = raw[list(expected.columns)].astype("str")
    for name, form in expected.columns.items():
        _check_values(table[name], form, file)
    key = list(expected.key)
    repeated = table.loc[table.duplicated(key), key]
    if len(repeated):
        raise SourceError(f"{file}: column {'+'.join(key)} repeats {tuple(repeated.iloc[0])}, expected unique rows.")
    return table.sort_values(key, ignore_index=True)


def check_columns(found: list[str], wanted: list[str], file: str, ordered: bool) -> None:
    """Stop when a wanted column is absent, or out of order where order matters.

    Parameters
    ----------
    found, wanted : list of str
    file : str
        Name to quote.
    ordered : bool
        Whether the wanted columns must come in their order.
    """
    for name in wanted:
        if name not in found:
            listed = ", ".join(map(str, found[:12]))
            raise SourceError(f"{file}: column {name!r} is absent, expected it among {listed}…")
    positions = [found.index(name) for name in wanted]
    if ordered and positions != sorted(positions):
        first = next(i for i in range(1, len(positions)) if positions[i] < positions[i - 1])
        raise SourceError(f"{file}: column {wanted[first]!r} comes before {wanted[first - 1]!r}, expected it after.")


def _check_values(values: pd.Series[str], form: Form, file: str) -> None:
    missing = values.isna()
    if missing.any() and not form.optional:
        raise SourceError(f"{file}: column {values.name!r} has {int(missing.sum())} empty cells, expected none.")
    present = values[~missing]
    wrong = present[~present.str.fullmatch(form.pattern)]
    if len(wrong):
        raise SourceError(
            f"{file}: column {values.name!r} holds {wrong.iloc[0]!r} ({len(wrong)} such cells), "
            f"expected the form {form.pattern}."
        )


def write_parquet(table: pd.DataFrame, path: Path) -> None:
    """Write a table so that the same content always gives the same bytes.

    Parameters
    ----------
    table : DataFrame
        Its index is not written.
    path : Path
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # The pandas description names library versions, which would make two builds differ: leave it out.
    arrow = pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(None)
    pq.write_table(arrow, path, compression="zstd", compression_level=15)


@contextmanager
def replacing(directory: Path) -> Iterator[Path]:
    """Give a temporary directory whose files are moved into `directory` only if all went well.

    Parameters
    ----------
    directory : Path
        Final place. Files already there stay untouched when the block raises.

    Yields
    ------
    Path
        Where to write.
    """
    directory.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=".building-", dir=directory.parent))
    try:
        yield temporary
        for path in sorted(item for item in temporary.rglob("*") if item.is_file()):
            target = directory / path.relative_to(temporary)
            target.parent.mkdir(parents=True, exist_ok=True)
            path.replace(target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
