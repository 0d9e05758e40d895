"""The QR code of a link, as a picture."""

from __future__ import annotations

import io
from typing import Final

import segno

LONGEST: Final = 600
"""Characters of a link beyond which a code three centimetres wide is too fine to be read by a phone; segno itself
cannot write more than 2 331. The link of a territory of 400 communes has 2 500."""


def qr_svg(link: str) -> str:
    """Return the QR code of a link as SVG: dark modules only, a quiet margin of four, no size of its own.

    Empty for a link that is too long for a code that can be read.
    """
    if len(link) > LONGEST:
        return ""
    buffer = io.BytesIO()
    segno.make(link, error="m", micro=False).save(
        buffer, kind="svg", border=4, omitsize=True, xmldecl=False, nl=False, light="#FFFFFF"
    )
    return buffer.getvalue().decode("utf-8")


def qr_png(link: str) -> bytes:
    """Return the QR code of a link in pixels, eight a module; empty as `qr_svg` is."""
    if len(link) > LONGEST:
        return b""
    buffer = io.BytesIO()
    segno.make(link, error="m", micro=False).save(buffer, kind="png", border=4, scale=8)
    return buffer.getvalue()
