"""Parquet: typed columns, the footnotes in the schema's metadata."""

from __future__ import annotations

import io
import json
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from observatoire.exports.tables.table import Column, Export, footnotes

METADATA_KEY: Final = b"observatoire"
"""Key of the schema's metadata: a JSON object of the footnotes, labels to lists of texts."""

_TYPES: Final = {
    "text": pa.string(),
    "number": pa.float64(),
    "integer": pa.int64(),
    "year": pa.int32(),
    "flag": pa.bool_(),
}


def parquet_bytes(export: Export) -> bytes:
    """Return a table as Parquet (zstd): missing values are null, texts as they are, footnotes in the metadata."""
    fields = [_field(column) for column in export.columns]
    arrays = [
        pa.array(export.frame[column.name], type=_TYPES[column.kind], from_pandas=True) for column in export.columns
    ]
    told: dict[str, list[str]] = {}
    for label, text in footnotes(export):
        told.setdefault(label, []).append(text)
    schema = pa.schema(fields, metadata={METADATA_KEY: json.dumps(told, ensure_ascii=False).encode()})
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), buffer, compression="zstd")
    return buffer.getvalue()


def _field(column: Column) -> pa.Field:
    told = {"label": column.label, "unit": column.unit, "description": column.description}
    return pa.field(column.name, _TYPES[column.kind], metadata={k: v.encode() for k, v in told.items() if v})
