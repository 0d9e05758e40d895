"""Indicator cards: the readable block of the portrait, and the grid that holds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from markupsafe import Markup

from observatoire.statistics.comparison import Comparison
from observatoire.statistics.figures import Figure
from observatoire.statistics.uncertainty.judgement import NOTHING, Judgement
from observatoire.views.html.rendering import render
from observatoire.views.html.strips import Strip, strip_html

ChipKind = Literal["provisional", "estimated", "fragile", "missing", "partial", "circular"]
CHIP_GLYPHS: Final[dict[str, str]] = {
    "provisional": "◔",
    "estimated": "≈",
    "fragile": "◇",
    "missing": "∅",
    "partial": "◑",
    "circular": "↻",
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A word of caution beside a figure; `title` is the sentence that explains it, read with it."""

    kind: ChipKind
    text: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One indicator of one place. Every text is ready to read; none is HTML.

    Attributes
    ----------
    title : str
        The indicator: "Part des 65 ans et plus".
    question : str
        The citizen's question it answers, or "".
    figure : str
        The value with its unit, or the label of the state when there is none (`known=False`).
    year : str
        "2021", or "2016-2022" for a change.
    reading, rank, source : str
        Sentences; "" leaves one out.
    href : str
        Address of the comparison page, "" for none.
    own : Figure or None
        The figure that the texts tell, for those who need its numbers.
    comparison : Comparison or None
        With the peers; None without peers.
    judged : Judgement
        Whether the gap to them is more than chance.
    """

    title: str
    figure: str
    year: str
    question: str = ""
    known: bool = True
    chips: tuple[Chip, ...] = ()
    strip: Strip | None = None
    reading: str = ""
    rank: str = ""
    source: str = ""
    href: str = ""
    link_text: str = "Comparer"
    own: Figure | None = None
    comparison: Comparison | None = None
    judged: Judgement = NOTHING


def cards_grid_html(cards: Sequence[Card], heading: int = 3) -> Markup:
    """Return cards in a grid, one column on a phone, two or three on a screen; `heading` is the level of titles."""
    drawn = [(card, strip_html(card.strip) if card.strip else "") for card in cards]
    return render("blocks/cards", cards=drawn, glyphs=CHIP_GLYPHS, heading=heading)
