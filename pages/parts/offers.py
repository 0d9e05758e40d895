"""Files that a view gives away: those of a table, those of a chart; each made when asked for, not before.

The libraries that write workbooks, pictures and documents are loaded at the first file only: they are heavy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from observatoire.exports.tables.texts import file_name
from observatoire.exports.work import Work
from observatoire.model.territory import Territory
from observatoire.views.french.grammar import short_label

if TYPE_CHECKING:
    from observatoire.exports.pictures.charts import Caption
    from observatoire.exports.tables.table import Export
    from observatoire.views.charts.drawing import Drawing

WORKBOOKS: Final = ("xlsx", "ods")
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WORD_PAGE: Final = "Page Word\u202f: dessin, phrase et source"
LONGEST_PLACE: Final = 40
"""Characters of a place's name at the head of a file's name."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One file: what a visitor reads, its name, its media type, and the work that makes it."""

    label: str
    name: str
    mime: str
    write: Work


def named(place: Territory, *pieces: str) -> tuple[str, ...]:
    """Return the pieces of a file's name that begins with the place: readable first, then its identifier."""
    return *dict.fromkeys((short_label(place).lower()[:LONGEST_PLACE], place.id)), *pieces


def table_offers(export: partial[Export], name: Sequence[str], *, workbooks: bool = True) -> list[Offer]:
    """Return the files of a table: CSV twice, workbooks, Parquet, its notice as a text.

    Parameters
    ----------
    export : partial
        Makes the `Export`, by a function of ours.
    name : sequence of str
        Pieces of the files' name.
    workbooks : bool
        Whether a workbook bears the table.
    """
    from observatoire.exports.formats.registry import FORMATS, table_file

    return [
        Offer(
            f"Tableau\u202f: {kind.label}",
            file_name(*name, kind.variant, extension=kind.extension),
            kind.mime,
            Work(table_file, code, export),
        )
        for code, kind in FORMATS.items()
        if workbooks or code not in WORKBOOKS
    ]


def chart_offers(
    drawing: Drawing,
    caption: partial[Caption],
    name: Sequence[str],
    page: tuple[str, str, str] | None = None,
) -> list[Offer]:
    """Return the pictures of a chart, then its page in Word.

    Parameters
    ----------
    drawing : Drawing
        As the page shows it.
    caption : partial
        Makes the `Caption` around it.
    name : sequence of str
        Pieces of the files' name.
    page : tuple of str, optional
        Years, territories and sentence of the page; none is offered without.
    """
    from observatoire.exports.pictures.charts import chart_file
    from observatoire.exports.pictures.docx import chart_docx

    offers = [
        Offer("Graphique\u202f: image (PNG)", file_name(*name, extension="png"), "image/png",
              Work(chart_file, "png", drawing, caption)),
        Offer("Graphique\u202f: dessin (SVG)", file_name(*name, extension="svg"), "image/svg+xml",
              Work(chart_file, "svg", drawing, caption)),
    ]  # fmt: skip
    if page:
        offers.append(
            Offer(WORD_PAGE, file_name(*name, extension="docx"), DOCX, Work(chart_docx, drawing, caption, *page))
        )
    return offers
