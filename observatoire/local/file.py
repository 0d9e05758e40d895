"""Local data in one file that opens again: figures, places, description and checks; bounded, versioned, checksummed."""

from __future__ import annotations

import hashlib
import json
import math
import sys
from typing import Any, Final

import numpy as np

from observatoire.local.bounds import MOST_VALUES, LocalDataError
from observatoire.local.cells import Cells
from observatoire.local.record import (
    KINDS,
    LONGEST,
    LONGEST_CATEGORY,
    LONGEST_CHECK,
    LONGEST_LABEL,
    MOST_CHECKS,
    Description,
    LocalData,
    LocalIndicator,
    LocalPoints,
    Point,
)
from observatoire.local.structured import read_structured
from observatoire.local.values import FIRST_YEAR, LAST_YEAR
from observatoire.model.folders.editions import is_edition_name
from observatoire.model.store import STATUSES
from observatoire.model.territory import is_well_formed
from observatoire.model.workshop.record import plain_text

FORMAT: Final = "observatoire-territorial-citoyen/donnees-locales"
VERSION: Final = 1
LARGEST_KEPT: Final = 6_000_000
"""Bytes: 60 000 figures written in full."""

NOT_A_FILE: Final = "Ce fichier n’est pas un fichier de données locales de l’observatoire, ou il est abîmé."
ALTERED: Final = (
    "Ce fichier de données locales a été modifié depuis que l’observatoire l’a écrit\u202f: reprenez l’original, ou "
    "apportez à nouveau le tableau."
)
TOO_NEW: Final = "Ce fichier vient d’une version plus récente de l’observatoire\u202f: ce site ne sait pas le lire."
_NAMES: Final = {
    "title": "titre", "unit": "unite", "counted": "ce_qui_est_compte", "observed": "date", "source": "source",
    "licence": "licence", "answers": "qui_en_repond",
}  # fmt: skip
_KINDS: Final = dict(zip(KINDS, ("valeur", "effectif", "rapport"), strict=True))


def write_local(data: LocalData) -> bytes:
    """Return local data as a file that `read_local` opens again."""
    content = {
        "edition": data.edition,
        "controles": list(data.checks),
        "indicateurs": [_written(indicator) for indicator in data.indicators],
        "lieux": [
            {
                **_described(group.description),
                "points": [[point.label, point.category, point.lon, point.lat] for point in group.points],
            }
            for group in data.points
        ],
    }
    told = {"format": FORMAT, "version": VERSION, "empreinte": _checksum(content), "contenu": content}
    return json.dumps(told, ensure_ascii=False, indent=None, separators=(",", ":")).encode()


def _checksum(content: Any) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _described(description: Description) -> dict[str, str]:
    return {french: getattr(description, name) for name, french in _NAMES.items()}


def _written(indicator: LocalIndicator) -> dict[str, Any]:
    written = {
        **_described(indicator.description),
        "nature": _KINDS[indicator.kind],
        "multiplie_par": indicator.scale,
        "decimales": indicator.decimals,
        **({"fragile_sous": indicator.min_base} if indicator.min_base else {}),
        "chiffres": _listed(indicator.cells),
    }
    if indicator.denominator is not None:
        written["denominateurs"] = _listed(indicator.denominator)
    if indicator.over:
        written["denominateur_officiel"] = indicator.over
    return written


def _listed(cells: Cells) -> dict[str, list[Any]]:
    return {
        "territoires": list(cells.ids),
        "annees": cells.years.tolist(),
        "valeurs": [None if math.isnan(value) else value for value in cells.values.tolist()],
        "etats": [STATUSES[state] for state in cells.states.tolist()],
    }


def read_local(content: bytes) -> LocalData:
    """Read what `write_local` wrote.

    Raises
    ------
    LocalDataError
        For anything else, whatever it is: one French sentence.
    """
    found = read_structured(content, LARGEST_KEPT, NOT_A_FILE)
    try:
        if found["format"] != FORMAT or not isinstance(found["version"], int):
            raise LocalDataError(NOT_A_FILE)
        if found["version"] > VERSION:
            raise LocalDataError(TOO_NEW)
        inside = found["contenu"]
        if found["empreinte"] != _checksum(inside):
            raise LocalDataError(ALTERED)
        return _data(inside)
    except LocalDataError:
        raise
    except (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError) as error:
        raise LocalDataError(NOT_A_FILE) from error


def _data(inside: dict[str, Any]) -> LocalData:
    edition, checks = inside["edition"], inside["controles"]
    if (edition and not is_edition_name(edition)) or len(checks) > MOST_CHECKS:
        raise ValueError(edition)
    return LocalData(
        indicators=tuple(_indicator(told) for told in inside["indicateurs"]),
        points=tuple(_points(told) for told in inside["lieux"]),
        checks=tuple(plain_text(check, LONGEST_CHECK) for check in checks),
        edition=edition,
    )


def _description(told: dict[str, Any]) -> Description:
    texts = {name: told[french] for name, french in _NAMES.items()}
    for name, text in texts.items():
        if not isinstance(text, str) or plain_text(text, LONGEST[name]) != text:
            raise ValueError(name)
    return Description.told(**texts)


def _indicator(told: dict[str, Any]) -> LocalIndicator:
    kinds = {french: kind for kind, french in _KINDS.items()}
    over, scale, decimals = told.get("denominateur_officiel", ""), told["multiplie_par"], told["decimales"]
    denominators, min_base = told.get("denominateurs"), told.get("fragile_sous", 0)
    if (
        not isinstance(over, str)
        or len(over) > 60
        or {type(decimals), type(min_base)} != {int}
        or type(scale) not in (int, float)
    ):
        raise ValueError(over)
    return LocalIndicator(
        description=_description(told),
        kind=kinds[told["nature"]],
        cells=_cells(told["chiffres"]),
        denominator=None if denominators is None else _cells(denominators),
        over=over,
        scale=float(scale),
        decimals=decimals,
        min_base=min_base,
    )


def _cells(told: dict[str, Any]) -> Cells:
    ids, years, values, states = (told[name] for name in ("territoires", "annees", "valeurs", "etats"))
    if not len(ids) == len(years) == len(values) == len(states) or len(ids) > MOST_VALUES:
        raise ValueError("lengths")
    if not all(isinstance(place, str) and is_well_formed(place) for place in ids):
        raise ValueError("a territory")
    if not all(type(year) is int and FIRST_YEAR <= year <= LAST_YEAR for year in years):
        raise ValueError("a year")
    if len(set(zip(ids, years, strict=True))) < len(ids):
        raise ValueError("a figure is there twice")
    if not all(value is None or type(value) in (int, float) for value in values):
        raise ValueError("a value")
    # One text a territory for all the visitors of a process, as tables have them that were read with its own.
    ids = list(map(sys.intern, ids))
    cells = Cells.made(ids, years, [math.nan if v is None else v for v in values], [STATUSES.index(s) for s in states])
    known = np.isfinite(cells.values)
    if (known != (cells.states == 0)).any() or np.isinf(cells.values).any():
        raise ValueError("a state contradicts its value")
    return cells


def _points(told: dict[str, Any]) -> LocalPoints:
    return LocalPoints(_description(told), tuple(_point(*point) for point in told["points"]))


def _point(label: Any, category: Any, lon: Any, lat: Any) -> Point:
    if type(lon) not in (int, float) or type(lat) not in (int, float) or not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValueError("a place")
    if plain_text(label, LONGEST_LABEL) != label or plain_text(category, LONGEST_CATEGORY) != category:
        raise ValueError("a label")
    return Point(label, category, float(lon), float(lat))
