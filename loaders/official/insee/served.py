"""The inhabitants of the communes that have a kind of facility: what only a population beside the counts can tell."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

SERVED: Mapping[str, str] = {"bpe_commerces_alimentaires": "pop_avec_commerce_alimentaire"}
"""Facilities counted by commune to the measure of the inhabitants who have one in theirs."""
POPULATION = ("pop_mun", 2023)
"""The population that an edition ships with: measure and year."""


def with_served(values: pd.DataFrame, population: pd.Series) -> pd.DataFrame:
    """Return values of today's communes with the inhabitants of those that have a facility.

    Parameters
    ----------
    values : DataFrame
        As `Reading.values`, of today's communes, real zeros written; other columns are kept.
    population : Series
        Of today's communes, by code; NaN where it is not known.
    """
    parts = [values]
    for facility, served in SERVED.items():
        counts = values[(values["measure"] == facility) & (values["level"] == "commune")]
        if counts.empty:
            continue
        people = counts["code"].map(population)
        status = counts["status"].mask((counts["status"] == "value") & people.isna(), "not_published")
        inhabitants = people.where(counts["value"] > 0, 0.0).where(status == "value")
        parts.append(counts.assign(measure=served, value=inhabitants, status=status))
    return pd.concat(parts, ignore_index=True) if len(parts) > 1 else values
