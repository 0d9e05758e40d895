"""A downloaded file, whatever its container: what it is is read from its content, its name is never trusted."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import IO, Any, Literal, cast, overload

import pandas as pd

from loaders.official.containers import delimited, endings, sheets, stored
from loaders.official.containers.bounds import Bounded, check_archive, check_workbook, held_whole
from loaders.official.reading import Unexpected

Kind = Literal["csv", "xlsx", "ods", "parquet", "json"]
_MOST_JSON = 1_000_000_000
_KEPT_LINES = 40
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_GZIP = b"\x1f\x8b"
_BROKEN = (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError)
"""What reading a file that is cut, damaged or encrypted raises."""


@dataclass(frozen=True)
class Member:
    """One table of a file: the file itself, or a member of its archive.

    Attributes
    ----------
    name : str
        As the archive has it, or the file's.
    kind : Kind
        What its content is.
    file : str
        How messages name it.
    """

    name: str
    kind: Kind
    file: str
    _open: Callable[[], Any]

    @cached_property
    def header(self) -> tuple[str, ...]:
        """Names of the columns in the first line, without byte order mark or quotes; empty for sheets and JSON."""
        if self.kind == "csv":
            with self.stream() as content:
                return delimited.header(content, self.file)
        if self.kind == "parquet":
            with self.stream() as content:
                return stored.header(content, self.file)
        return ()

    @cached_property
    def sheets(self) -> tuple[str, ...]:
        """Names of the sheets of a workbook; empty for what is none."""
        if self.kind not in ("xlsx", "ods"):
            return ()
        with self.stream() as content:
            return sheets.names(content, self.file)

    @overload
    def table(
        self,
        columns: Sequence[str] | None = None,
        *,
        sheet: str | None = None,
        skip: int = 0,
        encoding: str | None = None,
        chunk: None = None,
    ) -> pd.DataFrame: ...

    @overload
    def table(
        self,
        columns: Sequence[str] | None = None,
        *,
        sheet: str | None = None,
        skip: int = 0,
        encoding: str | None = None,
        chunk: int,
    ) -> Iterator[pd.DataFrame]: ...

    def table(
        self,
        columns: Sequence[str] | None = None,
        *,
        sheet: str | None = None,
        skip: int = 0,
        encoding: str | None = None,
        chunk: int | None = None,
    ) -> pd.DataFrame | Iterator[pd.DataFrame]:
        """Return the table, every cell a text: an empty cell stays "".

        Parameters
        ----------
        columns : sequence of str, optional
            Those wanted, in this order; all without it.
        sheet : str, optional
            Of a workbook; its first without it.
        skip : int
            Lines above that of the names.
        encoding : str, optional
            Found by looking without it.
        chunk : int, optional
            Lines at a time: an iterator of tables then.

        Raises
        ------
        Unexpected
            When a column is absent or there twice, a line is cut, or the content cannot be read.
        """
        parts = self._parts(columns, sheet, skip, encoding, chunk)
        if chunk is not None:
            return parts
        found = list(parts)
        return found[0] if len(found) == 1 else pd.concat(found, ignore_index=True)

    def _parts(
        self, columns: Sequence[str] | None, sheet: str | None, skip: int, encoding: str | None, chunk: int | None
    ) -> Iterator[pd.DataFrame]:
        with self.stream() as content:
            if self.kind == "csv":
                layout = delimited.Layout(columns, skip, encoding)
                yield from delimited.tables(content, layout, self.file, chunk or delimited.LINES)
            elif self.kind == "parquet":
                yield from stored.tables(content, columns, self.file, chunk or delimited.LINES)
            elif self.kind == "json":
                raise Unexpected(f"{self.file}\u202f: un fichier JSON n’est pas un tableau.")
            else:
                yield sheets.table(content, columns, sheet, skip, self.file)

    def head(self, lines: int, *, sheet: str | None = None) -> str:
        """Return the first lines as a text; those of a sheet with tabs between cells."""
        if self.kind in ("xlsx", "ods"):
            if lines <= _KEPT_LINES:
                return "\n".join(_beginning(self, sheet).split("\n")[:lines])
            with self.stream() as content:
                return sheets.head(content, sheet, lines, self.file)
        with self.stream() as content:
            return delimited.head(content, lines)

    def json(self) -> object:
        """Return what a JSON file holds.

        Raises
        ------
        Unexpected
            When it is not JSON, or is too large.
        """
        with self.stream() as content:
            text = content.read(_MOST_JSON + 1)
        if len(text) > _MOST_JSON:
            raise Unexpected(f"{self.file}\u202f: ce fichier JSON est trop grand.")
        try:
            return cast(object, json.loads(text))
        except (ValueError, RecursionError) as error:
            raise Unexpected(f"{self.file}\u202f: ce n’est pas un fichier JSON entier ({error}).") from error

    @contextmanager
    def stream(self) -> Iterator[IO[bytes]]:
        """Open the content, decompressed, no further than its bound; what breaks on the way is said."""
        try:
            with self._open() as content:
                yield content
        except _BROKEN as error:
            raise Unexpected(f"{self.file}\u202f: fichier coupé, abîmé ou chiffré ({error}).") from error


@lru_cache(maxsize=64)
def _beginning(member: Member, sheet: str | None) -> str:
    """Return the first lines of a sheet, kept: a workbook is slow to open, and each reader looks at it."""
    with member.stream() as content:
        return sheets.head(content, sheet, _KEPT_LINES, member.file)


class Opened:
    """A downloaded file.

    Parameters
    ----------
    path : Path
        Where it is.
    year : int, optional
        That whoever adds it gives, where neither its content nor its name says it.

    Attributes
    ----------
    path, year : Path, int or None
    name : str
        Of the file, for messages only.
    unfinished : bool
        Whether its last line has no end, so that it may be cut inside its last number, which is then left out.
    may_be_cut : bool
        Whether it may have lost lines at its end without a sign of it, as a plain text may and no other form.

    Raises
    ------
    Unexpected
        When it is empty, damaged, hostile or larger than any producer's file.
    """

    def __init__(self, path: Path, year: int | None = None) -> None:
        self.path, self.year = path, year
        self.name = path.name
        self.unfinished = self.may_be_cut = False
        try:
            self.members: tuple[Member, ...] = tuple(self._found())
        except _BROKEN as error:
            raise Unexpected(f"{self.name}\u202f: fichier coupé, abîmé ou chiffré ({error}).") from error
        if not self.members:
            raise Unexpected(f"{self.name}\u202f: aucun tableau dans ce fichier.")

    def _found(self) -> Iterator[Member]:
        with self.path.open("rb") as content:
            start = content.read(8)
        if not start:
            raise Unexpected(f"{self.name}\u202f: fichier vide.")
        if not start.startswith(b"PK"):
            yield self._plain(start)
            return
        with zipfile.ZipFile(self.path) as archive:
            check_archive(archive, self.name)
            names = [entry.filename for entry in archive.infolist() if not entry.is_dir()]
            workbook = _workbook(archive, names)
            if workbook:
                check_workbook(archive, self.name)
        if workbook:
            yield Member(self.name, workbook, self.name, lambda: self.path.open("rb"))
            return
        for name in names:
            yield self._member(name, partial(_inside, self.path, name), f"{self.name} ({name})")

    def _plain(self, start: bytes) -> Member:
        """Look at a file that is no archive; of a text that may be cut, the last cell is left out."""
        member = self._member(self.name, lambda: self.path.open("rb"))
        if member.kind == "csv" and not start.startswith(_GZIP):
            self.may_be_cut = True
            sure = endings.sure_bytes(self.path)
            if sure is not None:
                self.unfinished = True
                return replace(member, _open=lambda: endings.Beginning(lambda: self.path.open("rb"), sure))
        return member

    def _member(self, name: str, opening: Callable[[], Any], file: str = "") -> Member:
        """Look at the beginning of a content and say what it is."""
        file = file or name
        with opening() as content:
            start: bytes = content.read(4096)
        if start.startswith(_GZIP):
            return self._member(name, lambda: _unpacked(opening, file), file)
        if start.startswith(b"PK"):
            with opening() as content, zipfile.ZipFile(io.BytesIO(held_whole(content, file))) as archive:
                check_archive(archive, file)
                kind = _workbook(archive, archive.namelist())
                check_workbook(archive, file)
            if kind is None:
                raise Unexpected(f"{file}\u202f: une archive dans une archive n’est pas lue.")
            return Member(name, kind, file, opening)
        if start.startswith(_OLD_WORKBOOK):
            return Member(name, "xlsx", file, opening)
        if start.startswith(b"PAR1"):
            return Member(name, "parquet", file, opening)
        if start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
            return Member(name, "json", file, opening)
        return Member(name, "csv", file, opening)


def _workbook(archive: zipfile.ZipFile, names: Sequence[str]) -> Kind | None:
    """Tell a workbook, which is an archive too, from other archives."""
    if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
        return "xlsx"
    if "mimetype" in names and "content.xml" in names:
        with archive.open("mimetype") as content:
            return "ods" if b"opendocument.spreadsheet" in content.read(200) else None
    return None


@contextmanager
def _inside(path: Path, name: str) -> Iterator[IO[bytes]]:
    """Open a member of an archive: no more comes out than the archive declares, which is bounded, nor at once."""
    with zipfile.ZipFile(path) as archive, archive.open(name) as content:
        yield cast(IO[bytes], Bounded(content, name))


@contextmanager
def _unpacked(opening: Callable[[], Any], file: str) -> Iterator[IO[bytes]]:
    """Open a gzip, which declares no size that could be believed: what comes out of it is counted."""
    with opening() as packed, gzip.GzipFile(fileobj=packed) as content:
        yield cast(IO[bytes], Bounded(cast(IO[bytes], content), file))
