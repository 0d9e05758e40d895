"""A report as DOCX, to be edited: styles of ours, tables whose head repeats, texts for drawings."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from docx.table import _Cell

from observatoire.exports.pictures.pixels import svg_png
from observatoire.exports.reports.record import Block, Bullets, Grid, Heading, Lines, Paragraph, Picture, Report
from observatoire.exports.word import AUTHOR, add_picture, add_row, add_ruled_table, colour, plain, repeat_head, set_up
from observatoire.views.style.tokens import ACCENT, MUTED

_WIDTH: Final = Mm(174)
_SCALE: Final = 2.0


def report_docx(report: Report) -> bytes:
    """Return a report as a Word document that people edit: A4, French, its notice in the head of every page."""
    document = docx.Document()
    set_up(document, 10, plain(report.title), report.made_on)
    _styles(document)
    _around(document, report)
    document.add_paragraph(plain(report.kind), style="Note")
    document.add_heading(plain(report.title), 1)
    document.add_paragraph(plain(report.subtitle), style="Subtitle")
    for block in report.blocks:
        _add(document, block)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _styles(document: Document) -> None:
    """Give the styles of a report: who edits it changes a style once."""
    for name, size, bold, ink in (
        ("Note", 8.5, False, MUTED),
        ("À lire", 10.5, True, ""),
        ("Mention", 10, True, ACCENT),
    ):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        style.font.size, style.font.bold = Pt(size), bold
        if ink:
            style.font.color.rgb = colour(ink)
    for name, size in (("Subtitle", 11.0), ("Caption", 9.0)):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.italic = document.styles["Normal"].font.name, Pt(size), False
        style.font.color.rgb = colour(MUTED)
    document.styles["Caption"].paragraph_format.keep_with_next = True
    for name in ("Note", "À lire", "Normal"):
        document.styles[name].paragraph_format.space_after = Pt(5)


def _around(document: Document, report: Report) -> None:
    """Write the head and the foot of every page."""
    section = document.sections[0]
    foot = section.footer.paragraphs[0]
    foot.style = document.styles["Note"]
    foot.add_run(plain(f"{report.foot} · {AUTHOR}" if AUTHOR not in report.foot else report.foot))
    if report.notice:
        head = section.header.paragraphs[0]
        head.style, head.alignment = document.styles["Mention"], WD_ALIGN_PARAGRAPH.CENTER
        head.add_run(plain(report.notice))


def _add(document: Document, block: Block) -> None:
    if isinstance(block, Heading):
        document.add_heading(plain(block.text), block.level)
    elif isinstance(block, Paragraph):
        style = {"text": "Normal", "lead": "À lire", "small": "Note"}[block.look]
        document.add_paragraph(plain(block.text), style=style)
    elif isinstance(block, Bullets):
        if block.title:
            document.add_paragraph(plain(block.title), style="À lire")
        for item in block.items:
            document.add_paragraph(plain(item), style="List Bullet")
    elif isinstance(block, Picture):
        add_picture(document.add_paragraph(), svg_png(block.svg, _SCALE), _WIDTH, block.alt)
    else:
        _grid(document, block)


def _grid(document: Document, grid: Grid) -> None:
    if grid.caption:
        document.add_paragraph(plain(grid.caption), style="Caption")
    others = (1 - grid.first) / max(len(grid.heads) - 1, 1)
    widths = [Mm(round(174 * part, 1)) for part in (grid.first, *[others] * (len(grid.heads) - 1))]
    table = add_ruled_table(document, widths)
    head = add_row(table)
    repeat_head(head)
    _row(head.cells, [(name,) for name in grid.heads], head=True)
    for at, row in enumerate(grid.rows):
        cells = add_row(table).cells
        _row(cells, row, head=False)
        if grid.foot and len(grid.rows) - grid.foot <= at + 1 < len(grid.rows):
            for paragraph in (one for cell in cells for one in cell.paragraphs):
                paragraph.paragraph_format.keep_with_next = True
    document.add_paragraph(style="Note")


def _row(cells: Sequence[_Cell], row: Sequence[Lines], *, head: bool) -> None:
    for at, (cell, lines) in enumerate(zip(cells, row, strict=True)):
        for number, line in enumerate(lines):
            paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(0)
            run = paragraph.add_run(plain(line))
            run.bold = head or (at > 0 and number == 0) or None
            run.font.size = Pt(8 if head or number else 9.5)
            if head or number:
                run.font.color.rgb = colour(MUTED)
            if at:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
