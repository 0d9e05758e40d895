"""What official files add to an edition: measures by commune, those that producers publish above them, zonings.

All of its tables are optional: the release that ships has none of them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow.parquet as pq

DATA_VARIABLE = "OBSERVATOIRE_DATA"
"""The environment variable that names the folder of an edition with official files."""
OFFICIAL = "official"
"""The table of official measures by commune; its gaps and flags are in `official_gaps` and `official_flags`."""
PUBLISHED = "published"
"""The table of what producers publish above communes; its gaps and flags are in `published_gaps`, `published_flags`."""
ZONINGS = "zonings"
"""The table of which communes make each zone; an edition has it when INSEE's table of membership was added."""


def data_directory(otherwise: Path) -> Path:
    """Return the folder that `OBSERVATOIRE_DATA` names; another one where it names none."""
    named = os.environ.get(DATA_VARIABLE, "").strip()
    return Path(named) if named else otherwise


def column_of(measure: str, year: int) -> str:
    """Return the name under which a measure of a year is stored."""
    return f"{measure}__{year}"


def partial_columns(manifest: Mapping[str, Any]) -> frozenset[str]:
    """Return the columns that official files give of a part of their territories only, and no whole file gives."""
    held: dict[bool, set[str]] = {True: set(), False: set()}
    for file in manifest.get("official", ()):
        extract = bool(file["extract"])
        if extract or "commune" in file["levels"]:
            held[extract].update(column_of(name, year) for name, years in file["measures"].items() for year in years)
    return frozenset(held[True] - held[False])


def perimeters_of(manifest: Mapping[str, Any], measure: str, year: int) -> int:
    """Return the year of the perimeters of EPCI in which a measure is published, else the edition's own."""
    said = [
        int(file["geography"])
        for file in manifest.get("official", ())
        if "epci" in file["levels"] and year in file["measures"].get(measure, ())
    ]
    return min(said, default=int(manifest["cog"]))


