"""Criteria of the state grants to communes (DGCL), exercises 2020 to 2022, and why some of their zeros are not figures.

Which columns are read is declared in `dgcl_criteria.toml`: the producer renames them every year.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pandas as pd

from loaders.pipeline.delimited import delimited
from loaders.pipeline.inputs import Inputs
from loaders.pipeline.passage import Passage
from loaders.pipeline.remarks import Gap, MeasureColumn, MeasureColumns, brought
from loaders.pipeline.sources import Artifacts
from loaders.pipeline.staging import CODE, WHOLE, Expected, Form, conform
from loaders.producers.legal_populations import MAYOTTE

DECLARATION = Path(__file__).with_name("dgcl_criteria.toml")
EXERCISES = (2020, 2021, 2022)
CODE_COLUMN = "Informations générales - Code INSEE de la commune"
HECTARES = "Informations générales - Superficie de l'année N"
ZRR = "Dotation de solidarité rurale - Fraction bourg-centre - Commune située en ZRR"
MOUNTAIN = "Dotation de solidarité rurale - Fraction péréquation - Commune située en zone de montagne"
# "nd" (non disponible) is the producer's mark for what it does not give; in 2020 and 2021 it writes 0 instead.
UNKNOWN = "nd"
AMOUNT = rf"-?{WHOLE}(?:\.\d+)?|{UNKNOWN}"
FORMS = {"code": CODE, "hectares": rf"{WHOLE}(?:\.\d+)?", "zrr": "[01]", "montagne": "[01]"}

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


def _declared(exercise: int) -> dict[str, Any]:
    declared: dict[str, Any] = tomllib.loads(DECLARATION.read_text(encoding="utf-8"))[str(exercise)]
    return declared


def criteria_columns(exercise: int) -> dict[str, str]:
    """Return the columns that we read of one exercise.

    Parameters
    ----------
    exercise : int

    Returns
    -------
    dict of str to str
        Our name to the producer's, in the order of its file.
    """
    columns: dict[str, str] = _declared(exercise)["columns"]
    return columns


def expected_criteria(exercise: int) -> Expected:
    """Return what the file of one exercise must hold.

    Parameters
    ----------
    exercise : int

    Returns
    -------
    Expected
    """
    columns = {theirs: Form(FORMS.get(ours, AMOUNT)) for ours, theirs in criteria_columns(exercise).items()}
    return Expected(columns, _declared(exercise)["rows"], (CODE_COLUMN,))


def stage(artifacts: Artifacts) -> dict[str, pd.DataFrame]:
    """Stage the criteria that we use: `dgcl_<exercise>`."""
    tables = {}
    for exercise in EXERCISES:
        label, content = artifacts.read("dotations_locales", f"criteres_repartition_{exercise}.csv")
        expected = expected_criteria(exercise)
        tables[f"dgcl_{exercise}"] = conform(delimited(content, expected.columns, label), expected, label)
    return tables


def prepare(inputs: Inputs) -> MeasureColumns:
    """Prepare the measures of the three exercises, amounts in euros."""
    columns: dict[tuple[str, int], MeasureColumn] = {}
    for exercise in EXERCISES:
        values = exercise_values(inputs.staged, exercise, inputs.passage, inputs.communes.index)
        made = criteria_today(values, inputs.passage, inputs.communes.index)
        columns |= {(name, exercise): column for name, column in made.items()}
    return columns


def exercise_values(
    staged: dict[str, pd.DataFrame], exercise: int, passage: Passage, communes: pd.Index[str]
) -> pd.DataFrame:
    """Read the measures of one exercise as numbers; what the producer does not give is missing.

    Parameters
    ----------
    staged : dict of str to DataFrame
        With `dgcl_<exercise>`.
    exercise : int
    passage : Passage
    communes : Index
        Codes of today's communes: the overseas collectivities are left out.

    Returns
    -------
    DataFrame
        A column per measure, indexed by the codes of the exercise.
    """
    names = {theirs: ours for ours, theirs in criteria_columns(exercise).items()}
    rows = staged[f"dgcl_{exercise}"].set_index(CODE_COLUMN).rename(columns=names)
    outside = [code for code in rows.index if passage.successors.get(code) not in communes]
    texts = rows.drop(index=outside).drop(columns=["hectares", "zrr", "montagne"], errors="ignore")
    values = texts.mask(texts == UNKNOWN).astype("float64")
    for measure, added in SUMS.items():
        values[measure] = values[list(added)].sum(axis=1, skipna=False)
    values = values.loc[:, values.columns.str.startswith(("dgcl_", "th_"))]
    # An income of nobody is truly nothing; that of somebody, written 0, is a secret.
    values[INCOME] = values[INCOME].mask((values[INCOME] == 0) & (values[PEOPLE] > 0))
    overseas = values.index.str.startswith(OVERSEAS)
    for measure in METROPOLITAN:
        if measure in values:
            values[measure] = values[measure].mask(overseas)
    values[ROADS] = values[ROADS].mask(values.index.str.startswith(MAYOTTE))
    return values


def criteria_today(values: pd.DataFrame, passage: Passage, communes: pd.Index[str]) -> dict[str, MeasureColumn]:
    """Bring the measures of one exercise to today's communes; a whole with a missing part is missing.

    Parameters
    ----------
    values : DataFrame
        As `exercise_values` gives them.
    passage : Passage
    communes : Index

    Returns
    -------
    dict of str to MeasureColumn
    """
    units = pd.Series({name: CENTS if name in TO_THE_CENT else 1 for name in map(str, values.columns)})
    columns = brought((values.fillna(0) * units).round().astype("int64"), passage, communes)
    for name, column in columns.items():
        column.cells /= units[name]
        # A split commune's unknown value is unknown for each of its parts, not zero.
        unknown = passage.today(values.index[values[name].isna()], values.index)
        column.empty(communes.intersection(unknown), _gap(name))
        column.explain(_gap(name))
    return columns


def _gap(measure: str) -> Gap:
    if measure == INCOME:
        return Gap("secret", SECRET_INCOME)
    return Gap("not_published", NO_ROADS if measure == ROADS else NO_LOCAL_TAX)
