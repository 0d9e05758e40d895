"""A theme of a portrait: a row an indicator, as Comparer draws a whole theme; opened, a row says all that is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup

from observatoire.model.catalog import Catalog, Indicator
from observatoire.statistics.peers.circularity import Circularity
from observatoire.views.compare.panorama import Panorama, PanoramaRow, absent_sentence, panorama_lines
from observatoire.views.french.sentences import source_line
from observatoire.views.french.wording import spaced
from observatoire.views.html.cards import CHIP_GLYPHS, Card
from observatoire.views.html.rendering import render
from observatoire.views.portrait.cards import absent_sentences, circular_chip, told_card

Copying = Callable[[Indicator, str, str], Markup]
"""Indicator, sentence, source -> the button that copies them."""


@dataclass(frozen=True, slots=True)
class ShownTheme:
    """A theme of a portrait, ready to draw.

    Attributes
    ----------
    view : Panorama
    cards : tuple of Card
        What each row of it says, opened.
    circular : mapping of str to Circularity
        By id, the indicators that chose the peers.
    """

    view: Panorama
    cards: tuple[Card, ...]
    circular: Mapping[str, Circularity]

    @property
    def known(self) -> list[tuple[PanoramaRow, Card]]:
        """The rows that have a figure, with what they say."""
        return [pair for pair in zip(self.view.rows, self.cards, strict=True) if pair[1].known]

    @property
    def absent(self) -> list[str]:
        """Reason by reason, which indicators have none; then those that this level has not."""
        return [*absent_sentences(self.cards), *filter(None, [absent_sentence(self.view)])]


def portrait_theme(
    catalog: Catalog, view: Panorama, label: str, links: Mapping[str, str], circular: Mapping[str, Circularity]
) -> ShownTheme:
    """Return a theme of a portrait.

    Parameters
    ----------
    catalog : Catalog
    view : Panorama
        Its rows, without peers for France.
    label : str
        The peers; "" without.
    links : mapping of str to str
        Address of the comparison by indicator id; "" for none.
    circular : mapping of str to Circularity
        By id, the indicators that chose the peers.
    """
    cards = []
    for row in view.rows:
        result = row.result if row.result.peers else None
        name = row.indicator.id
        card = told_card(catalog, view.place, row.indicator, row.year, row.figure, result, label, links[name])
        if name in circular:
            card = replace(card, chips=(*card.chips, circular_chip(circular[name], view.place)))
        cards.append(card)
    return ShownTheme(view, tuple(cards), circular)


def theme_html(catalog: Catalog, theme: ShownTheme, links: Mapping[str, str], copying: Copying | None) -> Markup:
    """Return the rows of a theme that have a figure; each opens what is known of it, without asking anything anew.

    Parameters
    ----------
    catalog : Catalog
    theme : ShownTheme
    links : mapping of str to str
        As `portrait_theme` takes them.
    copying : callable or None
        Makes the button that copies a sentence and its source; None for a page without scripts.
    """
    known = theme.known
    lines = panorama_lines([row for row, _ in known], links, theme.circular)
    rows = []
    for line, (row, card) in zip(lines, known, strict=True):
        indicator = row.indicator
        source = source_line(catalog, indicator, row.year)
        button = copying(indicator, f"{card.reading} {card.rank}".strip(), source) if copying else ""
        caveats = [spaced(caveat) for caveat in indicator.caveats]
        rows.append((indicator.id, line, (card, spaced(indicator.not_said), caveats, source, button)))
    return render("portrait/theme", rows=rows, glyphs=CHIP_GLYPHS, alone=not any(row.result.peers for row, _ in known))
