"""Every measure of the edition by commune and year, from all the producers' modules."""

from __future__ import annotations

from loaders.pipeline.discovery import refuse_twice, results
from loaders.pipeline.inputs import Inputs
from loaders.pipeline.remarks import MeasureColumn, MeasureColumns
from loaders.pipeline.sources import SourceError
from observatoire.model.catalog import load_catalog


def build_measures(inputs: Inputs) -> dict[tuple[str, int], MeasureColumn]:
    """Ask every module for its columns, and lay them side by side.

    Parameters
    ----------
    inputs : Inputs

    Returns
    -------
    dict of (str, int) to MeasureColumn
        By measure and year. The columns of a module stay together; modules come in the order in which
        `measures.toml` declares the first of their measures, whatever the names of their files.
    """
    rank = {measure: place for place, measure in enumerate(load_catalog().measures)}
    blocks: list[tuple[int, MeasureColumns]] = []
    made: dict[tuple[str, int], MeasureColumn] = {}
    for module, columns in results("prepare", inputs):
        undeclared = sorted({measure for measure, _ in columns} - set(rank))
        if undeclared:
            raise SourceError(f"loaders/producers/{module}.py makes {undeclared[0]}: declare it in measures.toml.")
        refuse_twice(module, columns, made)
        made |= columns
        blocks.append((min(rank[measure] for measure, _ in columns), columns))
    return {key: column for _, block in sorted(blocks, key=lambda b: b[0]) for key, column in block.items()}
