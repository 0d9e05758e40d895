"""Files of local data that an operator installed for all visitors: their bytes, which `observatoire/local/` reads."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from observatoire.model.official.tables import data_directory
from observatoire.model.store import PREPARED_DIR

MOST_FILES: Final = 20
LARGEST: Final = 6_000_000


def local_directory(edition: Path | None = None) -> Path:
    """Return the folder of installed local data: `local`, beside the edition that is read.

    Parameters
    ----------
    edition : Path, optional
        Folder of an edition; that which the store opens by default.
    """
    return (edition or data_directory(PREPARED_DIR)).parent / "local"


def installed_files(directory: Path) -> dict[str, bytes]:
    """Return the content of each installed file by name, in order of name; what is too large is left out.

    Parameters
    ----------
    directory : Path
        As `local_directory` returns it; it may not exist.
    """
    paths = sorted(path for path in directory.glob("*.json") if path.is_file() and not path.is_symlink())
    return {path.name: path.read_bytes() for path in paths[:MOST_FILES] if path.stat().st_size <= LARGEST}
