"""Staged criteria of the state grants to communes (DGCL), exercises 2020 to 2022.

Which columns are read is declared in `dgcl_criteria.toml`: the producer renames them every year.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pandas as pd

from loaders.pipeline.delimited import delimited
from loaders.pipeline.sources import Source, read_inner
from loaders.pipeline.staging import CODE, WHOLE, Column, Expected, conform

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
    columns = {theirs: Column(FORMS.get(ours, AMOUNT)) for ours, theirs in criteria_columns(exercise).items()}
    return Expected(columns, _declared(exercise)["rows"], (CODE_COLUMN,))


def stage(sources: dict[str, Source], directory: Path) -> dict[str, pd.DataFrame]:
    """Stage the criteria that we use.

    Parameters
    ----------
    sources : dict of str to Source
    directory : Path
        Where the artifacts are.

    Returns
    -------
    dict of str to DataFrame
        `dgcl_<exercise>`.
    """
    tables = {}
    for exercise in EXERCISES:
        label, content = read_inner(sources["dotations_locales"], directory, f"criteres_repartition_{exercise}.csv")
        expected = expected_criteria(exercise)
        tables[f"dgcl_{exercise}"] = conform(delimited(content, expected.columns, label), expected, label)
    return tables
