"""A report before any format: blocks in the order read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Look = Literal["text", "lead", "small"]
"""Of a paragraph: running text, the sentence that says what to read, a note."""
Lines = tuple[str, ...]
"""A cell: its figure, then what is said of it in small; empty for nothing."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: level 2 begins a part, 3 and 4 lie in it."""

    text: str
    level: Literal[2, 3, 4] = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    text: str
    look: Look = "text"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; with a title it is a box that is seen first."""

    items: tuple[str, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing.

    Attributes
    ----------
    svg : str
    alt : str
        What who does not see it is told.
    """

    svg: str
    alt: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its first column names the lines.

    Attributes
    ----------
    caption : str
    heads : tuple of str
        Of the columns.
    rows : tuple of tuple of Lines
        As many cells as heads.
    first : float
        Width of the first column, a part of the whole; the others share the rest.
    foot : int
        Last rows, that all others rest on: where a page cuts the table they stand on both.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Lines, ...], ...]
    first: float = 0.3
    foot: int = 0


Block = Heading | Paragraph | Bullets | Picture | Grid


@dataclass(frozen=True, slots=True)
class Report:
    """A report.

    Attributes
    ----------
    kind, title, subtitle : str
        What kind of document, of what, in a sentence.
    notice : str
        Stands on every page; "" for none.
    made_on : date
    foot : str
        At the foot of every page.
    blocks : tuple of Block
    """

    kind: str
    title: str
    subtitle: str
    notice: str
    made_on: date
    foot: str
    blocks: tuple[Block, ...]
