"""Measures of local democracy: counts of elected persons, by commune where no one stands alone, and above.

A figure about one or two persons is about them. The mayor's sex, age and re-election, and what concerns the
heads of an EPCI, are therefore never kept by commune; other attributes (sex, age, occupation…) are withheld
in a commune where they would rest on fewer than `FEWEST` persons. Their sums by EPCI, département, region and France
are exact: `measures_upper`.
"""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from loaders.pipeline.inputs import Inputs
from loaders.pipeline.passage import Passage, convert
from loaders.pipeline.remarks import SHARED_OUT, Column, Columns, Gap
from loaders.producers.officials import OCCUPATIONS
from observatoire.model.territory import LEVELS, territory_id

YEARS = (2021, 2024, 2026)
FEWEST = 3
# Number of persons -> what is said of them. Whoever knows the number and one of these knows the share.
BASES: dict[str, tuple[str, ...]] = {
    "rne_elus": ("rne_elus_f", "rne_elus_ue", "rne_reelus", *(f"rne_{group}" for group in OCCUPATIONS)),
    "rne_age_n": ("rne_age_somme", "rne_moins_40", "rne_plus_65"),
    "rne_adjoints": ("rne_adjoints_f",),
    "rne_cc": ("rne_cc_f",),
    "rne_maires": ("rne_maires_f", "rne_maires_reelus"),
    "rne_age_maire_n": ("rne_age_maire_somme",),
    "rne_vp": ("rne_vp_f",),
    "rne_pres": ("rne_pres_f",),
}
SINGLE = ("rne_maires", "rne_age_maire_n", "rne_vp", "rne_pres")
"""Bases of at most one person in a commune, or that belong to the EPCI: nothing of them by commune."""
SINGLE_NAMES = (*SINGLE, "rne_age_maire_mois", *(name for base in SINGLE for name in BASES[base]))
OF_THE_EPCI = ("rne_vp", "rne_pres")
"""Counted in the commune where they are councillors, known for every commune of an EPCI or for none."""
ONE_BY_NATURE = ("rne_pres",)
"""An EPCI has one president: whether a woman presides is a fact of the institution, shown from EPCI level up."""
# A commune that has councillors may well have no deputy mayor; it always has someone in its EPCI's council.
MAY_BE_NONE = ("rne_adjoints", "rne_elus", "rne_age_n")
DESTROYED = ("55039", "55050", "55139", "55189", "55239", "55307")

NO_COUNCIL = Gap("not_applicable", "Village détruit en 1916, sans habitant ni conseil municipal élu.")
NOBODY = Gap("not_published", "Le répertoire ne donne aucun élu de cette commune.")
NO_SEAT = Gap("not_published", "Le répertoire ne donne aucun conseiller communautaire de cette commune.")
OUTSIDE = Gap("not_applicable", "Commune hors de toute intercommunalité.")
FEW = Gap("not_applicable", "Trop peu de personnes : le chiffre parlerait de quelqu'un en particulier.")


def prepare(inputs: Inputs) -> Columns:
    """Prepare what may be told of each commune."""
    return by_commune(_counts(inputs), inputs.communes)


def tables(inputs: Inputs) -> dict[str, pd.DataFrame]:
    """Make `measures_upper`: the sums of what may not be told of each commune."""
    return {"measures_upper": upper_table(_counts(inputs), inputs.communes)}


@lru_cache(maxsize=1)
def _counts(inputs: Inputs) -> Columns:
    return council_columns(inputs.staged, inputs.passage, inputs.communes["epci"])


