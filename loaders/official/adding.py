"""Adding a file that a person downloaded: what it is, of which edition, kept beside the others."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from loaders.official.datasets import Dataset
from loaders.official.edition.places import Places
from loaders.official.edition.taking import Taken, take
from loaders.official.shelf import Provenance, note_provenance
from observatoire.model.catalog import Catalog


@dataclass(frozen=True)
class Added:
    """A file that was added.

    Attributes
    ----------
    target : Path
        Where it is now.
    dataset : Dataset
        What it is.
    edition : str
        Of which edition.
    extract : str
        What it lacks; empty for a whole file.
    here : bool
        Whether the same was there already.
    """

    target: Path
    dataset: Dataset
    edition: str
    extract: str
    here: bool

    @property
    def sentence(self) -> str:
        """What is said of it."""
        part = f", extrait ({self.extract})" if self.extract else ""
        where = "déjà là" if self.here else f"gardé sous {self.target}"
        return f"{self.dataset.producer}, {self.dataset.title}, édition {self.edition}{part}\u202f: {where}."


def add(path: Path, folder: Path, catalog: Catalog, places: Places, day: date, year: int | None = None) -> Added:
    """Add a file to a folder, once it is known and sound.

    Parameters
    ----------
    path : Path
        Of the file.
    folder : Path
        Where it is kept.
    catalog : Catalog
        All that is known.
    places : Places
        Territories of the edition that ships.
    day : date
        On which it is added.
    year : int, optional
        Of observation, where neither the content of the file nor its name says it.

    Raises
    ------
    Unknown, Unexpected
        When nobody knows it, or when it changed; nothing is kept of it.
    """
    one = take(path, places, catalog.measures, extracts=True, year=year)
    target = folder / name_of(one)
    known = Provenance(
        one.dataset.id, one.provenance.address, day.isoformat(), one.provenance.sha256, one.edition, year
    )
    if target.is_file() and target.samefile(path):
        return Added(target, one.dataset, one.edition, one.extract, here=True)
    folder.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f"{target.name}.part")
    shutil.copy2(path, temporary)  # its day too: some producers write theirs nowhere else
    temporary.replace(target)
    note_provenance(target, known)
    return Added(target, one.dataset, one.edition, one.extract, here=False)


def name_of(one: Taken) -> str:
    """Return a name that no other file has: its data set, the beginning of its checksum, the name that it came with.

    The last is kept since some producers write the year nowhere else.
    """
    return f"{one.dataset.id}_{one.provenance.sha256[:8]}_{one.path.name}"
