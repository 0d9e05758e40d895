"""What a workshop leaves behind as a Word document that people edit: figures, estimates, notes in three columns."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

import docx
from docx.document import Document
from docx.oxml import OxmlElement
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from observatoire.exports.notes.record import COLUMNS, SITE, ViewRecord, WorkshopRecord
from observatoire.exports.word import add_link, colour, set_up
from observatoire.model.workshop.record import plain_text
from observatoire.views.style.tokens import MUTED

_LONGEST: Final = 10_000


def notes_docx(record: WorkshopRecord) -> bytes:
    """Return the notes of a workshop: A4, French, one heading a view, tables whose first line repeats."""
    document = docx.Document()
    set_up(document, 11, _plain(record.name), record.made_on)
    document.add_heading(_plain(record.name), 1)
    head = document.add_paragraph()
    _small(head, f"{SITE}. {record.made} ")
    _link(head, record.link, "Rouvrir la séance")
    for position, view in enumerate(record.views, 1):
        _view(document, position, view)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _plain(text: str) -> str:
    """Return a text that XML can hold."""
    return plain_text(text, _LONGEST, lines=True)


def _small(paragraph: Paragraph, text: str) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.font.color.rgb = Pt(9), colour(MUTED)


def _link(paragraph: Paragraph, address: str, text: str) -> None:
    if address.startswith(("http://", "https://")):
        add_link(paragraph, address, text)


def _view(document: Document, position: int, view: ViewRecord) -> None:
    document.add_heading(_plain(f"{position}. {view.heading}"), 2)
    _small(document.add_paragraph(), _plain(view.place))
    if view.figure is not None:
        line = document.add_paragraph(_plain(view.figure.title))
        value = line.add_run(f"\n{view.figure.text}")
        value.bold, value.font.size = True, Pt(18)
        document.add_paragraph(_plain(view.figure.sentence))
    if view.guesses:
        document.add_paragraph(_plain(view.room))
        _table(document, ("Qui", "Estimation", "Écart"), view.gaps)
        document.add_paragraph()
    cells = tuple(getattr(view.notes, name) or "\n\n" for name, _ in COLUMNS)
    _table(document, tuple(label for _, label in COLUMNS), [cells])
    foot = document.add_paragraph()
    if view.figure is not None:
        _small(foot, _plain(f"Source\u202f: {view.figure.source}. "))
    _link(foot, view.link, "Voir cette vue sur le site")


def _table(document: Document, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Add a table with borders, its first line repeated on each page."""
    table = document.add_table(rows=1, cols=len(heads))
    table.style = "Table Grid"
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        cell.paragraphs[0].add_run(head).bold = True
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = _plain(text) or "\n\n"
