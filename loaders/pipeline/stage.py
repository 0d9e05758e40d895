"""Sources to staged tables: every producer's table as it is, as text, checked against what we expect of it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from loaders.pipeline.discovery import refuse_twice, results
from loaders.pipeline.sources import Artifacts, Source, verify
from loaders.pipeline.staging import replacing, write_parquet


def stage(sources: dict[str, Source], directory: Path, staged: Path) -> list[str]:
    """Write every staged table, or none.

    Parameters
    ----------
    sources : dict of str to Source
    directory : Path
        `data/sources`.
    staged : Path
        `data/staged`.

    Returns
    -------
    list of str
        One sentence per table.
    """
    for source in sources.values():
        if (directory / source.artifact).is_file():
            verify(source, directory / source.artifact)
    tables: dict[str, pd.DataFrame] = {}
    for module, made in results("stage", Artifacts(sources, directory)):
        refuse_twice(module, made, tables)
        tables |= made
    with replacing(staged) as temporary:
        for name, table in tables.items():
            write_parquet(table, temporary / f"{name}.parquet")
    return [f"{name}: {len(table)} rows." for name, table in tables.items()]
