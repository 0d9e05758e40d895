"""A map as data and as pixels: GeoJSON, GeoPackage, PNG."""

from __future__ import annotations

import io
import json
import math
from typing import Any, Final

import numpy as np
import shapely
import vl_convert

from observatoire.exports.maps.sheet import MapSheet, map_table
from observatoire.exports.tables.texts import figure_name
from observatoire.model.store import Store
from observatoire.views.french.sentences import period

DECIMALS: Final = 5
"""Digits of a degree that the outlines have: about a metre."""


def map_geojson(store: Store, sheet: MapSheet) -> bytes:
    """Return the figures of a map as GeoJSON (RFC 7946): true positions, full outlines, null for what is missing.

    Exterior rings turn counterclockwise. The collection also has `name` and `metadonnees` (title, sources,
    licences, edition, link), which readers of GeoJSON ignore.
    """
    table = map_table(store, sheet)
    shapes = shapely.orient_polygons(table.geometry.to_numpy())
    shapes = shapely.transform(shapes, lambda points: np.round(points, DECIMALS))
    about = {
        "type": "FeatureCollection",
        "name": layer_name(sheet),
        "metadonnees": {"titre": sheet.title, "carte": sheet.subtitle, "mentions": sheet.credits},
        "bbox": [round(float(side), DECIMALS) for side in shapely.total_bounds(shapes)],
    }
    rows = table.drop(columns="geometry").to_dict("records")
    features = ",\n".join(
        f'{{"type":"Feature","id":{_json(row["identifiant"])},"properties":{_json(_without_nan(row))},"geometry":{shape}}}'
        for row, shape in zip(rows, shapely.to_geojson(shapes), strict=True)
    )
    return f'{_json(about)[:-1]},"features":[\n{features}\n]}}\n'.encode()


def map_geopackage(store: Store, sheet: MapSheet) -> bytes:
    """Return the figures of a map as a GeoPackage of one layer: typed columns, states as text, NULL for no value.

    The layer's description has the title, the sources, the edition and the link.
    """
    buffer = io.BytesIO()
    description = " ".join([f"{sheet.title}. {sheet.subtitle}.", *sheet.credits])
    map_table(store, sheet).to_file(
        buffer,
        driver="GPKG",
        layer=layer_name(sheet),
        engine="pyogrio",
        promote_to_multi=True,
        layer_options={
            "IDENTIFIER": f"{sheet.title} ({period(sheet.indicator, sheet.year)})",
            "DESCRIPTION": description,
        },
    )
    return buffer.getvalue()


def map_png(svg: str, scale: float = 2.0) -> bytes:
    """Return the picture of a map (`map_svg`) as PNG, twice as fine as its size on a page."""
    return bytes(vl_convert.svg_to_png(svg, scale=scale))


def layer_name(sheet: MapSheet) -> str:
    """Return the name of the layer: "part_65_ans_plus_2021"."""
    return f"{figure_name(sheet.indicator, sheet.year)}"


def _without_nan(row: dict[Any, Any]) -> dict[str, Any]:
    return {key: None if isinstance(v, float) and not math.isfinite(v) else v for key, v in row.items()}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
