"""JSON that a visitor brings: its nesting and the number of its values bounded before any of it is made."""

from __future__ import annotations

import json
import re
from typing import Any, Final, NoReturn

from observatoire.local.bounds import DEEPEST, LocalDataError

_TEXTS_AND_SIGNS: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"|[\[\]{},]', re.DOTALL)
_MOST_PARTS: Final = 600_000


def read_structured(content: bytes, largest: int, refusal: str) -> Any:
    """Return what a JSON text holds.

    Parameters
    ----------
    content : bytes
        In UTF-8, with or without its mark.
    largest : int
        Bytes that it may have.
    refusal : str
        The French sentence for what is none.

    Raises
    ------
    LocalDataError
        When it is too large or too deep, is no JSON, holds numbers that are none, or names one thing twice.
    """
    if len(content) > largest:
        raise LocalDataError(f"Ce fichier est trop gros\u202f: au plus {largest // 1_000_000}\u202fMo.")
    try:
        text = content.decode("utf-8-sig")
        _check(text)
        return json.loads(text, parse_constant=_no_constant, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        if isinstance(error, LocalDataError):
            raise
        raise LocalDataError(refusal) from error


def _check(text: str) -> None:
    depth = 0
    for parts, found in enumerate(_TEXTS_AND_SIGNS.finditer(text)):
        sign = found[0]
        if sign in ("[", "{"):
            depth += 1
        elif sign in ("]", "}"):
            depth -= 1
        if depth > DEEPEST or parts > _MOST_PARTS:
            raise LocalDataError("Ce fichier est trop imbriqué ou trop morcelé pour être un fichier de données.")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name is there twice")
    return found
