"""What our Word documents share: page, fonts, language, properties, links, tables, pictures. People edit them."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

from observatoire.views.style.tokens import ACCENT, INK

FONT: Final = "Arial"  # every office suite has it, or a font of the same widths
AUTHOR: Final = "Observatoire territorial citoyen"
_HEADINGS: Final = (("Title", 24), ("Heading 1", 22), ("Heading 2", 14), ("Heading 3", 11.5), ("Heading 4", 10))
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_OF_THE_THEME: Final = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")


def set_up(document: Document, size: float, title: str, made_on: date, comments: str = "") -> None:
    """Set page (A4), language, fonts, colours and properties.

    Parameters
    ----------
    document : Document
        Empty.
    size : float
        Of the text, in points.
    title : str
        Without the characters that XML refuses.
    made_on : date
    comments : str
        Of its properties.
    """
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(16)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(size)
    for name, points in _HEADINGS:
        style: Any = document.styles[name]
        style.font.name, style.font.size, style.font.bold = FONT, Pt(points), True
        style.font.color.rgb = colour(INK)
        for fonts in style.element.iter(qn("w:rFonts")):
            for kind in _OF_THE_THEME:  # they would win over ours
                fonts.attrib.pop(qn(f"w:{kind}"), None)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "fr-FR")
    properties = document.core_properties
    properties.title, properties.language, properties.author = title[:255], "fr-FR", AUTHOR
    properties.comments = comments[:255]
    properties.created = properties.modified = datetime(made_on.year, made_on.month, made_on.day)


def colour(hexadecimal: str) -> RGBColor:
    """Return a colour of the house (`#RRGGBB`) as documents have it."""
    return RGBColor.from_string(hexadecimal.removeprefix("#"))


def add_link(paragraph: Paragraph, address: str, text: str) -> None:
    """Add a link: the library has no word for it."""
    target = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), target)
    run = paragraph.add_run(text)
    run.font.color.rgb, run.underline = colour(ACCENT), True
    link.append(run._r)
    paragraph._p.append(link)


def plain(text: str) -> str:
    """Return a text without the characters that XML refuses."""
    return _UNWRITABLE.sub("", text)


def add_picture(paragraph: Paragraph, content: bytes, width: Mm, alt: str) -> None:
    """Add a picture.

    Parameters
    ----------
    paragraph : Paragraph
    content : bytes
        PNG.
    width : Mm
    alt : str
        What who does not see it is told.
    """
    shape = paragraph.add_run().add_picture(io.BytesIO(content), width=width)
    shape._inline.docPr.set("descr", plain(alt))
    for side in "TBLR":  # where it is not said, LibreOffice leaves three millimetres on each side, beyond the margin
        shape._inline.set(f"dist{side}", "0")


def add_ruled_table(document: Document, widths: Sequence[Mm]) -> Table:
    """Add a table without rows, columns of fixed widths, a line under each row."""
    table: Table = document.add_table(rows=0, cols=len(widths))
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        border = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("color", "B9B4A6")):
            border.set(qn(f"w:{name}"), value)
        borders.append(border)
    table._tbl.tblPr.append(borders)
    return table


def add_row(table: Table) -> Any:
    """Add a row that no page cuts (the library does not say what it returns)."""
    row = table.add_row()  # type: ignore[no-untyped-call]
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    return row


def repeat_head(row: Any) -> None:
    """Make a row the head of its table, repeated on each page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
