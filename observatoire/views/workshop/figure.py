"""One figure as a workshop shows it: the place, its figure, one sentence, its peers, its source."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.store import Floats, Store
from observatoire.model.territory import Territory
from observatoire.model.workshop.record import Guess
from observatoire.statistics.comparison import Comparison, compare, figures_beside
from observatoire.statistics.figures import Figure, Figures
from observatoire.statistics.peers.groups import PeerGroup
from observatoire.statistics.uncertainty.judgement import NOTHING, Judgement
from observatoire.statistics.uncertainty.verdicts import judge
from observatoire.views.charts.drawing import Drawing
from observatoire.views.charts.guesses import GuessChart, guesses_chart
from observatoire.views.charts.local import as_local
from observatoire.views.compare.panorama import figure_text
from observatoire.views.french.circularity import circular_note
from observatoire.views.french.grammar import short_label
from observatoire.views.french.groups import group_label
from observatoire.views.french.sentences import period, reading, source_line, standing, value_text
from observatoire.views.french.wording import spaced
from observatoire.views.html.frames import reference_of
from observatoire.views.layout.positions import Reference
from observatoire.views.workshop.guess_words import middle_guess

_NO_PEERS = Reference("aucun", None, None, None)


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A figure of a place, ready to be shown large.

    Attributes
    ----------
    place, indicator, year
    own : Figure
    result : Comparison or None
        None without peers.
    group : str
        The peers' name; "" without peers.
    peers : array of float
        Their values that count.
    known : array of float
        The values of all territories of the level.
    source : str
    circular : str
        What to say when the indicator is one of those that chose the peers; "" otherwise.
    judged : Judgement
        Whether the gap to the peers is more than chance.
    mention : str
        What sort of figure it is, said wherever it is shown; "" for an official one.
    """

    place: Territory
    indicator: Indicator
    year: int
    own: Figure
    result: Comparison | None
    group: str
    peers: Floats
    known: Floats
    source: str
    circular: str = ""
    judged: Judgement = NOTHING
    mention: str = ""

    @property
    def title(self) -> str:
        """The indicator and its years; of a figure that is not official, what it is."""
        mention = f", {self.mention.lower()}" if self.mention else ""
        return f"{self.indicator.title} ({period(self.indicator, self.year)}{mention})"

    @property
    def text(self) -> str:
        """The figure in French, or its state; an order of magnitude says so by its sign."""
        return figure_text(self.indicator, self.own)

    @property
    def measured(self) -> float:
        """The value to draw; NaN when there is none, or none to trust."""
        return math.nan if self.own.implausible else self.own.value

    @property
    def sentence(self) -> str:
        """What to read: the figure, and where it stands among the peers."""
        told = reading(self.indicator, self.place, self.own, self.year)
        if self.result is None or not self.own.counts:
            return spaced(told)
        return spaced(
            f"{told} {standing(self.indicator, self.result, self.group, self.judged)} {self.circular}".strip()
        )


def shown_figure(
    store: Store, catalog: Catalog, indicator: Indicator, year: int, place: Territory, group: PeerGroup | None
) -> ShownFigure:
    """Return the figure of a place among its peers.

    Parameters
    ----------
    store, catalog, indicator, year, place, group
        The edition, the catalogue, the indicator, its year, the place and its peers.
    """
    asked = [place.id, *(group.ids if group else ())]
    of_all = figures_beside(store, indicator, place.level, year, asked)
    judged = judge(store, of_all, place.id, group.ids) if group else NOTHING
    return replace(figure_among(store, catalog, of_all, place, group), judged=judged)


def figure_among(
    store: Store, catalog: Catalog, of_all: Figures, place: Territory, group: PeerGroup | None
) -> ShownFigure:
    """Return the figure of a place among figures that the caller computed, whoever brought them.

    Parameters
    ----------
    store, catalog, place, group
        The edition, a catalogue that knows the indicator, the place and its peers.
    of_all : Figures
        Those of the place and of its peers, among others or not.
    """
    peers, indicator, year = of_all.take(of_all.positions(group.ids if group else ())), of_all.indicator, of_all.year
    return ShownFigure(
        place=place,
        indicator=indicator,
        year=year,
        own=of_all.of(place.id),
        result=compare(of_all, place.id, group.ids) if group else None,
        group=group_label(store, group) if group else "",
        peers=peers.value[peers.counts],
        known=of_all.value[of_all.counts],
        source=source_line(catalog, indicator, year),
        circular=circular_note(catalog, [indicator], place, group),
    )


def answer_drawing(shown: ShownFigure, guesses: Sequence[Guess]) -> Drawing | None:
    """Return the chart of the answer: the room's estimates, the place, its peers; None with nothing to draw."""
    if not len(shown.peers) and not (guesses and math.isfinite(shown.measured)):
        return None

    def write(value: float) -> str:
        return value_text(shown.indicator, value)

    room = middle_guess(guesses)
    chart = GuessChart(
        place_name=short_label(shown.place),
        place_text=shown.text,
        place=shown.measured if math.isfinite(shown.measured) else None,
        fragile=shown.own.fragile,
        guesses=[(guess.who, guess.value, write(guess.value)) for guess in guesses],
        middle=(room, write(room)) if guesses else None,
        peers=shown.peers,
        reference=reference_of(shown.indicator, shown.result, shown.group) if shown.result else _NO_PEERS,
    )
    drawing = guesses_chart(chart, unit=shown.indicator.unit, decimals=shown.indicator.decimals, write=write)
    return as_local(drawing) if shown.mention else drawing
