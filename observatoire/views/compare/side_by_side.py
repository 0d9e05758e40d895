"""Two to five places side by side over a theme: a row an indicator, a column a place, the peers' median."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from markupsafe import Markup

from observatoire.model.catalog import Indicator
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.comparison import Comparison, compare_first
from observatoire.statistics.figures import Figures, latest, panel
from observatoire.statistics.standout import FEWEST_PEERS
from observatoire.statistics.uncertainty.differences import Difference, between_places
from observatoire.statistics.uncertainty.verdicts import NORMAL_IQR
from observatoire.views.compare.panorama import bare_text, figure_text, short_unit, when_and_unit
from observatoire.views.french.grammar import short_label
from observatoire.views.french.sentences import caution, has_middle_half, value_text
from observatoire.views.french.verdicts import CLOSE
from observatoire.views.french.wording import number, plural
from observatoire.views.html.frames import reference_of
from observatoire.views.html.rendering import render
from observatoire.views.html.strips import Strip, marks_html
from observatoire.views.layout.territories import OUTSIDE
from observatoire.views.style.marks import MARKS

LEAST_SPREAD: Final = 1.0
"""Places nearer to each other than one standard deviation of a normal spread do not differ."""


@dataclass(frozen=True, slots=True)
class SideRow:
    """One indicator of some places.

    Attributes
    ----------
    figures : Figures
        Of the places, in their order.
    group : Comparison
        The first place among its peers, for their median and quartiles.
    spread : float or None
        Highest minus lowest of the places, in robust standard deviations of the peers; None when it cannot be told.
    drawing : Markup
        HTML of the places on one line.
    difference : Difference
        Whether the highest and the lowest of the places differ by more than chance.
    """

    figures: Figures
    group: Comparison
    spread: float | None
    drawing: Markup
    difference: Difference

    @property
    def sure(self) -> bool:
        """Whether the places surely differ."""
        return self.difference.verdict in ("clear", "exact")


def side_rows(
    store: Store, indicators: Sequence[Indicator], places: Sequence[Territory], peers: Sequence[str], label: str
) -> list[SideRow]:
    """Return the rows of a theme, in the catalogue's order, latest years.

    Parameters
    ----------
    store, indicators
        The theme; indicators that the level has not are left out.
    places : sequence of Territory
        One to five of one level, the page's own first.
    peers : sequence of str
        Its peers, whose median and quartiles are the landmarks of each row.
    label : str
        Their name.
    """
    asked = latest(store, [i for i in indicators if places[0].level in i.levels], places[0].level)
    ids = [place.id for place in places]
    both = panel(store, asked, places[0].level, [*ids, places[0].id, *peers])
    return [_row(store, figures, len(ids), places, label) for figures in both]


def _row(store: Store, both: Figures, n: int, places: Sequence[Territory], label: str) -> SideRow:
    figures, group = both.take(slice(0, n)), both.take(slice(n, None))
    result = compare_first(group)
    indicator = both.indicator
    strip = Strip(
        place_name=short_label(places[0]),
        place=None,
        place_text="",
        peers=group.value[1:][group.counts[1:]].tolist(),
        reference=reference_of(indicator, result, label),
        unit=short_unit(indicator),
        decimals=indicator.decimals,
    )
    drawn = [float(value) if math.isfinite(value) else None for value in figures.value]
    drawing = marks_html(drawn, figures.fragile.tolist(), strip)
    return SideRow(figures, result, _spread(figures, result), drawing, _difference(store, figures))


def _difference(store: Store, figures: Figures) -> Difference:
    """Judge the highest of some places against the lowest; no verdict for fewer than two that count."""
    known = np.flatnonzero(figures.counts)
    if len(known) < 2:
        return Difference(None)
    values = figures.value[known]
    ends = [str(figures.ids[known[at]]) for at in (values.argmin(), values.argmax())]
    return between_places(store, figures, ends[0], ends[1]) if ends[0] != ends[1] else Difference(None)


def _spread(figures: Figures, group: Comparison) -> float | None:
    known = figures.value[figures.counts]
    deviation = (group.q3 - group.q1) / NORMAL_IQR
    if figures.indicator.kind == "count" or len(known) < 2 or group.peers_ranked < FEWEST_PEERS or not deviation > 0:
        return None
    return float(np.ptp(known) / deviation)


def side_sentence(rows: Sequence[SideRow], places: Sequence[Territory]) -> str:
    """Say on which indicator the places differ most, and on which least, against the spread of the peers."""
    told = [row for row in rows if row.spread is not None]
    if len(places) < 2:
        return "Choisissez un à quatre autres territoires à mettre à côté."
    if not told:
        return "Aucun indicateur de ce thème ne permet de les départager\u202f: trop peu de valeurs connues et solides."
    told.sort(key=lambda row: (not row.sure, -(row.spread or 0)))
    most, least = told[0], min(told, key=lambda row: row.spread or 0)
    if (most.spread or 0) < LEAST_SPREAD or not most.sure:
        return (
            "Sur ce thème, rien ne les départage nettement\u202f: aucun indicateur ne les écarte plus que le hasard, "
            "ni plus que ne s’écartent couramment deux de leurs pairs."
        )
    sentence = f"Ce qui les écarte le plus\u202f: {_extremes(most, places)}."
    if least is not most and (least.spread or 0) < LEAST_SPREAD:
        sentence += f" Ce qui les rapproche le plus\u202f: {_extremes(least, places)}."
    return sentence


def _extremes(row: SideRow, places: Sequence[Territory]) -> str:
    """Return an indicator with its highest and lowest place: "Vacance (12,3 % pour Jarnac, 6,2 % pour Cognac)"."""
    figures = row.figures
    known = np.flatnonzero(figures.counts)
    ordered = known[np.argsort(-figures.value[known], kind="stable")]
    words = [
        f"{value_text(figures.indicator, float(figures.value[at]))} pour {short_label(places[at])}"
        for at in (ordered[0], ordered[-1])
    ]
    return f"{figures.indicator.title} ({', '.join(words)})"


def landmark_words(rows: Sequence[SideRow], place: Territory) -> str:
    """Say what the landmarks of the drawings are: of the first place's peers."""
    whose = f"des pairs ({short_label(place)})"
    if not any(has_middle_half(row.group.peers_ranked) for row in rows):
        return f"tirets\u202f: la médiane {whose}"
    return f"bande\u202f: la moitié centrale {whose}\u202f; tirets\u202f: leur médiane"


