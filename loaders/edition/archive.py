"""Earlier editions: `python -m loaders edition pack` makes the archive of the current one, `edition add` installs one.

An archive is a zip of `data/prepared` with the catalogue of its time in `catalog/`; installed, it is the folder
`data/editions/<name>` that `observatoire/model/folders/editions.py` opens for the links made at its time.
"""

from __future__ import annotations

import argparse
import tempfile
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import IO

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from loaders.edition.check import files_as_listed
from loaders.pipeline.manifest import NAME, read_manifest
from observatoire.model.above import told_violations
from observatoire.model.catalog import CatalogError, load_catalog
from observatoire.model.contracts import CONTRACTS, earlier_table_violations
from observatoire.model.files import plain_file
from observatoire.model.folders.editions import CATALOG, MOST_SERVED, edition_order, installed, is_edition_name

MOST_FILES = 200
MOST_BYTES = 400_000_000
MOST_CELLS = 100_000_000
_PIECE = 1_000_000
_UNREADABLE = (zipfile.BadZipFile, OSError, EOFError, zlib.error, NotImplementedError, RuntimeError)
"""What reading an archive that is cut, damaged, encrypted or none raises, and a folder that holds more than files."""
_EPOCH = (1980, 1, 1, 0, 0, 0)


class EditionRefusedError(Exception):
    """This edition cannot be installed; the message says why, one sentence a line."""


def pack(data: Path, directory: Path) -> Path:
    """Make the archive of the current edition; the same data always give the same bytes.

    Parameters
    ----------
    data : Path
        Holds `prepared` and `catalog`.
    directory : Path
        Where to write `edition-<name>.zip`.

    Returns
    -------
    Path
    """
    name = str(read_manifest(data / "prepared")["edition"])
    directory.mkdir(parents=True, exist_ok=True)
    target = directory / f"edition-{name}.zip"
    files = {path.relative_to(data / "prepared").as_posix(): path for path in (data / "prepared").rglob("*")}
    files |= {f"{CATALOG}/{path.name}": path for path in (data / "catalog").glob("*.toml")}
    with zipfile.ZipFile(target, "w") as archive:
        for inside, path in sorted(files.items()):
            if path.is_file():
                entry = zipfile.ZipInfo(inside, _EPOCH)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, path.read_bytes())
    return target


def add(source: Path, data: Path) -> str:
    """Install an earlier edition, once it is known to be sound.

    Parameters
    ----------
    source : Path
        An archive of `pack`, or a folder of the same layout.
    data : Path
        Holds `prepared`; the edition goes to `editions/<name>`.

    Returns
    -------
    str
        The name of the edition.

    Raises
    ------
    EditionRefusedError
        When it is broken, not an earlier one, or there already. Nothing is then installed.
    """
    editions = data / "editions"
    editions.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".adding-", dir=editions) as temporary:
        copy = Path(temporary) / "edition"
        copy.mkdir()
        try:
            _copy(source, copy) if source.is_dir() else _unpack(source, copy)
        except _UNREADABLE as error:
            said = error.strerror if isinstance(error, OSError) and error.strerror else error
            raise EditionRefusedError(f"{source.name}: not an archive that can be read ({said}).") from error
        faults = edition_faults(copy)
        if faults:
            raise EditionRefusedError("\n".join(faults))
        name = str(read_manifest(copy)["edition"])
        current = str(read_manifest(data / "prepared")["edition"])
        if edition_order(name) >= edition_order(current):
            raise EditionRefusedError(f"{name} is not earlier than the current edition, {current}.")
        if (editions / name).exists():
            raise EditionRefusedError(f"{name} is installed already: remove data/editions/{name} first.")
        copy.replace(editions / name)
    return name


def edition_faults(directory: Path) -> list[str]:
    """Return every reason not to trust an edition: missing files, other bytes than listed, broken contracts.

    Parameters
    ----------
    directory : Path
        Laid out as `data/prepared`, with `catalog/`.

    Returns
    -------
    list of str
        One sentence each; empty when it is sound.
    """
    absent = [name for name in (NAME, *(f"{table}.parquet" for table in CONTRACTS)) if not (directory / name).is_file()]
    if absent:
        return [f"{', '.join(absent)} absent: give a folder or an archive made by `python -m loaders edition pack`."]
    try:
        manifest = read_manifest(directory)
        faults = [result.sentence for result in files_as_listed(directory, manifest) if not result.passed]
        name = str(manifest["edition"])
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return [f"{NAME} is not the manifest of an edition."]
    if not is_edition_name(name):
        faults.append(f"{name[:40]!r} is not the name of an edition, such as 2026.1.")
    if faults:
        return faults  # what is not as it left us is not read further
    tables = {}
    for table in CONTRACTS:
        try:
            tables[table] = _read(directory / f"{table}.parquet")
        except (pa.ArrowException, OSError) as error:
            return [f"{table}.parquet is not a table that can be read ({error})."]
    for table, rows in tables.items():
        faults += earlier_table_violations(table, rows)
    if not faults:
        # Beside today's, its figures would give back what is withheld.
        faults += told_violations(tables["territories"], tables["measures"], tables["measures_above"])
    try:
        if not load_catalog(directory / CATALOG).indicators:
            faults.append(f"{CATALOG}/ has no indicator.")
    except CatalogError as error:
        faults.append(str(error))
    return faults


