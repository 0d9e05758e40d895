"""The fiche of a territory, before any format: plain data, ready to read, that PDF, HTML and DOCX write alike."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from observatoire.model.catalog import Source
from observatoire.views.french.wording import number, plural
from observatoire.views.html.cards import Card
from observatoire.views.portrait.cards import PARTIAL
from observatoire.views.workshop.notes import TakenNotes


@dataclass(frozen=True, slots=True)
class FicheLine:
    """One indicator: its card (figure, year, cautions, strip, sentences), and what a table adds.

    Attributes
    ----------
    figure, median : str
        In French without unit, so that a narrow column may break before it; a figure that is missing is its state.
    unit : str
    rank, among : str
        "8" and "sur 9"; "non classé" or "–" and "".
    """

    indicator: str
    card: Card
    figure: str
    unit: str
    median: str
    rank: str
    among: str

    @property
    def fragile(self) -> bool:
        """Whether the figure is but an order of magnitude."""
        return any(chip.kind == "fragile" for chip in self.card.chips)

    @property
    def remarks(self) -> tuple[str, ...]:
        """Words of caution under the title: a missing state stands for the figure, a coverage is said in full."""
        return tuple(
            chip.title.rstrip(".") if chip.text == PARTIAL else chip.text
            for chip in self.card.chips
            if chip.kind != "missing"
        )


@dataclass(frozen=True, slots=True)
class FicheTheme:
    """One block: a theme, its lines, and how many of its indicators are only on the site."""

    title: str
    description: str
    lines: tuple[FicheLine, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class FicheStandout:
    """One indicator that stands out: `sign` is ▲ or ▼."""

    sign: str
    title: str
    figure: str
    sentence: str

    @property
    def stop(self) -> str:
        """The full stop after the figure, unless its unit ends with one ("hab.")."""
        return "" if self.figure.endswith(".") else "."


@dataclass(frozen=True)
class Fiche:
    """All that a fiche says.

    Attributes
    ----------
    id, name, what : str
        Identifier; name in full; what it is, in a line.
    identity : tuple of (str, str)
        Labels and texts.
    members : tuple of str
        Names of the communes of an EPCI; empty at other levels.
    locator, locator_alt : str
        The drawing of where it lies, as SVG, and its text.
    standouts : tuple of FicheStandout
    standouts_footnote : str
        What they are, or why there is none.
    themes : tuple of FicheTheme
    peers_label, peers_explanation : str
        Name of the group, and why these; "" for France.
    peers : tuple of str
        Names of peers, by population when only the nearest are kept.
    peers_left_out : int
        How many peers are not named.
    key : tuple of (str, str)
        States and words of caution that occur in the fiche, each with its explanation.
    sources : tuple of Source
    link, edition : str
        Address of the view ("" for none); name of the data edition.
    made_on : date
    notes : tuple of TakenNotes
        What the visitor noted of the views of the place.
    """

    id: str
    name: str
    short_name: str
    what: str
    identity: tuple[tuple[str, str], ...]
    members: tuple[str, ...]
    locator: str
    locator_alt: str
    standouts: tuple[FicheStandout, ...]
    standouts_footnote: str
    themes: tuple[FicheTheme, ...]
    peers_label: str
    peers_explanation: str
    peers: tuple[str, ...]
    peers_left_out: int
    key: tuple[tuple[str, str], ...]
    sources: tuple[Source, ...]
    link: str
    edition: str
    made_on: date = field(default_factory=date.today)
    notes: tuple[TakenNotes, ...] = ()


def peers_intro(fiche: Fiche) -> str:
    """Say which peers are named."""
    if not fiche.peers_left_out:
        return ""
    everyone = plural(len(fiche.peers) + fiche.peers_left_out, "pair", "pairs")
    return f"Les {number(len(fiche.peers))} plus proches par la population, sur {everyone}\u202f:"


def left_out_words(count: int) -> str:
    """Say how many indicators of a theme are only on the site; "" for none."""
    if not count:
        return ""
    return f"{plural(count, 'autre indicateur', 'autres indicateurs')} de ce thème sur le site."
