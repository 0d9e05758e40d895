"""Places with a label and a category: GeoJSON points, or a table with longitude and latitude."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from observatoire.local.bounds import LARGEST_FILE, MOST_POINTS, LocalDataError
from observatoire.local.containers.checks import kind_of
from observatoire.local.containers.opening import open_sheet
from observatoire.local.containers.sheets import Cell, Row, Sheet
from observatoire.local.record import LONGEST_CATEGORY, LONGEST_LABEL, MOST_CATEGORIES, Point
from observatoire.local.report import MOST_REMARKS, Remark
from observatoire.local.structured import read_structured
from observatoire.local.values import mark_of, read_value
from observatoire.model.search.queries import normalise
from observatoire.model.workshop.record import plain_text

NOT_GEOJSON: Final = (
    "Ce fichier n’est pas un GeoJSON de points\u202f: il faut une «\u00a0FeatureCollection\u00a0» de points."
)
NO_COLUMNS: Final = (
    "Ce tableau de lieux doit avoir une colonne «\u00a0longitude\u00a0», une colonne «\u00a0latitude\u00a0» (ou une "
    "colonne «\u00a0coordonnées\u00a0»\u202f: 45.69, -0.33) et une colonne «\u00a0nom\u00a0»."
)
SWAPPED: Final = "Longitude et latitude sont échangées\u202f: remises à leur place."
TOO_MANY: Final = "Ce fichier a plus de 2\u202f000 lieux\u202f: gardez ceux de votre territoire."
NO_CATEGORY: Final = "Lieu"
_PAIR: Final = re.compile(r"(-?[0-9]{1,3}(?:\.[0-9]+)?)\s*[,; ]\s*(-?[0-9]{1,3}(?:\.[0-9]+)?)")
_FRANCE: Final = (
    (-5.5, 41.2, 9.8, 51.2), (-63.2, 14.3, -60.7, 18.2), (-54.7, 2.0, -51.5, 6.0), (55.1, -21.5, 55.9, -20.8),
    (44.9, -13.1, 45.4, -12.6), (-56.6, 46.7, -56.0, 47.2), (-180.0, -28.0, -134.0, -7.0), (158.0, -24.0, 172.5, -17.5),
)  # fmt: skip
"""Boxes of the parts of France, the lands of the Pacific among them: west, south, east, north."""
_WANTED: Final = {
    "lon": re.compile(r"^(?:lon|long|lng|longitude|x)$"),
    "lat": re.compile(r"^(?:lat|latitude|y)$"),
    "label": re.compile(r"^(?:nom|libelle|label|titre|name|intitule|lieu)$"),
    "both": re.compile(r"^(?:coordonnees?(?: gps)?|gps|geo ?point(?: 2d)?|lat ?lon|latlong|position|localisation)$"),
    "category": re.compile(r"^(?:categorie|type|category|nature|famille|theme)$"),
}


def read_points(content: bytes) -> tuple[tuple[Point, ...], tuple[Remark, ...]]:
    """Read places from bytes: GeoJSON, CSV, XLSX or ODS; the lines that cannot be read are told.

    Parameters
    ----------
    content : bytes
        As a visitor brought it.

    Raises
    ------
    LocalDataError
        When it is no file of places, or has too many of them, or of their categories.
    """
    remarks: list[Remark] = []
    if kind_of(content) == "json":
        points = list(_features(read_structured(content, LARGEST_FILE, NOT_GEOJSON), remarks))
    else:
        points = list(_lines(open_sheet(content), remarks))
    if len({point.category for point in points}) > MOST_CATEGORIES:
        raise LocalDataError(f"Ces lieux ont plus de {MOST_CATEGORIES} catégories\u202f: regroupez-les.")
    if not points:
        raise LocalDataError("Aucun lieu lisible dans ce fichier\u202f: longitude et latitude s’écrivent en degrés.")
    return tuple(points), tuple(remarks[:MOST_REMARKS])


def _features(found: Any, remarks: list[Remark]) -> Iterable[Point]:
    if not isinstance(found, dict) or not isinstance(found.get("features"), list):
        raise LocalDataError(NOT_GEOJSON)
    if len(found["features"]) > MOST_POINTS:
        raise LocalDataError(TOO_MANY)
    for rank, feature in enumerate(found["features"], start=1):
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        place = geometry.get("coordinates") if isinstance(geometry, dict) and geometry.get("type") == "Point" else None
        told = feature.get("properties") if isinstance(feature, dict) else None
        told = {} if isinstance(feature, dict) and told is None else told
        if not isinstance(place, list) or len(place) < 2 or not isinstance(told, dict):
            remarks.append(Remark(rank, "figure", "Cet élément n’est pas un point\u202f: il n’est pas lu."))
            continue
        texts = {str(key): value for key, value in told.items() if isinstance(value, str | int | float)}
        point = _point(place[0], place[1], _told(texts, "label"), _told(texts, "category"))
        if point is None:
            remarks.append(Remark(rank, "figure", "Longitude ou latitude hors des bornes\u202f: lieu non lu."))
        else:
            yield _in_place(point, rank, remarks)


def _told(texts: Mapping[str, Any], what: str) -> str:
    return next((str(value) for key, value in texts.items() if _WANTED[what].fullmatch(normalise(key))), "")


def _lines(sheet: Sheet, remarks: list[Remark]) -> Iterable[Point]:
    if len(sheet.rows) > MOST_POINTS + 1:
        raise LocalDataError(TOO_MANY)
    head = next((rank for rank, row in enumerate(sheet.rows[:20]) if _names_places(_columns(row))), None)
    if head is None:
        raise LocalDataError(NO_COLUMNS)
    columns, rows = _columns(sheet.rows[head]), sheet.rows[head + 1 :]
    apart = {"lon", "lat"} <= set(columns)
    marks = {name: mark_of(row.cell(columns[name]) for row in rows)[0] for name in ("lon", "lat") if apart}
    for row in rows:
        if apart:
            lon, lat = (_degrees(row.cell(columns[name]), marks[name]) for name in ("lon", "lat"))
        else:
            lat, lon = _both(row.cell(columns["both"]))
        label, category = (str(row.cell(columns[name])) if name in columns else "" for name in ("label", "category"))
        point = _point(lon, lat, label, category)
        if point is None:
            remarks.append(Remark(row.line, "figure", "Longitude ou latitude illisible\u202f: lieu non lu."))
        else:
            yield _in_place(point, row.line, remarks)


def _names_places(columns: Mapping[str, int]) -> bool:
    return "label" in columns and ("both" in columns or {"lon", "lat"} <= set(columns))


def _both(cell: Cell) -> tuple[float | None, float | None]:
    """Read a latitude and a longitude in one cell, as map sites copy them."""
    found = _PAIR.fullmatch(str(cell).strip().strip("[]()"))
    return (float(found[1]), float(found[2])) if found else (None, None)


def _in_place(point: Point, rank: int, remarks: list[Remark]) -> Point:
    """Return a point; one that lies in no part of France, and would with its degrees exchanged, is so and is told."""
    if _in_france(point.lon, point.lat) or not _in_france(point.lat, point.lon):
        return point
    remarks.append(Remark(rank, "figure", SWAPPED))
    return replace(point, lon=point.lat, lat=point.lon)


def _in_france(lon: float, lat: float) -> bool:
    return any(west <= lon <= east and south <= lat <= north for west, south, east, north in _FRANCE)


def _columns(row: Row) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, cell in enumerate(row.cells):
        title = normalise(str(cell)).strip()
        for what, pattern in _WANTED.items():
            if pattern.fullmatch(title):
                found.setdefault(what, at)
    return found


def _degrees(cell: Cell, mark: Any) -> float | None:
    """Read degrees; a point between three digits parts decimals here: no longitude counts thousands."""
    if isinstance(cell, str) and re.fullmatch(r"-?[0-9]{1,3}\.[0-9]+", cell):
        return float(cell)
    read = read_value(cell, mark)
    return read.value if read.status == "value" else None


def _point(lon: Any, lat: Any, label: str, category: str) -> Point | None:
    if type(lon) not in (int, float) or type(lat) not in (int, float):
        return None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90) or (lon == 0 and lat == 0):
        return None
    shown = plain_text(label, LONGEST_LABEL) or "Sans nom"
    return Point(shown, plain_text(category, LONGEST_CATEGORY) or NO_CATEGORY, float(lon), float(lat))
