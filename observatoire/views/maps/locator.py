"""Where a territory lies: a small drawing for the head of a page, as static SVG."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import cast

import numpy as np
import pandas as pd
import shapely

from observatoire.model.territory import Territory, territory_id
from observatoire.views.maps.drawing import Frame
from observatoire.views.maps.geometry import INSETS, ContourStore, Geometries, mercator
from observatoire.views.style.tokens import ACCENT, PAPER, PEERS_SOFT, SURFACE

# Outlines of a drawing 200 pixels wide: a vertex every pixel or so is enough (degrees of the Mercator plane).
TOLERANCE = 0.06
# Smaller than this share of the width, a territory is ringed: its own shape would be lost.
RINGED_SHARE = 0.09


def locator_svg(store: ContourStore, territory: Territory) -> str:
    """Draw where a territory lies: in France, or overseas in its own département.

    Parameters
    ----------
    store : ContourStore
        Source of the outlines.
    territory : Territory
        The territory to show, in the accent colour; a dot with a ring when its shape is too small to see.

    Returns
    -------
    str
        An SVG document with a French title, without script or outside reference, under 60 kB.
    """
    overseas = _overseas(store, territory)
    ground = _ground(store, overseas)
    frame = Frame(shapely.total_bounds(ground))
    place = f"outre-mer ({INSETS[overseas][0]})" if overseas else "en France"
    title = "Carte de France" if territory.level == "france" else f"{territory.name}\u202f: situation {place}"
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{frame.width * 0.24:.0f}" '
        f'height="{frame.height * 0.24:.0f}" viewBox="0 0 {frame.width} {frame.height}" role="img">',
        f"<title>{escape(title)}</title>",
        f'<path d="{frame.path(ground)}" fill="{SURFACE}" stroke="{PEERS_SOFT}" stroke-width="4" '
        'stroke-linejoin="round"/>',
    ]
    if territory.level != "france":
        outlines = store.outlines(territory.level, "full" if overseas else "light", [territory.id])
        lines += _marked(outlines.iloc[0], frame)
    return "".join([*lines, "</svg>"])


def _marked(outline: shapely.Geometry, frame: Frame) -> list[str]:
    shape = shapely.transform(outline, mercator)
    west, south, east, north = shapely.bounds(shape)
    ringed = max(east - west, north - south) < RINGED_SHARE * frame.span
    if not ringed:
        shape = _simplified(np.array([shape], dtype=object), TOLERANCE * frame.span / 20)[0]
    drawing = frame.path(np.array([shape], dtype=object))
    lines = [f'<path d="{drawing}" fill="{ACCENT}" stroke="{ACCENT}" stroke-width="3"/>']
    if ringed:
        (x, y), *_ = frame.place(shapely.get_coordinates(shapely.point_on_surface(shape)))
        lines.append(f'<circle cx="{x}" cy="{y}" r="52" fill="none" stroke="{PAPER}" stroke-width="20"/>')
        lines.append(f'<circle cx="{x}" cy="{y}" r="52" fill="none" stroke="{ACCENT}" stroke-width="10"/>')
        lines.append(f'<circle cx="{x}" cy="{y}" r="18" fill="{ACCENT}"/>')
    return lines


@lru_cache(maxsize=8)
def _ground(store: ContourStore, overseas: str | None) -> Geometries:
    """Return the départements of the mainland, or the one overseas, in the Mercator plane, simplified."""
    # The light outlines are made for the scale of the country: too coarse for an island alone.
    outlines = store.outlines("departement", "full" if overseas else "light")
    if overseas:
        kept = outlines.loc[[territory_id("departement", overseas)]]
    else:
        kept = outlines.drop([territory_id("departement", code) for code in INSETS])
    shapes = shapely.transform(kept.to_numpy(), mercator)
    west, south, east, north = shapely.total_bounds(shapes)
    return _simplified(shapes, TOLERANCE * max(east - west, north - south) / 20)


def _simplified(shapes: Geometries, tolerance: float) -> Geometries:
    return cast(Geometries, shapely.coverage_simplify(shapes, tolerance))


def _overseas(store: ContourStore, territory: Territory) -> str | None:
    """Return the overseas département where a territory lies, None on the mainland."""
    rows: pd.DataFrame = store.territories
    if territory.level == "region":  # an overseas region has only one département
        codes = rows.loc[(rows["level"] == "departement") & (rows["region"] == territory.code), "code"]
    else:
        codes = pd.Series([territory.code if territory.level == "departement" else territory.departement])
    return next((str(code) for code in codes if code in INSETS), None)
