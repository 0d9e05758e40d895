"""What the columns of a visitor's table are: the line that names them, where codes, names, years and figures stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from observatoire.local.bounds import MOST_INDICATORS, LocalDataError
from observatoire.local.containers.sheets import Cell, Row, Sheet
from observatoire.local.matching import Places, whole
from observatoire.local.values import mark_of, read_value, read_year
from observatoire.model.search.queries import normalise

Role = Literal["code", "name", "year", "figure", "other"]

_CODES: Final = re.compile(
    r"^(?:code|insee|cog|codgeo|codegeo|depcom|siren|identifiant|id|com|ident)$"
    r"|(?:^| )(?:code|insee|codgeo|siren|cog)(?: |$)"
)
_NAMES: Final = re.compile(
    r"^(?:nom|communes?|libelle|libgeo|territoires?|villes?|epci|collectivites?|intitule|departements?|lieu)$"
    r"|(?:^| )(?:nom|libelle|libgeo|commune|territoire)(?: |$)"
)
_YEARS: Final = re.compile(r"(?:^| )(?:annee|an|date|exercice|millesime|year|periode|rentree|trimestre)(?: |$)")
_YEAR_IN_NAME: Final = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")
_POSTAL: Final = re.compile(r"(?:^| )(?:postal|postale|postaux|cp)(?: |$)")
"""Headings of postcodes: many are the Insee code of another commune."""
_DAY_OF_YEAR: Final = re.compile(
    r"(?:\b(?:au|du|le) )?(?<![0-9])[0-3]?[0-9][/.-][01]?[0-9][/.-](?=(?:19|20)[0-9]{2}(?![0-9]))"
)
LOOKED_AT: Final = 400
HEADS: Final = 40
"""Lines within which a table begins."""

NO_CODES: Final = (
    "Aucune colonne de ce tableau ne donne de code ni de nom de territoire connu\u202f: il en faut une, avec par "
    "exemple le code Insee de chaque commune (un code postal n’en est pas un), et des noms de colonnes au-dessus."
)
NO_FIGURES: Final = "Aucune colonne de ce tableau ne contient de chiffres à côté des territoires."


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a visitor's table.

    Attributes
    ----------
    at : int
        Its place, from 0.
    name : str
        As its heading says, the year of a wide table left out.
    role : Role
    year : int or None
        That its heading names, in a table with a column a year.
    """

    at: int
    name: str
    role: Role
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """What a table's columns are, and the rows under their headings.

    Attributes
    ----------
    heading : int
        Line of the headings, as the file counts them.
    columns : tuple of Column
    rows : tuple of Row
    """

    heading: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def one(self, role: Role) -> Column | None:
        """Return the column of a role of which there is one at most."""
        return next((column for column in self.columns if column.role == role), None)

    @property
    def figures(self) -> tuple[Column, ...]:
        """The columns of figures."""
        return tuple(column for column in self.columns if column.role == "figure")


def layout_of(sheet: Sheet, places: Places) -> Layout:
    """Find the headings of a table and what its columns are.

    Headings are the line just above the first one that names a territory we know: titles and empty lines above are left
    out.

    Parameters
    ----------
    sheet : Sheet
        As it was read.
    places : Places
        What knows codes and names.

    Raises
    ------
    LocalDataError
        When no column names territories, none has figures, or too many have.
    """
    heading, begun = _territories(sheet, places)
    head, rows = sheet.rows[heading], sheet.rows[heading + 1 :]
    width = max(len(row.cells) for row in (head, *rows))
    names = _names_of(sheet.rows[heading - 1] if heading else None, head, begun[0], width)
    columns = [Column(at, names[at] or f"Colonne {at + 1}", _role(names[at], at, begun, rows)) for at in range(width)]
    if begun[1]:
        columns = _named_by(columns, begun[0], rows, places)
    columns = _one_each(columns, begun)
    if not any(column.role == "year" for column in columns):
        columns = [_with_year(column) for column in columns]
    found = Layout(head.line, tuple(_apart(columns)), rows)
    if not found.figures:
        raise LocalDataError(NO_FIGURES)
    if len({column.name for column in found.figures}) > MOST_INDICATORS:
        raise LocalDataError(
            f"Ce tableau a {len(found.figures)} colonnes de chiffres\u202f: gardez-en {MOST_INDICATORS} au plus "
            "à la fois."
        )
    return found


def _names_of(above: Row | None, head: Row, territories: int, width: int) -> list[str]:
    """Return the heading of each column; where one line alone does not tell them apart, with that of the line above.

    « Places » over « 2021 » and « 2022 », « Berceaux » over both again: a heading over several columns stands over the
    first of them.
    """
    names = [heading_text(head.cell(at)) for at in range(width)]
    given = [name for name in names if name]
    alone = names[territories] and len(set(given)) == len(given)
    if above is None or alone or not any(heading_text(above.cell(at)) for at in range(width) if at != territories):
        return names
    over = ""
    for at in range(width):
        over = heading_text(above.cell(at)) or ("" if at - 1 == territories else over)
        names[at] = f"{over} {names[at]}".strip()
    return names


