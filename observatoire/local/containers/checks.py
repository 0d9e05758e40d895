"""What a visitor's file is, read from its content, and what refuses it before anything of it is parsed."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Final, Literal

from observatoire.local.bounds import (
    LARGEST_FILE,
    MOST_INFLATED,
    MOST_MEMBERS,
    MOST_RATIO,
    RATIO_FROM,
    LocalDataError,
)

Kind = Literal["text", "xlsx", "ods", "json"]

_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""First bytes of workbooks of before 2007, and of those that a password encrypts."""
_ENCRYPTED_PACKAGE: Final = "EncryptedPackage".encode("utf-16-le")
_ENCRYPTED: Final = 0x1
_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_PICTURES_AND_OTHERS: Final = {
    b"%PDF": "un PDF", b"\x89PNG": "une image", b"\xff\xd8\xff": "une image", b"GIF8": "une image",
    b"\x1f\x8b": "une archive gzip", b"7z\xbc\xaf": "une archive 7z", b"Rar!": "une archive RAR",
    b"\x7fELF": "un programme", b"MZ\x90": "un programme", b"PAR1": "un fichier Parquet", b"SQLite": "une base SQLite",
}  # fmt: skip

EMPTY: Final = "Ce fichier est vide."
TOO_LARGE: Final = "Ce fichier dépasse 2\u202fMo\u202f: gardez-en les seules colonnes utiles, ou coupez-le en deux."
OLD_WORKBOOK: Final = (
    "C’est un classeur d’avant 2007 (.xls)\u202f: ouvrez-le dans un tableur et enregistrez-le en .xlsx, .ods ou .csv."
)
ENCRYPTED: Final = "Ce classeur demande un mot de passe\u202f: enregistrez-en une copie sans mot de passe."
NOT_A_WORKBOOK: Final = "Cette archive n’est ni un classeur Excel (.xlsx) ni un classeur LibreOffice (.ods)."
DAMAGED: Final = "Ce classeur est coupé ou abîmé\u202f: ouvrez-le dans un tableur et enregistrez-le à nouveau."
ABSURD: Final = "Ce classeur ne ressemble pas à un tableau\u202f: une fois ouvert, il enfle au-delà de toute mesure."
BROKEN: Final = (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError)
"""What reading an archive that is cut, damaged or encrypted raises."""


def kind_of(content: bytes) -> Kind:
    """Tell what a file is by its content; its name and its extension are not asked.

    Raises
    ------
    LocalDataError
        When it is empty, too large, encrypted, of a kind that is not read, or an archive that no tool writes.
    """
    if not content.strip(b"\x00 \t\r\n"):
        raise LocalDataError(EMPTY)
    if len(content) > LARGEST_FILE:
        raise LocalDataError(TOO_LARGE)
    if content.startswith(_COMPOUND):
        raise LocalDataError(ENCRYPTED if _ENCRYPTED_PACKAGE in content else OLD_WORKBOOK)
    if content.startswith(b"PK"):
        return _workbook(content)
    for start, what in _PICTURES_AND_OTHERS.items():
        if content.startswith(start):
            raise LocalDataError(
                f"C’est {what}, pas un tableau\u202f: apportez un fichier .csv, .xlsx, .ods ou GeoJSON."
            )
    bare = content.removeprefix(_MARKS[0]).lstrip()
    if bare[:1] in (b"{", b"["):
        return "json"
    if bare[:5].lower() in (b"<?xml", b"<html", b"<!doc", b"<tabl"):
        raise LocalDataError(
            "C’est une page ou un document XML, pas un tableau\u202f: ouvrez-le dans un tableur et enregistrez-le "
            "en .xlsx, .ods ou .csv."
        )
    return "text"


def _workbook(content: bytes) -> Kind:
    with opened_archive(content) as archive:
        names = archive.namelist()
        if "xl/workbook.xml" in names:
            return "xlsx"
        if "content.xml" in names:
            kind = member(archive, "mimetype", 200) if "mimetype" in names else b""
            if b"opendocument.spreadsheet" in kind:
                return "ods"
    raise LocalDataError(NOT_A_WORKBOOK)


@contextmanager
def opened_archive(content: bytes) -> Iterator[zipfile.ZipFile]:
    """Open a workbook's archive, checked whole before any member is read; what breaks later is said too.

    Raises
    ------
    LocalDataError
        When it is damaged or encrypted, has too many members, too large ones, names that leave their folder, links or
        devices among them, or would inflate beyond measure.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check(archive)
            yield archive
    except LocalDataError:
        raise
    except BROKEN as error:
        raise LocalDataError(DAMAGED) from error


def _check(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) > MOST_MEMBERS:
        raise LocalDataError(ABSURD)
    names = [entry.filename.replace("\\", "/") for entry in entries]
    if len(set(names)) < len(names):
        raise LocalDataError(DAMAGED)
    for name, entry in zip(names, entries, strict=True):
        mode = stat.S_IFMT(entry.external_attr >> 16)
        strays = name.startswith("/") or ".." in name.split("/") or ":" in name.split("/")[0]
        if strays or mode not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise LocalDataError(
                "Ce classeur contient un lien ou un chemin qui n’a rien à y faire\u202f: il n’est pas lu."
            )
        if entry.flag_bits & _ENCRYPTED:
            raise LocalDataError(ENCRYPTED)
        if entry.file_size > RATIO_FROM and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
            raise LocalDataError(ABSURD)
    if sum(entry.file_size for entry in entries) > MOST_INFLATED:
        raise LocalDataError(ABSURD)


def pieces(archive: zipfile.ZipFile, name: str, most: int, size: int = 1_000_000) -> Iterator[bytes]:
    """Yield a member of an archive in pieces, what comes out of it counted.

    Parameters
    ----------
    archive : ZipFile
        As `opened_archive` gives it.
    name : str
        Of the member.
    most : int
        Bytes that it may give.
    size : int
        Bytes at a time: large, for a parser reads a token that goes on from its beginning again at each piece.

    Raises
    ------
    LocalDataError
        When the member is absent, or gives more.
    """
    if name not in archive.NameToInfo:
        raise LocalDataError(DAMAGED)
    given = 0
    with archive.open(name) as content:
        while piece := content.read(size):
            given += len(piece)
            if given > most:
                raise LocalDataError(ABSURD)
            yield piece


def member(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """Return a small member of an archive whole, as `pieces` yields it."""
    return b"".join(pieces(archive, name, most))
