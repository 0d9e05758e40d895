"""Indicator cards: the readable block of the portrait, and the grid that holds them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final, Literal

from observatoire.statistics.comparison import Comparison
from observatoire.statistics.figures import Figure
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
_OWN_ADDRESS = re.compile(r"(?:https?://|[/?#.]|[\w-]+(?:[/?#]|$))")


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


def safe_href(address: str) -> str:
    """Return an address escaped for HTML.

    Raises
    ------
    ValueError
        When it is neither relative nor http(s): `javascript:` and the like.
    """
    if not _OWN_ADDRESS.match(address):
        raise ValueError(f"not an address of ours: {address[:40]!r}")
    return escape(address)


def indicator_card_html(card: Card, heading: int = 3) -> str:
    """Return the block of one indicator; `heading` is the level of its title."""
    question = f'<p class="otc-question">{escape(card.question)}</p>' if card.question else ""
    kind = "otc-figure" if card.known else "otc-figure otc-unknown"
    year = f' <span class="otc-year">{escape(when(card.year))}</span>' if card.year else ""
    parts = [
        f'<h{heading} class="otc-title">{escape(card.title)}</h{heading}>{question}',
        f'<p class="{kind}">{escape(card.figure)}{year}</p>',
        chips_html(card.chips),
        strip_html(card.strip) if card.strip else "",
        _sentence("otc-reading", card.reading),
        _sentence("otc-rank", card.rank),
        _foot(card),
    ]
    return f'<article class="otc-card">{"".join(parts)}</article>'


def when(period: str) -> str:
    """Return a year, or the years that a change spans, as a sentence says them: "en 2021", "de 2017 à 2023"."""
    first, _, last = period.partition("-")
    return f"de {first} à {last}" if last else f"en {first}"


def chips_html(chips: Sequence[Chip]) -> str:
    """Return words of caution, each with a sign of its own and its explanation in words."""
    if not chips:
        return ""
    items = (
        f'<li class="otc-chip otc-chip-{chip.kind}"><span aria-hidden="true">{CHIP_GLYPHS[chip.kind]}</span> '
        f"<strong>{escape(chip.text)}</strong>{_explained(chip.title)}</li>"
        for chip in chips
    )
    return f'<ul class="otc-chips">{"".join(items)}</ul>'


def _explained(title: str) -> str:
    return f'<span class="otc-chip-why"> {escape(title)}</span>' if title else ""


def _sentence(kind: str, text: str) -> str:
    return f'<p class="{kind}">{escape(text)}</p>' if text else ""


def _foot(card: Card) -> str:
    link = ""
    if card.href:
        hidden = f'<span class="otc-hidden">\u202f: {escape(card.title)}</span>'
        link = f'<a class="otc-link" href="{safe_href(card.href)}" target="_self">{escape(card.link_text)}{hidden}</a>'
    return f'<div class="otc-foot">{_sentence("otc-source", card.source)}{link}</div>'


def cards_grid_html(cards: Sequence[Card], heading: int = 3) -> str:
    """Return cards in a grid: one column on a phone, two or three on a screen."""
    return f'<div class="otc-grid">{"".join(indicator_card_html(card, heading) for card in cards)}</div>'