def heading_text(cell: Cell) -> str:
    """Return a heading as it is read: a whole number without its point, no space twice."""
    return " ".join(str(whole(cell)).split())


def _territories(sheet: Sheet, places: Places) -> tuple[int, tuple[int, bool]]:
    """Return the row of the headings, and the column that names territories: its place, whether by codes."""
    rows = sheet.rows[: HEADS + LOOKED_AT]
    width = max((len(row.cells) for row in rows), default=0)
    best: tuple[float, int, bool, int] = (0.0, 0, False, 0)
    for at in range(width):
        for coded in (True, False):
            known = [rank for rank, row in enumerate(rows) if _names_one(row.cell(at), places, coded=coded)]
            if not known or not 0 < known[0] <= HEADS:
                continue
            filled = sum(row.cell(at) != "" for row in rows[known[0] :])
            title = normalise(str(rows[known[0] - 1].cell(at)))
            if _POSTAL.search(title):
                continue
            said = bool((_CODES if coded else _NAMES).search(title))
            worth = len(known) / filled + (1.0 if said else 0.0) + (0.5 if coded else 0.0)
            if (len(known) >= filled / 2 or said) and worth > best[0] and not _YEARS.search(title):
                best = (worth, at, coded, known[0])
    if not best[0]:
        raise LocalDataError(NO_CODES)
    first = best[3]
    while first > 1 and _is_data(rows[first - 1], best[1]):  # a code that nobody knows, above one that we know
        first -= 1
    return first - 1, (best[1], best[2])


def _is_data(row: Row, territories: int) -> bool:
    """Tell whether a line has a figure beside its territory; a year may stand in headings."""
    cells = [cell for at, cell in enumerate(row.cells) if at != territories and cell != ""]
    return any(read_value(cell).status == "value" and read_year(cell) is None for cell in cells)


def _names_one(cell: Cell, places: Places, *, coded: bool) -> bool:
    if cell == "":
        return False
    if coded:
        return places.code(cell, sure=False).how != "unknown"
    return isinstance(cell, str) and bool(places.named(cell))


def _role(name: str, at: int, begun: tuple[int, bool], rows: Sequence[Row]) -> Role:
    if at == begun[0]:
        return "code" if begun[1] else "name"
    cells = [row.cell(at) for row in rows[:LOOKED_AT] if row.cell(at) != ""]
    title = normalise(name)
    if _YEARS.search(title) and cells and sum(read_year(cell) is not None for cell in cells) >= len(cells) / 2:
        return "year"
    if _POSTAL.search(title):
        return "other"
    if _CODES.search(title) and not begun[1]:
        return "code"
    mark, _ = mark_of(cells)
    known = [read_value(cell, mark).status for cell in cells]
    if known and sum(status is not None for status in known) >= len(known) / 2 and "value" in known:
        return "figure"
    return "name" if _NAMES.search(title) and begun[1] else "other"


def _one_each(columns: list[Column], begun: tuple[int, bool]) -> list[Column]:
    """Keep one column of codes, one of names, one of years; the first of each, that of territories before all."""
    kept: list[Column] = []
    taken = {"code" if begun[1] else "name": begun[0]}
    for column in columns:
        if column.role in ("code", "name", "year") and taken.setdefault(column.role, column.at) != column.at:
            kept.append(replace(column, role="other"))
        else:
            kept.append(column)
    return kept


def _named_by(columns: list[Column], code: int, rows: Sequence[Row], places: Places) -> list[Column]:
    """Keep, of the columns of names beside codes, the one that names what these code: never the EPCI of communes."""
    worth = {
        column.at: sum(places.agreement(row.cell(code), row.cell(column.at)) for row in rows[:LOOKED_AT])
        for column in columns
        if column.role == "name"
    }
    best = max(worth, key=lambda at: worth[at], default=-1)
    return [
        replace(column, role="other") if column.role == "name" and (column.at != best or not worth[best]) else column
        for column in columns
    ]


def _apart(columns: list[Column]) -> list[Column]:
    """Give columns of figures under one heading, and of one year, a number each: they are not the same figures."""
    met: Counter[tuple[str, int | None]] = Counter()
    found = []
    for column in columns:
        key = (column.name, column.year)
        met[key] += column.role == "figure"
        again = column.role == "figure" and met[key] > 1
        found.append(replace(column, name=f"{column.name} ({met[key]})") if again else column)
    return found


def _with_year(column: Column) -> Column:
    """Read the year in the heading of a column of figures: « 2021 », « Places 2021 »."""
    told = _DAY_OF_YEAR.sub("", column.name)
    years = _YEAR_IN_NAME.findall(told)
    if column.role != "figure" or len(years) != 1:
        return column
    stem = re.sub(r"[\s(),;:–-]+$|^[\s(),;:–-]+", "", " ".join(_YEAR_IN_NAME.sub(" ", told).split()))
    stem = re.sub(r"\s*\(\s*\)", "", stem).removesuffix(" en").removesuffix(" au")
    return replace(column, name=stem or "Valeur", year=int(years[0]))
