"""The QR code of a link, as a picture."""

from __future__ import annotations

import io

import segno


def qr_svg(link: str) -> str:
    """Return the QR code of a link as SVG: dark modules only, a quiet margin of four, no size of its own."""
    buffer = io.BytesIO()
    segno.make(link, error="m", micro=False).save(
        buffer, kind="svg", border=4, omitsize=True, xmldecl=False, nl=False, light="#FFFFFF"
    )
    return buffer.getvalue().decode("utf-8")


def qr_png(link: str) -> bytes:
    """Return the QR code of a link in pixels, eight a module."""
    buffer = io.BytesIO()
    segno.make(link, error="m", micro=False).save(buffer, kind="png", border=4, scale=8)
    return buffer.getvalue()
