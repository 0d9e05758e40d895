"""Housing tax rates of each commune and its EPCI, 2017 to 2022 (REI, DGFiP), staged and weighted by the bases of 2021.

The file of 2021 has no rental values and shifted allowances; its rates are sound, and they are all that is read.
"""

from __future__ import annotations

import pandas as pd

from loaders.pipeline.delimited import delimited
from loaders.pipeline.inputs import Inputs
from loaders.pipeline.passage import Passage
from loaders.pipeline.remarks import Gap, MeasureColumn, MeasureColumns, Remark
from loaders.pipeline.sources import Artifacts
from loaders.pipeline.staging import CODE, Expected, Form, conform
from loaders.producers import dgcl

ROWS = {2017: 35518, 2018: 35389, 2019: 35230, 2020: 34969, 2021: 34969, 2022: 34960}
CODE_COLUMN = "code_insee_commune"
BASES = "th_base_2021"
# The producer's column -> our measure: a rate times the bases of 2021.
MEASURES = {"taux_com": "th_prod_theo_com", "taux_epci": "th_prod_theo_epci"}
# Saint-Barthélemy and Saint-Martin, which left Guadeloupe in 2007, under codes of their own.
FOREIGN = ("9777", "9788")
RATE = r"\d*\.?\d+(?:e-\d+)?"

MISSING_RATE = "Le fichier des taux (REI) ne donne rien pour cette commune."
WHOLE_RATE = "Taux de l'ancienne commune nouvelle ; ses bases sont au besoin réparties selon les populations de 2023."
MIXED_RATES = "Taux moyen d'anciennes communes dont les bases ne sont pas toutes connues."


def stage(artifacts: Artifacts) -> dict[str, pd.DataFrame]:
    """Stage the rates: `housing_tax_<year>`."""
    tables = {}
    for year, rows in ROWS.items():
        label, content = artifacts.read("openfisca_france", f"parametres_th_{year}.csv")
        code = Form("|".join([CODE, *FOREIGN]))
        expected = Expected({CODE_COLUMN: code, **dict.fromkeys(MEASURES, Form(RATE))}, rows, (CODE_COLUMN,))
        tables[f"housing_tax_{year}"] = conform(delimited(content, expected.columns, label), expected, label)
    return tables


def prepare(inputs: Inputs) -> MeasureColumns:
    """Prepare the rates times the bases of 2021, which DGCL's criteria of that year hold."""
    passage, communes = inputs.passage, inputs.communes.index
    values = dgcl.exercise_values(inputs.staged, 2021, passage, communes)[[BASES]]
    return housing_tax(inputs.staged, values[BASES], dgcl.criteria_today(values, passage, communes)[BASES], passage)


def housing_tax(
    staged: dict[str, pd.DataFrame], bases_2021: pd.Series[float], bases: MeasureColumn, passage: Passage
) -> dict[tuple[str, int], MeasureColumn]:
    """Multiply the rates of each year by the bases of 2021, so that sums over communes are weighted means.

    Parameters
    ----------
    staged : dict of str to DataFrame
        With `housing_tax_<year>`.
    bases_2021 : Series
        Net bases by the codes of 2021.
    bases : MeasureColumn
        The same for today's communes.
    passage : Passage

    Returns
    -------
    dict of (str, int) to MeasureColumn
        By measure and year.
    """
    columns = {}
    for year in ROWS:
        table = staged[f"housing_tax_{year}"].set_index(CODE_COLUMN).drop(index=list(FOREIGN))
        for theirs, measure in MEASURES.items():
            rates = table[theirs].astype("float64")
            columns[measure, year] = _product(rates, bases_2021, bases, passage)
    return columns


def _product(
    rates: pd.Series[float], bases_2021: pd.Series[float], bases: MeasureColumn, passage: Passage
) -> MeasureColumn:
    means, mixed = mean_rates(rates, bases_2021, passage)
    whole = {part: rates[code] for code, parts in passage.still_whole(rates.index).items() for part in parts}
    means = pd.concat([means.drop(index=list(whole), errors="ignore"), pd.Series(whole, dtype="float64")])
    cells = (means.reindex(bases.cells.index) * bases.cells).round(2)
    remarks = dict.fromkeys(mixed, Remark("estimated", MIXED_RATES))
    remarks |= {code: Remark("estimated", WHOLE_RATE) for code in {*whole, *bases.remarks}}
    missing = cells.index[cells.isna()]
    gaps = {code: bases.gaps.get(code, Gap("not_published", MISSING_RATE)) for code in missing}
    return MeasureColumn(cells, {code: remark for code, remark in remarks.items() if code not in gaps}, gaps)


def mean_rates(
    rates: pd.Series[float], bases_2021: pd.Series[float], passage: Passage
) -> tuple[pd.Series[float], list[str]]:
    """Average the rates of the former communes of each commune of today, weighted by their bases.

    Those that had merged before the bases of 2021 have none of their own and do not weigh; where no former
    commune has bases, the mean is a plain one.

    Parameters
    ----------
    rates : Series
        By code of their year.
    bases_2021 : Series
        By code of 2021.
    passage : Passage

    Returns
    -------
    tuple of Series and list of str
        Rates by today's code; today's communes whose former communes differ and whose bases are not all known.
    """
    today = rates.index.map(passage.successors)
    weights = bases_2021.reindex(rates.index)
    known = weights.groupby(today).sum()
    weighted = (rates * weights).groupby(today).sum() / known.where(known > 0)
    groups = rates.groupby(today)
    mixed = (groups.max() > groups.min()) & weights.isna().groupby(today).any()
    return weighted.fillna(groups.mean()), list(mixed.index[mixed])
