"""The files of an edition: whether they are those that its manifest lists, and how one is read.

`docs/decisions/0040-faults-and-safety.md` says what a server does when they are not.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

MANIFEST = "manifest.json"
COLUMNS: dict[str, tuple[str, ...]] = {
    "territories": (
        "id", "level", "code", "name", "short_name", "liaison", "departement", "departements", "region", "epci",
        "nature", "population", "area_km2", "members", "seat", "siren", "postcodes", "lon", "lat",
        "west", "south", "east", "north",
    ),
    "former_communes": ("code", "name", "kind", "current"),
    "measures": ("code",),
    "measures_above": ("id",),
    "gaps": ("measure", "year", "code", "status", "reason"),
    "flags": ("measure", "year", "code", "flag", "reason"),
    "features": ("id",),
    "adjacency": ("id", "adjacent"),
}  # fmt: skip
"""Columns that the program reads whatever the edition; those of measures and features are the edition's own."""
MEND = (
    "Remettez cette édition en place tout entière (celle qui est livrée\u202f: git checkout -- data/prepared), ou "
    "désignez-en une autre par OBSERVATOIRE_DATA, puis relancez"
)


class DataNotReadableError(RuntimeError):
    """The files of an edition are missing, or are not what they should be; the message says which, why and the mend."""


class Listed:
    """The files that a manifest lists, and which of them were seen to be as it says.

    A file is read whole once, and again when its size, its date or its place on the disk changed since.

    Parameters
    ----------
    directory : Path
        Of the edition.
    manifest : dict
        As `read_manifest` returns it.
    """

    def __init__(self, directory: Path, manifest: dict[str, Any]) -> None:
        self._directory = directory
        self._tables: dict[str, dict[str, Any]] = manifest["tables"]
        self._seen: dict[str, tuple[int, ...]] = {}
        self._looking = Lock()

    def faults(self) -> list[str]:
        """Return what is wrong, a French clause a file; empty when each is there with the bytes that are listed."""
        with self._looking:
            said = {name: self._fault(name, entry) for name, entry in self._tables.items()}
        return [f"{name} {fault}" for name, fault in said.items() if fault]

    def _fault(self, name: str, entry: dict[str, Any]) -> str:
        try:
            found = (self._directory / name).stat()
            seen = (found.st_size, found.st_mtime_ns, found.st_ino, found.st_dev)
            if self._seen.get(name) == seen:
                return ""
            if found.st_size != entry["bytes"]:
                return f"a {found.st_size} octets, et non {entry['bytes']}"
            with (self._directory / name).open("rb") as content:
                if hashlib.file_digest(content, "sha256").hexdigest() != entry["sha256"]:
                    return f"n’a pas le contenu que dit {MANIFEST}"
        except FileNotFoundError:
            return "manque"
        except OSError as error:
            return f"ne se lit pas ({error.strerror})"
        self._seen[name] = seen
        return ""


def read_manifest(directory: Path) -> dict[str, Any]:
    """Return what an edition says of itself.

    Raises
    ------
    DataNotReadableError
        When there is none, or it does not name an edition and its files.
    """
    try:
        manifest = json.loads((directory / MANIFEST).read_text(encoding="utf-8"))
        listed = manifest["tables"]
        named = [str(manifest["edition"]), int(manifest["cog"]), str(manifest["epci_date"])]
        sizes = [(int(entry["bytes"]), str(entry["sha256"])) for entry in listed.values()]
    except FileNotFoundError as error:
        raise refused(directory, [f"{MANIFEST} manque"]) from error
    except OSError as error:
        raise refused(directory, [f"{MANIFEST} ne se lit pas ({error.strerror})"]) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise refused(directory, [f"{MANIFEST} n’est pas celui d’une édition, ou il est coupé"]) from error
    if not all(named) or any(size < 0 for size, _ in sizes):
        raise refused(directory, [f"{MANIFEST} ne dit pas de quelle édition il est"])
    return dict(manifest)


def refused(directory: Path, faults: Iterable[str]) -> DataNotReadableError:
    """Return the error that says in one sentence why an edition cannot be read, and how to mend it.

    Parameters
    ----------
    directory : Path
        Of the edition.
    faults : iterable of str
        Clauses of `Listed.faults` or of their form.
    """
    named = list(faults)
    more = f"\u202f; {len(named) - 3} autres fichiers aussi" if len(named) > 3 else ""
    said = "\u202f; ".join(named[:3])
    return DataNotReadableError(f"{directory}\u202f: {said}{more}. {MEND}")


def form_faults(directory: Path) -> list[str]:
    """Return the columns that tables lack for this program to read them: those of an edition of another time.

    Parameters
    ----------
    directory : Path
        Of the edition, whose files are as they were written.
    """
    said = []
    for table, columns in COLUMNS.items():
        path = directory / f"{table}.parquet"
        if path.is_file():
            absent = [column for column in columns if column not in column_names(path)]
            said += [f"{path.name} n’a pas la colonne «\u00a0{absent[0]}\u00a0» que lit ce programme"] if absent else []
    return said


def plain_file(path: Path) -> Path:
    """Return a path that is of a plain file: a pipe or a device has no end, and its size is no bound.

    Raises
    ------
    OSError
        When nothing is there, or something else is.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "ce n’est pas un fichier, mais un dossier, un tuyau ou un périphérique", str(path))
    return path


def column_names(path: Path) -> list[str]:
    """Return the names of the columns of a table."""
    with readable(path), opened(path) as file:
        return list(file.schema_arrow.names)


def opened(path: Path, texts: Iterable[str] = ()) -> pq.ParquetFile:
    """Open a table; `texts` are kept as dictionaries.

    Its path goes to Arrow in bytes: as text, Arrow takes it for UTF-8 whatever the system's encoding is.
    """
    return pq.ParquetFile(pa.OSFile(os.fsencode(path)), read_dictionary=list(texts) or None)


def whole(path: Path, columns: list[str] | None = None, texts: Iterable[str] = ()) -> pa.Table:
    """Read a table, or some of its columns; `texts` are kept as dictionaries.

    Not with `read_table`: it loads Arrow's library of data sets, 7 MB that one file does not need.
    """
    with readable(path), opened(path, texts) as file:
        return file.read(columns=columns)


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Say which file cannot be read, where reading it fails.

    Raises
    ------
    DataNotReadableError
        In the place of Arrow's and the system's own errors; not for want of memory.
    """
    try:
        yield
    except FileNotFoundError as error:
        raise refused(path.parent, [f"{path.name} manque"]) from error
    except (OSError, pa.ArrowInvalid) as error:
        raise refused(path.parent, [f"{path.name} est coupé ou abîmé"]) from error
