"""Measures of local democracy: counts of elected persons, by commune where no one stands out, and above.

A figure about one or two persons is about them, whether it counts them or leaves them over. What is told of elected
persons is therefore chosen family by family (`loaders/privacy/withholding.py`): by commune, and in the sums by EPCI,
département, région and France (`measures_above`). The numbers of persons are never withheld.
"""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from loaders.pipeline.inputs import Inputs
from loaders.pipeline.passage import Passage, convert
from loaders.pipeline.remarks import SHARED_OUT, Gap, MeasureColumn, MeasureColumns
from loaders.privacy.withholding import Withheld, withhold
from observatoire.model.above import COUNCIL_YEARS, FAMILIES, SINGLE_YEARS, Family
from observatoire.model.territory import LEVELS, territory_id

YEARS = (2021, 2024, 2026)
SINGLE_NAMES = (*SINGLE_YEARS, "rne_age_maire_mois")
"""About at most one person in a commune, or persons who belong to the EPCI."""
OF_THE_EPCI = ("rne_vp", "rne_pres")
"""Counted in the commune where they are councillors, known for every commune of an EPCI or for none."""
# A commune that has councillors may well have no deputy mayor; it always has someone in its EPCI's council.
MAY_BE_NONE = ("rne_adjoints", "rne_elus", "rne_age_n")
DESTROYED = ("55039", "55050", "55139", "55189", "55239", "55307")

NO_COUNCIL = Gap("not_applicable", "Village détruit en 1916, sans habitant ni conseil municipal élu.")
NOBODY = Gap("not_published", "Le répertoire ne donne aucun élu de cette commune.")
NO_SEAT = Gap("not_published", "Le répertoire ne donne aucun conseiller communautaire de cette commune.")
OUTSIDE = Gap("not_applicable", "Commune hors de toute intercommunalité.")
FEW = Gap(
    "secret",
    "Trop peu de personnes : ce chiffre, ou celui d'un territoire voisin, parlerait de quelqu'un en particulier.",
)
"""One reason for all: whether a commune is withheld for itself or for another would tell of its figure."""

Secrets = dict[tuple[Family, int], Withheld]


def prepare(inputs: Inputs) -> MeasureColumns:
    """Prepare what may be told of each commune."""
    columns, secrets = _counts(inputs)
    return by_commune(columns, inputs.communes, secrets)


def tables(inputs: Inputs) -> dict[str, pd.DataFrame]:
    """Make `measures_above`: the sums of what may not be told of each commune."""
    columns, secrets = _counts(inputs)
    return {"measures_above": above_table(columns, inputs.communes, secrets)}


@lru_cache(maxsize=1)
def _counts(inputs: Inputs) -> tuple[MeasureColumns, Secrets]:
    columns = council_columns(inputs.staged, inputs.passage, inputs.communes["epci"])
    return columns, withheld_figures(columns, inputs.communes)


def council_columns(staged: dict[str, pd.DataFrame], passage: Passage, epci: pd.Series[str]) -> MeasureColumns:
    """Count the elected persons of today's communes. Some cells are about one person: not to be kept as they are.

    Parameters
    ----------
    staged : dict of str to DataFrame
        With `rne_<year>`.
    passage : Passage
    epci : Series
        EPCI of today's communes, in the order of every column.

    Returns
    -------
    mapping of (str, int) to MeasureColumn
        Missing where the register has nobody.
    """
    columns: dict[tuple[str, int], MeasureColumn] = {}
    for year in YEARS:
        counts = staged[f"rne_{year}"].set_index("code").astype("int64").add_prefix("rne_")
        # One person cannot be shared out between the parts of a split commune.
        single = counts[[name for name in counts if name in SINGLE_NAMES]]
        converted = convert(counts.drop(columns=single.columns), passage)
        whole = single.groupby(single.index.map(passage.successors)).sum()
        table = converted.counts.join(whole).reindex(epci.index).astype("float64")
        table = _where_known(_in_years(table), epci)
        remarks = dict.fromkeys(converted.estimated, SHARED_OUT)
        columns |= {(str(name), year): MeasureColumn(cells, dict(remarks)) for name, cells in table.items()}
    return columns


def _in_years(table: pd.DataFrame) -> pd.DataFrame:
    """Turn the sums of ages from months into years."""
    names = {"rne_age_mois": "rne_age_somme", "rne_age_maire_mois": "rne_age_maire_somme"}
    years = table.rename(columns=names)
    for name in names.values():
        if name in years:
            years[name] = years[name] / 12
    return years


