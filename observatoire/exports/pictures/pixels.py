"""Drawings made pixels, and nothing else: the process that paints for a server imports this and waits for no chart."""

from __future__ import annotations

from functools import cache

import vl_convert

from observatoire.exports.pictures.fonts import FONT_DIRECTORY


def svg_png(svg: str, scale: float) -> bytes:
    """Return an SVG picture in pixels; nothing is fetched from outside."""
    register_fonts()
    return bytes(vl_convert.svg_to_png(svg, scale=scale))


@cache
def register_fonts() -> None:
    vl_convert.register_font_directory(str(FONT_DIRECTORY))
