"""Gathering what files give into the tables of an edition: one file for each measure, year and level."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pandas as pd

from loaders.official.edition.places import identifier
from loaders.official.edition.taking import Taken
from loaders.official.reading import KEY, NOTHING, Unexpected
from loaders.official.wording import counted
from observatoire.model.official.tables import column_of
from observatoire.model.territory import LEVELS

_ABOVE = LEVELS[1:]
Key = tuple[str, int, str]
"""A measure, a year, a level."""


@dataclass(frozen=True)
class Group:
    """The files of one edition of a data set, as one.

    Attributes
    ----------
    files : tuple of Taken
        What is said of each, emptied.
    values : DataFrame
        All of theirs.
    """

    files: tuple[Taken, ...]
    values: pd.DataFrame

    @property
    def whole(self) -> bool:
        """Whether no file is an extract."""
        return not any(one.extract for one in self.files)


def grouped(taken: Iterable[Taken]) -> tuple[list[Group], dict[str, str]]:
    """Put the files of one edition of a data set together.

    Parameters
    ----------
    taken : iterable of Taken
        In the order in which they count.

    Returns
    -------
    list of Group
    dict of str to str
        Why a file was left: another of the same edition contradicts it.
    """
    groups: dict[tuple[str, str], Group] = {}
    left: dict[str, str] = {}
    for one in taken:
        key = (one.dataset.id, one.edition)
        before = groups.get(key)
        if before is None:
            groups[key] = Group((one.emptied(),), one.values)
            continue
        try:
            groups[key] = Group((*before.files, one.emptied()), _together(before.values, one.values))
        except Unexpected as error:
            left[one.path.name] = f"{one.path.name}\u202f: {error}"
    return list(groups.values()), left


def _together(first: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    both = pd.concat([first, more], ignore_index=True)
    told = both[both["status"] != "not_published"].drop_duplicates([*KEY, "value", "status"])
    twice = told[told.duplicated(KEY)]
    if len(twice):
        row = twice.iloc[0]
        raise Unexpected(
            f"un autre fichier de la même édition dit autre chose de {row['measure']} pour {row['code']} en "
            f"{row['year']}."
        )
    return _completed(first, more, KEY)


def _completed(first: pd.DataFrame, more: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Add the rows of which the first table says nothing: a figure that is not published gives way to one that is."""
    told = pd.MultiIndex.from_frame(first.loc[first["status"] != "not_published", key])
    keys = pd.MultiIndex.from_frame(more[key])
    better = (more["status"] != "not_published").to_numpy() | ~keys.isin(pd.MultiIndex.from_frame(first[key]))
    added = more[better & ~keys.isin(told)]
    kept = ~pd.MultiIndex.from_frame(first[key]).isin(pd.MultiIndex.from_frame(added[key]))
    return pd.concat([first[kept], added], ignore_index=True)


@dataclass(frozen=True)
class Block:
    """What one group gives of one measure, year and level.

    Attributes
    ----------
    group : Group
    values : DataFrame
        Its rows.
    rank : int
        Of the group among all.
    """

    group: Group
    values: pd.DataFrame
    rank: int

    @property
    def weight(self) -> tuple[bool, int, str, int]:
        """What counts first: a whole file, then most territories, then the latest edition."""
        return self.group.whole, len(self.values), self.group.files[0].edition, -self.rank


def given(groups: Iterable[Group]) -> tuple[dict[Key, pd.DataFrame], list[str]]:
    """Return what is kept of each measure, year and level.

    One whole file gives all of it: communes of one edition beside communes of another cannot be compared. Where there
    are only extracts, each adds the territories of which those before it say nothing.

    Parameters
    ----------
    groups : iterable of Group
        Filled; none of them is kept.

    Returns
    -------
    dict of (measure, year, level) to DataFrame
    list of str
        Where extracts say two things of one territory, in French.
    """
    found: dict[Key, list[Block]] = {}
    for rank, group in enumerate(groups):
        said = Group(group.files, group.values.iloc[:0])
        for key, part in group.values.groupby(["measure", "year", "level"], sort=False):
            measure, year, level = cast("tuple[str, int, str]", key)
            found.setdefault((str(measure), int(year), str(level)), []).append(Block(said, part, rank))
    notes: list[str] = []
    return {key: _kept(key, blocks, notes) for key, blocks in found.items()}, notes


def _kept(key: Key, blocks: list[Block], notes: list[str]) -> pd.DataFrame:
    first, *others = sorted(blocks, key=lambda block: block.weight, reverse=True)
    kept = first.values
    if first.group.whole:
        return kept
    for block in others:
        both = block.values.merge(kept, on="code", suffixes=("", "_kept")).dropna(subset=["value", "value_kept"])
        apart = both[~np.isclose(both["value"], both["value_kept"], rtol=1e-6)]
        if len(apart):
            told = counted(len(apart), "territoire a", "territoires ont")
            names = " et ".join(one.group.files[0].path.name for one in (first, block))
            notes.append(
                f"{key[0]}, {key[1]}\u202f: {told} deux valeurs dans {names}\u202f; celle du premier est gardée, "
                f"par exemple pour {apart['code'].iloc[0]}"
            )
        kept = _completed(kept, block.values, ["code"])
    return kept


