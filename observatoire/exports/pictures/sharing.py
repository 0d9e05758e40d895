"""The picture that a shared link shows: what the page says, in 1 200 by 630 pixels, beside our own drawing of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from observatoire.exports.maps.svg_text import FONT, text_width, wrapped, xml_text
from observatoire.exports.pictures.charts import chart_alone_svg
from observatoire.exports.pictures.pixels import svg_png
from observatoire.views.charts.drawing import Drawing
from observatoire.views.style.tokens import ACCENT, INK, MUTED, PAPER, RULE

WIDTH, HEIGHT = 1200, 630
"""What sites that show shared links ask for."""
_MARGIN: Final = 48
_FOOT: Final = 58
_BESIDE: Final = 0.45
"""Share of the width that the words take beside a drawing."""
_OPENING: Final = re.compile(r"<svg\b[^>]*>")
_ATTRIBUTE: Final = re.compile(r'\b(width|height|viewBox)="([^"]+)"')


@dataclass(frozen=True, slots=True)
class SharedPicture:
    """What the picture says.

    Attributes
    ----------
    kicker, heading, lead : str
        The line above the title, the title, the sentences under it.
    foot : str
        Producers, site and edition.
    drawing : str or Drawing
        An SVG document of ours, or a chart.
    figures : sequence of (str, str)
        A few figures: what, how much.
    wide : bool
        Whether the drawing lies under the words, not beside them.
    """

    kicker: str
    heading: str
    lead: str
    foot: str
    drawing: str | Drawing
    figures: Sequence[tuple[str, str]] = ()
    wide: bool = False


def shared_png(picture: SharedPicture) -> bytes:
    """Return the picture in pixels, 1 200 by 630."""
    return svg_png(shared_svg(picture), 1.0)


def shared_svg(picture: SharedPicture) -> str:
    """Return the picture as SVG: words at the left, or above a wide drawing; what does not fit ends with « … »."""
    room = (WIDTH - 2 * _MARGIN) * (1 if picture.wide else _BESIDE)
    bottom = HEIGHT - _FOOT - 12
    drawn, y = [_line(picture.kicker, _MARGIN, 66, 22, MUTED, room)], 66.0
    for line in _fitted(picture.heading, 48, room, 2, bold=True):
        y += 54
        drawn.append(_text(line, _MARGIN, y, 48, INK, bold=True))
    for line in _fitted(picture.lead, 25, room, 3 if picture.wide or picture.figures else 10):
        y += 36
        drawn.append(_text(line, _MARGIN, y, 25, INK))
    for what, much in picture.figures:
        if y + 52 > bottom:
            break
        y += 52
        drawn.append(_text(what, _MARGIN, y, 25, MUTED))
        drawn.append(_text(much, _MARGIN + room, y, 32, ACCENT, bold=True, anchor="end"))
    left, top = (_MARGIN, y + 20) if picture.wide else (_MARGIN + room + 32, 36.0)
    drawing = picture.drawing if isinstance(picture.drawing, str) else chart_alone_svg(picture.drawing)
    drawn.append(_placed(drawing, left, top, WIDTH - _MARGIN - left, bottom - top))
    rule = HEIGHT - _FOOT
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{WIDTH}" '
        f'height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="{FONT}" lang="fr">'
        f"<title>{xml_text(picture.heading)}</title>"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/><rect width="{WIDTH}" height="10" fill="{ACCENT}"/>'
        f'{"".join(drawn)}<path d="M{_MARGIN} {rule}H{WIDTH - _MARGIN}" stroke="{RULE}"/>'
        f"{_text(picture.foot, _MARGIN, HEIGHT - 22, 21, MUTED)}</svg>"
    )


def _fitted(words: str, size: float, room: float, most: int, *, bold: bool = False) -> list[str]:
    """Return at most so many lines; the last one says by « … » that more was said."""
    lines = wrapped(words, size, room, bold) if words else []
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], _cut(lines[most - 1] + " …", size, room, bold)]


def _cut(line: str, size: float, room: float, bold: bool) -> str:
    while text_width(line, size, bold) > room and " " in line.removesuffix(" …"):
        line = line.removesuffix(" …").rpartition(" ")[0] + " …"
    return line


def _line(words: str, x: float, y: float, size: float, colour: str, room: float) -> str:
    """Return one line, cut to its room."""
    return _text(next(iter(_fitted(words, size, room, 1)), ""), x, y, size, colour)


def _text(
    words: str, x: float, y: float, size: float, colour: str, *, bold: bool = False, anchor: str = "start"
) -> str:
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" fill="{colour}"{weight} text-anchor="{anchor}">'
        f"{xml_text(words)}</text>"
    )


def _placed(svg: str, left: float, top: float, width: float, height: float) -> str:
    """Return an SVG document as a part of another, as large as its box allows, its proportions kept."""
    opening = _OPENING.search(svg)
    if opening is None:
        raise ValueError("no SVG document")
    facts = dict(_ATTRIBUTE.findall(opening[0]))
    frame = facts.get("viewBox") or f"0 0 {facts['width']} {facts['height']}"
    place = f'<svg x="{left:g}" y="{top:g}" width="{width:g}" height="{height:g}" viewBox="{frame}">'
    return svg[: opening.start()] + place + svg[opening.end() :]
