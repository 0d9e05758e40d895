"""Staged legal populations (INSEE, through DGCL's lists of the members of EPCI).

The list of members says both the municipal and the total population of each commune, where the file of
communes of the same package often says another year or has lost merged communes: hence this detour.
"""

from __future__ import annotations

import io
import json
from pathlib import Path

import pandas as pd

from loaders.pipeline.sources import Source, SourceError, read_inner
from loaders.pipeline.staging import CODE, SIREN, WHOLE, Column, Expected, conform

# Year of the population -> vintage of the codes of its file, number of members.
MEMBERS = {2018: (2021, 34961), 2019: (2022, 34951), 2020: (2023, 34941), 2021: (2024, 34931), 2022: (2025, 34871)}
MEMBER_COLUMNS = {
    "code": Column(CODE),
    "populationMunicipale": Column(WHOLE),
    "populationTotale": Column(WHOLE),
    "epci": Column(SIREN),
}
# The file is called 2020, as its columns are: they hold the populations of 2017, in force in 2020.
WORKBOOK_COLUMNS = {
    "siren": Column(SIREN),
    "insee": Column(CODE),
    "ptot_2020": Column(WHOLE),
    "pmun_2020": Column(WHOLE),
}


def stage(sources: dict[str, Source], directory: Path) -> dict[str, pd.DataFrame]:
    """Stage the members of EPCI with their populations, 2017 to 2022.

    Parameters
    ----------
    sources : dict of str to Source
    directory : Path
        Where the artifacts are.

    Returns
    -------
    dict of str to DataFrame
        `members_<year of the population>`.
    """
    tables = {"members_2017": _workbook(sources["openfisca_france_local"], directory)}
    for year, (vintage, rows) in MEMBERS.items():
        label, content = read_inner(sources[f"etalab_{vintage}"], directory, "epci.json")
        raw = member_records(content, label)
        tables[f"members_{year}"] = conform(raw, Expected(MEMBER_COLUMNS, rows, ("code",)), label, ordered=False)
    return tables


def member_records(content: bytes, file: str) -> pd.DataFrame:
    """Lay out the members nested in the EPCI of an etalab `epci.json`, one row each.

    Parameters
    ----------
    content : bytes
    file : str
        Name to quote when the nesting is not the expected one.

    Returns
    -------
    DataFrame
        The members' own columns as text, and `epci`.
    """
    try:
        rows = [{**member, "epci": epci["code"]} for epci in json.loads(content) for member in epci["membres"]]
    except (ValueError, KeyError, TypeError) as error:
        raise SourceError(f"{file}: expected a JSON list of EPCI with `code` and `membres` ({error!r}).") from error
    return pd.DataFrame([{key: str(value) for key, value in row.items()} for row in rows], dtype="str")


def _workbook(source: Source, directory: Path) -> pd.DataFrame:
    label, content = read_inner(source, directory, "epcicom2020.xlsx")
    try:
        raw = pd.read_excel(io.BytesIO(content), dtype=str, engine="calamine")
    except Exception as error:  # calamine raises errors of several unrelated types
        raise SourceError(f"{label}: expected a readable workbook ({error}).") from error
    return conform(raw, Expected(WORKBOOK_COLUMNS, 34964, ("insee",)), label)
