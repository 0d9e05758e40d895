"""Tables to take away: CSV with its sources, states kept apart, spreadsheet formulas neutralised."""

from __future__ import annotations

import csv
import io
import math

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.store import Store
from observatoire.model.territory import Level
from observatoire.statistics import indicators
from observatoire.views.wording import STATES

BOM = "\ufeff"
"""Spreadsheets need it to read UTF-8."""

COLUMNS = (
    "identifiant", "code", "nom", "indicateur", "annee", "valeur", "etat", "unite", "numerateur",
    "denominateur", "communes", "communes_avec_donnee", "population_couverte_pct", "fragile", "source",
)  # fmt: skip


def safe_cell(text: str) -> str:
    """Neutralise a text that a spreadsheet would run as a formula, by a leading apostrophe."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


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


def indicator_csv(
    store: Store,
    catalog: Catalog,
    indicator: Indicator,
    level: Level,
    year: int,
    ids: list[str] | None = None,
) -> bytes:
    """Return one indicator of one year for a level (or some of its territories) as CSV."""
    return csv_bytes(indicator_rows(store, catalog, indicator, level, year, ids))


def whole_level_csv(store: Store, catalog: Catalog, level: Level) -> bytes:
    """Return every indicator of a level, latest year, one column each, as CSV.

    A missing value shows its state between brackets, so that it never passes for zero.
    """
    places = store.level(level)
    columns: dict[str, list[str]] = {
        "identifiant": [str(i) for i in places.index],
        "code": [str(c) for c in places["code"]],
        "nom": [safe_cell(str(n)) for n in places["name"]],
    }
    for indicator in catalog.indicators.values():
        year = indicators.years(store, indicator)[-1]
        frame = indicators.values(store, indicator, level, year)
        unit = f" ({indicator.unit})" if indicator.unit else ""
        columns[f"{indicator.id} {year}{unit}"] = [
            decimal_comma(value) if status == "value" else f"[{state_label(str(status))}]"
            for value, status in zip(frame["value"], frame["status"], strict=True)
        ]
    rows = [list(row) for row in zip(*columns.values(), strict=True)]
    return csv_bytes(rows, tuple(columns))


def file_name(*parts: str) -> str:
    """Return a file name that explains itself, safe on every system: "grand-cognac_densite_2023.csv"."""
    kept = ["".join(c if c.isalnum() or c in "-_" else "-" for c in part).strip("-") for part in parts]
    return "_".join(part for part in kept if part)[:120] + ".csv"