def _where_known(table: pd.DataFrame, epci: pd.Series[str]) -> pd.DataFrame:
    """Empty the counts of communes for which the register has nobody where there must be someone."""
    table = table.copy()
    for base in dict.fromkeys(family.whole for family in FAMILIES):
        if base in table and base not in MAY_BE_NONE:
            persons = table[base]
            told = [name for family in FAMILIES if family.whole == base for name in family.told]
            names = [name for name in (base, *told) if name in table]
            if base in OF_THE_EPCI:
                persons = persons.groupby(epci.to_numpy()).transform("sum")
                table[names] = table[names].fillna(0.0)
            table[names] = table[names].where(persons > 0)
    return table


def withheld_figures(columns: MeasureColumns, base: pd.DataFrame) -> Secrets:
    """Choose what is withheld of each family and year.

    Parameters
    ----------
    columns : mapping of (str, int) to MeasureColumn
        As `council_columns` gives them.
    base : DataFrame
        Today's communes with their `epci`, `departement` and `region`.

    Returns
    -------
    dict of (Family, int) to Withheld
    """
    return {
        (family, year): withhold(family, pd.DataFrame({n: columns[n, year].cells for n in family.measures}), base)
        for family in FAMILIES
        for year in family.years
    }


def by_commune(columns: MeasureColumns, base: pd.DataFrame, secrets: Secrets) -> dict[tuple[str, int], MeasureColumn]:
    """Keep what may be told of a commune.

    Parameters
    ----------
    columns : mapping of (str, int) to MeasureColumn
        As `council_columns` gives them.
    base : DataFrame
        Today's communes with their `epci`.
    secrets : dict of (Family, int) to Withheld
        As `withheld_figures` gives them.

    Returns
    -------
    dict of (str, int) to MeasureColumn
    """
    kept: dict[tuple[str, int], MeasureColumn] = {}
    wholes = {name: family.whole for family in FAMILIES for name in family.told}
    hidden = {
        (name, year): sorted(secret.communes) for (family, year), secret in secrets.items() for name in family.told
    }
    for name, years in COUNCIL_YEARS.items():
        whole = wholes.get(name, name)
        for year in years:
            gaps = _absent(columns[whole, year].cells, base["epci"], whole)
            kept[name, year] = _column(columns[name, year], hidden.get((name, year), []), gaps)
    return kept


def _column(full: MeasureColumn, hidden: list[str], gaps: dict[str, Gap]) -> MeasureColumn:
    cells = full.cells.where(~full.cells.index.isin(hidden))
    remarks = {code: remark for code, remark in full.remarks.items() if pd.notna(cells[code])}
    return MeasureColumn(cells, remarks, gaps | dict.fromkeys(hidden, FEW))


def _absent(persons: pd.Series[float], epci: pd.Series[str], base: str) -> dict[str, Gap]:
    """Say why nobody is counted."""
    missing = persons.index[persons.isna()]
    gaps = dict.fromkeys(missing, NO_SEAT if base == "rne_cc" else NOBODY)
    if base == "rne_cc":
        gaps |= {code: OUTSIDE for code in missing if pd.isna(epci[code])}
    return gaps | {code: NO_COUNCIL for code in missing if code in DESTROYED}


def above_table(columns: MeasureColumns, base: pd.DataFrame, secrets: Secrets) -> pd.DataFrame:
    """Sum the counts by EPCI, département, region and France, and empty those that are withheld.

    Parameters
    ----------
    columns : mapping of (str, int) to MeasureColumn
        As `council_columns` gives them.
    base : DataFrame
        Today's communes with their `epci`, `departement` and `region`.
    secrets : dict of (Family, int) to Withheld
        As `withheld_figures` gives them.

    Returns
    -------
    DataFrame
        `id`, then `<measure>__<year>` and `<measure>__<year>__n`, the number of communes that it counts.
        An absent value with no commune is not published; with some, it would be about too few persons.
    """
    cells = pd.DataFrame({f"{name}__{year}": column.cells for (name, year), column in columns.items()})
    keys = base[["epci", "departement", "region"]].assign(france="france")
    tables = []
    for level in LEVELS[1:]:
        grouped = cells.groupby(keys[level].to_numpy())
        sums, numbers = grouped.sum(min_count=1), grouped.count().add_suffix("__n")
        table = pd.concat([sums, numbers], axis=1).sort_index()
        tables.append(table.set_axis([territory_id(level, code) for code in table.index]))
    above = pd.concat(tables)
    for (family, year), secret in secrets.items():
        above.loc[sorted(secret.totals), [f"{name}__{year}" for name in family.told]] = float("nan")
    above = above[[name for column in cells for name in (column, f"{column}__n")]]
    return above.rename_axis("id").reset_index()
