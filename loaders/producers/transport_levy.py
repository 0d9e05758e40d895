"""Transport levy on wages (versement transport): rates by commune, staged, and those in force in July 2018.

Two authorities may levy it in one commune: that of urban transport (aot) and a mixed syndicate (smt); they add up.
The file was made about July 2018; the later dates it holds are increases that were then planned.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pandas as pd

from loaders.pipeline.inputs import Inputs
from loaders.pipeline.passage import Passage
from loaders.pipeline.remarks import MeasureColumn, MeasureColumns, Remark
from loaders.pipeline.sources import Artifacts, SourceError
from loaders.pipeline.staging import CODE, Expected, Form, conform

AUTHORITIES = ("aot", "smt")
DATE = "2018-07-01"
YEAR = 2018
RATES = Expected(
    {
        "code": Form(CODE),
        "authority": Form("|".join(AUTHORITIES)),
        "since": Form(r"\d{4}-\d\d-\d\d"),
        "rate": Form(r"\d+(?:\.\d+)?"),
    },
    43639,
    ("code", "authority", "since"),
)
HIGHEST = "Le plus élevé des taux des anciennes communes, qui différaient."


def stage(artifacts: Artifacts) -> dict[str, pd.DataFrame]:
    """Stage every rate with its date: `transport_levy`."""
    label, content = artifacts.read("openfisca_france", "taux.json")
    return {"transport_levy": conform(levy_rates(content, label), RATES, label, ordered=False)}


def prepare(inputs: Inputs) -> MeasureColumns:
    """Prepare the rates of July 2018, weighted by the population, and the people whom they cover."""
    return transport_levy(inputs.staged["transport_levy"], inputs.passage, inputs.population)


def levy_rates(content: bytes, file: str) -> pd.DataFrame:
    """Lay out the rates nested in the communes, one row for each commune, authority and date.

    Parameters
    ----------
    content : bytes
    file : str
        Name to quote when the nesting is not the expected one.

    Returns
    -------
    DataFrame
        All texts.
    """
    try:
        rows = list(_rates(json.loads(content)))
    except (ValueError, KeyError, AttributeError) as error:
        expected = "communes by code, each with `aot` or `smt` and its `taux` by date"
        raise SourceError(f"{file}: expected a whole JSON object of {expected} ({error!r}).") from error
    return pd.DataFrame(rows, columns=list(RATES.columns), dtype="str")


def _rates(communes: dict[str, dict[str, Any]]) -> Iterator[tuple[str, str, str, str]]:
    for code, commune in communes.items():
        present = [name for name in AUTHORITIES if name in commune]
        if not present:
            raise KeyError(f"aot or smt of {code}")
        for authority in present:
            for since, rate in commune[authority]["taux"].items():
                yield code, authority, since, rate


def transport_levy(
    rates: pd.DataFrame, passage: Passage, population: MeasureColumn
) -> dict[tuple[str, int], MeasureColumn]:
    """Weight the rates in force in July 2018 by the population; a commune that is not listed levies nothing.

    Parameters
    ----------
    rates : DataFrame
        Staged.
    passage : Passage
    population : MeasureColumn
        Of 2023, by today's code.

    Returns
    -------
    dict of (str, int) to MeasureColumn
        `vt_taux_x_pop` (rate in % times people) and `vt_pop_couverte`.
    """
    own = rates_in_force(rates)
    groups = own.groupby(own.index.map(passage.successors))
    people = population.cells
    applied = groups.max().reindex(people.index, fill_value=0.0)
    differ = groups.max() - groups.min() > 0
    remarks = population.remarks | dict.fromkeys(differ.index[differ], Remark("estimated", HIGHEST))
    return {
        ("vt_taux_x_pop", YEAR): MeasureColumn((applied * people).round(4), remarks),
        ("vt_pop_couverte", YEAR): MeasureColumn(people.where(applied > 0, 0.0), dict(population.remarks)),
    }


def rates_in_force(rates: pd.DataFrame, date: str = DATE) -> pd.Series[float]:
    """Return the whole rate of each listed commune on a date, in %.

    Parameters
    ----------
    rates : DataFrame
        Staged.
    date : str
        Day of interest, written as the column `since` writes days.

    Returns
    -------
    Series
        By code; 0 where the levy begins later.
    """
    begun = rates[rates["since"] <= date].sort_values(["code", "authority", "since"])
    last = begun.drop_duplicates(["code", "authority"], keep="last")
    listed = pd.Index(rates["code"]).unique()
    totals = last["rate"].astype("float64").groupby(last["code"]).sum()
    return totals.reindex(listed, fill_value=0.0).round(4)
