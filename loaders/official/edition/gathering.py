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
from observatoire.model.official.tables import column_of
from observatoire.model.territory import LEVELS

_ABOVE = LEVELS[1:]


@dataclass(frozen=True)
class Group:
    """The files of one edition of a data set, as one.

    Attributes
    ----------
    files : tuple of Taken
    values : DataFrame
        All of theirs.
    """

    files: tuple[Taken, ...]
    values: pd.DataFrame

    @property
    def whole(self) -> bool:
        """Whether no file is an extract."""
        return not any(one.extract for one in self.files)


def grouped(taken: Sequence[Taken]) -> tuple[list[Group], dict[str, str]]:
    """Put the files of one edition of a data set together.

    Parameters
    ----------
    taken : sequence of Taken
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
            groups[key] = Group((one,), one.values)
            continue
        try:
            groups[key] = Group((*before.files, one), _together(before.values, one.values))
        except Unexpected as error:
            left[one.path.name] = f"{one.path.name}\u202f: {error}"
    return list(groups.values()), left


def _together(first: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    both = pd.concat([first, more], ignore_index=True).drop_duplicates([*KEY, "value", "status"])
    twice = both[both.duplicated(KEY)]
    if len(twice):
        row = twice.iloc[0]
        raise Unexpected(
            f"un autre fichier de la même édition dit autre chose de {row['measure']} pour {row['code']} en "
            f"{row['year']}."
        )
    return both


def chosen(groups: Sequence[Group]) -> dict[tuple[str, int, str], int]:
    """Return which group gives each measure, year and level: that of most territories, else of the latest edition."""
    best: dict[tuple[str, int, str], tuple[int, str, int]] = {}
    for rank, group in enumerate(groups):
        sizes = group.values.groupby(["measure", "year", "level"], sort=False).size()
        edition = group.files[0].edition
        for key, size in sizes.items():
            block = (str(key[0]), int(key[1]), str(key[2]))  # type: ignore[index]
            best[block] = max(best.get(block, (0, "", 0)), (int(size), edition, -rank))
    return {block: -found[2] for block, found in best.items()}


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
    groups: Sequence[Group], codes: Mapping[str, pd.Index[str]], order: Iterable[str]
) -> dict[str, pd.DataFrame]:
    """Lay what files give side by side.

    Parameters
    ----------
    groups : sequence of Group
        Filled.
    codes : mapping of str to Index
        Codes of each level, in order.
    order : iterable of str
        Measures, in the order of the columns.

    Returns
    -------
    dict of str to DataFrame
        `official`, `official_gaps`, `official_flags`, `published`, `published_gaps`.
    """
    giver = chosen(groups)
    parts = [_given(group, rank, giver) for rank, group in enumerate(groups)]
    kept = pd.concat(parts or [NOTHING.assign(estimated=False)], ignore_index=True)
    rank = {measure: place for place, measure in enumerate(order)}
    columns = sorted({(measure, year) for measure, year, _ in giver}, key=lambda key: (rank[key[0]], key[1]))
    communes, above = (kept[kept["level"] == "commune"], kept[kept["level"] != "commune"])
    ids = pd.Index([identifier(level, code) for level in _ABOVE for code in codes[level]])
    at = pd.Series([identifier(level, code) for level, code in zip(above["level"], above["code"], strict=True)])
    above = above.assign(code=at.to_numpy(dtype=object))
    held = {(str(measure), int(year)) for measure, year in zip(above["measure"], above["year"], strict=True)}
    published = _wide(above, ids, [key for key in columns if key in held])
    return {
        "official": _wide(communes, codes["commune"], columns).rename_axis("code").reset_index(),
        "official_gaps": _said(communes, _gaps_of_communes(communes), "status"),
        "official_flags": _flags(communes),
        "published": published.rename_axis("id").reset_index(),
        "published_gaps": _said(above, above["status"] != "value", "status").rename(columns={"code": "id"}),
    }


def _given(group: Group, rank: int, giver: Mapping[tuple[str, int, str], int]) -> pd.DataFrame:
    """Return the values of the blocks that a group gives."""
    values = group.values
    blocks = zip(values["measure"], values["year"], values["level"], strict=True)
    return values[[giver[str(m), int(y), str(level)] == rank for m, y, level in blocks]]


def _wide(values: pd.DataFrame, index: pd.Index[str], columns: Sequence[tuple[str, int]]) -> pd.DataFrame:
    by_column = dict(list(values.groupby(["measure", "year"], sort=False)))
    made = {}
    for measure, year in columns:
        cells = np.full(len(index), np.nan)
        part = by_column.get((measure, year))
        if part is not None:
            cells[index.get_indexer(pd.Index(part["code"]))] = part["value"].to_numpy(dtype=np.float64)
        made[column_of(measure, year)] = cells
    return pd.DataFrame(made, index=index)


def _gaps_of_communes(values: pd.DataFrame) -> pd.Series:
    """Tell which rows must be written: an absent value without a reason needs none."""
    return (values["status"] != "value") & ((values["status"] != "not_published") | (values["reason"] != ""))


def _said(values: pd.DataFrame, which: pd.Series, word: str) -> pd.DataFrame:
    frame = values.loc[which, ["measure", "year", "code", word, "reason"]]
    frame = frame.astype(dict.fromkeys(["measure", "code", word, "reason"], "str") | {"year": "int64"})
    return frame.sort_values(["measure", "year", "code"], ignore_index=True)


def _flags(values: pd.DataFrame) -> pd.DataFrame:
    """List the values that are shares, or that their producer marks: provisional, counted with a neighbour."""
    marked = (values["status"] == "value") & ((values["reason"] != "") | values["estimated"].astype(bool))
    return _said(values.assign(flag="estimated"), marked, "flag")
