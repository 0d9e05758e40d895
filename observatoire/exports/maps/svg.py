"""A map ready for a report: SVG written by our own code from the projected outlines.

Texts are texts, shapes are grouped by class (a drawing program recolours a class at once), nothing is fetched from
outside, and there is no script. Projections: `exports/projection.py`.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import shapely

from observatoire.exports.maps.frames import WIDTH as MAP_WIDTH
from observatoire.exports.maps.frames import Box, Frame, map_frames, outline_in
from observatoire.exports.maps.labels import SIZE, town_labels
from observatoire.exports.maps.legend import WIDTH as LEGEND_WIDTH
from observatoire.exports.maps.legend import legend_svg, mark_name, pattern_fill, patterns_svg, text
from observatoire.exports.maps.sheet import MapSheet, shown_names, state_words
from observatoire.exports.maps.svg_paths import line_path, polygon_paths, tenths
from observatoire.exports.maps.svg_text import FONT, wrapped, xml_text
from observatoire.model.store import Store
from observatoire.views.french.wording import STATES, number
from observatoire.views.maps.classes import DOUBTFUL, Mark, Muted
from observatoire.views.style.tokens import ACCENT, INK, LOCAL, PAPER, PEERS, RULE

MARGIN: Final = 32.0
WIDTH: Final = MAP_WIDTH + LEGEND_WIDTH + 3 * MARGIN - 8
_GROUND: Final = "#E9E5DB"
_BORDER: Final = "#FFFFFF"
_RINGED: Final = 13.0
"""Pixels: a smaller place is ringed, for its own outline would hide it."""
_DOTS: Final = "Les territoires trop petits pour être vus à cette échelle sont des points."
_HALO: Final = f'stroke="{PAPER}" stroke-width="32" stroke-linejoin="round" paint-order="stroke"'


def map_svg(store: Store, sheet: MapSheet, *, with_marker: bool = False) -> str:
    """Draw a map with all that a report needs.

    Parameters
    ----------
    store : Store
        Source of the outlines and of the names of towns.
    sheet : MapSheet
        As `map_sheet` makes it.
    with_marker : bool
        Add the outline that a script of ours lays over a shape.

    Returns
    -------
    str
        An SVG document of about 1 200 pixels by 700 to 950: title, subtitle, map, legend, reading, sources. Each
        territory is a `path` whose `id` is its identifier and whose `title` gives name and value.
    """
    head, top = _head(sheet)
    frames = map_frames(store, sheet, MARGIN, top)
    legend_left = MARGIN + MAP_WIDTH + MARGIN - 8
    legend, legend_end = legend_svg(sheet, legend_left, top)
    told = [sheet.sentence, _DOTS if any(frame.dots for frame in frames) else ""]
    reading, reading_end = _column(" ".join(filter(None, told)), legend_left, legend_end + 14)
    bottom = max(reading_end, *(frame.window.box[1] + frame.window.box[3] for frame in frames)) + 22
    foot, height = _foot(sheet, bottom)
    shapes = _map(store, sheet, frames)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" lang="fr" width="{WIDTH:g}" height="{height:g}" '
        f'viewBox="0 0 {tenths(WIDTH)} {tenths(height)}" font-family="{FONT}" role="group" '
        'aria-labelledby="titre" aria-describedby="lecture">'
        f'<title id="titre">{xml_text(f"{sheet.title} · {sheet.subtitle}")}</title>'
        f'<desc id="lecture">{xml_text(sheet.sentence or sheet.subtitle)}</desc>'
        f"<defs>{patterns_svg(sheet.model.looks)}</defs>"
        f'<rect width="{tenths(WIDTH)}" height="{tenths(height)}" fill="{PAPER}"/>'
        f"{head}{shapes}{legend}{reading}{foot}{_MARKER if with_marker else ''}</svg>"
    )


def map_alone_svg(store: Store, sheet: MapSheet, *, with_legend: bool = False) -> str:
    """Draw the map alone, for a picture or a page that says the rest: no title, no source.

    Parameters
    ----------
    store : Store
        Source of the outlines and of the names of towns.
    sheet : MapSheet
        As `map_sheet` makes it.
    with_legend : bool
        Whether its legend stands beside it.

    Returns
    -------
    str
        An SVG document of 856 pixels (1 156 with the legend) by 460 to 700.
    """
    frames = map_frames(store, sheet, 0.0, 0.0)
    legend, end = legend_svg(sheet, MAP_WIDTH + 24, 0.0) if with_legend else ("", 0.0)
    width = MAP_WIDTH + (LEGEND_WIDTH + 36 if with_legend else 0)
    height = max(end + 8, *(frame.window.box[1] + frame.window.box[3] for frame in frames))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {tenths(width)} {tenths(height)}" font-family="{FONT}">'
        f"<defs>{patterns_svg(sheet.model.looks)}</defs>{_map(store, sheet, frames)}{legend}</svg>"
    )


_MARKER: Final = (
    f'<g fill="none" stroke-linejoin="round"><path id="repere-clair" d="" stroke="{PAPER}" stroke-width="60"/>'
    f'<path id="repere" d="" stroke="{INK}" stroke-width="30"/></g>'
)
"""Outline of the shape under the pointer or the keyboard, above all others."""


def _head(sheet: MapSheet) -> tuple[str, float]:
    """Return title and subtitle, and where the map begins."""
    room = WIDTH - 2 * MARGIN
    drawn, y = [], MARGIN + 20
    for line in wrapped(sheet.title, 27, room, bold=True):
        drawn.append(text(line, MARGIN, y, 27, INK, 'font-weight="700"'))
        y += 33
    for line in wrapped(sheet.subtitle, 16.5, room):
        drawn.append(text(line, MARGIN, y - 4, 16.5))
        y += 22
    return "".join(drawn), y


def _column(words: str, left: float, top: float) -> tuple[str, float]:
    """Return the reading of the map, under the legend."""
    lines = wrapped(words, 12.5, LEGEND_WIDTH) if words else []
    drawn = [text(line, left, top + 17 * rank + 10, 12.5) for rank, line in enumerate(lines)]
    return "".join(drawn), top + 17 * len(lines)


def _foot(sheet: MapSheet, top: float) -> tuple[str, float]:
    """Return sources, licences, edition and link, and the height of the picture."""
    lines = [line for words in sheet.credits for line in wrapped(words, 12, WIDTH - 2 * MARGIN)]
    drawn = [f'<path d="M{tenths(MARGIN)} {tenths(top)}H{tenths(WIDTH - MARGIN)}" stroke="{RULE}" stroke-width="10"/>']
    drawn += [text(line, MARGIN, top + 20 + 17 * rank, 12) for rank, line in enumerate(lines)]
    return f'<g id="mentions">{"".join(drawn)}</g>', round(top + 20 + 17 * len(lines) + MARGIN / 2)


def _map(store: Store, sheet: MapSheet, frames: list[Frame]) -> str:
    main = frames[0]
    scale, scale_box = _scale(main, large=True)
    labels = town_labels(store, sheet, main, [scale_box])
    towns = "".join(
        f'<circle cx="{tenths(label.point[0])}" cy="{tenths(label.point[1])}" r="22" fill="{INK}" '
        f'stroke="{PAPER}" stroke-width="10"/>'
        + text(label.text, *label.at, SIZE, INK, f'text-anchor="{label.anchor}" {_HALO}')
        for label in labels
    )
    # Beside its insets the country floats; a part of it is cut out of the land around.
    mention = sheet.legend.mention
    edges = "".join(_edge(frame, mention) for frame in frames if frame.window.name or len(frames) == 1 or mention)
    names = "".join(_inset_words(frame) for frame in frames[1:])
    ground = "".join(f'<path d="{"".join(polygon_paths(frame.ground))}"/>' for frame in frames if len(frame.ground))
    return (
        f'<g id="fond" fill="{_GROUND}" stroke="#CFCABC" stroke-width="7" stroke-linejoin="round">{ground}</g>'
        f'<g id="territoires" stroke-linejoin="round">{_shapes(store, sheet, frames)}</g>'
        f'<g id="limites" fill="none" stroke-linejoin="round">{"".join(map(_limits, frames))}</g>'
        f"{_selected(sheet, frames)}{_circles(store, sheet, frames)}"
        f'<g id="cartons">{edges}{names}</g><g id="villes">{towns}</g>{scale}'
    )


def _shapes(store: Store, sheet: MapSheet, frames: list[Frame]) -> str:
    """Return the territories, grouped by class then by state."""
    paths = dict(
        pair for frame in frames for pair in zip(frame.ranks.tolist(), polygon_paths(frame.shapes), strict=True)
    )
    names = shown_names(store, sheet)
    groups: dict[Mark, list[str]] = {}
    for rank, mark in enumerate(sheet.model.classes):
        told = xml_text(f"{names[rank]}\u202f: {sheet.model.tooltips[rank]}")
        drawn = f'<path id="{sheet.model.ids[rank]}" d="{paths[rank]}"><title>{told}</title></path>'
        groups.setdefault(mark, []).append(drawn)
    ordered: list[Mark] = [*range(len(sheet.model.palette)), *sheet.model.looks]
    return "".join(_group(sheet, mark, groups[mark]) for mark in ordered if mark in groups)


def _group(sheet: MapSheet, mark: Mark, drawn: list[str]) -> str:
    """Return the shapes of one class or state: one fill for all, and words on what they share."""
    count = number(len(drawn))
    many = len(sheet.model.ids) > 3_000
    width = 3 if many else 5 if len(sheet.model.ids) > 400 else 8
    if isinstance(mark, int):
        label = sheet.legend.labels[mark] if sheet.legend.labels else "valeur"
        # White borders of 35 000 communes would hide them: there a border of its own colour closes the joins.
        name, fill, words = (
            f"classe-{mark + 1}",
            sheet.model.palette[mark],
            f"{label}\u202f: {count} {sheet.legend.noun}",
        )
        edge = fill if many else _BORDER if sheet.model.radii is None else PEERS
    else:
        look, state = sheet.model.looks[mark], "fragile" if isinstance(mark, Muted) else mark
        words = f"{state_words(state)}\u202f: {count}. {STATES[state].explanation}"
        if isinstance(mark, Muted) and mark.doubtful:
            words = f"{DOUBTFUL[:1].upper()}{DOUBTFUL[1:]}\u202f: {count}."
        name, fill = f"etat-{mark_name(mark)}", pattern_fill(mark, look)
        # Muted, the borders of classes stay those of classes.
        edge = look.fill if many else _BORDER if isinstance(mark, Muted) else look.stroke
    style = f'fill="{fill}" stroke="{edge}" stroke-width="{width}"'
    return f'<g id="{name}" {style}><desc>{xml_text(words)}</desc>{"".join(drawn)}</g>'


def _limits(frame: Frame) -> str:
    widths = (6, 12) if len(frame.limits) > 1 else (8,)
    drawn = zip(frame.limits, widths, strict=False)
    return "".join(
        f'<path d="{line_path(line)}" stroke="{INK}" stroke-opacity=".55" stroke-width="{width}"/>'
        for line, width in drawn
        if not shapely.is_empty(line)
    )


def _selected(sheet: MapSheet, frames: list[Frame]) -> str:
    """Return the outline of the place, light under dark, visible on any colour; a ring around what is too small."""
    thin = 0.6 if len(sheet.model.ids) > 400 else 1
    drawn = []
    for frame in frames:
        found = outline_in(sheet, frame)
        if shapely.is_empty(found):
            continue
        west, north, east, south = shapely.bounds(found)
        if max(east - west, south - north) < _RINGED:
            x, y = tenths((west + east) / 2), tenths((north + south) / 2)
            drawn.append(_double(f'<circle cx="{x}" cy="{y}" r="{tenths(_RINGED)}"', 0.8))
        else:
            drawn.append(_double(f'<path d="{polygon_paths(np.array([found], dtype=object))[0]}"', thin))
    if not drawn:
        return ""
    return f'<g id="territoire-choisi" fill="none" stroke-linejoin="round">{"".join(drawn)}</g>'


def _double(shape: str, thin: float) -> str:
    strokes = ((ACCENT, 66 * thin), (_BORDER, 42 * thin), (ACCENT, 20 * thin))
    return "".join(f'{shape} stroke="{colour}" stroke-width="{width:g}"/>' for colour, width in strokes)


def _circles(store: Store, sheet: MapSheet, frames: list[Frame]) -> str:
    """Return the circles of a map of counts, the largest first, so that none hides another."""
    if sheet.model.radii is None:
        return ""
    names, radii = shown_names(store, sheet), sheet.model.radii
    places: dict[int, tuple[float, float]] = {}
    for frame in frames:
        points = shapely.get_coordinates(shapely.point_on_surface(frame.shapes))
        places |= dict(zip(frame.ranks.tolist(), points.tolist(), strict=True))
    drawn, colour = [], sheet.model.symbol_colour
    for rank in sorted(places, key=lambda r: (-radii[r], r)):
        if radii[rank] > 0:
            x, y = places[rank]
            told = xml_text(f"{names[rank]}\u202f: {sheet.model.tooltips[rank]}")
            size = f'cx="{tenths(x)}" cy="{tenths(y)}" r="{tenths(radii[rank])}"'
            hollow = "" if isinstance(sheet.model.classes[rank], int) else f' fill="none" stroke="{colour}"'
            drawn.append(f"<circle {size}{hollow}><title>{told}</title></circle>")
    style = f'fill="{colour}" fill-opacity=".7" stroke="{_BORDER}" stroke-width="7"'
    return f'<g id="cercles" {style}>{"".join(drawn)}</g>'


def _edge(frame: Frame, mention: str) -> str:
    """Return the edge of a frame, dashed and in another hue around data that are not official."""
    left, top, width, height = frame.window.box
    line = (
        f'stroke="{LOCAL}" stroke-width="14" stroke-dasharray="20 30"'
        if mention
        else f'stroke="{RULE}" stroke-width="10"'
    )
    size = f'x="{tenths(left)}" y="{tenths(top)}" width="{tenths(width)}" height="{tenths(height)}"'
    return f'<rect {size} fill="none" {line}/>'


def _inset_words(frame: Frame) -> str:
    left, top, _, _ = frame.window.box
    return text(frame.window.name, left + 7, top + 14, 12, INK, _HALO) + _scale(frame, large=False)[0]


def _scale(frame: Frame, large: bool) -> tuple[str, Box]:
    """Return the scale bar at the foot of a frame, clear of the territories if it can, and the room that it takes."""
    left, top, width, height = frame.window.box
    longest = frame.window.metres * width * (0.22 if large else 0.4)
    power = 10.0 ** math.floor(math.log10(longest))
    metres = max(step * power for step in (1, 2, 5) if step * power <= longest)
    bar = metres / frame.window.metres
    inside, size = (10.0, 12.0) if large else (7.0, 10.0)
    y, room = top + height - inside, bar + 64
    places = [left + inside, left + width - room]
    x = next((x for x in places if not _covers(frame, (x, y - 12, room, 16.0))), places[0])
    words = f"{number(metres / 1000, 0 if metres >= 1000 else 1)}\u00a0km"
    path = f'<path d="M{tenths(x)} {tenths(y - 5)}v50h{tenths(bar)}v-50" fill="none" stroke="{INK}" stroke-width="10"/>'
    return path + text(words, x + bar + 5, y + 1, size, INK, _HALO), (x, y - 12, room, 16.0)


def _covers(frame: Frame, box: Box) -> bool:
    left, top, width, height = box
    return bool(shapely.intersects(frame.shapes, shapely.box(left, top, left + width, top + height)).any())
