"""Charts as pictures: the drawing on screen, at a fixed width, with its title, source, date and link."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from html import escape
from typing import Any, Final, Literal

import vl_convert

from observatoire.exports.pictures.pixels import register_fonts, svg_png
from observatoire.model.catalog import Catalog, Indicator, Source
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.peers.groups import PeerGroup
from observatoire.views.charts.drawing import Drawing
from observatoire.views.charts.vega import unpacked
from observatoire.views.french.editions import edition_text
from observatoire.views.french.grammar import full_name
from observatoire.views.french.groups import group_label
from observatoire.views.french.wording import SEMICOLON, long_date
from observatoire.views.style.tokens import ACCENT, INK, MUTED, PAPER, RULE

WIDTH: Final = 900
"""Pixels of a picture; a PNG has twice as many."""
MARGIN: Final = 28
FONT: Final = "'Source Sans Pro','Source Sans 3','Source Sans','Liberation Sans',Arial,sans-serif"
_INNER: Final = WIDTH - 2 * MARGIN
_NOT_IN_FONT: Final = (
    ("╌", "--"),
    ("▲ ce pair", "Pointe en haut\u202f: ce pair"),
    ("▼ il a", "pointe en bas\u202f: il a"),
    ("● à peu", "rond\u202f: à peu"),
    *((f"{sign} ", "") for sign in "▲▼●"),
)
"""Signs that the font lacks: with one of them the whole label would be drawn in another font.

