"""French typography: authors write plain spaces and apostrophes, readers see the right ones, and nothing unseen."""

from __future__ import annotations

import re
import unicodedata

NARROW = "\u202f"
NBSP = "\u00a0"
_BEFORE_SIGNS = re.compile(r" +(?=[;:?!%€])")
_IN_NUMBERS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")


def spaced(text: str) -> str:
    """Return a French text with its no-break spaces and apostrophes; one that has them already is left as it is.

    A sign that follows a word without any space, as in an address, is left alone.
    """
    text = re.sub(r"(?<=\w)'(?=\w)", "’", text)
    text = re.sub(r"« *", f"«{NBSP}", text)
    text = re.sub(r" *»", f"{NBSP}»", text).replace(f"{NBSP}{NBSP}", NBSP)
    return _IN_NUMBERS.sub(NARROW, _BEFORE_SIGNS.sub(NARROW, text))


def seen(text: str) -> str:
    """Return a text all of whose signs are seen: one that turns the line around, or is nothing, would reach every page.

    Raises
    ------
    ValueError
        In French, with the first such sign; ends of lines and tabulations are none.
    """
    for sign in text:
        if sign not in "\n\r\t" and unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"):
            raise ValueError(f"un texte contient un signe invisible (U+{ord(sign):04X}) ; effacez-le.")
    return text


def quoted(name: str) -> str:
    """Return a name between French quotation marks."""
    return f"«{NBSP}{name}{NBSP}»"
