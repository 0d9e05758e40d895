"""The declared sources: which package, which version, which file in it, and reading that file."""

from __future__ import annotations

import hashlib
import tarfile
import tomllib
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

DECLARATION = Path(__file__).with_name("packages.toml")
REGISTRIES = ("pypi", "npm")


class SourceError(Exception):
    """A source is absent, is not the declared one, or does not have the expected form. One sentence says which."""


@dataclass(frozen=True, slots=True)
class Source:
    """One package at one version.

    Attributes
    ----------
    id : str
        Our name for it.
    registry : str
        `pypi` or `npm`.
    package, version : str
        Its name and version in that registry.
    artifact : str
        Name of the downloaded file (wheel, source distribution or npm archive).
    files : tuple of str
        Files inside the artifact that are read.
    sha256 : str
        Of the artifact.
    retrieved : str
        Date on which a person took it and looked at it.
    note : str
        What it is used for.
    """

    id: str
    registry: str
    package: str
    version: str
    artifact: str
    files: tuple[str, ...]
    sha256: str
    retrieved: str
    note: str


@dataclass(frozen=True, slots=True)
class Artifacts:
    """The declared sources, by id, and the directory of their artifacts: what the producers' modules stage from."""

    sources: Mapping[str, Source]
    directory: Path

    def read(self, source: str, ending: str) -> tuple[str, bytes]:
        """Read one declared file of a source: a name to quote in error messages, and the content (`read_inner`)."""
        if source not in self.sources:
            raise SourceError(f"There is no source {source!r} in packages.toml: declare it, or correct its id.")
        return read_inner(self.sources[source], self.directory, ending)


def load_sources(declaration: Path = DECLARATION) -> dict[str, Source]:
    """Read the declared sources, by id.

    Parameters
    ----------
    declaration : Path
        A TOML file of `[[packages]]` tables.

    Returns
    -------
    dict of str to Source
    """
    entries = tomllib.loads(declaration.read_text(encoding="utf-8"))["packages"]
    known = {field.name for field in fields(Source)}
    for entry in entries:
        if set(entry) != known:
            odd = sorted(known.symmetric_difference(entry))
            identifier = entry.get("id", "?")
            raise SourceError(f"{declaration.name}: source {identifier} must have exactly {sorted(known)}, see {odd}.")
        if entry["registry"] not in REGISTRIES:
            raise SourceError(f"{declaration.name}: source {entry['id']} must name pypi or npm as its registry.")
    return {entry["id"]: Source(**{**entry, "files": tuple(entry["files"])}) for entry in entries}


def sha256_of(path: Path) -> str:
    """Return the sha256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def verify(source: Source, path: Path) -> None:
    """Stop when a downloaded artifact is not the declared one, bit for bit.

    Parameters
    ----------
    source : Source
    path : Path
        The downloaded artifact.
    """
    found = sha256_of(path)
    if found != source.sha256:
        raise SourceError(
            f"{source.artifact} ({source.package} {source.version}) has sha256 {found}, "
            f"but packages.toml expects {source.sha256}."
        )


def read_inner(source: Source, directory: Path, ending: str) -> tuple[str, bytes]:
    """Read one declared file inside an artifact.

    Parameters
    ----------
    source : Source
    directory : Path
        Where the artifacts are.
    ending : str
        How the inner file's name ends, enough to tell it from the others.

    Returns
    -------
    tuple of str and bytes
        A name to quote in error messages, and the content.
    """
    inner = [name for name in source.files if name.endswith("/" + ending)]
    if len(inner) != 1:
        raise SourceError(f"packages.toml: source {source.id} must declare exactly one file ending in {ending}.")
    artifact = directory / source.artifact
    if not artifact.is_file():
        raise SourceError(f"{source.artifact} is not in {directory.name}: run `python -m loaders fetch` first.")
    label = f"{source.artifact}:{inner[0]}"
    try:
        return label, _extract(artifact, inner[0])
    except (KeyError, OSError, EOFError, tarfile.TarError, zipfile.BadZipFile) as error:
        raise SourceError(f"{label}: the file cannot be read from its package, expected it whole ({error}).") from error


def _extract(artifact: Path, inner: str) -> bytes:
    if artifact.suffix == ".whl":
        with zipfile.ZipFile(artifact) as wheel:
            return wheel.read(inner)
    with tarfile.open(artifact) as archive:
        stream = archive.extractfile(inner)
        if stream is None:
            raise KeyError(inner)
        return stream.read()
