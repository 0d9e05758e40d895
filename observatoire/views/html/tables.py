"""Tables, identity blocks and map legends in real HTML: the equivalents that everyone can read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from markupsafe import Markup

from observatoire.views.french.wording import STATES, number
from observatoire.views.html.rendering import render
from observatoire.views.layout.positions import Write
from observatoire.views.style.tokens import MISSING, SECOND, muted_css, pattern_css, shared_css

FRAGILE_LABEL: Final = "valeur fragile"
DOUBTFUL_LABEL: Final = "dont trop proches du milieu"
"""Values of an end class of a map that their margin does not part from its median: they are counted in their class."""


@dataclass(frozen=True, slots=True)
class Heading:
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
        One entry a class, in the order of the scale. Only solid values are counted there; the fragile ones, which are
        painted in the classes muted, are one of `missing`.
    missing : mapping of str to int
        Count of territories by state (`secret`, …, `fragile`); zeros are left out.
    noun : str
        What is counted: "communes".
    place_name : str
        The outlined territory, "" for none.
    circles : tuple of (float, str)
        For a map of counts: radius in pixels and value of the circles to read against.
    footnote : str
        How the classes were cut.
    circle_colour : str
        Of the circles.
    doubtful : int
        How many solid values of an end class are hatched, for chance alone may have put them there.
    mention : str
        What sort of data the map shows, said on the drawing itself; "" for official ones.
    """

    title: str
    labels: tuple[str, ...]
    counts: tuple[int, ...]
    palette: tuple[str, ...]
    missing: Mapping[str, int]
    noun: str = "territoires"
    place_name: str = ""
    circles: tuple[tuple[float, str], ...] = ()
    footnote: str = ""
    circle_colour: str = SECOND
    doubtful: int = 0
    mention: str = ""


def table_html(
    caption: str,
    columns: Sequence[Heading],
    rows: Sequence[Row],
    highlight_id: str = "",
    marks: Mapping[str, str] | None = None,
    *,
    stacked: bool = False,
) -> Markup:
    """Return an accessible table: caption, scopes, figures on the right, the place marked by a sign and words.

    Parameters
    ----------
    marks : mapping of str to str, optional
        Sign of other rows by identifier: `{"com-16015": "■"}`.
    stacked : bool
        For cells that hold sentences: on a phone each row becomes a block, its cells one under the other.
    caption : str
        What the table is, read before it.
    columns : sequence of Heading
        Their headings, and how each is set.
    rows : sequence of Row
        One ready text a column in each.
    highlight_id : str, optional
        Which row is that of the place.

    Raises
    ------
    ValueError
        When a row has not one cell a column.
    """
    if stacked:
        return _stacked(caption, columns, rows)
    numeric = [column.numeric for column in columns]
    signs = dict(marks or {}) | ({highlight_id: "◆"} if highlight_id else {})
    lines = [
        (
            row.href,
            signs.get(row.id, ""),
            row.id != "" and row.id == highlight_id,
            row.cells[0],
            list(zip(numeric, row.cells, strict=True))[1:],
        )
        for row in rows
    ]
    return render("blocks/table", caption=caption, columns=[(c.numeric, c.label) for c in columns], rows=lines)


def _stacked(caption: str, columns: Sequence[Heading], rows: Sequence[Row]) -> Markup:
    heads = [("otc-num" if c.numeric else "otc-wide" if c.wide else "", c.label) for c in columns]
    lines = [
        (row.href, row.cells[0], [(*head, cell) for head, cell in zip(heads, row.cells, strict=True)][1:])
        for row in rows
    ]
    return render("blocks/stacked_table", caption=caption, columns=heads, rows=lines)


def key_value_html(rows: Sequence[tuple[str, str]]) -> Markup:
    """Return an identity block: a description list of labels and texts."""
    return render("blocks/facts", rows=rows)


def key_figures_html(figures: Sequence[tuple[str, str, str]]) -> Markup:
    """Return figures side by side: what it is, the figure, a word on it ("" for none)."""
    return render("blocks/key_figures", figures=figures)


def wider_figures_html(figures: Sequence[tuple[str, str, str]]) -> Markup:
    """Return the figures of wider territories, smaller, under those of a place; nothing when there are none."""
    return render("blocks/wider_figures", figures=key_figures_html(figures)) if figures else Markup()


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


def map_legend_html(legend: MapLegend) -> Markup:
    """Return the legend of a map: classes with their bounds and counts, then each missing state met."""
    grounds = map(shared_css, legend.palette) if legend.missing.get("fragile") else iter(legend.palette)
    entries = list(zip(grounds, legend.labels, legend.counts, strict=True)) if legend.labels else []
    for state, look in MISSING.items():
        if count := legend.missing.get(state, 0):
            ground = muted_css(legend.palette) if state == "fragile" and legend.palette else pattern_css(look)
            entries.append((ground, FRAGILE_LABEL if state == "fragile" else STATES[state].label, count))
    if legend.doubtful:
        entries.append((muted_css((legend.palette[0], legend.palette[-1])), DOUBTFUL_LABEL, legend.doubtful))
    return render(
        "blocks/legend",
        legend=legend,
        circles=[(f"{2 * radius:.1f}", text) for radius, text in legend.circles],
        entries=[(ground, label, _counted(count, legend.noun)) for ground, label, count in entries],
    )


def _counted(count: int, noun: str) -> str:
    # a singular count keeps the plural noun out: "1" alone says enough beside its label
    return f"{number(count)} {noun}" if count > 1 else number(count) if count else "aucun territoire"
