"""The legend of a map on paper: classes with their bounds and counts, circles, hatches of the states, the place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from observatoire.exports.maps.sheet import MapSheet, state_words
from observatoire.exports.maps.svg_paths import tenths
from observatoire.exports.maps.svg_text import wrapped, xml_text
from observatoire.views.french.wording import number
from observatoire.views.html.tables import DOUBTFUL_LABEL, MapLegend
from observatoire.views.maps.classes import Muted
from observatoire.views.style.tokens import ACCENT, INK, LOCAL, MISSING, MUTED, PAPER, PEERS, RULE, MissingStyle

WIDTH: Final = 264.0
_SWATCH: Final = (30.0, 18.0)
_LINE: Final = 25.0
_TEXT_LEFT: Final = 40.0

_LINES: Final = {
    "hatch": ("M-1 1L1-1M-1 7L7-1M5 7L7 5", 1.2),
    "hatch-light": ("M-1-1L7 7M-1 5L1 7M5-1L7 1", 0.8),
    "cross": ("M-1 7L7-1M-1-1L7 7", 0.8),
    "lines": ("M0 3L6 3", 1.0),
}
"""Strokes of each pattern in a tile of six pixels, and their width."""


def text(words: str, x: float, y: float, size: float, colour: str = MUTED, more: str = "") -> str:
    """Return a line of text of a picture.

    Parameters
    ----------
    words : str
        What is written; escaped here.
    x, y : float
        Where its line begins, in pixels.
    size : float
        Of the letters, in pixels.
    colour : str, optional
        As SVG writes it.
    more : str, optional
        Further attributes, already safe.
    """
    place = f'x="{tenths(x)}" y="{tenths(y)}" font-size="{tenths(size)}"'
    return f'<text {place} fill="{colour}"{" " + more if more else ""}>{xml_text(words)}</text>'


def mark_name(mark: Muted | str) -> str:
    """Return the name of a mark that is no plain class, in the ids of a drawing: "secret", "fragile-2", "marge-1"."""
    return f"{'marge' if mark.doubtful else 'fragile'}-{mark.rank + 1}" if isinstance(mark, Muted) else mark


def patterns_svg(looks: Mapping[Muted | str, MissingStyle]) -> str:
    """Return the definitions of the patterns of some marks (`pattern_fill` names them)."""
    return "".join(_pattern(mark_name(mark), look) for mark, look in looks.items() if look.pattern != "plain")


def pattern_fill(mark: Muted | str, look: MissingStyle) -> str:
    """Return the `fill` of a mark: its pattern, or its plain colour."""
    return look.fill if look.pattern == "plain" else f"url(#motif-{mark_name(mark)})"


def _pattern(name: str, look: MissingStyle) -> str:
    if look.pattern == "dots":
        drawn = f'<circle cx="3" cy="3" r="1.1" fill="{look.stroke}"/>'
    else:
        path, width = _LINES[look.pattern]
        drawn = f'<path d="{path}" stroke="{look.stroke}" stroke-width="{width}" fill="none"/>'
    return (
        f'<pattern id="motif-{name}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="scale(10)">'
        f'<rect width="6" height="6" fill="{look.fill}"/>{drawn}</pattern>'
    )


def legend_svg(sheet: MapSheet, left: float, top: float) -> tuple[str, float]:
    """Return the legend, and where it ends."""
    legend = sheet.legend
    badge = _mention(legend.mention, left, top) if legend.mention else ""
    head, y = _head(sheet, left, top + (_LINE if badge else 0))
    entries = [badge, *head]
    if legend.circles:
        drawn, y = _circles(legend, left, y)
        entries += drawn
    looks = sheet.model.looks
    for rank, (colour, label, count) in enumerate(zip(legend.palette, legend.labels, legend.counts, strict=True)):
        fills = [colour, *(pattern_fill(mark, look) for mark, look in looks.items() if _of_rank(mark, rank))]
        entries.append(_entry(fills, PEERS, label, count, left, y))
        y += _LINE
    met = [(kind, count) for kind, count in ((k, legend.missing.get(k, 0)) for k in MISSING) if count]
    y += 8 if met and (legend.labels or legend.circles) else 0
    for kind, count in met:
        muted = [mark for mark in looks if isinstance(mark, Muted) and not mark.doubtful] if kind == "fragile" else []
        fills = [pattern_fill(mark, looks[mark]) for mark in muted] or [pattern_fill(kind, MISSING[kind])]
        entries.append(_entry(fills, MISSING[kind].stroke, state_words(kind), count, left, y))
        y += _LINE
    fills = [pattern_fill(mark, look) for mark, look in looks.items() if isinstance(mark, Muted) and mark.doubtful]
    if fills:
        entries.append(_entry(fills, MISSING["fragile"].stroke, DOUBTFUL_LABEL, legend.doubtful, left, y))
        y += _LINE
    if legend.place_name:
        drawn, y = _place(legend.place_name, left, y + 8)
        entries += drawn
    return f'<g id="legende">{"".join(entries)}</g>', y


def _mention(words: str, left: float, top: float) -> str:
    """Return the line that says what sort of data the map shows, behind its hatches."""
    width, height = _SWATCH
    box = f"M{tenths(left)} {tenths(top)}h{tenths(width)}v{tenths(height)}h-{tenths(width)}z"
    lines = "".join(f"M{tenths(left + at)} {tenths(top + height)}l60-{tenths(height)}" for at in (0, 6, 12, 18, 24))
    return f'<path d="{box}{lines}" fill="none" stroke="{LOCAL}" stroke-width="10"/>' + text(
        words, left + _TEXT_LEFT, top + 14, 13.5, LOCAL, 'font-weight="700"'
    )


def _of_rank(mark: Muted | str, rank: int) -> bool:
    """Tell whether a mark is a class painted muted: fragile and doubtful values look the same, one sample is enough."""
    return isinstance(mark, Muted) and mark.rank == rank and not mark.doubtful


def _head(sheet: MapSheet, left: float, top: float) -> tuple[list[str], float]:
    """Return the heading of the legend: the unit of the classes, and what is counted beside them."""
    noun = sheet.legend.noun
    counted = f"nombre d’{noun}" if noun[:1].lower() in "aeéiou" else f"nombre de {noun}"
    unit = sheet.indicator.unit or "Valeur"
    heading = [text(unit, left, top + 14, 13.5, INK, 'font-weight="700"')]
    if sheet.legend.labels or sheet.legend.missing:
        heading.append(text(counted, left + WIDTH, top + 14, 12, MUTED, 'text-anchor="end"'))
    return heading, top + 26


def _entry(fills: list[str], stroke: str, label: str, count: int, left: float, top: float) -> str:
    """Return a line of the legend; its swatch is shared by all the fills that the line speaks of."""
    width, height = _SWATCH
    each = width / len(fills)
    swatch = "".join(
        f'<rect x="{tenths(left + each * at)}" y="{tenths(top)}" width="{tenths(each)}" height="{tenths(height)}" '
        f'fill="{fill}" stroke="{stroke}" stroke-width="6"/>'
        for at, fill in enumerate(fills)
    )
    end = 'text-anchor="end"'
    return (
        swatch
        + text(label, left + _TEXT_LEFT, top + 14, 13.5, INK)
        + text(number(count), left + WIDTH, top + 14, 13.5, MUTED, end)
    )


def _circles(legend: MapLegend, left: float, top: float) -> tuple[list[str], float]:
    """Return nested circles, all standing on one line, each with its value."""
    largest = max(radius for radius, _ in legend.circles)
    floor, middle = top + 2 * largest + 4, left + largest + 2
    drawn, last = [], top - 12
    for radius, label in legend.circles:
        edge = floor - 2 * radius
        last = max(edge, last + 15)
        drawn.append(
            f'<circle cx="{tenths(middle)}" cy="{tenths(floor - radius)}" r="{tenths(radius)}" '
            f'fill="{legend.circle_colour}" fill-opacity=".25" stroke="{legend.circle_colour}" stroke-width="10"/>'
            f'<path d="M{tenths(middle)} {tenths(edge)}L{tenths(left + 2 * largest + 14)} {tenths(last)}" '
            f'stroke="{PEERS}" stroke-width="6"/>'
        )
        drawn.append(text(label, left + 2 * largest + 18, last + 4.5, 13.5, INK))
    return drawn, max(floor, last) + 14


def _place(name: str, left: float, top: float) -> tuple[list[str], float]:
    width, height = _SWATCH
    size = f'x="{tenths(left + 2)}" y="{tenths(top + 1)}" width="{tenths(width - 4)}" height="{tenths(height - 2)}"'
    drawn = [
        f'<rect {size} fill="{RULE}" stroke="{ACCENT}" stroke-width="50"/>'
        f'<rect {size} fill="none" stroke="{PAPER}" stroke-width="20"/>'
    ]
    y = top + 14
    for line in wrapped(name, 13.5, WIDTH - _TEXT_LEFT):
        drawn.append(text(line, left + _TEXT_LEFT, y, 13.5, INK))
        y += 17
    return drawn, max(y, top + _LINE)
