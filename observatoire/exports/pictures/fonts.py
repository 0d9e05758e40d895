"""The house font: Source Sans Pro, from an installed package; whole for pictures, in part inside an HTML document."""

from __future__ import annotations

import base64
import io
from functools import cache
from pathlib import Path
from typing import Final

import font_source_sans_pro

FONT_DIRECTORY: Final = Path(font_source_sans_pro.font_directory)

EMBEDDED: Final = "Observatoire"
"""Name of the part that a document carries: its licence keeps the name of the whole for the whole."""
_FACES: Final = (("Regular", "400"), ("Semibold", "600 900"))
_LETTERS: Final = "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x17F), 0x218, 0x219, 0x21A, 0x21B)))
_SIGNS: Final = "\u2009\u2013\u2014\u2018\u2019\u201c\u201d\u202f\u2026\u2030\u20ac\u2212\u2248\u2190\u2192"
_SHAPES: Final = "\u25b2\u25bc\u25c6\u25a0"
_FEATURES: Final = ("kern", "mark", "mkmk", "ccmp", "lnum", "tnum")
_KEPT_NAMES: Final = (0, 1, 2, 4, 6, 13, 14)  # copyright, names, licence


@cache
def embedded_font() -> str:
    """Return the rules that give an HTML document our letters, in two weights, about 50 kB, and their use everywhere.

    A document that carries its letters looks and fits the same on every machine.
    """
    faces = "".join(
        f'@font-face{{font-family:"{EMBEDDED}";font-weight:{weight};'
        f'src:url(data:font/woff;base64,{base64.b64encode(_part(face)).decode()}) format("woff")}}\n'
        for face, weight in _FACES
    )
    return f'{faces}:root{{--sans:"{EMBEDDED}",Arial,sans-serif;--serif:var(--sans)}}\n'


def _part(face: str) -> bytes:
    """Return the letters and signs of French texts of one weight, as WOFF."""
    from fontTools.subset import Options, Subsetter  # a fifth of a second, for documents alone
    from fontTools.ttLib import TTFont

    options = Options(layout_features=[*_FEATURES], hinting=False, name_IDs=[*_KEPT_NAMES], notdef_outline=True)
    font = TTFont(FONT_DIRECTORY / f"SourceSansPro-{face}.ttf", recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(text=_LETTERS + _SIGNS + _SHAPES)
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 4, 6):
            record.string = EMBEDDED
    font.flavor = "woff"
    written = io.BytesIO()
    font.save(written)
    return written.getvalue()