In the key of the peers, words instead; before a name, nothing: the mark itself stands beside it.
"""
_OPENING: Final = re.compile(r"<svg\b[^>]*>")
_ENGLISH_ROLE: Final = re.compile(r' (?:aria-[a-z]+|role)="[^"]*"')
"""What Vega says of its marks, in English; the whole picture is one image, with a French title and description."""
_SIZE: Final = re.compile(r'\b(width|height)="([\d.]+)"')


@dataclass(frozen=True, slots=True)
class Caption:
    """What a picture says around its chart.

    Attributes
    ----------
    title, subtitle : str
        Indicator and years; territory and peers.
    source : str
        Citations and licences.
    producer : str
        Who publishes what is drawn.
    edition : str
        Name of the data edition.
    link : str
        Address of the view; "" when there is none.
    made_on : date
    """

    title: str
    subtitle: str
    source: str
    edition: str
    link: str = ""
    producer: str = ""
    made_on: date = field(default_factory=date.today)


def caption_of(
    store: Store,
    catalog: Catalog,
    indicator: Indicator,
    years: str,
    territory: Territory,
    group: PeerGroup | None,
    link: str = "",
) -> Caption:
    """Return the caption of a chart of one indicator: a comparison, or a series.

    Parameters
    ----------
    store, catalog, indicator, territory
        The edition, the catalogue, the indicator and the place.
    years : str
        "2021", "2016-2023".
    group : PeerGroup or None
        The peers drawn with the territory.
    link : str
        Address that shows it again.
    """
    return view_caption(store, f"{indicator.title}, {years}", catalog.sources_of(indicator), territory, group, link)


def view_caption(
    store: Store,
    title: str,
    sources: Sequence[Source],
    territory: Territory,
    group: PeerGroup | None,
    link: str = "",
) -> Caption:
    """Return the caption of a chart under any title, its sources named.

    Parameters
    ----------
    store, territory
        The edition and the place.
    sources : sequence of Source
        Of all that is drawn, each once.
    group : PeerGroup or None
        The peers drawn with the territory.
    title : str
        Above the drawing.
    link : str
        Address that shows it again.
    """
    licences = " ; ".join(dict.fromkeys(source.licence for source in sources))
    among = f", parmi les {group_label(store, group)}" if group else ""
    return Caption(
        title=title,
        subtitle=full_name(territory) + among,
        source=f"{SEMICOLON.join(source.citation for source in sources)}. {licences}.",
        edition=edition_text(store),
        link=link,
        producer=SEMICOLON.join(dict.fromkeys(source.producer for source in sources)),
    )


def chart_svg(drawing: Drawing, caption: Caption) -> str:
    """Return a chart as an SVG picture: title above; reading, source, date and link under it.

    Parameters
    ----------
    drawing : Drawing
        As the pages show it; its footnotes (what the band and the hollow marks are) are part of it.
    caption : Caption

    Returns
    -------
    str
        900 pixels wide, texts as texts, French numbers, a title and a description for those who cannot see it,
        nothing fetched from outside.
    """
    chart = chart_alone_svg(drawing)
    sizes = dict(_SIZE.findall(_first_tag(chart)))
    top = [_line(text, 23, 700, INK) for text in _wrapped(caption.title, 23)]
    top += [_line(text, 16, 400, MUTED) for text in _wrapped(caption.subtitle, 16)]
    foot = [_line(text, 15, 400, INK) for text in _wrapped(drawing.description, 15)]
    told = [f"Source\u202f: {caption.source}", _made(caption), caption.link]
    small = [_line(text, 13, 400, MUTED) for words in told if words for text in _wrapped(words, 13)]
    head, after_head = _stacked(top, MARGIN)
    chart_top = after_head + 14
    rule = chart_top + float(sizes["height"]) + 14
    reading, after_reading = _stacked(foot, rule + 8)
    tail, height = _stacked(small, after_reading + 6)
    place = f'<svg x="{MARGIN}" y="{chart_top:g}" width="{sizes["width"]}" height="{sizes["height"]}">'
    placed = _OPENING.sub(place, chart, count=1)
    total = height + MARGIN - 8
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{WIDTH}" '
        f'height="{total:g}" viewBox="0 0 {WIDTH} {total:g}" role="img" lang="fr" font-family="{FONT}">'
        f"<title>{escape(caption.title)}</title><desc>{escape(drawing.description)}</desc>"
        f'<rect width="{WIDTH}" height="{total:g}" fill="{PAPER}"/>'
        f'<rect x="{MARGIN}" y="{MARGIN - 12}" width="44" height="4" fill="{ACCENT}"/>'
        f'{head}{placed}<path d="M{MARGIN} {rule:g}H{WIDTH - MARGIN}" stroke="{RULE}"/>{reading}{tail}</svg>'
    )


def chart_png(drawing: Drawing, caption: Caption, scale: float = 2.0) -> bytes:
    """Return the picture of `chart_svg` in pixels: 1 800 wide at the usual scale."""
    return svg_png(chart_svg(drawing, caption), scale)


def chart_file(kind: Literal["svg", "png"], drawing: Drawing, caption: Callable[[], Caption]) -> bytes:
    """Return the picture of a chart whose caption is yet to be made."""
    return chart_png(drawing, caption()) if kind == "png" else chart_svg(drawing, caption()).encode("utf-8")


def chart_alone_svg(drawing: Drawing) -> str:
    """Return the chart alone as SVG; its locale is in its own configuration."""
    rows = {name: unpacked(data) for name, data in drawing.spec["datasets"].items()}
    config = drawing.spec["config"]
    spec: dict[str, Any] = drawing.spec | {"datasets": rows, "width": _INNER, "config": _with_font(config)}
    svg = _drawn(json.dumps(spec))
    for sign, words in _NOT_IN_FONT:
        svg = svg.replace(sign, words)
    return _ENGLISH_ROLE.sub("", svg)


@lru_cache(maxsize=1)
def _drawn(spec: str) -> str:
    """Return what Vega draws of a specification in JSON; kept, as the files of a view are made one after the other."""
    register_fonts()
    return str(vl_convert.vegalite_to_svg(json.loads(spec), allowed_base_urls=[]))


def _with_font(config: dict[str, Any]) -> dict[str, Any]:
    """Name the font that the picture is measured with first."""
    return {
        key: _with_font(value)
        if isinstance(value, dict)
        else FONT
        if key in ("font", "labelFont", "titleFont")
        else value
        for key, value in config.items()
    }


def _made(caption: Caption) -> str:
    return f"Observatoire territorial citoyen, données {caption.edition}, image du {long_date(caption.made_on)}"


def _first_tag(svg: str) -> str:
    found = _OPENING.search(svg)
    if found is None:
        raise ValueError("not an SVG picture")
    return found[0]


def _wrapped(text: str, size: int) -> list[str]:
    """Cut a text in lines: a character of the font is, on average, a little less than half as wide as it is high."""
    return textwrap.wrap(text, int(_INNER / (0.46 * size)), break_long_words=True)


def _line(text: str, size: int, weight: int, colour: str) -> tuple[int, str]:
    return size, f'font-size="{size}" font-weight="{weight}" fill="{colour}">{escape(text)}</text>'


def _stacked(lines: list[tuple[int, str]], top: float) -> tuple[str, float]:
    """Place lines one under the other; return them, and where the last one ends."""
    drawn = []
    for size, text in lines:
        top += 1.35 * size
        drawn.append(f'<text x="{MARGIN}" y="{top - 0.3 * size:g}" {text}')
    return "".join(drawn), top
