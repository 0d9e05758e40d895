"""Former communes: delegated, associated, absorbed, or known under another code, and where they are now."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from loaders.pipeline.passage import Passage

COLUMNS = ["code", "name", "kind", "current"]
# From the newest to the oldest: a former commune keeps the last name under which it was listed.
OLDER_VINTAGES = (2025, 2024, 2023, 2022, 2021, 2019)
# Les Trois Lacs had this code from 2020 to 2022, that of its seat then: the commune itself lives on.
RECODED_SINCE_2019 = ("27058",)
LIVING = {"commune-deleguee": "deleguee", "commune-associee": "associee"}


def former_communes(vintages: dict[int, pd.DataFrame], passage: Passage, current: Iterable[str]) -> pd.DataFrame:
    """List every commune that is no more and that leads to one of today's.

    Parameters
    ----------
    vintages : dict of int to DataFrame
        Staged `cog_<vintage>`.
    passage : Passage
    current : iterable of str
        Codes of today's communes.

    Returns
    -------
    DataFrame
        `code`, `name`, `kind`, `current`, sorted; a code appears once. A delegated commune that kept both
        code and name of the new one is not listed: it leads nowhere else.
    """
    today = set(current)
    names = vintages[2026].query("type == 'commune-actuelle'").set_index("code")["nom"]
    tables = [_living(vintages[2026], names), _older(vintages, passage), _recoded(vintages[2019], passage)]
    found = pd.concat(tables, ignore_index=True)
    found = found[found["current"].isin(today)]
    is_itself = (found["code"] == found["current"]) & (found["name"] == found["current"].map(names))
    return found[~is_itself].drop_duplicates("code").sort_values("code", ignore_index=True)


def _living(communes: pd.DataFrame, names: pd.Series[str]) -> pd.DataFrame:
    rows = communes[communes["type"].isin(list(LIVING))]
    rows = rows[~((rows["code"] == rows["chefLieu"]) & (rows["nom"] == rows["chefLieu"].map(names)))]
    return _table(rows["code"], rows["nom"], rows["type"].map(LIVING), rows["chefLieu"])


def _older(vintages: dict[int, pd.DataFrame], passage: Passage) -> pd.DataFrame:
    """Communes of older vintages whose code is no longer a commune's: absorbed, or given another code."""
    tables = []
    for vintage in OLDER_VINTAGES:
        rows = vintages[vintage].query("type != 'arrondissement-municipal' and type != 'ancien-code'")
        now = _destinations(rows, passage)
        rows, now = rows[now.notna() & (now != rows["code"])], now[now.notna() & (now != rows["code"])]
        kind = rows["code"].isin(list(RECODED_SINCE_2019)).map({True: "ancien_code", False: "absorbee"})
        tables.append(_table(rows["code"], rows["nom"], kind, now))
    return pd.concat(tables, ignore_index=True)


def _destinations(rows: pd.DataFrame, passage: Passage) -> pd.Series[str]:
    """Follow each row to today's commune: by its own code, else by the commune that absorbed it."""
    now = rows["code"].map(passage.successors)
    for link in ("communeAbsorbante", "chefLieu"):
        if link in rows:
            now = now.fillna(rows[link].map(passage.successors))
    return now


def _recoded(oldest: pd.DataFrame, passage: Passage) -> pd.DataFrame:
    """Codes that changed when a département was created or a commune passed to another one."""
    rows = oldest[oldest["type"] == "ancien-code"]
    now = rows["nouveauCode"].map(passage.successors).fillna(rows["code"].map(passage.successors))
    return _table(rows["code"], rows["nom"], "ancien_code", now)


def _table(
    code: pd.Series[str], name: pd.Series[str], kind: pd.Series[str] | str, current: pd.Series[str]
) -> pd.DataFrame:
    return pd.DataFrame({"code": code, "name": name, "kind": kind, "current": current})[COLUMNS]


def merged_communes(vintages: dict[int, pd.DataFrame], passage: Passage) -> set[str]:
    """Return today's communes that a merger made or enlarged, since 1943.

    A commune whose list of old codes only says that its own code changed (Corsica in 1976, Île-de-France in
    1968, a passage to another département) is not the fruit of a merger. Nor is a commune restored since
    whose former members all went elsewhere.

    Parameters
    ----------
    vintages : dict of int to DataFrame
        Staged `cog_<vintage>`.
    passage : Passage

    Returns
    -------
    set of str
    """
    recoded = vintages[2019].query("type == 'ancien-code'").set_index("code")["nouveauCode"]
    communes = vintages[2026].query("type == 'commune-actuelle'")
    merged = set()
    for code, listed in communes[["code", "anciensCodes"]].dropna().itertuples(index=False):
        former = {old for old in listed.split() if passage.successors[old] == code and recoded.get(old) != code}
        # Old codes of Corsica from before 1976: 20063 is 2B063 itself.
        if {old for old in former if not (code[:2] in ("2A", "2B") and old[2:] == code[2:])}:
            merged.add(code)
    linked = vintages[2026].dropna(subset=["chefLieu"])
    return merged | set(linked.loc[linked["code"] != linked["chefLieu"], "chefLieu"])
