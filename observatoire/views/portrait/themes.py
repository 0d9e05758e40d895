"""A theme of a portrait: a row an indicator, as Comparer draws a whole theme; opened, a row says all that is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup

from observatoire.model.catalog import Catalog
from observatoire.statistics.peers.circularity import Circularity
from observatoire.views.compare.panorama import Line, Panorama, PanoramaRow, panorama_lines
from observatoire.views.compare.panorama_words import absent_sentence, member_values_sentences
from observatoire.views.french.sentences import source_line
from observatoire.views.french.wording import spaced
from observatoire.views.html.cards import CHIP_GLYPHS, Card
from observatoire.views.html.rendering import render
from observatoire.views.html.share import copy_sentence_html
from observatoire.views.portrait.cards import absent_sentences, circular_chip, told_card


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """An indicator that has a figure.

    Attributes
    ----------
    id : str
    year : int
    line : Line
        What is read of it closed.
    card : Card
        What it says opened.
    not_said, source : str
    caveats : tuple of str
    """

    id: str
    year: int
    line: Line
    card: Card
    not_said: str
    caveats: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class ShownTheme:
    """A theme of a portrait in words, the same for all who look at this place among these peers.

    Attributes
    ----------
    rows : tuple of ThemeRow
        Furthest from the median first.
    absent : tuple of str
        Reason by reason, which indicators have no figure; what members of a composed place have instead; then those
        that this level has not.
    banded : bool
        Whether a drawing shows the middle half of the peers.
    alone : bool
        Whether there are no peers.
    """

    rows: tuple[ThemeRow, ...]
    absent: tuple[str, ...]
    banded: bool
    alone: bool


def portrait_theme(catalog: Catalog, view: Panorama, label: str, circular: Mapping[str, Circularity]) -> ShownTheme:
    """Return a theme of a portrait.

    Parameters
    ----------
    catalog : Catalog
    view : Panorama
        Its rows, without peers for France.
    label : str
        The peers; "" without.
    circular : mapping of str to Circularity
        By id, the indicators that chose the peers.
    """
    cards = [_card(catalog, view, row, label, circular) for row in view.rows]
    known = [(row, card) for row, card in zip(view.rows, cards, strict=True) if card.known]
    lines = panorama_lines([row for row, _ in known], {row.indicator.id: "" for row, _ in known}, circular)
    rows = [
        ThemeRow(
            row.indicator.id,
            row.year,
            line,
            replace(card, own=None, comparison=None),
            spaced(row.indicator.not_said),
            tuple(spaced(caveat) for caveat in row.indicator.caveats),
            source_line(catalog, row.indicator, row.year),
        )
        for line, (row, card) in zip(lines, known, strict=True)
    ]
    absent = [*absent_sentences(cards), *member_values_sentences(view), *filter(None, [absent_sentence(view)])]
    return ShownTheme(tuple(rows), tuple(absent), view.banded, not any(row.result.peers for row in view.rows))


def _card(catalog: Catalog, view: Panorama, row: PanoramaRow, label: str, circular: Mapping[str, Circularity]) -> Card:
    result = row.result if row.result.peers else None
    card = told_card(catalog, view.place, row.indicator, row.year, row.figure, result, label, "", row.judged)
    found = circular.get(row.indicator.id)
    return replace(card, chips=(*card.chips, circular_chip(found, view.place))) if found else card


def theme_html(theme: ShownTheme, links: Mapping[str, str], rows_at: str = "") -> Markup:
    """Return the rows of a theme; each opens what is known of it.

    Parameters
    ----------
    theme : ShownTheme
    links : mapping of str to str
        Address of the comparison by indicator id; "" for none.
    rows_at : str, optional
        Address that answers what a row opens (`opened_html`), the indicator to be added: most rows are never opened,
        and what they hold is half of a portrait. Without it all is inside, as a page without scripts needs.
    """
    return render(
        "portrait/theme", rows=theme.rows, hrefs=links, rows_at=rows_at, glyphs=CHIP_GLYPHS, alone=theme.alone
    )


def opened_html(row: ThemeRow, href: str, compared_at: str) -> Markup:
    """Return what a row opens: question, sentence, limits, source, the way to the comparison, what copies them.

    Parameters
    ----------
    row : ThemeRow
    href, compared_at : str
        Address of its comparison: of the link, "" for none; and whole, as the copied sentence cites it.
    """
    told = f"{row.card.reading} {row.card.rank}".strip()
    copying = copy_sentence_html(told, row.source, compared_at)
    return render("portrait/opened", row=row, href=href, copying=copying, glyphs=CHIP_GLYPHS)
