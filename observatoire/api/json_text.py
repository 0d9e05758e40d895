"""JSON, written column by column in Arrow, which leaves the other threads of the server free."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from observatoire.exports.tables.table import Column, Kind

_ODD: Final = r'["\\\x00-\x1f\x7f]'
"""What a text of JSON does not hold as it is."""


def compact(value: Any) -> str:
    """Return a value as JSON: UTF-8, nothing between its signs, no NaN."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def rows_text(frame: pd.DataFrame, columns: Sequence[Column]) -> str:
    """Return rows as the objects of a JSON list, a line each; a missing value is null.

    Parameters
    ----------
    frame : DataFrame
    columns : sequence of Column
        Those to write, in this order.
    """
    return joined(rows(frame, columns), ",\n")


def rows(frame: pd.DataFrame, columns: Sequence[Column]) -> pa.StringArray:
    """Return each row as a JSON object."""
    pieces: list[Any] = []
    for at, column in enumerate(columns):
        pieces += [f"{'{' if at == 0 else ','}{compact(column.name)}:", cells(frame[column.name], column.kind)]
    return pc.binary_join_element_wise(*pieces, "}", "")


def joined(pieces: pa.StringArray, mark: str = ",") -> str:
    """Return texts one after another, with a mark between them."""
    return str(pc.binary_join(pa.array([pieces], pa.list_(pa.string())), mark)[0].as_py()) if len(pieces) else ""


def members(keys: pa.StringArray, values: pa.StringArray) -> str:
    """Return the members of a JSON object: keys that are JSON texts, values that are JSON."""
    return joined(pc.binary_join_element_wise(keys, values, ":"))


def cells(values: Any, kind: Kind) -> pa.StringArray:
    """Return the values of a column as JSON.

    Parameters
    ----------
    values : array-like
        A missing one is null, but for a text, which is then "".
    kind : Kind
    """
    if kind == "text":
        return texts(pa.array(values, pa.string(), from_pandas=True).fill_null(""))
    if kind == "flag":
        return pc.if_else(pa.array(values, pa.bool_(), from_pandas=True), "true", "false").fill_null("null")
    if kind == "number":
        numbers = pa.array(values, pa.float64(), from_pandas=True)
        return pc.if_else(pc.is_finite(numbers), numbers, None).cast(pa.string()).fill_null("null")
    return pa.array(values, pa.int64(), from_pandas=True).cast(pa.string()).fill_null("null")


def texts(plain: pa.StringArray) -> pa.StringArray:
    """Return texts as JSON writes them."""
    if pc.any(pc.match_substring_regex(plain, _ODD)).as_py():
        coded = plain.dictionary_encode()
        return pa.array([compact(text) for text in coded.dictionary.to_pylist()], pa.string()).take(coded.indices)
    return pc.binary_join_element_wise('"', plain, '"', "")
