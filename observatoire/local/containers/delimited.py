"""Delimited texts: encoding and separator found by looking at the content."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from typing import Final

from observatoire.local.bounds import MOST_COLUMNS, LocalDataError
from observatoire.local.containers.sheets import TOO_WIDE, Filling, Sheet

_SEPARATORS: Final = ";\t,|"
"""Where two part a text as well, the first is meant: a decimal comma parts as a semicolon does."""
_MARKS: Final = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_LOOKED_AT: Final = 60
_NAMED: Final = {";": "points-virgules", "\t": "tabulations", ",": "virgules", "|": "barres verticales"}
_NOT_A_TEXT: Final = (
    "Ce fichier n’est ni un texte ni un classeur connu\u202f: apportez un .csv, .xlsx, .ods ou GeoJSON."
)
_UNENDING: Final = "Un guillemet ouvert ne se referme pas dans ce fichier\u202f: enregistrez-le à nouveau en .csv."


def decoded(content: bytes) -> tuple[str, str]:
    """Return a text and the name of its encoding: UTF-8, UTF-16 with or without its mark, else that of Windows.

    Raises
    ------
    LocalDataError
        When it is no text.
    """
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return _checked(content, encoding)
    if b"\x00" in content[:2_000]:
        even, odd = content[0:2_000:2].count(0), content[1:2_000:2].count(0)
        return _checked(content, "utf-16-le" if odd > even else "utf-16-be")
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        # These five bytes are no letter of Windows; in Latin-1 they are at least something.
        return _checked(content, "latin-1" if set(content) & {0x81, 0x8D, 0x8F, 0x90, 0x9D} else "cp1252")


def _checked(content: bytes, encoding: str) -> tuple[str, str]:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise LocalDataError(_NOT_A_TEXT) from error
    return text, encoding


def read_delimited(content: bytes) -> Sheet:
    """Read a delimited text.

    Parameters
    ----------
    content : bytes
        Of a file that `checks.kind_of` calls a text.

    Raises
    ------
    LocalDataError
        When it is no text, or has more lines, columns or cells than a table has.
    """
    text, encoding = decoded(content)
    controls = sum(map(text[:4_000].count, map(chr, (*range(9), *range(14, 32)))))
    if "\x00" in text or controls > len(text[:4_000]) // 50:
        raise LocalDataError(_NOT_A_TEXT)
    told = re.match(r'\ufeff?"?sep=(.)"?\r?\n', text)
    separator = told[1] if told else separator_of(text)
    lines = list(io.StringIO(text[told.end() :] if told else text, newline=""))
    _check_width(lines, separator)
    filling, reader = Filling(), csv.reader(lines, delimiter=separator)
    first = 2 if told else 1
    before = 0
    try:
        for cells in reader:
            line, before = first + before, reader.line_num
            for column, cell in enumerate(cells):
                filling.put(line, column, cell)
    except csv.Error as error:
        raise LocalDataError(_UNENDING) from error
    named = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "cp1252": "Windows-1252", "latin-1": "Latin-1"}
    sign = _NAMED.get(separator, f"«\u00a0{separator}\u00a0»")
    return filling.sheet(remarks=(f"Texte en {named.get(encoding, 'UTF-16')}, colonnes séparées par des {sign}.",))


def separator_of(text: str) -> str:
    """Return the sign that parts the most lines of a text's beginning in one same number of cells."""
    lines = [line for line in text[:200_000].splitlines() if line.strip()][:_LOOKED_AT]

    def worth(sign: str) -> tuple[int, int]:
        counts = Counter(_count(line, sign) for line in lines)
        cells, alike = max(counts.items(), key=lambda item: (item[0] > 1, item[1], item[0]), default=(1, 0))
        return (alike, cells) if cells > 1 else (0, 0)

    return max(_SEPARATORS, key=worth)


def _count(line: str, sign: str) -> int:
    """Count the cells of a line; signs between quotes part nothing."""
    return re.sub(r'"[^"]*"', "", line).count(sign) + 1


def _check_width(lines: list[str], separator: str) -> None:
    """Refuse a table of too many columns before a list of them is made; empty ones at the end of lines are none."""
    for line in lines:
        if line.count(separator) >= MOST_COLUMNS and _count(line.rstrip(f"{separator}\r\n "), separator) > MOST_COLUMNS:
            raise LocalDataError(TOO_WIDE)
