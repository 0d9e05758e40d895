"""The manifest: what an edition is made of, and the sha256 of everything it ships."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from loaders.pipeline.sources import Source, SourceError, sha256_of
from loaders.pipeline.staging import write_parquet

EDITION = "2026.1"
COG = 2026
EPCI_DATE = "2026-01-01"
NAME = "manifest.json"


def build_manifest(prepared: Path, sources: dict[str, Source], artifacts: Path) -> dict[str, Any]:
    """Describe an edition.

    Parameters
    ----------
    prepared : Path
        Directory of the tables.
    sources : dict of str to Source
    artifacts : Path
        Directory of the downloaded packages.

    Returns
    -------
    dict
        `edition`, `cog`, `epci_date`, `sources`, `tables`.
    """
    described = [
        {
            "id": source.id,
            "package": source.package,
            "registry": source.registry,
            "version": source.version,
            "file": source.artifact,
            "files": list(source.files),
            "sha256": source.sha256,
            "bytes": (artifacts / source.artifact).stat().st_size,
            "retrieved": source.retrieved,
            "note": source.note,
        }
        for source in sources.values()
    ]
    paths = sorted(prepared.rglob("*.parquet"))
    tables = {path.relative_to(prepared).as_posix(): describe_table(path) for path in paths}
    return {"edition": EDITION, "cog": COG, "epci_date": EPCI_DATE, "sources": described, "tables": tables}


def describe_table(path: Path) -> dict[str, Any]:
    """Return a table's line of the manifest: rows, columns, bytes, sha256.

    Parameters
    ----------
    path : Path

    Returns
    -------
    dict
    """
    metadata = pq.read_metadata(path)
    return {
        "rows": metadata.num_rows,
        "columns": metadata.num_columns,
        "bytes": path.stat().st_size,
        "sha256": sha256_of(path),
    }


def write_manifest(manifest: dict[str, Any], prepared: Path) -> None:
    """Write the manifest next to the tables.

    Parameters
    ----------
    manifest : dict
    prepared : Path
    """
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=False)
    (prepared / NAME).write_text(text + "\n", encoding="utf-8")


def read_manifest(prepared: Path) -> dict[str, Any]:
    """Read the manifest of a directory of tables.

    Parameters
    ----------
    prepared : Path

    Returns
    -------
    dict
    """
    manifest: dict[str, Any] = json.loads((prepared / NAME).read_text(encoding="utf-8"))
    return manifest


def add_table(name: str, table: pd.DataFrame, prepared: Path, violations: list[str]) -> list[str]:
    """Write a table made from a prepared edition, and its line of the manifest, unless it breaks its contract.

    Parameters
    ----------
    name : str
    table : DataFrame
    prepared : Path
        Holds the other tables and the manifest.
    violations : list of str
        Ways in which it breaks its contract.

    Returns
    -------
    list of str
        One sentence.
    """
    if violations:
        raise SourceError(f"The table {name} breaks its contract:\n" + "\n".join(violations))
    path = prepared / f"{name}.parquet"
    write_parquet(table, path)
    manifest = read_manifest(prepared)
    tables = manifest["tables"] | {path.name: describe_table(path)}
    write_manifest(manifest | {"tables": dict(sorted(tables.items()))}, prepared)
    return [f"{name}: {len(table)} rows, {path.stat().st_size} bytes."]
