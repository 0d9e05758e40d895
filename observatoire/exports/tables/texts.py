"""The texts of tables to take away: numbers, states, cells that no spreadsheet runs, file names; small CSV tables.

Tables with their footnotes, in all formats, are those of `observatoire/exports`.
"""

from __future__ import annotations

import csv
import io
import math
import unicodedata
from typing import Final

from observatoire.model.catalog import Indicator
from observatoire.model.territory import COMPOSED, is_composed
from observatoire.views.french.sentences import period
from observatoire.views.french.wording import STATES

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
"""First characters of a text that a spreadsheet would run as a formula."""
LONGEST_NAME: Final = 150

BOM: Final = "\ufeff"
"""Spreadsheets need it to read UTF-8."""


def safe_cell(text: str) -> str:
    """Neutralise a text that a spreadsheet would run as a formula, by a leading apostrophe."""
    return f"'{text}" if is_formula(text) else text


def decimal_comma(value: float) -> str:
    """Write a number in full with a decimal comma; an empty text for a missing one."""
    if not math.isfinite(value):
        return ""
    return repr(int(value)) if value == int(value) else repr(round(value, 6)).replace(".", ",")


def state_label(status: str) -> str:
    """Return the French label of a state, as the column `etat` has it."""
    return "valeur" if status == "value" else STATES[status].label


def csv_bytes(rows: list[list[str]], header: tuple[str, ...]) -> bytes:
    """Return a CSV for spreadsheet users: UTF-8 with BOM, semicolons, decimal commas, CRLF."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return (BOM + buffer.getvalue()).encode("utf-8")


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet that reads a text as typed would run it."""
    return text.startswith(FORMULA_STARTS)


def file_name(*pieces: str, extension: str = "csv") -> str:
    """Return a file name that explains itself, safe on every system: "grand-cognac_densite_2023.csv".

    The list of a composed territory's members is left out: its name stands beside.
    """
    pieces = tuple(COMPOSED.rstrip("-") if is_composed(piece) else piece for piece in pieces)
    folded = [unicodedata.normalize("NFKD", piece.replace("œ", "oe").replace("Œ", "OE")) for piece in pieces]
    kept = ["".join(_kept(c) for c in piece if not unicodedata.combining(c)) for piece in folded]
    words = ["-".join(word for word in piece.split("-") if word) for piece in kept]
    return "_".join(word for word in words if word)[:LONGEST_NAME] + f".{extension}"


def figure_name(indicator: Indicator, year: int) -> str:
    """Return the name of a column or a layer of one figure: "densite_2023", "evolution_population_6_ans_2017_2023"."""
    return f"{indicator.id}_{period(indicator, year).replace('-', '_')}"


def _kept(character: str) -> str:
    return character if character.isascii() and (character.isalnum() or character == "_") else "-"
