"""A whole theme on one screen: a row an indicator, the place among its peers, each on its own scale."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from markupsafe import Markup

from observatoire.model.catalog import Indicator
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.comparison import Comparison, compare_first
from observatoire.statistics.enclosing import member_figures
from observatoire.statistics.figures import Figure, Figures, latest, panel
from observatoire.statistics.peers.circularity import Circularity
from observatoire.statistics.standout import FEWEST_PEOPLE, LEAST_SCORE, robust_score
from observatoire.statistics.uncertainty.judgement import Judgement
from observatoire.statistics.uncertainty.verdicts import judge_first
from observatoire.views.french.circularity import circular_mark
from observatoire.views.french.grammar import short_label
from observatoire.views.french.landmarks import rank_text
from observatoire.views.french.sentences import caution, has_middle_half, period, value_text
from observatoire.views.french.verdicts import CLOSE, rank_cell
from observatoire.views.french.wording import STATES, plural, quantity
from observatoire.views.html.frames import reference_of
from observatoire.views.html.rendering import footnote_html, render
from observatoire.views.html.strips import Strip, own_margin, strip_html

Section = Literal["rates", "counts", "fragile", "missing"]
HEADINGS: Final[Mapping[Section, str]] = {
    "rates": "",
    "counts": "Effectifs\u202f: ils suivent d’abord la taille du territoire",
    "fragile": "Sans rang\u202f: base trop petite, ou chiffre à vérifier",
    "missing": "Sans valeur pour ce territoire",
}


@dataclass(frozen=True, slots=True)
class PanoramaRow:
    """One indicator: the place's figure, where it stands, and its drawing, ready to send.

    Attributes
    ----------
    score : float or None
        Robust z-score among the peers; None when it cannot be told.
    strip : Markup
        HTML of the distribution strip.
    judged : Judgement
        Whether the gap to the peers is more than chance.
    members : tuple of (Territory, Figure)
        Of a composed place that has no value of its own, for it does not add up: its members' (`member_figures`).
    """

    indicator: Indicator
    year: int
    figure: Figure
    result: Comparison
    section: Section
    score: float | None
    strip: Markup
    judged: Judgement
    members: tuple[tuple[Territory, Figure], ...] = ()

    @property
    def stands_out(self) -> bool:
        """Whether the place is far from the median of its peers, and by more than chance."""
        far = self.section == "rates" and self.score is not None and abs(self.score) >= LEAST_SCORE
        return far and self.judged.verdict in ("clear", "exact")


@dataclass(frozen=True, slots=True)
class Panorama:
    """A theme: its rows, furthest from the median first, and the indicators that this level has not."""

    place: Territory
    rows: tuple[PanoramaRow, ...]
    absent: tuple[Indicator, ...]
    small: bool

    @property
    def banded(self) -> bool:
        """Whether a row shows the middle half of the peers."""
        return any(has_middle_half(row.result.peers_ranked) for row in self.rows)


def panorama(
    store: Store, indicators: Sequence[Indicator], place: Territory, peers: Sequence[str], label: str
) -> Panorama:
    """Return the rows of a theme for one place among its peers, latest years.

    Parameters
    ----------
    store, indicators
        The indicators of the theme, in the catalogue's order, which breaks ties.
    place : Territory
    peers : sequence of str
        Ids of the group.
    label : str
        Its name.

    Returns
    -------
    Panorama
        Rates by distance from the median in units of the group's spread (`standout.robust_score`), those whose
        distance cannot be told after them; then counts, which follow size; then fragile and missing figures. For a
        place of fewer than `FEWEST_PEOPLE` inhabitants nothing stands out: the catalogue's order is kept.
    """
    shown = [i for i in indicators if place.level in i.levels]
    figures = panel(store, latest(store, shown, place.level), place.level, [place.id, *peers])
    small = place.population < FEWEST_PEOPLE
    rows = [_row(store, place, one, label, small) for one in figures]
    sections = list(HEADINGS)
    rows.sort(key=lambda row: (sections.index(row.section), -abs(row.score or 0), row.score is None))
    absent = tuple(i for i in indicators if place.level not in i.levels)
    return Panorama(place, tuple(rows), absent, small)


def _row(store: Store, place: Territory, figures: Figures, label: str, small: bool) -> PanoramaRow:
    indicator, figure = figures.indicator, figures.figure(0)
    result, judged = compare_first(figures), judge_first(store, figures)
    section: Section = "counts" if indicator.kind == "count" else "rates"
    if figure.status != "value":
        section = "missing"
    elif not figure.counts:
        section = "fragile"
    strip = Strip(
        place_name=short_label(place),
        place=figure.value if figure.status == "value" and not figure.implausible else None,
        place_text=figure_text(indicator, figure),
        peers=figures.value[1:][figures.counts[1:]].tolist(),
        reference=reference_of(indicator, result, label),
        unit=short_unit(indicator),
        decimals=indicator.decimals,
        fragile=figure.fragile,
        margin=own_margin(judged),
    )
    score = robust_score(figures.value, figures.counts) if section == "rates" and not small else None
    members = member_figures(store, indicator, figures.year, place)
    drawing = _drawing(strip, result)
    return PanoramaRow(indicator, figures.year, figure, result, section, score, drawing, judged, members)


def _drawing(strip: Strip, result: Comparison) -> Markup:
    """Return the strip of a row, or why there is none; nothing for a place that has no peers."""
    if not result.peers:
        return Markup()
    if not result.peers_ranked:
        some = result.peers_missing < result.peers
        return footnote_html("Aucun pair n’a une base assez grande." if some else "Aucun pair n’a de valeur connue.")
    if result.low == result.high and strip.place in (None, result.low):
        return footnote_html(f"Tous les pairs comptés ont la même valeur, {strip.write(result.low)}.")
    return strip_html(strip, small=True)


def figure_text(indicator: Indicator, figure: Figure, bare: bool = False) -> str:
    """Return a figure in French; a fragile one reads "≈ 12,3 %"; a bare one leaves a long unit to `unit_aside`."""
    text = value_text(indicator, figure.value, figure.status)
    if bare and figure.status == "value":
        text = bare_text(indicator, figure.value)
    if figure.status != "value" or figure.counts:
        return text
    return f"{STATES['implausible' if figure.implausible else 'fragile'].mark} {text}"


def bare_text(indicator: Indicator, value: float) -> str:
    """Return a value without its unit when it is long; "–" for none."""
    if not math.isfinite(value):
        return "–"
    return quantity(value, short_unit(indicator), indicator.decimals, signed=indicator.kind == "change")


def short_unit(indicator: Indicator) -> str:
    """Return the unit when it is short enough to follow each figure of a table ("%", "€"), else nothing."""
    return indicator.unit if len(indicator.unit) <= 2 else ""


def when_and_unit(indicator: Indicator, year: int) -> str:
    """Return what stands under the title of a row: period, and the unit when it is long."""
    long_unit = "" if short_unit(indicator) or not indicator.unit else f" · {indicator.unit}"
    return f"{period(indicator, year)}{long_unit}"


def key_html(place: Territory, *, banded: bool, margined: bool = True) -> Markup:
    """Return the key of the drawings: what each sign stands for; `banded`, `margined` when some drawing has such."""
    return render("compare/key", name=short_label(place), banded=banded, margined=margined)


def panorama_html(
    view: Panorama, caption: str, links: Mapping[str, str], circular: Mapping[str, Circularity] | None = None
) -> Markup:
    """Return the theme as a table: indicator, drawing, value, median of the peers, rank.

    Parameters
    ----------
    view : Panorama
    caption : str
    links : mapping of str to str
        Address of the view of one indicator, by indicator id.
    circular : mapping of str to Circularity, optional
        By id, the indicators that chose the peers: a row says so.
    """
    return render("compare/panorama", caption=caption, lines=panorama_lines(view.rows, links, circular or {}))


class Line(NamedTuple):
    """A row in words: `heading` opens a part of the table, "" goes on."""

    heading: str
    title: str
    href: str
    when: str
    sign: str
    drawing: Markup
    value: str
    remark: str
    median: str
    rank: str
    left_out: str


def panorama_lines(
    rows: Sequence[PanoramaRow], links: Mapping[str, str], circular: Mapping[str, Circularity]
) -> list[Line]:
    """Return rows in words, in their order.

    Parameters
    ----------
    rows : sequence of PanoramaRow
    links, circular
        As `panorama_html` takes them.
    """
    lines: list[Line] = []
    for at, row in enumerate(rows):
        opens = row.section != (rows[at - 1].section if at else "rates")
        mark = circular_mark(circular.get(row.indicator.id))
        lines.append(_line(row, HEADINGS[row.section] if opens else "", links[row.indicator.id], mark))
    return lines


def _line(row: PanoramaRow, heading: str, href: str, mark: str) -> Line:
    indicator, result = row.indicator, row.result
    sign = CLOSE if row.judged.verdict == "noise" else ""
    if row.stands_out:
        sign = "▲ nettement au-dessus" if (row.score or 0) > 0 else "▼ nettement au-dessous"
    rank = "non classé"
    if result.rank and result.peers_ranked:
        rank = rank_cell(row.judged, result.n, rank_text(result.rank, result.n, result.ties))
    out = result.peers - result.peers_ranked
    return Line(
        heading,
        indicator.title,
        href,
        " · ".join(filter(None, [when_and_unit(indicator, row.year), mark])),
        sign,
        row.strip,
        figure_text(indicator, row.figure, bare=True),
        caution(row.figure),
        bare_text(indicator, result.median),
        rank,
        plural(out, "pair écarté", "pairs écartés") if out else "",
    )