def left_out_words(rows: Sequence[SideRow]) -> str:
    """Say how many peers at most a row leaves out of its median; empty when all count everywhere."""
    most = max((row.group.peers - row.group.peers_ranked for row in rows), default=0)
    peers = max((row.group.peers for row in rows), default=0)
    if not most:
        return ""
    return (
        f"Selon la ligne, la médiane laisse de côté jusqu’à {plural(most, 'pair', 'pairs')} sur {number(peers)}, sans "
        "valeur ou à la base trop petite."
    )


def side_html(
    rows: Sequence[SideRow],
    places: Sequence[Territory],
    caption: str,
    links: Mapping[str, str],
    peers: Collection[str],
) -> Markup:
    """Return the table: indicator, drawing, one column a place, the peers' median.

    Parameters
    ----------
    rows, places
        As `side_rows` takes and returns them.
    caption : str
    links : mapping of str to str
        Address of the view of one indicator, by indicator id.
    peers : collection of str
        Ids of the first place's peers: another place that is none of them is said to be outside the group.
    """
    beside = ["", *("" if place.id in peers else f" ({OUTSIDE})" for place in places[1:])]
    heads = [
        (mark.glyph, mark.colour, short_label(place) + outside)
        for mark, place, outside in zip(MARKS, places, beside, strict=False)
    ]
    names = [f"{sign} {name}" for sign, _, name in heads]
    lines = [_line(row, names, links[row.figures.indicator.id]) for row in rows]
    return render("compare/side", caption=caption, heads=heads, lines=lines)


def _line(row: SideRow, names: Sequence[str], href: str) -> tuple[object, ...]:
    """Return what the template writes of a row, in its order."""
    figures, indicator = row.figures, row.figures.indicator
    cells = []
    for at, name in enumerate(names):
        figure = figures.figure(at)
        cells.append((at == 0, name, figure_text(indicator, figure, bare=True), caution(figure)))
    close = CLOSE if row.difference.verdict == "noise" else ""
    when = " · ".join(filter(None, [when_and_unit(indicator, figures.year), close]))
    median = bare_text(indicator, row.group.median)
    return indicator.title, href, when, row.drawing, _nothing_drawn(row), cells, median


def _nothing_drawn(row: SideRow) -> str:
    """Say why a row has no drawing; empty when it has one."""
    if row.drawing:
        return ""
    if not np.isfinite(row.figures.value).any():
        return "aucun chiffre connu pour ces territoires"
    if not row.figures.counts.any() and not row.group.peers_ranked:
        return "aucun chiffre ne repose sur une base suffisante"
    return "tous les chiffres connus sont égaux"
