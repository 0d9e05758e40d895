"""A visitor's file opened as a table, one at a time for all: however heavy, it leaves the others their turn."""

from __future__ import annotations

from threading import Lock
from typing import Final

from observatoire.local.bounds import LocalDataError
from observatoire.local.containers.checks import kind_of
from observatoire.local.containers.delimited import read_delimited
from observatoire.local.containers.ods import read_ods
from observatoire.local.containers.sheets import Sheet
from observatoire.local.containers.xlsx import read_xlsx

_TURN: Final = Lock()
_PATIENCE: Final = 20.0
"""Seconds: bounds keep the heaviest file under two."""


def open_sheet(content: bytes, wanted: str = "") -> Sheet:
    """Read a table from bytes, whatever their form: delimited text, XLSX or ODS.

    Parameters
    ----------
    content : bytes
        As a visitor brought it.
    wanted : str
        Name of a sheet; the first that holds something without it.

    Raises
    ------
    LocalDataError
        When it cannot be read; the message is one French sentence.
    """
    kind = kind_of(content)
    if kind == "json":
        raise LocalDataError("C’est un fichier JSON, pas un tableau\u202f: seul le GeoJSON de lieux est lu ici.")
    if not _TURN.acquire(timeout=_PATIENCE):
        raise LocalDataError("D’autres fichiers sont en cours de lecture\u202f: réessayez dans un instant.")
    try:
        readers = {"xlsx": read_xlsx, "ods": read_ods}
        return readers[kind](content, wanted) if kind in readers else read_delimited(content)
    finally:
        _TURN.release()
