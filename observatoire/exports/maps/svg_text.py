"""Texts of our SVG pictures: how wide they are, where to cut them, how to write them safely."""

from __future__ import annotations

import re
from html import escape
from typing import Final

FONT: Final = "'Liberation Sans', Arial, Helvetica, sans-serif"
"""vl-convert holds Liberation Sans, whose letters are as wide as Arial's: a machine without fonts draws the same."""

_WIDTHS: Final = {
    0.14: "\u202f", 0.19: "'", 0.22: "ijl’", 0.28: " !,./:;I[]\\ft\u00a0·ÎÏîï|", 0.33: "()-`r{}²", 0.36: '"*', 0.4: "°",
    0.5: "Jcksvxyzçÿ", 0.55: "#$0123456789?L_abdeghnopqu«»–≈àâäéèêëôöùûü€", 0.59: "+<=>~−", 0.61: "FTZ",
    0.67: "&ABEKPSVXYÀÂÉÈÊË", 0.72: "CDHNRUwÇÙÛÜ", 0.78: "GOQÔÖ", 0.83: "Mm", 0.89: "%æ", 0.95: "Wœ", 1.0: "—…Œ@",
}  # fmt: skip
_WIDTH_OF: Final = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_BOLD: Final = 1.08
_FORBIDDEN: Final = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """Return a text to stand between tags or in quotes; what XML forbids (control characters) is left out."""
    return escape(_FORBIDDEN.sub("", text), quote=True)


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Return how wide a text is, in the unit of its size."""
    return sum(_WIDTH_OF.get(letter, 0.6) for letter in text) * size * (_BOLD if bold else 1)


def wrapped(text: str, size: float, room: float, bold: bool = False) -> list[str]:
    """Cut a text in lines no wider than the room; only plain spaces break, and words longer than a line.

    Parameters
    ----------
    text : str
        What is cut.
    size : float
        Of the letters, in pixels.
    room : float
        Width that no line exceeds, in pixels.
    bold : bool, optional
        Whether the letters are bold, hence wider.
    """
    lines: list[str] = []
    for word in text.split(" "):
        if lines and text_width(f"{lines[-1]} {word}", size, bold) <= room:
            lines[-1] += f" {word}"
        else:
            lines += _pieces(word, size, room, bold)
    return lines


def _pieces(word: str, size: float, room: float, bold: bool) -> list[str]:
    """Cut a word, such as an address, that is longer than a line."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and text_width(pieces[-1] + letter, size, bold) > room:
            pieces.append("")
        pieces[-1] += letter
    return [piece for piece in pieces if piece]
