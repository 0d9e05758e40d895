"""The one reader of prepared data: loaded once, shared by every visitor, closed to writes.

It reads the folder that `OBSERVATOIRE_DATA` names, else `data/prepared`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal, cast

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from observatoire.model.cells import Said, by_measure, years_of
from observatoire.model.composed.places import composed_members, composed_outlines, composed_territory, places_of
from observatoire.model.files import (
    Listed,
    form_faults,
    opened,
    read_manifest,
    readable,
    refused,
    whole,
)
from observatoire.model.official.tables import OFFICIAL, Published, Zonings, column_of, data_directory, partial_columns
from observatoire.model.reasons import NOT_IN_EXTRACT, REASONS
from observatoire.model.territory import Level, Territory, UnknownTerritoryError, is_composed, territory_of

if TYPE_CHECKING:
    import geopandas as gpd

WGS84 = "EPSG:4326"
PREPARED_DIR = Path(__file__).parents[2] / "data" / "prepared"

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Bools = npt.NDArray[np.bool_]
Detail = Literal["full", "light"]
Status = Literal["value", "secret", "not_published", "not_applicable", "not_computable"]
STATUSES: tuple[Status, ...] = ("value", "secret", "not_published", "not_applicable", "not_computable")
Flag = Literal["estimated", "carried"]
FLAGS: tuple[Flag, ...] = ("estimated", "carried")
Reasons = npt.NDArray[np.int16]
"""Each a position in `Store.reason_texts`; 0 where there is nothing to say."""

_FEW = 200
"""Ids up to which looking each one up is faster than making an index of them."""

_GROUP_COLUMN: dict[str, str] = {"epci": "epci", "departement": "departement", "region": "region"}


class Store:
    """Prepared data of one edition.

    Frames handed out are shallow copies under pandas' copy-on-write, arrays are read-only: no caller can
    corrupt what other visitors read.

    Parameters
    ----------
    directory : Path
        A folder laid out as `docs/data_dictionary.md` §1 says.
    """

    def __init__(self, directory: Path = PREPARED_DIR) -> None:
        self.directory = directory
        self.manifest = read_manifest(directory)
        self._listed = Listed(directory, self.manifest)
        self._territories: pd.DataFrame = whole(directory / "territories.parquet").to_pandas().set_index("id")
        # Plain Python texts: a few are taken from these thousands of times, which Arrow's make ten times slower; and
        # there is one of each, which levels, features and the search share.
        self._territories.index = self._territories.index.astype(object)
        self._territories["homonym"] = self._territories.duplicated(["level", "short_name"], keep=False)
        self._former: pd.DataFrame = whole(directory / "former_communes.parquet").to_pandas()
        self._above: pd.DataFrame = whole(directory / "measures_above.parquet").to_pandas().set_index("id")
        self._reading = Lock()
        tables = ["measures", *([OFFICIAL] if (directory / f"{OFFICIAL}.parquet").is_file() else [])]
        files = [opened(directory / f"{table}.parquet") for table in tables]  # footers are read once
        self._measures = {column: file for file in files for column in file.schema_arrow.names}
        self._commune_years = years_of(self._measures)
        self._years = years_of([*self._measures, *self._above.columns])
        self._levels = dict(_parted(self._territories))
        self._reasons = list(REASONS)
        self._gaps = self._cells("gaps", "status", STATUSES)
        self._flags = self._cells("flags", "flag", FLAGS)
        if OFFICIAL in tables:
            self._gaps |= self._cells(f"{OFFICIAL}_gaps", "status", STATUSES)
            self._flags |= self._cells(f"{OFFICIAL}_flags", "flag", FLAGS)
        self._of_extracts = partial_columns(self.manifest)
        self._published = Published(directory, STATUSES, len(self._reasons))
        self.zonings = Zonings(directory)
        self._reason_texts = (*self._reasons, *self._published.reasons)

    @property
    def edition(self) -> str:
        """Name of the data edition, as links and exports cite it."""
        return str(self.manifest["edition"])

    @property
    def of_extracts(self) -> bool:
        """Whether official files of which it is made hold only a part of their territories: an edition to try."""
        return bool(self.manifest.get("extracts"))

    def damage(self) -> list[str]:
        """Return what is wrong with the files now, a French clause each: gone, or other bytes than were prepared."""
        return self._listed.faults()

    @property
    def territories(self) -> pd.DataFrame:
        """All territories, indexed by id, ordered by level then code; `homonym` is theirs, not a column of the file."""
        return self._territories.copy(deep=False)

    @property
    def former_communes(self) -> pd.DataFrame:
        """Communes that are no more: `code`, `name`, `kind`, `current`."""
        return self._former.copy(deep=False)

    def level(self, level: Level) -> pd.DataFrame:
        """Return the territories of one level, indexed by id, ordered by code."""
        return self._levels[level].copy(deep=False)

    def index(self, level: Level) -> pd.Index[str]:
        """Return the ids of one level, in order of code: what to ask for where the frame of `level` is not needed."""
        return cast("pd.Index[str]", self._levels[level].index)

    def places(self, ids: Sequence[str]) -> pd.DataFrame:
        """Return the rows of some territories, as `territories` has them, composed ones too, in the order given."""
        return places_of(self, ids)

    def positions(self, level: Level, ids: Sequence[str]) -> Ints:
        """Return the positions of some territories among `level(level)`.

        Raises
        ------
        KeyError
            When one of the ids is not of this level.
        """
        return located(self.index(level), ids)

    def territory(self, identifier: str) -> Territory:
        """Return one territory, be it composed of others.

        Raises
        ------
        UnknownTerritoryError
            When this edition has no such territory.
        """
        return composed_territory(self, identifier) if is_composed(identifier) else self._territory(identifier)

    @lru_cache(maxsize=4096)  # noqa: B019 - the store lives as long as the process
    def _territory(self, identifier: str) -> Territory:
        if identifier not in self._territories.index:
            raise UnknownTerritoryError(identifier)
        return territory_of(identifier, self._territories.loc[identifier].to_dict())

    @cached_property
    def reference_population(self) -> Floats:
        """Population that weighs the communes in coverage rates (municipale 2023), by commune."""
        return _frozen(self._levels["commune"]["population"].to_numpy(dtype=np.float64))

    @lru_cache(maxsize=8)  # noqa: B019 - the store lives as long as the process
    def membership(self, level: Level) -> Ints:
        """Return, for every commune, the position of its territory among `level(level)`; -1 for none."""
        communes = self._levels["commune"]
        if level == "commune":
            positions = np.arange(len(communes))
        elif level == "france":
            positions = np.zeros(len(communes), dtype=np.intp)
        else:
            codes = pd.Index(self._levels[level]["code"])
            positions = codes.get_indexer(pd.Index(communes[_GROUP_COLUMN[level]]))
        return cast(Ints, _frozen(positions.astype(np.intp)))

    def members(self, identifier: str) -> Ints:
        """Return the positions, in measure arrays, of the communes of a territory."""
        if is_composed(identifier):
            return composed_members(self, identifier)
        territory = self.territory(identifier)
        position = self._levels[territory.level].index.get_loc(identifier)
        return np.flatnonzero(self.membership(territory.level) == position)

    def years(self, measure: str) -> tuple[int, ...]:
        """Return the years for which a measure is stored, ascending; empty for an unknown measure."""
        return self._years.get(measure, ())

    def commune_years(self, measure: str) -> tuple[int, ...]:
        """Return the years for which a measure is stored by commune."""
        return self._commune_years.get(measure, ())

    @lru_cache(maxsize=96)  # noqa: B019 - the store lives as long as the process
    def measure(self, measure: str, year: int) -> Floats:
        """Return a measure by commune (read-only, NaN where there is no value)."""
        if year not in self.commune_years(measure):
            raise KeyError(f"{measure}__{year}")
        column = column_of(measure, year)
        with self._reading, readable(self.directory / "measures.parquet"):  # one reader at a time
            table = self._measures[column].read(columns=[column])
        return _frozen(table.column(0).to_numpy().astype(np.float64))

    @lru_cache(maxsize=96)  # noqa: B019 - the store lives as long as the process
    def gaps(self, measure: str, year: int) -> npt.NDArray[np.int8]:
        """Return, by commune, the index in `STATUSES` of a missing cell's cause; 0 where there is a value."""
        missing = np.isnan(self.measure(measure, year))
        causes = np.where(missing, np.int8(STATUSES.index("not_published")), np.int8(0))
        if (measure, year) in self._gaps:
            positions, codes, _ = self._gaps[measure, year]
            causes[positions] = np.where(missing[positions], codes, 0)
        causes.setflags(write=False)
        return causes

    @lru_cache(maxsize=128)  # noqa: B019 - the store lives as long as the process
    def flags(self, measure: str, year: int, flag: Flag) -> Bools:
        """Tell, by commune, which values carry a flag."""
        if (measure, year) not in self._flags:
            return self._no_flags
        positions, codes, _ = self._flags[measure, year]
        marked = self._no_flags.copy()
        marked[positions[codes == FLAGS.index(flag)]] = True
        marked.setflags(write=False)
        return marked

    @property
    def reason_texts(self) -> tuple[str, ...]:
        """French sentences that `reasons` points to: why a cell has no value, or what must be said of its value.

        As the edition writes them: views set them in French typography (`sentences.reason`).
        """
        return self._reason_texts

    @lru_cache(maxsize=96)  # noqa: B019 - the store lives as long as the process
    def reasons(self, measure: str, year: int) -> Reasons:
        """Return, by commune, what the edition says of a cell: why it is missing, or what its value needs to be read.

        Positions in `reason_texts`; 0 where it says nothing.
        """
        partial = column_of(measure, year) in self._of_extracts
        if (measure, year) not in self._gaps and (measure, year) not in self._flags and not partial:
            return self._nothing_said
        missing = np.isnan(self.measure(measure, year))
        said = np.where(missing & partial, np.int16(NOT_IN_EXTRACT), self._nothing_said)
        for table, of_missing in ((self._gaps, True), (self._flags, False)):
            if (measure, year) in table:
                positions, _, why = table[measure, year]
                said[positions] = np.where(missing[positions] == of_missing, why, said[positions])
        return cast(Reasons, _frozen(said))

    @cached_property
    def _nothing_said(self) -> Reasons:
        return cast(Reasons, _frozen(np.zeros(len(self.index("commune")), dtype=np.int16)))

    @cached_property
    def _no_flags(self) -> Bools:
        return _frozen(np.zeros(len(self.index("commune")), dtype=bool))

    def outlines(self, level: Level, detail: Detail, ids: Sequence[str] | None = None) -> pd.Series[Any]:
        """Return the outlines of a level, shapes of shapely in WGS84, indexed by id.

        Parameters
        ----------
        ids : sequence of str, optional
            Only these territories, in this order: what to ask for where few are needed.

        Raises
        ------
        KeyError
            When one of the ids is not of this level.
        """
        if ids is not None and any(map(is_composed, ids)):
            return composed_outlines(self, detail, ids)
        packed = self._packed_contours(level, detail)
        order = self.index(level) if ids is None else pd.Index(list(ids), name="id")
        if ids is not None:
            packed = packed.take(pa.array(self.positions(level, ids)))
        return pd.Series(shapely.from_wkb(packed.to_numpy(zero_copy_only=False)), index=order, dtype=object)

    def contours(self, level: Level, detail: Detail, ids: Sequence[str] | None = None) -> gpd.GeoDataFrame:
        """Return what `outlines` does as a table that says its projection, for files and for who works on them."""
        import geopandas as gpd  # half a second and 10 MB, of which pages have no need

        outlines = self.outlines(level, detail, ids)
        return gpd.GeoDataFrame(geometry=outlines.to_numpy(), index=outlines.index, crs=WGS84)

    @lru_cache(maxsize=8)  # noqa: B019 - the store lives as long as the process
    def _packed_contours(self, level: Level, detail: Detail) -> pa.Array:
        """Return outlines in the order of the level, as their file has them: a third of the room that shapes take."""
        table = whole(self.directory / "contours" / f"{level}_{detail}.parquet", columns=["id", "geometry"])
        places = pd.Index(table.column("id").to_pylist()).get_indexer(self.index(level))
        return table.column("geometry").combine_chunks().take(pa.array(places))

    @lru_cache(maxsize=8)  # noqa: B019 - the store lives as long as the process
    def features(self, level: Level) -> pd.DataFrame:
        """Return the features of a level's territories, indexed by id, in the order of `level`. Treat as read-only.

        One column a feature of the catalogue (NaN: none), then `<feature>__shrunk` for those in which small communes
        lean on their EPCI (`docs/peers.md`). No row for a level without statistical neighbours.
        """
        everywhere = whole(self.directory / "features.parquet")
        order = self.index(level)
        rows = pd.Index(everywhere.column("id").to_pylist()).get_indexer(order)
        here = rows >= 0
        features: pd.DataFrame = everywhere.drop_columns("id").take(pa.array(rows[here])).to_pandas()
        # The index of the level itself, where it has them all: ids and what finds them take 7 MB.
        features.index = order if here.all() else order[here]
        return features

    @cached_property
    def _borders(self) -> tuple[Any, Any]:
        """Contiguous territories, each pair both ways: two columns of small integers with their ids, 3 MB."""
        path = self.directory / "adjacency.parquet"
        pairs = whole(path, texts=["id", "adjacent"]).combine_chunks()
        return pairs.column("id").chunk(0), pairs.column("adjacent").chunk(0)

    def adjacent(self, identifier: str) -> tuple[str, ...]:
        """Return the ids of the contiguous territories of the same level, in order of code; none for an island.

        Two territories are contiguous when their outlines share a line (`loaders/geography/adjacency.py`).

        Raises
        ------
        UnknownTerritoryError
            When this edition has no such territory.
        """
        ids, adjacent = self._borders
        known = pc.index(ids.dictionary, self.territory(identifier).id)
        rows = np.flatnonzero(ids.indices.to_numpy() == known.as_py())
        return tuple(adjacent.take(rows).to_pylist())

    @lru_cache(maxsize=8)  # noqa: B019 - the store lives as long as the process
    def adjacent_pairs(self, level: Level) -> tuple[Ints, Ints]:
        """Return positions in `level(level)` of the pairs of contiguous territories: each pair both ways, sorted."""
        order = self._levels[level].index
        own, theirs = (
            order.get_indexer(pd.Index(side.dictionary.to_pylist()))[side.indices.to_numpy()] for side in self._borders
        )
        here = own >= 0
        return _frozen(own[here]), _frozen(theirs[here])

    def has_above(self, measure: str, year: int) -> bool:
        """Tell whether a measure was counted for whole territories above communes."""
        return f"{measure}__{year}" in self._above.columns

    def above(self, measure: str, year: int, level: Level) -> tuple[Floats, Floats]:
        """Return, for each territory of a level, a measure counted for it whole, and how many communes are in it.

        These are counts of elected persons: exact above communes, withheld where they would be about too few persons
        (`docs/data_dictionary.md` §4). A NaN is not published when no commune is in it, else withheld.
        """
        rows = self._above.loc[self._levels[level].index]
        column = f"{measure}__{year}"
        return rows[column].to_numpy(dtype=np.float64), rows[f"{column}__n"].to_numpy(dtype=np.float64)

    @lru_cache(maxsize=1024)  # noqa: B019 - the store lives as long as the process
    def publishes(self, measure: str, year: int, level: Level) -> bool:
        """Tell whether a producer publishes a measure at a level above communes, for some of its territories."""
        if column_of(measure, year) not in self._published.columns:
            return False
        return bool((self.published(measure, year, level)[1] >= 0).any())

    def published(self, measure: str, year: int, level: Level) -> tuple[Floats, npt.NDArray[np.int8], Reasons]:
        """Return what a producer publishes of a measure for each territory of a level above communes.

        Values (NaN for none), indexes in `STATUSES` (-1 where the producer says nothing), positions in `reason_texts`.

        Raises
        ------
        KeyError
            When it publishes nothing above communes.
        """
        return self._published.cells(column_of(measure, year), self._published_rows(level))

    @lru_cache(maxsize=8)  # noqa: B019 - the store lives as long as the process
    def _published_rows(self, level: Level) -> Ints:
        return cast(Ints, _frozen(self._published.rows(self.index(level))))

    def _cells(self, table: str, column: str, words: Sequence[str]) -> dict[tuple[str, int], Said]:
        """Read what a table says of cells, by measure and year, and keep its reasons."""
        texts = ["measure", "code", column, "reason"]
        # As dictionaries: 150 000 rows of sentences would take 50 MB for a moment, and not all of it comes back.
        cells = whole(self.directory / f"{table}.parquet", columns=[*texts, "year"], texts=texts)
        said, reasons = by_measure(cells, column, words, self._levels["commune"]["code"], len(self._reasons))
        self._reasons += reasons
        return said


