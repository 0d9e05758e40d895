"""Bounds against files that are hostile or absurd: what no producer's file reaches."""

from __future__ import annotations

import io
import zipfile
from typing import IO, Any

from loaders.official.reading import Unexpected

MOST_MEMBERS = 500
MOST_BYTES = 8_000_000_000
"""Of all that comes out of one file; the largest of the producers, in cells of the census, is 1,5 GB."""
MOST_EXPANDED, EXPANDED_FROM = 200, 50_000_000
"""How many times larger than packed a member of this many bytes may be: cells of the census are thirty times so."""
MOST_HELD = 400_000_000
"""Bytes of what must be held whole in memory: a workbook, a member of an archive that is no text."""
MOST_OF_A_WORKBOOK = 2_000_000_000
"""Bytes of all that comes out of a workbook, which its reader holds."""
_ENCRYPTED = 0x1
_CHUNK = 1_000_000


def check_archive(archive: zipfile.ZipFile, file: str) -> None:
    """Refuse an archive that no producer would publish.

    Parameters
    ----------
    archive : ZipFile
        Opened, nothing read of its members.
    file : str
        Name to quote.

    Raises
    ------
    Unexpected
        When it has too many members, too large ones, names that leave their folder, or a password.
    """
    entries = archive.infolist()
    if len(entries) > MOST_MEMBERS:
        raise Unexpected(f"{file}\u202f: {len(entries)} fichiers dans l’archive, plus de {MOST_MEMBERS}.")
    for entry in entries:
        name = entry.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or ":" in name.split("/")[0]:
            raise Unexpected(f"{file}\u202f: un nom de l’archive sort de son dossier ({entry.filename}).")
        if entry.flag_bits & _ENCRYPTED:
            raise Unexpected(f"{file}\u202f: {entry.filename} demande un mot de passe.")
        if entry.file_size > EXPANDED_FROM and entry.file_size > MOST_EXPANDED * max(entry.compress_size, 1):
            raise Unexpected(f"{file}\u202f: {entry.filename} enfle plus de {MOST_EXPANDED} fois une fois ouvert.")
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise Unexpected(f"{file}\u202f: une fois ouvert, ce fichier dépasse {MOST_BYTES // 1_000_000_000} Go.")


def check_workbook(archive: zipfile.ZipFile, file: str) -> None:
    """Refuse a workbook whose members are larger than it declares: its reader would believe what comes out.

    Parameters
    ----------
    archive : ZipFile
        That passed `check_archive`.
    file : str
        Name to quote.

    Raises
    ------
    Unexpected
        When what it holds is too large.
    BadZipFile
        When a member is not what it declares: no more of it is read than that.
    """
    if sum(entry.file_size for entry in archive.infolist()) > MOST_OF_A_WORKBOOK:
        raise Unexpected(f"{file}\u202f: ce classeur est trop grand.")
    for entry in archive.infolist():
        with archive.open(entry) as content:
            while content.read(_CHUNK):  # a member that lies about its size fails its checksum at that size
                pass


def held_whole(content: IO[bytes], file: str) -> bytes:
    """Return all of a content that has to be in memory.

    Parameters
    ----------
    content
        From its beginning.
    file : str
        Name to quote.

    Raises
    ------
    Unexpected
        When it is too large for that.
    """
    held = content.read(MOST_HELD + 1)
    if len(held) > MOST_HELD:
        raise Unexpected(f"{file}\u202f: ce fichier dépasse {MOST_HELD // 1_000_000} Mo, trop pour être lu d’un bloc.")
    return held


class Bounded(io.RawIOBase):
    """A content that stops with an error once it has given too much."""

    def __init__(self, content: IO[bytes], file: str) -> None:
        self._content, self._file, self._given = content, file, 0

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read into a buffer, and count."""
        text = self._counted(len(buffer))
        buffer[: len(text)] = text
        return len(text)

    def read(self, size: int = -1) -> bytes:
        """Read some bytes, all without a size, piece by piece: asked for more, an archive unpacks it all at once."""
        pieces, left = [], MOST_BYTES if size < 0 else size
        while left > 0 and (text := self._counted(left)):
            pieces.append(text)
            left -= len(text)
        return b"".join(pieces)

    def _counted(self, size: int) -> bytes:
        text = self._content.read(min(size, _CHUNK))
        self._given += len(text)
        if self._given > MOST_BYTES:
            raise Unexpected(
                f"{self._file}\u202f: une fois ouvert, ce fichier dépasse {MOST_BYTES // 1_000_000_000} Go."
            )
        return text
