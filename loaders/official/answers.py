"""Answers of the API of INSEE's Melodi, as the table that its files hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pandas as pd

from loaders.official.opened import Member
from loaders.official.reading import Unexpected

_VALUE = "OBS_VALUE_NIVEAU"


def are_answers(member: Member) -> bool:
    """Tell whether a JSON file holds answers of the API, one or several."""
    try:
        return next(_answers(member.json()), None) is not None
    except Unexpected:
        return False


def columns(member: Member) -> tuple[str, ...]:
    """Return the columns that the answers make."""
    return tuple(table(member).columns)


def geography(member: Member) -> int:
    """Return the year of the geography that the answers give: the beginning of "2025-COM-16102"."""
    years = {_parted(one["dimensions"].get("GEO", ""), member.file)[0] for one in _observations(member)}
    if len(years) > 1:
        raise Unexpected(f"{member.file}\u202f: plusieurs géographies, {', '.join(sorted(years))}.")
    return int(years.pop()) if years else 0


def table(member: Member) -> pd.DataFrame:
    """Return the observations, every cell a text; an absent value is empty.

    Raises
    ------
    Unexpected
        When an observation has not the expected form.
    """
    rows = []
    for one in _observations(member):
        value = one["measures"].get(_VALUE, {})
        if set(one["measures"]) - {_VALUE} or not isinstance(value, dict):
            raise Unexpected(f"{member.file}\u202f: une observation n’a pas sa valeur dans {_VALUE}.")
        held = {**one["dimensions"], **one.get("attributes", {})}
        _, kind, code = _parted(held.pop("GEO", ""), member.file)
        number = value.get("value")
        rows.append({**held, "GEO": code, "GEO_OBJECT": kind, "OBS_VALUE": "" if number is None else repr(number)})
    return pd.DataFrame(rows).fillna("").astype("str")


def _parted(place: str, file: str) -> tuple[str, str, str]:
    year, _, rest = place.partition("-")
    kind, _, code = rest.partition("-")
    if not (len(year) == 4 and year.isdigit() and kind and code):
        raise Unexpected(f"{file}\u202f: GEO, «\u00a0{place}\u00a0» n’est pas de la forme 2025-COM-16102.")
    return year, kind, code


def _observations(member: Member) -> Iterator[dict[str, Any]]:
    for answer in _answers(member.json()):
        for one in answer["observations"]:
            if not (isinstance(one, dict) and isinstance(one.get("dimensions"), dict) and "measures" in one):
                raise Unexpected(f"{member.file}\u202f: une observation n’a pas ses dimensions ou sa mesure.")
            yield one


def _answers(held: object) -> Iterator[dict[str, Any]]:
    """Yield the answers of a file: one, a list of pages, or some by name."""
    if isinstance(held, dict) and isinstance(held.get("observations"), list):
        if held["observations"]:
            yield cast("dict[str, Any]", held)
    elif isinstance(held, dict):
        for part in held.values():
            yield from _answers(part) if isinstance(part, dict) else ()
    elif isinstance(held, list):
        for part in held:
            yield from _answers(part) if isinstance(part, dict) else ()