class Published:
    """Values that producers publish for territories above communes, as their files have them.

    Parameters
    ----------
    directory : Path
        Of the edition.
    words : tuple of str
        States, in the order of their codes.
    first : int
        Number of the first reason, after those already known.
    """

    def __init__(self, directory: Path, words: tuple[str, ...], first: int) -> None:
        self._reading = Lock()
        path = directory / f"{PUBLISHED}.parquet"
        self._file = pq.ParquetFile(path) if path.is_file() else None
        self.columns: tuple[str, ...] = ()
        self.reasons: list[str] = []
        self._rows: dict[str, int] = {}
        self._said: dict[str, tuple[npt.NDArray[np.intp], npt.NDArray[np.int8], npt.NDArray[np.int16]]] = {}
        if self._file is not None:
            names = self._file.schema_arrow.names
            self.columns = tuple(name for name in names if name != "id")
            ids = self._file.read(columns=["id"]).column(0).to_pylist()
            self._rows = {identifier: row for row, identifier in enumerate(ids)}
            with pq.ParquetFile(directory / f"{PUBLISHED}_gaps.parquet") as gaps:
                said: Any = gaps.read().to_pandas()
            flags = directory / f"{PUBLISHED}_flags.parquet"
            if flags.is_file():
                with pq.ParquetFile(flags) as held:  # a remark on a value: a state of none, and a reason
                    remarks = held.read().to_pandas().assign(status=words[0]).drop(columns="flag")
                said = pd.concat([said, remarks], ignore_index=True)
            self._part(said, words, first)

    def _part(self, frame: Any, words: tuple[str, ...], first: int) -> None:
        """Keep what is said of cells, by column: rows, states, reasons."""
        self.reasons = sorted(set(frame["reason"]))
        rank = {reason: np.int16(first + place) for place, reason in enumerate(self.reasons)}
        codes = {word: np.int8(place) for place, word in enumerate(words)}
        for (measure, year), part in frame.groupby(["measure", "year"], sort=False):
            rows = np.array([self._rows[identifier] for identifier in part["id"]], dtype=np.intp)
            said = part["reason"].map(rank).to_numpy(dtype=np.int16)
            self._said[column_of(measure, year)] = (rows, part["status"].map(codes).to_numpy(dtype=np.int8), said)

    def rows(self, ids: Any) -> npt.NDArray[np.intp]:
        """Return the row of each territory; -1 for those that the table does not have."""
        return np.array([self._rows.get(identifier, -1) for identifier in ids], dtype=np.intp)

    @lru_cache(maxsize=256)  # noqa: B019 - the store that holds it lives as long as the process
    def _whole(self, column: str) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int8], npt.NDArray[np.int16]]:
        if self._file is None or column not in self.columns:
            raise KeyError(column)
        with self._reading:
            values = self._file.read(columns=[column]).column(0).to_numpy().astype(np.float64)
        states = np.where(np.isnan(values), np.int8(-1), np.int8(0))
        reasons = np.zeros(len(values), dtype=np.int16)
        if column in self._said:
            rows, codes, said = self._said[column]
            states[rows], reasons[rows] = codes, said
        return values, states, reasons

    def cells(
        self, column: str, rows: npt.NDArray[np.intp]
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int8], npt.NDArray[np.int16]]:
        """Return the values of some rows, their states and reasons.

        Parameters
        ----------
        column : str
            One of `columns`.
        rows : ndarray of int
            As `rows` returns them.

        Returns
        -------
        tuple of ndarray
            Values (NaN for none); indexes in `STATUSES`, -1 where the producer says nothing; numbers of reasons.
        """
        values, states, reasons = self._whole(column)
        known = rows >= 0
        return (
            np.where(known, values[rows], np.nan),
            np.where(known, states[rows], np.int8(-1)),
            np.where(known, reasons[rows], np.int16(0)),
        )


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone of a zoning: no territory of the edition, but communes of it.

    Attributes
    ----------
    zoning : str
        Which: "bassin_vie", "zone_emploi"…
    code : str
        Its own; that of a bassin de vie is also its centre's.
    name : str
    communes : tuple of str
        Codes of the communes that make it, sorted.
    """

    zoning: str
    code: str
    name: str
    communes: tuple[str, ...]


class Zonings:
    """The zones of an edition, read when they are first asked for; none where nobody added them.

    Parameters
    ----------
    directory : Path
        Of the edition.
    """

    def __init__(self, directory: Path) -> None:
        self._path = directory / f"{ZONINGS}.parquet"

    @cached_property
    def _zones(self) -> dict[str, tuple[Zone, ...]]:
        if not self._path.is_file():
            return {}
        with pq.ParquetFile(self._path) as held:
            rows = held.read(columns=["zoning", "code", "name", "commune"]).to_pydict()
        members: dict[tuple[str, str, str], list[str]] = {}
        for commune, *zone in zip(rows["commune"], rows["zoning"], rows["code"], rows["name"], strict=True):
            members.setdefault((zone[0], zone[1], zone[2]), []).append(commune)
        made: dict[str, list[Zone]] = {}
        for key in sorted(members):
            made.setdefault(key[0], []).append(Zone(*key, tuple(sorted(members[key]))))
        return {zoning: tuple(zones) for zoning, zones in made.items()}

    @cached_property
    def _holding(self) -> dict[str, tuple[Zone, ...]]:
        held: dict[str, tuple[Zone, ...]] = {}
        for zones in self._zones.values():
            for zone in zones:
                for commune in zone.communes:
                    held[commune] = (*held.get(commune, ()), zone)
        return held

    @property
    def names(self) -> tuple[str, ...]:
        """The zonings that the edition holds, sorted; none in the release that ships."""
        return tuple(self._zones)

    def zones(self, zoning: str) -> tuple[Zone, ...]:
        """Return the zones of a zoning, in order of their codes; none for one that the edition does not hold."""
        return self._zones.get(zoning, ())

    def holding(self, commune: str) -> tuple[Zone, ...]:
        """Return the zones that hold a commune, by its code, in the order of `names`."""
        return self._holding.get(commune, ())
