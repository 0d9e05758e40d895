"""The files that are there: in `data/official`, or in any folder, each with what is known of where it comes from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

SHELF = Path(__file__).parents[2] / "data" / "official"
BESIDE = ".provenance.json"
"""End of the name of the small file beside a downloaded one."""


@dataclass(frozen=True)
class Provenance:
    """Where a file comes from.

    Attributes
    ----------
    dataset : str
        Id of its data set.
    address : str
        From which it was downloaded; empty when a person brought it.
    retrieved : str
        Day, "2026-11-26"; empty when nobody knows.
    sha256 : str
    edition : str
        What the producer calls it.
    year : int or None
        Of observation, as the person who added it said: the file does not.
    """

    dataset: str
    address: str
    retrieved: str
    sha256: str
    edition: str = ""
    year: int | None = None


def files_in(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder and of its sub-folders, in order of their names."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden and not path.name.endswith((BESIDE, ".part")):
            yield path


def provenance_of(path: Path) -> Provenance | None:
    """Return what is known of a file; None when nothing is written beside it."""
    beside = path.with_name(path.name + BESIDE)
    try:
        return Provenance(**json.loads(beside.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, RecursionError):
        return None


def note_provenance(path: Path, known: Provenance) -> None:
    """Write what is known of a file beside it."""
    text = json.dumps(asdict(known), ensure_ascii=False, indent=1)
    path.with_name(path.name + BESIDE).write_text(text + "\n", encoding="utf-8")