def council_columns(staged: dict[str, pd.DataFrame], passage: Passage, epci: pd.Series[str]) -> Columns:
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
    mapping of (str, int) to Column
        Missing where the register has nobody.
    """
    columns: dict[tuple[str, int], Column] = {}
    for year in YEARS:
        counts = staged[f"rne_{year}"].set_index("code").astype("int64").add_prefix("rne_")
        # One person cannot be shared out between the parts of a split commune.
        single = counts[[name for name in counts if name in SINGLE_NAMES]]
        converted = convert(counts.drop(columns=single.columns), passage)
        whole = single.groupby(single.index.map(passage.successors)).sum()
        table = converted.counts.join(whole).reindex(epci.index).astype("float64")
        table = _where_known(_in_years(table), epci)
        remarks = dict.fromkeys(converted.estimated, SHARED_OUT)
        columns |= {(str(name), year): Column(cells, dict(remarks)) for name, cells in table.items()}
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
    for base, attributes in BASES.items():
        if base in table and base not in MAY_BE_NONE:
            persons = table[base]
            names = [name for name in (base, *attributes) if name in table]
            if base in OF_THE_EPCI:
                persons = persons.groupby(epci.to_numpy()).transform("sum")
                table[names] = table[names].fillna(0.0)
            table[names] = table[names].where(persons > 0)
    return table


def by_commune(columns: Columns, base: pd.DataFrame) -> dict[tuple[str, int], Column]:
    """Keep what may be told of a commune: no single person, no attribute of fewer than `FEWEST` persons.

    Parameters
    ----------
    columns : mapping of (str, int) to Column
        As `council_columns` gives them.
    base : DataFrame
        Today's communes with their `epci` and `departement`.

    Returns
    -------
    dict of (str, int) to Column
    """
    parts = base["epci"].fillna("") + base["departement"]
    kept: dict[tuple[str, int], Column] = {}
    for name, attributes in BASES.items():
        for year in YEARS:
            if name in SINGLE or (name, year) not in columns:
                continue
            persons = columns[name, year]
            hidden = withheld(persons.cells, parts)
            gaps = _absent(persons.cells, base["epci"], name)
            kept[name, year] = _column(persons, [], gaps)
            for attribute in attributes:
                if (attribute, year) in columns:
                    kept[attribute, year] = _column(columns[attribute, year], hidden, gaps)
    return kept


def _column(full: Column, hidden: list[str], gaps: dict[str, Gap]) -> Column:
    cells = full.cells.where(~full.cells.index.isin(hidden))
    remarks = {code: remark for code, remark in full.remarks.items() if pd.notna(cells[code])}
    return Column(cells, remarks, gaps | dict.fromkeys(hidden, FEW))


def _absent(persons: pd.Series[float], epci: pd.Series[str], base: str) -> dict[str, Gap]:
    """Say why nobody is counted."""
    missing = persons.index[persons.isna()]
    gaps = dict.fromkeys(missing, NO_SEAT if base == "rne_cc" else NOBODY)
    if base == "rne_cc":
        gaps |= {code: OUTSIDE for code in missing if pd.isna(epci[code])}
    return gaps | {code: NO_COUNCIL for code in missing if code in DESTROYED}


def withheld(persons: pd.Series[float], parts: pd.Series[str]) -> list[str]:
    """Return the communes whose attributes are withheld, such that no subtraction gives them back.

    In each part (an EPCI within a département, of which both EPCI and département are made) where something is
    withheld, it is so for at least `FEWEST` persons together: the next smallest communes join if need be.

    Parameters
    ----------
    persons : Series
        Number of persons by commune.
    parts : Series
        Part of each commune.

    Returns
    -------
    list of str
        Their codes, sorted.
    """
    known = persons[persons > 0].sort_index()
    part = parts.reindex(known.index)
    few = set(known.index[known < FEWEST])
    hidden = set(few)
    concerned = part.isin(set(part[list(few)]))
    for _, members in known[concerned].groupby(part[concerned]):
        total = 0.0
        for code, number in members.sort_values(kind="stable").items():
            if total >= FEWEST and number >= FEWEST:
                break
            hidden.add(str(code))
            total += float(number)
    return sorted(hidden)


def upper_table(columns: Columns, base: pd.DataFrame) -> pd.DataFrame:
    """Sum the counts by EPCI, département, region and France.

    Parameters
    ----------
    columns : mapping of (str, int) to Column
        As `council_columns` gives them.
    base : DataFrame
        Today's communes with their `epci`, `departement` and `region`.

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
        table = pd.concat([_guarded(sums), numbers], axis=1).sort_index()
        tables.append(table.set_axis([territory_id(level, code) for code in table.index]))
    upper = pd.concat(tables)
    upper = upper[[name for column in cells for name in (column, f"{column}__n")]]
    return upper.rename_axis("id").reset_index()


def _guarded(sums: pd.DataFrame) -> pd.DataFrame:
    """Empty the attributes that would rest on fewer than `FEWEST` persons (the mayor of Paris, a département)."""
    guarded = sums.copy()
    for base, attributes in BASES.items():
        for column in [f"{name}__{year}" for name in attributes for year in YEARS]:
            if column in sums and base not in ONE_BY_NATURE:
                number = sums[f"{base}__{column.rpartition('__')[2]}"]
                guarded[column] = sums[column].where(~number.between(1, FEWEST - 1))
    return guarded
