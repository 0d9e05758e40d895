"""Staged tables of the official geographic code (COG, INSEE), from the etalab packages: one version, one vintage."""

from __future__ import annotations

import json

import pandas as pd

from loaders.pipeline.sources import Artifacts, SourceError
from loaders.pipeline.staging import CODE, SIREN, WHOLE, Expected, Form, conform

ROWS = {2019: 39263, 2021: 37836, 2022: 37694, 2023: 37657, 2024: 37638, 2025: 37642, 2026: 37590}
CODES = rf"{CODE}(?: {CODE})*"
TYPES = r"commune-(?:actuelle|deleguee|associee|absorbee|perimee)|arrondissement-municipal|ancien-code"
COMMON = {
    "code": Form(CODE),
    "nom": Form(),
    "type": Form(TYPES),
    "typeLiaison": Form(r"[0-8]", optional=True),
    "chefLieu": Form(CODE, optional=True),
    "population": Form(WHOLE, optional=True),
}
CURRENT = {
    "commune": Form(CODE, optional=True),  # of a municipal arrondissement of Paris, Lyon, Marseille
    "zone": Form(r"metro|drom|com"),
    "departement": Form(r"\d{2,3}|2[AB]"),
    "region": Form(r"\d{2,3}"),
    "siren": Form(SIREN, optional=True),
    "codesPostaux": Form(r"\d{5}(?: \d{5})*", optional=True),
}
FORMER = {"anciensCodes": Form(CODES, optional=True)}
OLDEST = {"communeAbsorbante": Form(CODE, optional=True), "nouveauCode": Form(CODE, optional=True)}
AREAS = {
    "code": Form(r"\d{2,3}|2[AB]"),
    "nom": Form(),
    "typeLiaison": Form(r"[0-8]"),
    "zone": Form(r"metro|drom|com"),
    "chefLieu": Form(CODE),
}


def stage(artifacts: Artifacts) -> dict[str, pd.DataFrame]:
    """Stage the communes of each vintage, and the départements and regions of the current one.

    `cog_<vintage>`, `departements`, `regions`.
    """
    tables = {f"cog_{vintage}": _communes(artifacts, vintage) for vintage in ROWS}
    departements = {**AREAS, "region": CURRENT["region"]}
    for name, columns, rows in (("departements", departements, 109), ("regions", AREAS, 26)):
        label, content = artifacts.read("etalab_2026", f"{name}.json")
        expected = Expected(columns, rows, ("code",))
        tables[name] = conform(records(content, label), expected, label, ordered=False)
    return tables


def vintages(staged: dict[str, pd.DataFrame]) -> dict[int, pd.DataFrame]:
    """Return the staged communes by vintage."""
    return {vintage: staged[f"cog_{vintage}"] for vintage in ROWS}


def _communes(artifacts: Artifacts, vintage: int) -> pd.DataFrame:
    label, content = artifacts.read(f"etalab_{vintage}", "communes.json")
    columns = COMMON | (OLDEST if vintage == 2019 else FORMER) | (CURRENT if vintage == 2026 else {})
    return conform(records(content, label), Expected(columns, ROWS[vintage], ("code", "type")), label, ordered=False)


def records(content: bytes, file: str) -> pd.DataFrame:
    """Read a JSON list of flat records as a table of texts; a list of values becomes a spaced text.

    Parameters
    ----------
    content : bytes
    file : str
        Name to quote when it is not such a list.

    Returns
    -------
    DataFrame
    """
    try:
        rows = json.loads(content)
    except ValueError as error:
        raise SourceError(f"{file}: expected a whole JSON list, found a broken one ({error}).") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise SourceError(f"{file}: expected a JSON list of records.")
    return pd.DataFrame([{key: _text(value) for key, value in row.items()} for row in rows], dtype="str")


def _text(value: object) -> str | None:
    if isinstance(value, list):
        return " ".join(map(str, value)) or None
    # An empty text is the producer's way of having nothing to say (the arrondissements of Mayotte).
    return None if value is None or value == "" else str(value)