def _read(path: Path) -> pd.DataFrame:
    """Read a table, once its footer says that it is of an edition's size: a few bytes may unfold to billions."""
    held = pq.read_metadata(path)
    if held.num_rows * held.num_columns > MOST_CELLS:
        raise EditionRefusedError(f"{path.name}: {held.num_rows} rows of {held.num_columns}: too many for an edition.")
    return pd.read_parquet(path)


def _copy(source: Path, target: Path) -> None:
    """Copy a folder: what has a place in an edition, within bounds."""
    paths = [path for path in sorted(source.rglob("*")) if not path.is_dir()]
    _check_bounds(source.name, [plain_file(path).stat().st_size for path in paths])
    for path in paths:
        with path.open("rb") as content:
            _write(content, path.relative_to(source).as_posix(), target, source.name)


def _unpack(source: Path, target: Path) -> None:
    """Unpack an archive: what has a place in an edition, within bounds, none of it all at once."""
    with zipfile.ZipFile(plain_file(source)) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        _check_bounds(source.name, [entry.file_size for entry in entries])
        for entry in entries:
            with archive.open(entry) as content:
                _write(content, entry.filename, target, source.name)


def _check_bounds(name: str, sizes: list[int]) -> None:
    if len(sizes) > MOST_FILES or sum(sizes) > MOST_BYTES:
        raise EditionRefusedError(f"{name}: {len(sizes)} files, {sum(sizes)} bytes: too many for an edition.")


def _write(content: IO[bytes], name: str, target: Path, source: str) -> None:
    """Write one file of an edition, no more of it than the largest may be, whatever its size was said to be.

    Parameters
    ----------
    content
        From its beginning.
    name : str
        Inside the edition.
    target : Path
        Folder of the edition.
    source : str
        Name to quote.
    """
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or path.suffix not in (".parquet", ".json", ".toml"):
        raise EditionRefusedError(f"{source}: {name[:80]!r} has no place in an edition.")
    inside = target / path
    inside.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with inside.open("wb") as out:
        while piece := content.read(_PIECE):
            written += len(piece)
            if written > MOST_BYTES:
                raise EditionRefusedError(f"{source}: {name[:80]!r} is too large for an edition.")
            out.write(piece)


def command_parser(data: Path) -> argparse.ArgumentParser:
    """Return the parser of `edition add` and `edition pack`."""
    parser = argparse.ArgumentParser(prog="python -m loaders edition", description="Keep what earlier links showed.")
    parser.add_argument("--data", type=Path, default=data, help="directory of prepared, catalog and editions")
    actions = parser.add_subparsers(dest="action", required=True)
    said = "check an earlier edition and install it in data/editions"
    adding = actions.add_parser("add", help=said, description=f"{said.capitalize()}.")
    adding.add_argument("source", type=Path, help="archive that `pack` made, or a folder laid out as it is")
    said = "make the archive of the current edition"
    packing = actions.add_parser("pack", help=said, description=f"{said.capitalize()}, before the next one is built.")
    packing.add_argument("--out", type=Path, default=Path("build"), help="folder to write it to (build)")
    return parser


def main(arguments: Sequence[str], data: Path) -> int:
    """Run `edition add` or `edition pack`.

    Parameters
    ----------
    arguments : sequence of str
        What follows `edition` on the command line.
    data : Path
        The project's `data`.

    Returns
    -------
    int
        Exit status: 0, or 1 when the edition is refused.
    """
    options = command_parser(data).parse_args(arguments)
    if options.action == "pack":
        made = pack(options.data, options.out)
        print(f"{made}: {made.stat().st_size} bytes.")
        return 0
    try:
        name = add(options.source, options.data)
    except EditionRefusedError as error:
        print(f"Refused:\n{error}")
        return 1
    served = installed(options.data / "editions")
    print(f"{name} installed in data/editions. Served (at most {MOST_SERVED}, the latest): {', '.join(served)}.")
    return 0
