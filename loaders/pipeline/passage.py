"""Passage to COG 2026: counts of an older vintage brought to today's communes.

Mergers and changes of code add up. A commune restored since (défusion) has no figure of its own in the older
vintages: it gets a share of its former whole, by the populations of 2023, and the figure is marked estimated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

# Former whole -> the communes of today that it held. The whole keeps its code, save where it is noted.
SPLITS: dict[str, tuple[str, ...]] = {
    "14712": ("14712", "14666"),  # Saline, until 2020
    "60054": ("60054", "60694"),  # Les Hauts Talican, until 2024; the new commune of that name is 60694
    "85084": ("85084", "85165", "85212"),  # Essarts en Bocage, until 2024
    "15141": ("15141", "15031", "15035", "15047", "15171"),  # Neussargues en Pinatelle, until 2025
}


class PassageError(Exception):
    """A code of an older vintage leads to no commune of today."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The way from any former code to today's communes.

    Attributes
    ----------
    successors : mapping of str to str
        Former code to the code of the commune that it is part of now. Today's codes lead to themselves.
    weights : Series
        Population of 2023 by today's code: the shares of a split commune.
    splits : mapping of str to tuple of str
        Former whole to its parts.
    """

    successors: Mapping[str, str]
    weights: pd.Series[float]
    splits: Mapping[str, tuple[str, ...]]

    def still_whole(self, codes: pd.Index[str]) -> dict[str, tuple[str, ...]]:
        """Return the splits that a vintage with these codes does not know yet."""
        return {
            whole: parts
            for whole, parts in self.splits.items()
            if whole in codes and not any(part in codes for part in parts if part != whole)
        }

    def undone(self, codes: pd.Index[str]) -> list[str]:
        """Return today's communes that a vintage with these codes only knows as part of a former whole."""
        return sorted(part for parts in self.still_whole(codes).values() for part in parts)

    def today(self, some: Iterable[str], codes: pd.Index[str]) -> list[str]:
        """Return the communes of today to which some codes lead, of a vintage that has these `codes`, sorted."""
        whole = self.still_whole(codes)
        return sorted({part for code in some for part in whole.get(code, (self.successors[code],))})


@dataclass(frozen=True, slots=True)
class Converted:
    """Counts of today's communes, and which of them are estimated shares."""

    counts: pd.DataFrame
    estimated: tuple[str, ...]


def build_passage(communes: pd.DataFrame, splits: Mapping[str, tuple[str, ...]] = SPLITS) -> Passage:
    """Read the passage out of the current vintage of the COG.

    Parameters
    ----------
    communes : DataFrame
        Staged `cog_2026`: `code`, `type`, `chefLieu`, `commune`, `anciensCodes`, `population`.
    splits : mapping of str to tuple of str

    Returns
    -------
    Passage
    """
    current = communes[communes["type"] == "commune-actuelle"]
    successors: dict[str, str] = {}
    for code, former in current[["code", "anciensCodes"]].dropna().itertuples(index=False):
        successors |= dict.fromkeys(former.split(), code)
    # Where a délégué and the list of old codes disagree (60455, Les Hauts-Talican), the living link is right.
    for link in ("chefLieu", "commune"):
        linked = communes.dropna(subset=[link])
        successors |= dict(zip(linked["code"], linked[link], strict=True))
    successors |= {code: code for code in current["code"]}
    weights = pd.to_numeric(current.set_index("code")["population"]).fillna(0).astype("float64")
    return Passage(successors, weights, splits)


def convert(counts: pd.DataFrame, passage: Passage) -> Converted:
    """Bring additive counts of an older vintage to today's communes.

    Parameters
    ----------
    counts : DataFrame
        One row per commune of the vintage, indexed by code; whole numbers.
    passage : Passage

    Returns
    -------
    Converted
        Counts indexed by today's code. The total is unchanged.
    """
    unknown = sorted(set(counts.index) - set(passage.successors))
    if unknown:
        raise PassageError(f"{len(unknown)} codes lead to no commune of COG 2026, such as {unknown[:5]}.")
    split = passage.still_whole(counts.index)
    kept = counts.drop(index=list(split))
    merged = kept.groupby(kept.index.map(passage.successors)).sum()
    shares = [_shared(counts.loc[[whole]], passage.weights.loc[list(parts)]) for whole, parts in split.items()]
    values = pd.concat([merged, *shares]).sort_index()
    values.index.name = "code"
    return Converted(values, tuple(passage.undone(counts.index)))


def _shared(total: pd.DataFrame, weights: pd.Series[float]) -> pd.DataFrame:
    return pd.DataFrame({name: apportion(int(column.iloc[0]), weights) for name, column in total.items()})


def apportion(total: int, weights: pd.Series[float]) -> pd.Series[int]:
    """Share a whole number out in whole numbers, by largest remainder, so that the parts add up to it.

    Parameters
    ----------
    total : int
    weights : Series

    Returns
    -------
    Series
        Indexed as `weights`; ties go to the first code.
    """
    exact = total * weights / weights.sum()
    shares = exact.floordiv(1).astype("int64")
    remainders = (exact - shares).sort_index().sort_values(ascending=False, kind="stable")
    shares.loc[remainders.index[: total - int(shares.sum())]] += 1
    return shares
