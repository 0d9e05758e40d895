"""Blocks of HTML of the page that composes a territory, and of « Mes territoires », which the browser keeps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from observatoire.model.search.pasted import PastedLine
from observatoire.model.territory import Territory
from observatoire.views.composing.words import line_reason, shape_text
from observatoire.views.french.wording import plural
from observatoire.views.html.rendering import render

PLACE_HOLDER: Final = "compose-00.00"
"""Stands in an address for the territory that `browser/favourites.js` puts there: no member has this code."""


def status_html(name: str, size: str, remarks: Sequence[str]) -> Markup:
    """Return what is composed in one line, and what must be said of the last change: read aloud when it changes."""
    return render("composing/status", name=name, size=size, remarks=remarks)


def shape_html(place: Territory, url: str) -> Markup:
    """Return the picture of what is composed, at its address, with a text for those who cannot see it."""
    return render("composing/shown", url=url, alt=shape_text(place))


def doubtful_html(line: PastedLine) -> Markup:
    """Return a pasted line that is not sure, as the visitor wrote it, and why."""
    return render("composing/doubtful", number=line.number, text=line.text, reason=line_reason(line))


def names_html(names: Sequence[str]) -> Markup:
    """Return the names of many members, folded."""
    return render("composing/names", counted=plural(len(names), "membre", "membres"), names=names)


def map_key_html(entries: Sequence[tuple[str, str, int]]) -> Markup:
    """Return the key of the map: colour, words, how many."""
    return render("composing/map_key", entries=entries)


def keep_html(bare: str, name: str, told: str) -> Markup:
    """Return the button that keeps a composed territory in this browser.

    Parameters
    ----------
    bare : str
        Its identifier without its name.
    name : str
        What the visitor calls it; empty for none.
    told : str
        What it is called in the list, name or not.
    """
    return render("composing/keep", bare=bare, name=name, told=told)


def favourites_html(address: str, *, bare: bool = False) -> Markup:
    """Return the list of « Mes territoires », which the browser fills; hidden while it is empty.

    Parameters
    ----------
    address : str
        Where a territory is opened: `PLACE_HOLDER` stands for it.
    bare : bool
        Whether the list stands in a menu, without the sentence on what is kept and where.
    """
    return render("composing/favourites", address=address, place_holder=PLACE_HOLDER, bare=bare)
