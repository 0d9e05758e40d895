"""What a producer's file says of our measures, and how we say that a file is ours but has changed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from observatoire.model.store import STATUSES

LEVELS = ("commune", "arrondissement", "epci", "departement", "region", "france")
"""Levels of a reading: those of territories, and the municipal arrondissements, which are folded into their commune."""
_KINDS = {"year": "int64", "value": "float64"}
COLUMNS = ("level", "code", "measure", "year", "value", "status", "reason")
KEY = ["level", "code", "measure", "year"]
NOTHING = pd.DataFrame({name: pd.Series(dtype=_KINDS.get(name, "str")) for name in COLUMNS})
"""The values of a file that has none."""


class Unexpected(ValueError):  # noqa: N818 - it says what was found, and is caught by that name
    """A file is one of ours, but its layout changed; the message is a French sentence.

    It names the file, the column, and what was expected of it.
    """


@dataclass(frozen=True)
class Reading:
    """What a producer's file says of our measures, in the file's own geography.

    Attributes
    ----------
    values : DataFrame
        One row for each `level` (one of `LEVELS`), `code` (text; "france" for France), `measure` (id of the catalogue)
        and `year` (int): its `value` (float64, NaN for none), `status` (one of `STATUSES`) and `reason` (a French
        sentence; empty when there is nothing to say beyond the state). Two rows for one of these are refused.
    geography : int
        Year of the COG of the commune codes.
    edition : str
        What the producer calls it: "2023", "2024-T4".
    extract : bool
        Whether it holds a part of its territories only; set by the build, never by a reader.
    unsure : DataFrame, optional
        `code`, and `year` where it matters, of the sums of several lines that may lack some if the file was cut.
    zones : DataFrame, optional
        Of a file that says which communes make zones, and has no values: `zoning`, `code`, `name`, `commune`.
    """

    values: pd.DataFrame
    geography: int
    edition: str
    extract: bool = False
    unsure: pd.DataFrame | None = None
    zones: pd.DataFrame | None = None


def checked(reading: Reading, file: str) -> Reading:
    """Return a reading whose form holds.

    Parameters
    ----------
    reading : Reading
        As a reader returned it.
    file : str
        Name to quote.

    Raises
    ------
    Unexpected
        When its form does not hold: columns, levels, states, or two values for one territory, measure and year.
    """
    values = reading.values
    if tuple(values.columns) != COLUMNS:
        raise Unexpected(f"{file}\u202f: la lecture rend {', '.join(values.columns)}, il faut {', '.join(COLUMNS)}.")
    if reading.zones is not None:
        twice = reading.zones[reading.zones.duplicated(["zoning", "commune"])]
        if len(twice) or len(values):
            told = f"la commune {twice['commune'].iloc[0]} y est deux fois" if len(twice) else "des valeurs y sont"
            raise Unexpected(f"{file}\u202f: table de zonages, {told}.")
        return reading
    if values.empty:
        raise Unexpected(f"{file}\u202f: aucune valeur pour un territoire, il en faut au moins une.")
    for column, known in (("level", LEVELS), ("status", STATUSES)):
        stray = values.loc[~values[column].isin(known), column]
        if len(stray):
            raise Unexpected(f"{file}\u202f: «\u00a0{stray.iloc[0]}\u00a0» n’est pas une valeur de {column}.")
    twice = values[values.duplicated(KEY)]
    if len(twice):
        row = twice.iloc[0]
        raise Unexpected(
            f"{file}\u202f: deux valeurs de {row['measure']} en {row['year']} pour {row['level']} {row['code']}\u202f; "
            "un total est sans doute mêlé à ses détails."
        )
    odd = values["value"].isna() != (values["status"] != "value")
    if odd.any():
        row = values[odd].iloc[0]
        raise Unexpected(
            f"{file}\u202f: {row['measure']}, {row['code']}\u202f: état {row['status']} et valeur se contredisent."
        )
    kinds = dict.fromkeys(COLUMNS, "str") | _KINDS
    return replace(reading, values=values.astype(kinds))
