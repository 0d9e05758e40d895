"""French typography: authors write plain spaces and apostrophes, readers see the right ones."""

from __future__ import annotations

import re
import unicodedata

NARROW = "\u202f"
NBSP = "\u00a0"
_BEFORE_SIGNS = re.compile(r" +(?=[;:?!%€])")
_IN_NUMBERS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")


def punctuated(text: str) -> str:
    """Return a French text with its no-break spaces and apostrophes; one that has them already is left as it is.

    A sign that follows a word without any space, as in an address, is left alone.
    """
    text = re.sub(r"(?<=\w)'(?=\w)", "’", text)
    text = re.sub(r"« *", f"«{NBSP}", text)
    text = re.sub(r" *»", f"{NBSP}»", text).replace(f"{NBSP}{NBSP}", NBSP)
    return _IN_NUMBERS.sub(NARROW, _BEFORE_SIGNS.sub(NARROW, text))


def unseen(text: str) -> str:
    """Return the first sign of a text that nobody sees, as `U+202E`; "" for none.

    Such a sign turns lines around, or is nothing, on every page and in every file that has the text. Ends of lines,
    tabulations and spaces of all widths are none.
    """
    for sign in text:
        if sign not in "\n\r\t" and unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"):
            return f"U+{ord(sign):04X}"
    return ""


def quoted(name: str) -> str:
    """Return a name between French quotation marks."""
    return f"«{NBSP}{name}{NBSP}»"
