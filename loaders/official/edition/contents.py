"""What the build asks of a file before any of it is kept: coverage, plausible bounds, sums that hold."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from loaders.official.datasets import Dataset
from loaders.official.reading import Unexpected
from loaders.official.wording import counted_level
from observatoire.model.measures import ROUNDING, Measure

MOST_EXCEEDING = 0.01
"""Share of the communes in which rounding may make a part exceed its whole."""
_NATIONWIDE = 15_000
"""Communes from which a whole file has some of every département."""
_METROPOLITAN = {f"{number:02}" for number in range(1, 96)} - {"20"} | {"2A", "2B"}
TOLERATED = 0.005
"""Relative gap between a total and the sum of its parts that rounding explains."""


def missing_territories(values: pd.DataFrame, dataset: Dataset) -> str:
    """Say of which level a file lacks territories in its last year; empty for a whole file.

    A file sorted by commune and cut near its end has nearly all of them: it lacks those of some département.

    Parameters
    ----------
    values : DataFrame
        As the file has them.
    dataset : Dataset
        Its data set.
    """
    last = values[values["year"] == values["year"].max()]
    found = last.groupby("level")["code"].nunique()
    for level, least in dataset.expected.items():
        if int(found.get(level, 0)) < least:
            return f"{counted_level(int(found.get(level, 0)), level)} au lieu de {counted_level(least, level)} au moins"
    if dataset.expected.get("commune", 0) >= _NATIONWIDE:
        there = set(last.loc[last["level"].isin(["commune", "arrondissement"]), "code"].str[:2])
        if lacking := sorted(_METROPOLITAN - there - set(dataset.without)):
            return f"aucune commune du département {lacking[0]}"
    return ""


def refuse_strange_measures(values: pd.DataFrame, measures: Mapping[str, Measure], file: str) -> None:
    """Refuse measures that the catalogue does not have: an error of ours, not of the producer."""
    stray = sorted(set(values["measure"]) - set(measures))
    if stray:
        raise Unexpected(f"{file}\u202f: la mesure {stray[0]} n’est pas au catalogue.")


def refuse_implausible(values: pd.DataFrame, measures: Mapping[str, Measure], file: str) -> None:
    """Refuse a file of which a commune's value is beyond the bounds of its measure: a sign or a unit changed.

    Parameters
    ----------
    values : DataFrame
        Of today's communes, and of territories above, to which bounds do not apply.
    measures : mapping of str to Measure
        Of the catalogue.
    file : str
        Name to quote.
    """
    communes = values[(values["level"] == "commune") & values["value"].notna()]
    low = communes["measure"].map({name: measure.min for name, measure in measures.items()}).astype("float64")
    high = communes["measure"].map({name: measure.max for name, measure in measures.items()}).astype("float64")
    beyond = communes[(communes["value"] < low) | (communes["value"] > high)]
    if len(beyond):
        row = beyond.iloc[0]
        limits = measures[row["measure"]]
        raise Unexpected(
            f"{file}\u202f: {row['measure']}, commune {row['code']} en {row['year']}\u202f: {row['value']:g} n’est pas "
            f"entre {limits.min:g} et {limits.max:g}."
        )
    infinite = ~np.isfinite(values["value"].dropna())
    if infinite.any():
        raise Unexpected(f"{file}\u202f: une valeur n’est pas un nombre fini.")


def refuse_excess(values: pd.DataFrame, measures: Mapping[str, Measure], file: str) -> None:
    """Refuse a file in which parts exceed their whole in many communes: columns were exchanged.

    Parameters
    ----------
    values : DataFrame
        Of today's territories.
    measures : mapping of str to Measure
        Of the catalogue.
    file : str
        Name to quote.
    """
    communes = values[values["level"] == "commune"].set_index(["code", "year"])
    held = dict(list(communes.groupby("measure")["value"]))
    for name, cells in held.items():
        whole = held.get(measures[str(name)].part_of or "")
        if whole is None:
            continue
        both = pd.concat({"part": cells, "whole": whole}, axis=1).dropna()
        beyond = both[both["part"] > both["whole"] * (1 + ROUNDING) + ROUNDING]
        if len(beyond) > MOST_EXCEEDING * len(both):
            code, year = map(str, beyond.index[0])
            raise Unexpected(
                f"{file}\u202f: {name!s} dépasse {measures[str(name)].part_of} dans {len(beyond)} communes sur "
                f"{len(both)}, par exemple {code} en {year}."
            )


def refuse_broken_sums(values: pd.DataFrame, dataset: Dataset, measures: Mapping[str, Measure], file: str) -> None:
    """Refuse a file of which a total is not the sum of its parts: lines are lost, or counted twice.

    Parameters
    ----------
    values : DataFrame
        As the file has them.
    dataset : Dataset
        Its data set: which levels must add up.
    measures : mapping of str to Measure
        Of the catalogue.
    file : str
        Name to quote.
    """
    counts = values[values["measure"].map(lambda name: measures[name].additive).to_numpy(dtype=bool)]
    for part, whole in dataset.sums:
        of_parts = counts[counts["level"] == part].groupby(["measure", "year"])
        totals = counts[counts["level"] == whole].groupby(["measure", "year"])["value"].sum(min_count=1)
        # A secret among the parts: no sum can be held against the total.
        sums = of_parts["value"].sum().where(of_parts["value"].count() == of_parts.size())
        gap = (sums.reindex(totals.index) - totals).abs() / totals.abs()
        off = gap[gap > TOLERATED]
        if len(off):
            measure, year = off.index[0]
            raise Unexpected(
                f"{file}\u202f: {measure} en {year}\u202f: la somme ({part}) est {sums[off.index[0]]:g}, le total "
                f"({whole}) {totals[off.index[0]]:g}."
            )
