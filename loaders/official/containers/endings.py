"""How a plain text ends: where its last line has no end, the file may be cut inside its last number.

Other forms tell it themselves: an archive and a gzip by their checksums, a workbook, Parquet and JSON by their ends.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from loaders.official.containers.delimited import encoding_of, separator_of

UNFINISHED = (
    "la dernière ligne n’a pas de fin\u202f: le fichier est peut-être coupé, et le contenu de sa dernière case n’est "
    "pas retenu"
)
_LOOKED_AT = 65_536
"""Bytes, an even number: letters of UTF-16 are not parted."""


def sure_bytes(path: Path) -> int | None:
    """Return how many bytes of a text are sure: all but its last cell where its last line has no end.

    Many tables saved by a spreadsheet have none, and are whole: that cell alone is left out, not the file.

    Parameters
    ----------
    path : Path
        Of a text.

    Returns
    -------
    int or None
        None when all of them are: the last line has an end, or its last cell closing quotes. A line that is cut before
        its last cell is refused by whoever reads it.
    """
    size = path.stat().st_size
    with path.open("rb") as content:
        encoding = encoding_of(content.read(_LOOKED_AT))
        content.seek(max(0, (size - _LOOKED_AT) // 2 * 2))
        end = content.read()
    written = _written(end, encoding)
    text = end.decode(written, errors="replace")
    line = text.rpartition("\n")[2]
    if not line or text.endswith("\r") or (line.endswith('"') and line.count('"') % 2 == 0):
        return None
    cells, _, cell = line.rpartition(separator_of(line))
    return size - len(cell.encode(written, errors="replace")) if cells else None


def _written(end: bytes, encoding: str) -> str:
    """Return the encoding of the end of a text, which has no mark."""
    if encoding == "utf-16":
        return "utf-16-le" if end[1::2].count(0) >= end[::2].count(0) else "utf-16-be"
    return encoding.removesuffix("-sig")


class Beginning(io.RawIOBase):
    """A content up to some byte, then nothing.

    Parameters
    ----------
    opening : callable
        Opens the content.
    size : int
        Bytes given.
    """

    def __init__(self, opening: Callable[[], IO[bytes]], size: int) -> None:
        self._content, self._left = opening(), size

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read into a buffer, no further than the end."""
        text = self._content.read(min(len(buffer), self._left))
        buffer[: len(text)] = text
        self._left -= len(text)
        return len(text)

    def close(self) -> None:
        """Close the content too."""
        self._content.close()
        super().close()
