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
_ENCRYPTED = 0x1


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


class Bounded(io.RawIOBase):
    """A content that stops with an error once it has given too much."""

    def __init__(self, content: IO[bytes], file: str) -> None:
        self._content, self._file, self._given = content, file, 0

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read into a buffer, and count."""
        text = self._content.read(len(buffer))
        buffer[: len(text)] = text
        self._given += len(text)
        if self._given > MOST_BYTES:
            raise Unexpected(
                f"{self._file}\u202f: une fois ouvert, ce fichier dépasse {MOST_BYTES // 1_000_000_000} Go."
            )
        return len(text)
