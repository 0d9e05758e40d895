"""A département's number and a commune's number in two columns, as old files of Insee have them: one code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from observatoire.local.containers.sheets import Cell, Row, Sheet
from observatoire.local.layout import HEADS, LOOKED_AT, heading_text
from observatoire.local.matching import Places, whole
from observatoire.model.search.queries import normalise

_DEPARTEMENTS: Final = re.compile(r"^(?:(?:code|numero|num|n|insee) ?)?(?:dep|dept|dpt|departements?)$")
_COMMUNES: Final = re.compile(r"^(?:(?:code|numero|num|n|insee|cod) ?)?(?:com|communes?)$")
"""Headings of a département's number, and of a commune's within it, as old files of Insee have them."""


def joined_codes(sheet: Sheet, places: Places) -> Sheet:
    """Return a table whose département's number and commune's number, in two columns, are one code in the second.

    « 16 » and « 102 » are 16102; « 971 » and « 5 » 97105, « 97 » and « 105 » too. Only where the headings say so, and
    most of the codes so made are known.

    Parameters
    ----------
    sheet : Sheet
        As it was read.
    places : Places
        What knows codes.
    """
    for rank, head in enumerate(sheet.rows[:HEADS]):
        titles = [normalise(heading_text(cell)) for cell in head.cells]
        above = next((at for at, title in enumerate(titles) if _DEPARTEMENTS.match(title)), None)
        within = next((at for at, title in enumerate(titles) if _COMMUNES.match(title)), None)
        if above is None or within is None:
            continue
        codes = [_two_in_one(row.cell(above), row.cell(within)) for row in sheet.rows[rank + 1 :]]
        made = [code for code in codes if code]
        others = [at for at in range(len(head.cells)) if at not in (above, within)]
        whole = any(_mostly_codes([row.cell(at) for row in sheet.rows[rank + 1 :]], places) for at in others)
        if whole or not _mostly_codes(made, places):
            return sheet
        rows = [
            _with_cell(_with_cell(row, within, code), above, "") if code else row
            for row, code in zip(sheet.rows[rank + 1 :], codes, strict=True)
        ]
        said = (
            f"Les colonnes «\u00a0{heading_text(head.cell(above))}\u00a0» et "
            f"«\u00a0{heading_text(head.cell(within))}\u00a0» sont lues ensemble\u202f: la première commune a le code "
            f"{made[0]}."
        )
        titled = _with_cell(head, within, f"Code {heading_text(head.cell(within))}")
        return replace(sheet, rows=(*sheet.rows[:rank], titled, *rows), remarks=(*sheet.remarks, said))
    return sheet


def _mostly_codes(cells: Sequence[Cell], places: Places) -> bool:
    """Tell whether most cells that hold something are codes of communes that we know, or of EPCI."""
    filled = [cell for cell in cells[:LOOKED_AT] if cell != ""]
    known = sum(places.code(cell, sure=False).how != "unknown" and len(str(whole(cell))) >= 5 for cell in filled)
    return bool(filled) and 2 * known >= len(filled)


def _two_in_one(above: Cell, within: Cell) -> str:
    """Return the code of a commune from its département's and its own number there; "" when they are none."""
    outer, inner = (str(whole(cell)).strip().upper() for cell in (above, within))
    outer = outer.zfill(2) if outer.isdigit() else outer
    if not re.fullmatch(r"[0-9]{2,3}|2[AB]", outer) or not re.fullmatch(r"[0-9]{1,3}", inner):
        return ""
    return outer + inner.zfill(5 - len(outer)) if len(inner) <= 5 - len(outer) else ""


def _with_cell(row: Row, at: int, cell: Cell) -> Row:
    return Row(row.line, (*row.cells[:at], cell, *row.cells[at + 1 :]))