def _parted(territories: pd.DataFrame) -> Iterator[tuple[Level, pd.DataFrame]]:
    """Yield the territories of each level: rows that follow each other, hence no copy of them."""
    levels = territories["level"].to_numpy()
    starts = np.flatnonzero(np.r_[True, levels[1:] != levels[:-1]])
    for start, end in zip(starts, [*starts[1:], len(levels)], strict=True):
        yield levels[start], territories.iloc[start:end]


def located(index: pd.Index[str], ids: Sequence[str]) -> Ints:
    """Return the positions of some ids in an index.

    Raises
    ------
    KeyError
        When one of them is not there.
    """
    if len(ids) <= _FEW:
        return np.fromiter(map(index.get_loc, ids), dtype=np.intp, count=len(ids))
    positions = index.get_indexer(pd.Index(list(ids)))
    if (positions < 0).any():
        raise KeyError(ids[int(np.argmin(positions))])
    return positions


def _frozen(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    values = np.array(values)
    values.setflags(write=False)
    return values


_OPENING = Lock()


def open_store(directory: Path | None = None) -> Store:
    """Return the process-wide store of a prepared edition, loaded once even when several threads ask for it together.

    Parameters
    ----------
    directory : Path, optional
        Of the edition; without it, the one that `OBSERVATOIRE_DATA` names, else `data/prepared`.

    Raises
    ------
    DataNotReadableError
        When its files are missing, or are not what they should be.
    """
    with _OPENING:
        return _opened(data_directory(PREPARED_DIR) if directory is None else directory)


@cache
def _opened(directory: Path) -> Store:
    # Before anything is read of them: a file that is damaged in its middle may well open.
    faults = Listed(directory, read_manifest(directory)).faults() or form_faults(directory)
    if faults:
        raise refused(directory, faults)
    try:
        store = Store(directory)
    except (OSError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise refused(directory, [f"cette édition n’a pas la forme que lit ce programme ({error})"]) from error
    return store
