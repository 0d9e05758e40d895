"""Measures of the criteria of the state grants (DGCL), and why some of their zeros are not figures."""

from __future__ import annotations

import pandas as pd

from loaders.pipeline.passage import Passage, convert
from loaders.pipeline.remarks import Column, Gap, Remark
from loaders.producers.dgcl import CODE_COLUMN, EXERCISES, UNKNOWN, criteria_columns
from loaders.producers.legal_populations import ESTIMATED_SPLIT, MAYOTTE

OVERSEAS = "97"
INCOME, PEOPLE, ROADS = "dgcl_revenu_imposable", "dgcl_pop_insee", "dgcl_voirie_m"
# The producer writes 0 for these in every overseas département: it has no use for them there.
METROPOLITAN = ("dgcl_effort_num", "dgcl_effort_den", "dgcl_produit_tfb", "dgcl_bases_nettes_tfb", "th_base_2021")
RURAL = ("dsr_bourg_centre", "dsr_perequation", "dsr_cible")
SUMS = {"dgcl_dsr": RURAL, "dgcl_dgf_communale": ("forfaitaire", "dgcl_dsu", *RURAL, "dgcl_dnp", "dacom")}

# Amounts that the producer gives with decimals are kept to the cent; all else is whole.
TO_THE_CENT = ("dgcl_rrf", "dgcl_produit_tfb", "dgcl_dmto", "dgcl_revenu_imposable")
CENTS = 100

SECRET_INCOME = (
    "La DGCL ne communique pas ce revenu : secret fiscal, quand les foyers sont trop peu nombreux "
    "ou que l'un d'eux pèse trop."
)
NO_LOCAL_TAX = "La DGCL ne donne ni bases ni produits de taxes locales dans les départements d'outre-mer."
NO_ROADS = "La DGCL ne donne pas la longueur de la voirie à Mayotte."


def municipal_finances(
    staged: dict[str, pd.DataFrame], passage: Passage, communes: pd.Index[str]
) -> dict[tuple[str, int], Column]:
    """Build the measures of the three exercises.

    Parameters
    ----------
    staged : dict of str to DataFrame
        With `dgcl_2020` to `dgcl_2022`.
    passage : Passage
    communes : Index
        Codes of today's communes.

    Returns
    -------
    dict of (str, int) to Column
        By measure and exercise. Amounts in euros.
    """
    columns: dict[tuple[str, int], Column] = {}
    for exercise in EXERCISES:
        values = exercise_values(staged[f"dgcl_{exercise}"], criteria_columns(exercise), passage, communes)
        columns |= {(name, exercise): column for name, column in brought(values, passage, communes).items()}
    return columns


def exercise_values(
    criteria: pd.DataFrame, declared: dict[str, str], passage: Passage, communes: pd.Index[str]
) -> pd.DataFrame:
    """Read the measures of one exercise as numbers; what the producer does not give is missing.

    Parameters
    ----------
    criteria : DataFrame
        Staged.
    declared : dict of str to str
        Our name to the producer's.
    passage : Passage
    communes : Index
        Codes of today's communes: the overseas collectivities are left out.

    Returns
    -------
    DataFrame
        A column per measure, indexed by the codes of the exercise.
    """
    rows = criteria.set_index(CODE_COLUMN).rename(columns={theirs: ours for ours, theirs in declared.items()})
    outside = [code for code in rows.index if passage.successors.get(code) not in communes]
    texts = rows.drop(index=outside).drop(columns=["hectares", "zrr", "montagne"], errors="ignore")
    values = texts.mask(texts == UNKNOWN).astype("float64")
    for measure, parts in SUMS.items():
        values[measure] = values[list(parts)].sum(axis=1, skipna=False)
    values = values.loc[:, values.columns.str.startswith(("dgcl_", "th_"))]
    # An income of nobody is truly nothing; that of somebody, written 0, is a secret.
    values[INCOME] = values[INCOME].mask((values[INCOME] == 0) & (values[PEOPLE] > 0))
    overseas = values.index.str.startswith(OVERSEAS)
    for measure in METROPOLITAN:
        if measure in values:
            values[measure] = values[measure].mask(overseas)
    values[ROADS] = values[ROADS].mask(values.index.str.startswith(MAYOTTE))
    return values


def brought(values: pd.DataFrame, passage: Passage, communes: pd.Index[str]) -> dict[str, Column]:
    """Bring the measures of one exercise to today's communes; a whole with a missing part is missing.

    Parameters
    ----------
    values : DataFrame
        As `exercise_values` gives them.
    passage : Passage
    communes : Index

    Returns
    -------
    dict of str to Column
    """
    units = {name: CENTS if name in TO_THE_CENT else 1 for name in map(str, values.columns)}
    converted = convert((values.fillna(0) * pd.Series(units)).round().astype("int64"), passage)
    whole = passage.still_whole(values.index)
    remark = Remark("estimated", ESTIMATED_SPLIT)
    columns = {}
    for name in map(str, values.columns):
        cells = converted.counts[name].reindex(communes).astype("float64") / units[name]
        unknown = values.index[values[name].isna()]
        # A split commune's unknown value is unknown for each of its parts, not zero.
        lost = {part for code in unknown for part in whole.get(code, (passage.successors[code],))}
        cells[cells.index.isin(lost)] = float("nan")
        missing = cells.index[cells.isna()]
        estimated = [code for code in converted.estimated if code not in lost]
        columns[name] = Column(cells, dict.fromkeys(estimated, remark), dict.fromkeys(missing, _gap(name)))
    return columns


def _gap(measure: str) -> Gap:
    if measure == INCOME:
        return Gap("secret", SECRET_INCOME)
    return Gap("not_published", NO_ROADS if measure == ROADS else NO_LOCAL_TAX)
