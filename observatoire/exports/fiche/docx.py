"""The fiche as DOCX, to be edited: real headings, tables with headings that repeat, texts for the pictures."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Final

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from observatoire.exports.fiche.record import Fiche, FicheLine, FicheTheme, left_out_words, peers_intro
from observatoire.exports.pictures.pixels import svg_png
from observatoire.exports.pictures.qr_codes import qr_png
from observatoire.exports.pictures.strips import strip_ends, strip_svg
from observatoire.exports.word import (
    AUTHOR,
    add_link,
    add_picture,
    add_row,
    add_ruled_table,
    plain,
    repeat_head,
    set_up,
)
from observatoire.exports.word import colour as rgb
from observatoire.views.french.wording import long_date
from observatoire.views.html.strips import strip_sentence
from observatoire.views.style.tokens import MUTED

_WIDTHS: Final = (Mm(58), Mm(27), Mm(46), Mm(23), Mm(20))
_FIGURES: Final = (1, 3, 4)
"""Columns of figures, aligned on the right."""


def fiche_docx(fiche: Fiche) -> bytes:
    """Return the fiche as a Word document that people edit: A4, French, headings, tables, alternative texts."""
    document = docx.Document()
    _styled(document, fiche)
    _head(document, fiche)
    _standouts(document, fiche)
    for theme in fiche.themes:
        _theme(document, theme, compared=bool(fiche.peers_label))
    _reading(document, fiche)
    _lists(document, fiche)
    document.add_heading("Notes", 2)
    for taken in fiche.notes:
        document.add_heading(plain(taken.heading), 3)
        for label, text in taken.columns:
            paragraph = document.add_paragraph()
            paragraph.add_run(f"{label}. ").bold = True
            paragraph.add_run(plain(text))
    for _ in range(8):
        _ruled(document.add_paragraph())
    _sources(document, fiche)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _styled(document: Document, fiche: Fiche) -> None:
    """Set page, fonts, properties and foot."""
    set_up(document, 10, plain(f"{fiche.name} : fiche territoire"), fiche.made_on, fiche.link)
    document.styles["Normal"].paragraph_format.space_after = Pt(4)
    foot = document.sections[0].footer.paragraphs[0]
    _small(foot, f"{fiche.short_name} · {AUTHOR} · {_made(fiche)}")


def _made(fiche: Fiche) -> str:
    return f"Données {fiche.edition}, fiche du {long_date(fiche.made_on)}"


def _run(paragraph: Paragraph, text: str, *, bold: bool = False, italic: bool = False, colour: str = "") -> Any:
    run = paragraph.add_run(plain(text))
    run.bold, run.italic = bold or None, italic or None
    if colour:
        run.font.color.rgb = rgb(colour)
    return run


def _small(paragraph: Paragraph, text: str) -> None:
    _run(paragraph, text, colour=MUTED).font.size = Pt(8.5)


def _head(document: Document, fiche: Fiche) -> None:
    _small(document.add_paragraph(), "Fiche territoire")
    document.add_heading(plain(fiche.name), 1)
    _run(document.add_paragraph(), fiche.what, colour=MUTED)
    table = add_ruled_table(document, (Mm(50), Mm(124)))
    for label, words in fiche.identity:
        cells = add_row(table).cells
        _run(cells[0].paragraphs[0], label, colour=MUTED)
        _run(cells[1].paragraphs[0], words, bold=True)
    pictures = document.add_paragraph()
    pictures.paragraph_format.space_before = Pt(6)
    add_picture(pictures, svg_png(fiche.locator, 2.0), Mm(44), fiche.locator_alt)
    if fiche.link:
        _run(pictures, "      ")
        if code := qr_png(fiche.link):
            add_picture(pictures, code, Mm(26), "Code QR : ouvre cette page sur le site")
            _run(pictures, "  ")
        add_link(pictures, fiche.link, "Voir sur le site")


def _standouts(document: Document, fiche: Fiche) -> None:
    if not fiche.standouts_footnote:
        return
    document.add_heading("Ce qui ressort", 2)
    _small(document.add_paragraph(), fiche.standouts_footnote)
    for item in fiche.standouts:
        line = document.add_paragraph(style="List Bullet")
        _run(line, f"{item.sign} {item.title} : {item.figure}{item.stop} ", bold=True)
        _run(line, item.sentence)


def _theme(document: Document, theme: FicheTheme, *, compared: bool) -> None:
    document.add_heading(plain(theme.title), 2)
    description = document.add_paragraph()
    description.paragraph_format.keep_with_next = True
    _small(description, theme.description)
    names = ("Indicateur", "Valeur", "Parmi les pairs", "Médiane des pairs", "Rang")
    widths = _WIDTHS if compared else (Mm(124), Mm(50))
    table = add_ruled_table(document, widths)
    _header(table, names[: len(widths)])
    for line in theme.lines:
        _filled(table, line, compared=compared)
    if theme.left_out:
        _small(document.add_paragraph(), left_out_words(theme.left_out))


def _header(table: Table, names: Sequence[str]) -> None:
    row = add_row(table)
    for position, (cell, name) in enumerate(zip(row.cells, names, strict=True)):
        _run(cell.paragraphs[0], name, bold=True, colour=MUTED).font.size = Pt(8.5)
        if position in _FIGURES:
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    repeat_head(row)


def _filled(table: Table, line: FicheLine, *, compared: bool) -> None:
    row = add_row(table)
    cells = row.cells
    title = cells[0].paragraphs[0]
    _run(title, line.card.title, bold=True)
    _small(title, f" ({line.card.year})")
    if line.remarks:
        _small(cells[0].add_paragraph(), " · ".join(line.remarks))
    figure = cells[1].paragraphs[0]
    mark = "≈ " if line.fragile else ""
    known = line.card.known
    _run(figure, mark + line.figure, bold=known and not line.fragile, italic=not known).font.size = Pt(
        11 if known else 10
    )
    if known and line.unit:
        _small(figure, f" {line.unit}")
    if not compared:
        figure.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        return
    _strip(cells[2], line)
    median = cells[3].paragraphs[0]
    _run(median, line.median)
    if line.unit:
        _small(median, f" {line.unit}")
    _run(cells[4].paragraphs[0], f"{line.rank} {line.among}".strip())
    for position in _FIGURES:
        cells[position].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _strip(cell: _Cell, line: FicheLine) -> None:
    strip = line.card.strip
    if strip is None:
        return
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    add_picture(paragraph, svg_png(strip_svg(strip), 2.0), Mm(43), strip_sentence(strip))
    low, high = strip_ends(strip)
    _small(cell.add_paragraph(), f"{low} à {high}" if high else low)


def _reading(document: Document, fiche: Fiche) -> None:
    if not fiche.key:
        return
    document.add_heading("Quand un chiffre manque ou demande une précaution", 2)
    for label, words in fiche.key:
        line = document.add_paragraph()
        _run(line, f"{label[:1].upper()}{label[1:]} : ", bold=True)
        _run(line, words)


def _lists(document: Document, fiche: Fiche) -> None:
    if fiche.peers_label:
        document.add_heading(plain(f"Les pairs : {fiche.peers_label}"), 2)
        _run(document.add_paragraph(), fiche.peers_explanation)
        if fiche.peers_left_out:
            _run(document.add_paragraph(), peers_intro(fiche))
        _small(document.add_paragraph(), " · ".join(fiche.peers))
    if fiche.members:
        document.add_heading("Les communes membres", 2)
        _small(document.add_paragraph(), " · ".join(fiche.members))


def _ruled(paragraph: Paragraph) -> None:
    """Draw a line under an empty paragraph, to write on by hand or by keyboard."""
    borders = OxmlElement("w:pBdr")
    # Two paragraphs in a row with the same borders are one block: the line between them has its own name.
    for side in ("bottom", "between"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "1"), ("color", "B9B4A6")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    paragraph._p.get_or_add_pPr().append(borders)
    paragraph.paragraph_format.space_after = Pt(12)


def _sources(document: Document, fiche: Fiche) -> None:
    document.add_heading("Sources", 2)
    for source in fiche.sources:
        line = document.add_paragraph(style="List Bullet")
        _run(line, f"{source.producer}, {source.title}. ", bold=True)
        _run(line, f"{source.edition}. Publication : {source.published}. Licence : {source.licence}. ")
        if source.page:
            add_link(line, source.page, "Page du producteur")
    _small(document.add_paragraph(), f"{AUTHOR}. {_made(fiche)}.")
