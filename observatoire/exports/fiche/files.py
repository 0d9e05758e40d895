"""Fiches as files: one territory in several formats, or all communes of an EPCI in a zip."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from observatoire.exports.fiche.docx import fiche_docx
from observatoire.exports.fiche.html import fiche_html
from observatoire.exports.fiche.pdf import fiche_pdf
from observatoire.exports.fiche.record import Fiche
from observatoire.exports.tables.texts import file_name
from observatoire.views.workshop.notes import TakenNotes


@dataclass(frozen=True, slots=True)
class FicheFormat:
    """One format of a fiche: what a reader chooses, extension, media type, and the function that writes it."""

    label: str
    extension: str
    mime: str
    write: Callable[[Fiche], bytes]


FICHE_FORMATS: Final[dict[str, FicheFormat]] = {
    "pdf": FicheFormat("PDF, à imprimer", "pdf", "application/pdf", fiche_pdf),
    "html": FicheFormat("Page HTML, à lire hors ligne", "html", "text/html", lambda f: fiche_html(f).encode("utf-8")),
    "docx": FicheFormat(
        "Document Word ou LibreOffice, à modifier",
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        fiche_docx,
    ),
}


def fiche_file(code: str, fiche: Callable[[], Fiche], notes: Sequence[TakenNotes]) -> bytes:
    """Return the file of a fiche that is yet to be gathered.

    Parameters
    ----------
    code : str
        Of `FICHE_FORMATS`.
    fiche : callable
        Gathers the `Fiche`.
    notes : sequence of TakenNotes
        What a room noted of the place.
    """
    return FICHE_FORMATS[code].write(replace(fiche(), notes=tuple(notes)))


def fiche_name(fiche: Fiche, extension: str) -> str:
    """Return the file name of a fiche: "fiche_cognac_com-16102_2026-1.pdf"."""
    return file_name("fiche", fiche.short_name.lower(), fiche.id, fiche.edition, extension=extension)


def written(fiche: Fiche, formats: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Return the files of a fiche, made one at a time: name and content.

    Parameters
    ----------
    formats : sequence of str
        Keys of `FICHE_FORMATS`.
    """
    for name in formats:
        kind = FICHE_FORMATS[name]
        yield fiche_name(fiche, kind.extension), kind.write(fiche)


def zip_fiches(fiches: Iterator[Fiche], formats: Sequence[str], target: Path, said: Callable[[Fiche], None]) -> Path:
    """Write many fiches in a zip, one after the other, and return its path.

    Parameters
    ----------
    fiches : iterator of Fiche
        Made as the zip goes: only one is in memory.
    target : Path
        The zip; a half-written one is removed when something fails.
    said : callable
        Told of each fiche once it is written.
    formats : sequence of str
        Of `FICHE_FORMATS`.

    Raises
    ------
    OSError
        When the zip cannot be written.
    """
    try:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
            for fiche in fiches:
                for name, content in written(fiche, formats):
                    package.writestr(name, content)
                said(fiche)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return target
