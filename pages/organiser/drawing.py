"""A drawing of ours as a picture of a page, which a browser never takes for a part of it."""

from __future__ import annotations

from base64 import b64encode

from markupsafe import Markup

from participation.views.html.pages import render


def picture_html(svg: str) -> Markup:
    """Return a picture that a table beside it says in full: it has no words of its own."""
    return render("organising/picture", content=b64encode(svg.encode()).decode())
