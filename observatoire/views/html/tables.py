"""Tables, identity blocks and map legends in real HTML: the equivalents that everyone can read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Final

from observatoire.views.french.wording import STATES, number
from observatoire.views.html.cards import safe_href
from observatoire.views.layout.positions import Write
from observatoire.views.style.tokens import MISSING, pattern_css

FRAGILE_LABEL: Final = "valeur fragile"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, whether it holds figures (aligned on the right), or sentences (`wide`, when stacked)."""

    label: str
    numeric: bool = False
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row: identifier, one ready text a column, and an address for its first cell."""

    id: str
    cells: tuple[str, ...]
    href: str = ""


@dataclass(frozen=True, slots=True)
class MapLegend:
    """What a map legend lists.

    Attributes
    ----------
    title : str
        Indicator, unit and year.
    labels, counts, palette : tuple
        One entry a class, in the order of the scale.
    missing : mapping of str to int
        Count of territories by state (`secret`, …, `fragile`); zeros are left out.
    noun : str
        What is counted: "communes".
    place_name : str
        The outlined territory, "" for none.
    circles : tuple of (float, str)
        For a map of counts: radius in pixels and value of the circles to read against.
    note : str
        How the classes were cut.
    """

    title: str
    labels: tuple[str, ...]
    counts: tuple[int, ...]
    palette: tuple[str, ...]
    missing: Mapping[str, int]
    noun: str = "territoires"
    place_name: str = ""
    circles: tuple[tuple[float, str], ...] = ()
    note: str = ""


def table_html(
    caption: str,
    columns: Sequence[Column],
    rows: Sequence[Row],
    highlight_id: str = "",
    marks: Mapping[str, str] | None = None,
    *,
    stacked: bool = False,
) -> str:
    """Return an accessible table: caption, scopes, figures on the right, the place marked by a sign and words.

    Parameters
    ----------
    marks : mapping of str to str, optional
        Sign of other rows by identifier: `{"com-16015": "■"}`.
    stacked : bool
        For cells that hold sentences: on a phone each row becomes a block, its cells one under the other.

    Raises
    ------
    ValueError
        When a row has not one cell a column.
    """
    kinds = [' class="otc-num"' if c.numeric else ' class="otc-wide"' if c.wide else "" for c in columns]
    head = "".join(f'<th scope="col"{kind}>{escape(c.label)}</th>' for c, kind in zip(columns, kinds, strict=True))
    signs = dict(marks or {}) | ({highlight_id: "◆"} if highlight_id else {})
    body = "".join(_row(row, kinds, signs.get(row.id, ""), bool(row.id) and row.id == highlight_id) for row in rows)
    name = escape(caption)
    if stacked:
        roles = head.replace("<th ", '<th role="columnheader" ')
        body = "".join(_stacked_row(row, columns, kinds) for row in rows)
        return (
            f'<table class="otc-table otc-stacked" role="table"><caption><span>{name}</span></caption>'
            f'<thead role="rowgroup"><tr role="row">{roles}</tr></thead>'
            f'<tbody role="rowgroup">{body}</tbody></table>'
        )
    return (
        f'<div class="otc-scroll" role="region" tabindex="0" aria-label="{name}"><table class="otc-table">'
        f"<caption><span>{name}</span></caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(row: Row, kinds: Sequence[str], sign: str, chosen: bool) -> str:
    first, *others = row.cells
    text = escape(first)
    if row.href:
        text = f'<a href="{safe_href(row.href)}" target="_self">{text}</a>'
    mark = f'<span class="otc-sign" aria-hidden="true">{escape(sign)} </span>' if sign else ""
    words = '<span class="otc-hidden"> (territoire choisi)</span>' if chosen else ""
    cells = "".join(f"<td{kind}>{escape(cell)}</td>" for cell, kind in zip(others, kinds[1:], strict=True))
    kind = ' class="otc-chosen"' if chosen else ""
    return f'<tr{kind}><th scope="row">{mark}{text}{words}</th>{cells}</tr>'


def _stacked_row(row: Row, columns: Sequence[Column], kinds: Sequence[str]) -> str:
    """Return a row that says its roles itself: a phone lays it out as a block, which would take them away."""
    first, *others = row.cells
    text = f'<a href="{safe_href(row.href)}" target="_self">{escape(first)}</a>' if row.href else escape(first)
    label = '<span class="otc-label" aria-hidden="true">'
    cells = "".join(
        f'<td role="cell"{kind}>{label}{escape(column.label)}</span>{escape(cell)}</td>'
        for column, kind, cell in zip(columns[1:], kinds[1:], others, strict=True)
    )
    return f'<tr role="row"><th role="rowheader" scope="row">{text}</th>{cells}</tr>'


def key_value_html(rows: Sequence[tuple[str, str]]) -> str:
    """Return an identity block: a description list of labels and texts."""
    items = "".join(f"<div><dt>{escape(key)}</dt><dd>{escape(value)}</dd></div>" for key, value in rows)
    return f'<dl class="otc-facts">{items}</dl>'


def key_figures_html(figures: Sequence[tuple[str, str, str]]) -> str:
    """Return figures side by side: what it is, the figure, a word on it ("" for none)."""
    items = "".join(
        f"<div><dt>{escape(label)}</dt><dd>{escape(figure)}</dd>"
        + (f'<dd class="otc-word">{escape(word)}</dd>' if word else "")
        + "</div>"
        for label, figure, word in figures
    )
    return f'<dl class="otc-facts otc-figures">{items}</dl>'


def class_labels(edges: Sequence[float], write: Write) -> tuple[str, ...]:
    """Return the French labels of classes from their edges (one more than classes).

    Examples
    --------
    >>> class_labels([0, 1, 2], str)
    ('de 0 à moins de 1', 'de 1 à 2')
    """
    last = len(edges) - 2
    pairs = enumerate(pairwise(edges))
    return tuple(
        write(a) if a == b else f"de {write(a)} à {'' if i == last else 'moins de '}{write(b)}" for i, (a, b) in pairs
    )


def map_legend_html(legend: MapLegend) -> str:
    """Return the legend of a map: classes with their bounds and counts, then each missing state met."""
    classes = zip(legend.palette, legend.labels, legend.counts, strict=True)
    items = [_circle(radius, text) for radius, text in legend.circles]
    items += [_entry(colour, label, count, legend.noun) for colour, label, count in classes]
    for state, look in MISSING.items():
        if count := legend.missing.get(state, 0):
            label = FRAGILE_LABEL if state == "fragile" else STATES[state].label
            items.append(_entry(pattern_css(look), label, count, legend.noun))
    if legend.place_name:
        swatch = '<i class="otc-swatch otc-outlined"></i>'
        items.append(f"<li>{swatch}<span>{escape(legend.place_name)}</span></li>")
    note = f'<p class="otc-note">{escape(legend.note)}</p>' if legend.note else ""
    title = f'<p class="otc-legend-title">{escape(legend.title)}</p>'
    return f'<div class="otc-legend">{title}<ul>{"".join(items)}</ul>{note}</div>'


def _circle(radius: float, text: str) -> str:
    size = f"width:{2 * radius:.1f}px;height:{2 * radius:.1f}px"
    return f'<li><i class="otc-circle" style="{size}"></i><span>{escape(text)}</span></li>'


def _entry(background: str, label: str, count: int, noun: str) -> str:
    # a singular count keeps the plural noun out: "1" alone says enough beside its label
    counted = f"{number(count)} {noun}" if count > 1 else number(count) if count else "aucun territoire"
    return (
        f'<li><i class="otc-swatch" style="background:{background}"></i>'
        f'<span>{escape(label)}</span> <span class="otc-count">{escape(counted)}</span></li>'
    )
