"""Where the shapes of a map stand on paper: the main frame, and one inset for each overseas département beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, cast

import numpy as np
import numpy.typing as npt
import shapely

from observatoire.exports.maps.projection import Projection, lambert93, local_plane
from observatoire.exports.maps.sheet import MapSheet
from observatoire.model.store import Bools, Detail, Floats, Ints, Store
from observatoire.model.territory import Level, territory_id
from observatoire.views.maps.geometry import INSETS, Geometries

WIDTH: Final = 856.0
"""Pixels that the frames of a map take in all."""
TALLEST, LOWEST = 700.0, 460.0
INSET_WIDTH: Final = 140.0
GAP: Final = 14.0
_MARGIN: Final = 14.0
_INSET_MARGIN: Final = 8.0
INSET_HEAD, INSET_FOOT = 18.0, 14.0
"""Room of the name of an inset, and of its scale."""

# Beyond, the light outlines are fine enough: their vertices lie about a kilometre apart.
_WIDE_MAP: Final = 400.0
# Above, communes fill the country; a few among all would be lost in the light outlines.
_MANY: Final = 3_000
_TOLERANCE: Final = 0.35
_MOST_OF_MAINLAND: Final = 650_000.0
"""Metres from south to north: territories scattered more widely are shown on the whole mainland."""
_SEEN, _DOT = 6.0, 3.2
"""Pixels: a territory smaller than the first, alone among others, becomes a dot with the second as radius."""

Box = tuple[float, float, float, float]
"""Left, top, width, height, in pixels."""


@dataclass(frozen=True)
class Window:
    """A rectangle of the picture onto a plane.

    Attributes
    ----------
    box : tuple of float
    overseas : str
        Code of the overseas département that it shows; "" for the mainland.
    name : str
        What is written at its head: the département of an inset; "" for the main frame.
    projection : callable
        From longitude and latitude to metres.
    metres : float
        Metres to a pixel.
    origin : ndarray of float
        Metres of the upper left corner.
    """

    box: Box
    overseas: str
    name: str
    projection: Projection
    metres: float
    origin: Floats

    @property
    def corners(self) -> Box:
        """Left, top, right, bottom."""
        left, top, width, height = self.box
        return left, top, left + width, top + height

    @property
    def wide(self) -> bool:
        """Whether the light outlines are fine enough; never in an inset, which enlarges small islands."""
        return self.metres > _WIDE_MAP and not self.overseas

    def place(self, points: Floats) -> Floats:
        """Return points (longitude, latitude) in pixels of the picture."""
        moved = (self.projection(points) - self.origin) / [self.metres, -self.metres]
        return cast(Floats, np.add(moved, self.box[:2]))


@dataclass(frozen=True)
class Frame:
    """What is drawn in a window; all outlines in pixels of the picture.

    Attributes
    ----------
    window : Window
    ranks : ndarray of int
        Which territories of the map are in it.
    shapes : ndarray of geometry
        Their outlines, in the same order.
    ground : ndarray of geometry
        The land around, cut at the edge of the window.
    limits : tuple of geometry
        Lines to read against, the thinnest first.
    dots : bool
        Whether some territories, too small to be seen, are drawn as dots.
    """

    window: Window
    ranks: Ints
    shapes: Geometries
    ground: Geometries
    limits: tuple[Any, ...]
    dots: bool


def map_frames(store: Store, sheet: MapSheet, left: float, top: float) -> list[Frame]:
    """Return the frames of a map, the main one first.

    A map with territories of the mainland shows it in Lambert-93, and overseas in insets at its left; a map of one
    overseas département shows it alone. A map of several of them alone keeps the mainland, empty, for their place.

    Parameters
    ----------
    store
        The edition.
    sheet : MapSheet
        What the map says, its figures in the order of the scope.
    left, top : float
        Where the frames begin on paper, in pixels.
    """
    homes = home_departements(store, sheet.level, list(sheet.model.ids))
    overseas = [code for code in INSETS if (homes == code).any()]
    mainland = np.flatnonzero(~np.isin(homes, list(INSETS)))
    whole = (left, top, WIDTH, TALLEST)
    if not overseas or (len(overseas) == 1 and not len(mainland)):
        return [_frame(store, sheet, np.arange(len(homes)), _main_window(store, sheet, whole, "".join(overseas)))]
    beside = INSET_WIDTH + GAP
    main = _main_window(store, sheet, (left + beside, top, WIDTH - beside, TALLEST), "", mainland)
    height = (main.box[3] - GAP * (len(INSETS) - 1)) / len(INSETS)
    insets = [
        _inset_window(store, (left, top + rank * (height + GAP), INSET_WIDTH, height), code)
        for rank, code in enumerate(overseas)
    ]
    frames = [_frame(store, sheet, np.flatnonzero(homes == inset.overseas), inset) for inset in insets]
    return [_frame(store, sheet, mainland, main), *frames]


def home_departements(store: Store, level: Level, ids: list[str]) -> npt.NDArray[np.object_]:
    """Return the code of the département of each territory; for a region, of its first one."""
    rows = store.territories
    if level == "region":
        firsts = rows[rows["level"] == "departement"].drop_duplicates("region").set_index("region")["code"]
        homes = firsts.reindex(rows.loc[ids, "code"])
    else:
        homes = rows.loc[ids, "code" if level == "departement" else "departement"]
    return cast(npt.NDArray[np.object_], homes.to_numpy(dtype=object))


def _main_window(store: Store, sheet: MapSheet, box: Box, overseas: str, ranks: Ints | None = None) -> Window:
    """Return the main window; its height follows the shapes, within bounds."""
    ids = [sheet.model.ids[rank] for rank in (range(len(sheet.model.ids)) if ranks is None else ranks)]
    outlines = store.outlines(sheet.level, "light", ids).to_numpy()
    left, top, width, tallest = box
    plane = _plane(store, overseas)
    bounds = shapely.total_bounds(shapely.transform(outlines, plane)) if ids else _mainland_bounds(store)
    if not overseas and bounds[3] - bounds[1] > _MOST_OF_MAINLAND:
        bounds = _mainland_bounds(store)
    west, south, east, north = bounds
    wanted = (width - 2 * _MARGIN) * (north - south) / (east - west) + 2 * _MARGIN
    height = float(np.clip(wanted, LOWEST, tallest))
    return _window((left, top, width, height), plane, (west, south, east, north), overseas)


def _mainland_bounds(store: Store) -> Floats:
    outlines = store.outlines("departement", "light")
    mainland = outlines.drop([territory_id("departement", code) for code in INSETS]).to_numpy()
    return cast(Floats, shapely.total_bounds(shapely.transform(mainland, lambert93)))


def _inset_window(store: Store, box: Box, overseas: str) -> Window:
    plane = _plane(store, overseas)
    outline = store.outlines("departement", "light").loc[territory_id("departement", overseas)]
    return _window(box, plane, shapely.transform(outline, plane).bounds, overseas, INSETS[overseas][0])


def _window(box: Box, plane: Projection, bounds: tuple[float, ...], overseas: str, name: str = "") -> Window:
    """Fit bounds, in metres, into a box below its head."""
    west, south, east, north = bounds
    _, _, width, height = box
    margin, head, foot = (_INSET_MARGIN, INSET_HEAD, INSET_FOOT) if name else (_MARGIN, 0.0, 0.0)
    across, along = (east - west) / (width - 2 * margin), (north - south) / (height - 2 * margin - head - foot)
    metres = float(max(across, along))
    corner = np.array([(west + east) / 2, (south + north) / 2]) + metres * np.array([-width, height + head - foot]) / 2
    return Window(box, overseas, name, plane, metres, corner)


def _frame(store: Store, sheet: MapSheet, ranks: Ints, window: Window) -> Frame:
    """Draw what a window shows: shapes, the land around, the limits to read against."""
    few = sheet.level == "commune" and len(sheet.model.ids) <= _MANY
    detail: Detail = "light" if window.wide and not few else "full"
    ids = [sheet.model.ids[rank] for rank in ranks]
    shapes = _in_pixels(store.outlines(sheet.level, detail, ids).to_numpy(), window, detail)
    small = _small(shapes) & (window.wide and few)
    shapes[small] = shapely.buffer(shapely.point_on_surface(shapes[small]), _DOT, quad_segs=4)
    around = shapely.clip_by_rect(_seen(store, "departement", window), *window.corners)
    if sheet.level == "commune":
        levels: tuple[Level, ...] = ("departement",) if window.wide else ("epci", "departement")
    else:
        levels = ("departement",) if sheet.level == "epci" else ("region",)
    limits = (shapely.union_all(shapely.boundary(_seen(store, level, window))) for level in levels)
    cut = tuple(shapely.clip_by_rect(limit, *window.corners) for limit in limits)
    return Frame(window, ranks, shapes, around[~shapely.is_empty(around)], cut, bool(small.any()))


def outline_in(sheet: MapSheet, frame: Frame) -> Any:
    """Return what a frame outlines for the place, in pixels: shapes that are the place together, dissolved into one."""
    chosen = sheet.outlined
    if chosen.shape is not None:
        placed = shapely.simplify(shapely.transform(chosen.shape, frame.window.place), _TOLERANCE)
        return shapely.clip_by_rect(placed, *frame.window.corners)
    ranks = chosen.together if chosen.rank is None else (chosen.rank,)
    found = frame.shapes[np.isin(frame.ranks, ranks)]
    if len(found) < 2 or frame.dots:
        return shapely.union_all(found)
    return shapely.coverage_union_all(found)


def _small(shapes: Geometries) -> Bools:
    west, north, east, south = shapely.bounds(shapes).T
    return cast(Bools, np.maximum(east - west, south - north) < _SEEN)


def _seen(store: Store, level: Level, window: Window) -> Geometries:
    """Return the outlines of a level that a window shows, in pixels."""
    ids = store.index(level).to_list()
    homes = home_departements(store, level, ids)
    here = homes == window.overseas if window.overseas else ~np.isin(homes, list(INSETS))
    detail: Detail = "light" if window.wide else "full"
    outlines = store.outlines(level, detail).to_numpy()[here]
    boxes = shapely.transform(shapely.box(*shapely.bounds(outlines).T), window.place)
    return _in_pixels(outlines[shapely.intersects(boxes, shapely.box(*window.corners))], window, detail)


def _plane(store: Store, overseas: str) -> Projection:
    if not overseas:
        return lambert93
    outline = store.outlines("departement", "light").loc[territory_id("departement", overseas)]
    return local_plane(*outline.bounds)


def _in_pixels(outlines: Geometries, window: Window, detail: Detail) -> Geometries:
    """Place outlines in the picture; the full ones are cut down, joins kept, to what its pixels show."""
    placed = shapely.transform(outlines, window.place)
    return cast(Geometries, shapely.coverage_simplify(placed, _TOLERANCE) if detail == "full" else placed)
