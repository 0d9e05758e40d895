"""What the producers' modules prepare their measures from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from loaders.pipeline.passage import Passage
from loaders.pipeline.remarks import MeasureColumn
from loaders.pipeline.sources import SourceError


class Staged(dict[str, pd.DataFrame]):
    """The staged tables by name, all texts; each is read from its file when it is first asked for."""

    def __init__(self, directory: Path) -> None:
        super().__init__()
        self.directory = directory

    def __missing__(self, name: str) -> pd.DataFrame:
        path = self.directory / f"{name}.parquet"
        if not path.is_file():
            raise SourceError(f"{path.name} is not in {self.directory.name}: run `python -m loaders stage` first.")
        self[name] = pd.read_parquet(path)
        return self[name]


@dataclass(frozen=True, slots=True, eq=False)
class Inputs:
    """What is known before any measure is prepared. The same one for all modules: two are never compared.

    Attributes
    ----------
    staged : dict of str to DataFrame
    passage : Passage
        From any former code to today's communes.
    communes : DataFrame
        Today's communes, by code, sorted: `name`, `departement`, `region`, `epci`, `postcodes`… Its index is the
        order of every column.
    former : DataFrame
        The table of former communes.
    outlines : GeoDataFrame
        Of the communes, by code, WGS84.
    points : DataFrame
        `lon` and `lat` of a point inside each commune, by code.
    areas : Series
        In km², by code.
    population : MeasureColumn
        `pop_mun` of 2023.
    """

    staged: dict[str, pd.DataFrame]
    passage: Passage
    communes: pd.DataFrame
    former: pd.DataFrame
    outlines: gpd.GeoDataFrame
    points: pd.DataFrame
    areas: pd.Series[float]
    population: MeasureColumn
