"""The forms of an answer: their names, their media types, what writes them, how one is chosen."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Final

from observatoire.api.asked import Reply
from observatoire.api.json_stat import dataset_text
from observatoire.api.json_text import compact, rows_text
from observatoire.api.problems import ProblemError, quoted
from observatoire.api.replying import column_fields, head_of, shown_columns
from observatoire.exports.formats.csv import RFC4180, SPREADSHEET, csv_bytes
from observatoire.exports.formats.parquet import parquet_bytes
from observatoire.exports.tables.table import Column, Export
from observatoire.model.catalog import Catalog
from observatoire.views.french.wording import spaced

JSON: Final = "application/json"
CSV: Final = "text/csv; charset=utf-8; header=present"
PARQUET: Final = "application/vnd.apache.parquet"
GEOJSON: Final = "application/geo+json"
_REMARKS: Final = Column("remarques", "Remarques", description="Ce qui a été compris autrement que demandé.")


def _json_bytes(reply: Reply, catalog: Catalog) -> bytes:
    table = reply.territories
    columns = shown_columns(table)
    told = {
        **head_of(reply, catalog),
        "colonnes": [column_fields(column) for column in columns],
        "nombre": len(table.frame),
    }
    return f'{compact(told)[:-1]},"lignes":[\n{rows_text(table.frame, columns)}\n]}}\n'.encode()


def _json_stat_bytes(reply: Reply, catalog: Catalog) -> bytes:
    if not reply.cube:
        raise ProblemError(
            "format-impossible",
            spaced("Ce tableau n’a pas de forme JSON-stat : demandez json, csv, tableur ou parquet."),
        )
    return dataset_text(reply, catalog).encode()


def with_remarks(reply: Reply) -> Export:
    """Return the table of a reply with its remarks in a column, for the forms that say nothing beside the rows."""
    frame = reply.table.frame.assign(remarques=" ".join(reply.remarks))
    return replace(reply.table, columns=(*reply.table.columns, _REMARKS), frame=frame)


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a table.

    Attributes
    ----------
    media_type : str
        Of the answer.
    extension : str
        Of the file that a browser keeps of it; "" where it shows it.
    label : str
        What it is, for the documentation.
    write : callable
        From a reply to its bytes.
    """

    media_type: str
    extension: str
    label: str
    write: Callable[[Reply, Catalog], bytes]


FORMS: Final[dict[str, Form]] = {
    "json": Form(JSON, "", "JSON\u202f: les lignes, et tout ce qu’il faut en savoir à côté", _json_bytes),
    "csv": Form(
        CSV,
        "csv",
        "CSV pour programmes (RFC 4180)\u202f: virgules, points décimaux, UTF-8",
        lambda reply, _: csv_bytes(with_remarks(reply), RFC4180),
    ),
    "tableur": Form(
        CSV,
        "csv",
        "CSV pour tableur français\u202f: points-virgules, virgules décimales, UTF-8 avec BOM",
        lambda reply, _: csv_bytes(with_remarks(reply), SPREADSHEET),
    ),
    "json-stat": Form(JSON, "", "JSON-stat 2.0\u202f: territoires × indicateurs × années", _json_stat_bytes),
    "parquet": Form(
        PARQUET, "parquet", "Parquet\u202f: colonnes typées, notice dans les métadonnées",
        lambda reply, _: parquet_bytes(with_remarks(reply)),
    ),
}  # fmt: skip
"""By the name that `format` takes; the first is the usual one."""

_BY_MEDIA_TYPE: Final = {JSON: "json", "text/csv": "csv", PARQUET: "parquet"}


def chosen_form(name: str, accept: str) -> str:
    """Return the form that a request asks for: by its parameter, else by what its reader accepts, else the usual one.

    Parameters
    ----------
    name : str
        Value of `format`; "" without one.
    accept : str
        Value of the header `Accept`; "" without one.

    Raises
    ------
    ProblemError
        When there is none of that name, or none that the reader accepts.
    """
    if name:
        if name not in FORMS:
            raise ProblemError(
                "choix-inconnu",
                spaced(f"Le format {quoted(name)} n’existe pas : écrivez {', '.join(FORMS)}."),
                choix=list(FORMS),
            )
        return name
    media_type = accepted(accept, _BY_MEDIA_TYPE)
    if media_type is None:
        raise ProblemError(
            "format-impossible",
            f"Aucun format accepté n’est servi ici\u202f: demandez {', '.join(_BY_MEDIA_TYPE)}, ou format=json-stat.",
            choix=list(_BY_MEDIA_TYPE),
        )
    return _BY_MEDIA_TYPE[media_type]


def accepted(accept: str, offered: Collection[str]) -> str | None:
    """Return the media type that a reader prefers among those offered, the first of equals; None for none.

    Parameters
    ----------
    accept : str
        The header: types with their weights (RFC 9110, 12.5.1). Empty: everything is accepted.
    offered : collection of str
        In our order of preference.
    """
    if not accept.strip():
        return next(iter(offered))
    weights: dict[str, float] = {}
    for part in accept.split(",")[:40]:
        kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = next((piece[2:] for piece in parameters if piece.startswith("q=")), "1")
        try:
            weights[kind] = min(max(float(weight), 0.0), 1.0)
        except ValueError:
            continue
    best, chosen = 0.0, None
    for media_type in offered:
        ranges = (media_type, f"{media_type.partition('/')[0]}/*", "*/*")  # the most precise that is given rules
        weight_of = next((weights[one] for one in ranges if one in weights), 0.0)
        if weight_of > best:
            best, chosen = weight_of, media_type
    return chosen
