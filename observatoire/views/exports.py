"""The texts of tables to take away: numbers, states, cells that no spreadsheet runs, file names; small CSV tables.

Tables with their notes, in all formats, are those of `observatoire/exports`.
"""

from __future__ import annotations

import csv
import io
import math
import unicodedata
from typing import Final

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.store import Store
from observatoire.model.territory import Level
from observatoire.statistics import indicators
from observatoire.views.wording import STATES

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
"""First characters of a text that a spreadsheet would run as a formula."""
LONGEST_NAME: Final = 110

BOM: Final = "\ufeff"
"""Spreadsheets need it to read UTF-8."""

COLUMNS = (
    "identifiant", "code", "nom", "indicateur", "annee", "valeur", "etat", "unite", "numerateur",
    "denominateur", "communes", "communes_avec_donnee", "population_couverte_pct", "fragile", "source",
)  # fmt: skip


def safe_cell(text: str) -> str:
    """Neutralise a text that a spreadsheet would run as a formula, by a leading apostrophe."""
    return f"'{text}" if is_formula(text) else text


def decimal_comma(value: float) -> str:
    """Write a number in full with a decimal comma; an empty text for a missing one."""
    if not math.isfinite(value):
        return ""
    return repr(int(value)) if value == int(value) else repr(round(value, 6)).replace(".", ",")


def state_label(status: str) -> str:
    """Return the French label of a state, as the column `etat` has it."""
    return "valeur" if status == "value" else STATES[status].label


def indicator_rows(
    store: Store,
    catalog: Catalog,
    indicator: Indicator,
    level: Level,
    year: int,
    ids: list[str] | None = None,
) -> list[list[str]]:
    """Return one line per territory, in the order of `COLUMNS`, as texts.

    Parameters
    ----------
    store, catalog, indicator, level, year
        What to export; `year` is one of `indicators.years(...)`.
    ids : list of str, optional
        Only these territories, in this order; all of the level without it.
    """
    frame = indicators.values(store, indicator, level, year)
    if ids is not None:
        frame = frame.loc[ids]
    places = store.level(level).loc[frame.index]
    source = " ; ".join(s.citation for s in catalog.sources_of(indicator))
    lines = []
    for place, row in zip(places.itertuples(), frame.itertuples(), strict=True):
        lines.append(
            [
                str(place.Index), str(place.code), safe_cell(str(place.name)), indicator.title, str(year),
                decimal_comma(row.value), state_label(str(row.status)), indicator.unit,  # type: ignore[arg-type]
                decimal_comma(row.numerator), decimal_comma(row.denominator),  # type: ignore[arg-type]
                str(row.members), str(row.members_with_data),
                decimal_comma(row.population_covered_pct),  # type: ignore[arg-type]
                "oui" if row.fragile else "non", source,
            ]
        )  # fmt: skip
    return lines


def csv_bytes(rows: list[list[str]], header: tuple[str, ...] = COLUMNS) -> bytes:
    """Return a CSV for spreadsheet users: UTF-8 with BOM, semicolons, decimal commas, CRLF."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return (BOM + buffer.getvalue()).encode("utf-8")


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet that reads a text as typed would run it."""
    return text.startswith(FORMULA_STARTS)


def file_name(*parts: str, extension: str = "csv") -> str:
    """Return a file name that explains itself, safe on every system: "grand-cognac_densite_2023.csv"."""
    folded = [unicodedata.normalize("NFKD", part.replace("œ", "oe").replace("Œ", "OE")) for part in parts]
    kept = ["".join(_kept(c) for c in part if not unicodedata.combining(c)) for part in folded]
    words = ["-".join(word for word in part.split("-") if word) for part in kept]
    return "_".join(word for word in words if word)[:LONGEST_NAME] + f".{extension}"


def _kept(character: str) -> str:
    return character if character.isascii() and (character.isalnum() or character == "_") else "-"
