"""The marks of up to five places shown together: a sign, a shape and a colour each, never colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from observatoire.views.style.tokens import ACCENT, GLYPHS, PICKED, SHAPES


@dataclass(frozen=True, slots=True)
class Mark:
    """How one place is drawn: its sign in texts (hollow: fragile), the same shape in charts, its colour.

    Colours have a contrast of at least 4.5:1 on paper.
    """

    glyph: str
    hollow: str
    shape: str
    colour: str


MARKS: Final = tuple(
    Mark(*look)
    for look in zip(
        (*GLYPHS, "▼", "●"),
        ("◇", "□", "△", "▽", "○"),
        (*SHAPES, "triangle-down", "circle"),
        (ACCENT, *PICKED, "#2F6B3C", "#5B4A9E"),
        strict=True,
    )
)
"""The place, then the picked ones in their order."""
