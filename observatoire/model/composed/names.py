"""Identifiers of composed territories, and the name that a visitor gives to one.

An identifier lists the codes of the members: `compose-200070514.241600303`. What a visitor named goes on with `~` and
the name, percent-encoded: so the name follows the territory wherever its identifier goes, into what is cached too, and
what one visitor wrote is never shown to another. An address writes the two apart (`territoire`, `nom`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import quote, unquote

from observatoire.model.territory import COMPOSED, is_composed, territory_id

MOST_MEMBERS = 400
LONGEST_NAME = 60
"""Characters of a name."""
LONGEST_LIST = 10 * MOST_MEMBERS
"""Characters of the list of members that are read: those of as many EPCI, with what parts them."""

_SEPARATOR = "~"
_CODE = re.compile(r"\d{9}|\d{5}|2[AB]\d{3}|\d{2,3}|2[AB]", re.ASCII)
_LEVEL_OF_LENGTH = {9: "epci", 5: "commune"}
_SIGNS = frozenset(" '’-–.,&()+«»°")
"""Signs that a name may hold beside letters and digits: none that HTML, Markdown, Typst or formulas take as theirs."""
_PLAIN = str.maketrans({"‘": "’", "'": "’", "“": "«", "”": "»"})
_LEADING = " '’-–.,&()+°»"


def cleaned_name(text: str) -> str:
    """Return a visitor's name for a territory fit to be shown anywhere; empty when nothing of it can be.

    Letters of any alphabet, digits, spaces and a few signs: control characters, those that turn the direction of
    writing, and signs that some format reads as its own are left out. At most `LONGEST_NAME` characters, two marks on a
    letter. A full stop stands only before a space or at the end, so that no name reads as an address of the web.
    """
    text = unicodedata.normalize("NFC", text[: 4 * LONGEST_NAME]).translate(_PLAIN)
    kept: list[str] = []
    marks = 0
    for sign in text:
        category = unicodedata.category(sign)
        marks = marks + 1 if category.startswith("M") else 0
        told = category.startswith(("L", "N")) or (marks and marks <= 2 and kept) or sign in _SIGNS
        if told:
            kept.append(sign)
        elif category.startswith(("P", "S", "Z")) or sign in "\t\n\r":
            kept.append(" ")  # « a/b » is two words still
    name = re.sub(r"\.(?=\S)", " ", "".join(kept))
    name = re.sub(r" +", " ", name).lstrip(_LEADING).rstrip()
    name = re.sub(r"^(\d+)[.)](?= )", r"\1", name)  # Markdown would number it
    return name[:LONGEST_NAME].rstrip()


def composed_id(codes: Iterable[str], name: str = "") -> str:
    """Return the identifier of the territory that some members make, and of the name given to it.

    Parameters
    ----------
    codes : iterable of str
        Of its members, in any order.
    name : str
        As `cleaned_name` returns it; empty for none.
    """
    listed = COMPOSED + ".".join(sorted(set(codes)))
    return f"{listed}{_SEPARATOR}{quote(name, safe='')}" if name else listed


def bare_id(identifier: str) -> str:
    """Return an identifier without the name that it carries; others as they are."""
    return identifier.partition(_SEPARATOR)[0] if is_composed(identifier) else identifier


def name_in(identifier: str) -> str:
    """Return the name that an identifier carries, made fit to be shown; empty for none."""
    return cleaned_name(unquote(identifier.partition(_SEPARATOR)[2])) if is_composed(identifier) else ""


def listed_codes(identifier: str) -> list[str]:
    """Return what an identifier, or a list of codes, names as members: parts between points, however few are codes."""
    listed = bare_id(identifier).removeprefix(COMPOSED)
    codes = [code for code in re.split(r"[.,;\s]+", listed[:LONGEST_LIST]) if code]
    # What a cut leaves of a code may be another one: 16102 would become 16.
    return codes[:-1] if len(listed) > LONGEST_LIST else codes


def member_id(code: str) -> str:
    """Return the identifier of the member that a code names: EPCI of nine digits, commune of five, else département.

    An identifier is taken as its code. Empty for what is no code.
    """
    code = code.strip().upper().rpartition("-")[2]
    if _CODE.fullmatch(code) is None:
        return ""
    return territory_id(_LEVEL_OF_LENGTH.get(len(code), "departement"), code)  # type: ignore[arg-type]


def member_code(identifier: str) -> str:
    """Return the code by which a composed territory lists a member."""
    return identifier.rpartition("-")[2]
