"""The style sheet of all pages, as one file: asked for once by a browser, not sent again at each change.

Its address holds its digest. The shell of every page links it at the head of its body: after the sheets of
Streamlit, which go to the head of the document, and before those that one page alone sends with `st.html`.
"""

from __future__ import annotations

import hashlib
from functools import cache

from observatoire.views.style.sheets import whole_sheet


@cache
def site_style() -> str:
    """Return the custom properties, the rules of our HTML blocks, of the frame, of the pages that have their own."""
    return whole_sheet("blocks", "frame", "compare", "workshop", "local", "composing")


@cache
def style_digest() -> str:
    """Return what tells this style sheet from another one."""
    return hashlib.sha256(site_style().encode()).hexdigest()[:16]


def style_path() -> str:
    """Return the path of the style sheet, relative to the application."""
    return f"style/{style_digest()}.css"
