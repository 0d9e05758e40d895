"""Which addresses ask for one drawing alone, and which pages have one to show in another site."""

from __future__ import annotations

from urllib.parse import parse_qs

EMBEDDABLE = ("comparer", "carte", "evolution")
"""Pages with a main drawing, for which alone the headers allow another site's frame."""


def asks_embedding(query: str) -> bool:
    """Tell whether the query of an address asks for the drawing alone."""
    try:
        return parse_qs(query[:4000], max_num_fields=60).get("embed", [""])[-1] == "1"
    except ValueError:  # more fields than any link of ours has
        return False