def filled(group: Group, codes: Mapping[str, pd.Index[str]]) -> Group:
    """Add what absent rows stand for, a zero or a state: in an extract, they stand for nothing."""
    dataset = group.files[0].dataset
    if not group.whole or (dataset.absent == "not_published" and not dataset.absent_reason):
        return group
    zero = dataset.absent == "zero"
    state: dict[str, Any] = {"value": 0.0, "status": "value"} if zero else {"value": np.nan, "status": dataset.absent}
    parts = [group.values]
    measures = sorted(set(group.values["measure"]))
    for (level, year), part in group.values.groupby(["level", "year"], sort=False):
        if not zero and level != "commune":
            continue
        everything = pd.MultiIndex.from_product([codes[str(level)], measures], names=["code", "measure"])
        there = pd.MultiIndex.from_frame(part[["code", "measure"]])
        lacking = everything.difference(there).to_frame(index=False)
        where: dict[str, Any] = {"level": str(level), "year": cast(int, year), "reason": dataset.absent_reason}
        parts.append(lacking.assign(**where, **state, estimated=False))
    return Group(group.files, pd.concat(parts, ignore_index=True)[list(group.values.columns)])


def tables(
    blocks: Mapping[Key, pd.DataFrame], codes: Mapping[str, pd.Index[str]], order: Iterable[str]
) -> dict[str, pd.DataFrame]:
    """Lay what files give side by side.

    Parameters
    ----------
    blocks : mapping of (measure, year, level) to DataFrame
        As `given` returns them.
    codes : mapping of str to Index
        Codes of each level, in order.
    order : iterable of str
        Measures, in the order of the columns.

    Returns
    -------
    dict of str to DataFrame
        `official`, `published`, and the gaps and flags of each.
    """
    rank = {measure: place for place, measure in enumerate(order)}
    columns = sorted({key[:2] for key in blocks}, key=lambda key: (rank[key[0]], key[1]))
    communes = {key[:2]: part for key, part in blocks.items() if key[2] == "commune"}
    above: dict[tuple[str, int], list[pd.DataFrame]] = {}
    for (measure, year, level), part in blocks.items():
        if level != "commune":
            named = part.assign(code=[identifier(level, code) for code in part["code"]])
            above.setdefault((measure, year), []).append(named)
    published = {key: pd.concat(parts, ignore_index=True) for key, parts in above.items()}
    ids = pd.Index([identifier(level, code) for level in _ABOVE for code in codes[level]])
    held = [key for key in columns if key in published]
    unmarked = NOTHING.assign(flag="")
    silent = pd.concat([NOTHING, *(part[part["status"] != "value"] for part in published.values())])
    return {
        "official": _wide(communes, codes["commune"], columns).rename_axis("code").reset_index(),
        "official_gaps": _said(pd.concat([NOTHING, *map(_gaps, communes.values())]), "status"),
        "official_flags": _said(pd.concat([unmarked, *map(_flags, communes.values())]), "flag"),
        "published": _wide(published, ids, held).rename_axis("id").reset_index(),
        "published_gaps": _said(silent, "status").rename(columns={"code": "id"}),
        "published_flags": _said(pd.concat([unmarked, *map(_flags, published.values())]), "flag").rename(
            columns={"code": "id"}
        ),
    }


def _wide(
    parts: Mapping[tuple[str, int], pd.DataFrame], index: pd.Index[str], columns: Sequence[tuple[str, int]]
) -> pd.DataFrame:
    made = {}
    for measure, year in columns:
        cells = np.full(len(index), np.nan)
        part = parts.get((measure, year))
        if part is not None:
            cells[index.get_indexer(pd.Index(part["code"]))] = part["value"].to_numpy(dtype=np.float64)
        made[column_of(measure, year)] = cells
    return pd.DataFrame(made, index=index)


def _gaps(values: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that must be written: an absent value without a reason needs none."""
    return values[(values["status"] != "value") & ((values["status"] != "not_published") | (values["reason"] != ""))]


def _flags(values: pd.DataFrame) -> pd.DataFrame:
    """Return the values that are shares, or that their producer marks: provisional, counted with a neighbour."""
    marked = (values["status"] == "value") & ((values["reason"] != "") | values["estimated"].astype(bool))
    return values[marked].assign(flag="estimated")


def _said(values: pd.DataFrame, word: str) -> pd.DataFrame:
    frame = values[["measure", "year", "code", word, "reason"]]
    frame = frame.astype(dict.fromkeys(["measure", "code", word, "reason"], "str") | {"year": "int64"})
    return frame.sort_values(["measure", "year", "code"], ignore_index=True)
