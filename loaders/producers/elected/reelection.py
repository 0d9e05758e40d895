"""Who was already elected: the same commune, name, first given name and birth year in two states of the register.

Exact birth dates would lose a third of the persons, for the edition of 2026 swaps day and month. Nothing of what is
compared here leaves the memory of the loader.
"""

from __future__ import annotations

import pandas as pd

from loaders.pipeline.passage import Passage


def plain(names: pd.Series[str]) -> pd.Series[str]:
    """Return names in capitals without accents, still with their spaces and hyphens."""
    return names.str.normalize("NFKD").str.encode("ascii", "ignore").str.decode("ascii").str.upper()


def identities(persons: pd.DataFrame) -> pd.Series[str]:
    """Write what tells a person from the others of the commune as one text.

    Parameters
    ----------
    persons : DataFrame
        `code`, `nom`, `prenom`, `date_naissance`.

    Returns
    -------
    Series
        On the index of `persons`.
    """
    name = plain(persons["nom"]).str.replace(r"[^A-Z]", "", regex=True)
    given = plain(persons["prenom"]).str.extract(r"([A-Z]+)", expand=False).fillna("")
    return persons["code"] + "|" + name + "|" + given + "|" + persons["date_naissance"].str[:4]


def identities_today(persons: pd.DataFrame, passage: Passage) -> set[str]:
    """Return the identities of persons of a former time, in the communes of today.

    A councillor of a commune that was merged or took another code belongs to today's commune; one of a
    commune that was split since belongs to each of its parts.

    Parameters
    ----------
    persons : DataFrame
    passage : Passage

    Returns
    -------
    set of str
    """
    moved = persons.assign(code=persons["code"].map(passage.successors)).dropna(subset=["code"])
    found = set(identities(moved))
    for whole, parts in passage.still_whole(pd.Index(persons["code"].unique())).items():
        rows = persons[persons["code"] == whole]
        for part in parts:
            found |= set(identities(rows.assign(code=part)))
    return found
