"""Earlier editions: `python -m loaders edition pack` makes the archive of the current one, `edition add` installs one.

An archive is a zip of `data/prepared` with the catalogue of its time in `catalog/`; installed, it is the folder
`data/editions/<name>` that `observatoire/model/folders/editions.py` opens for the links made at its time.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

import pandas as pd

from loaders.edition.check import files_as_listed
from loaders.pipeline.manifest import NAME, read_manifest
from observatoire.model.above import told_violations
from observatoire.model.catalog import CatalogError, load_catalog
from observatoire.model.contracts import CONTRACTS, earlier_table_violations
from observatoire.model.folders.editions import CATALOG, MOST_SERVED, edition_order, installed, is_edition_name

MOST_FILES = 200
MOST_BYTES = 400_000_000
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
        if source.is_dir():
            shutil.copytree(source, copy)
        else:
            _unpack(source, copy)
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
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError):
        return [f"{NAME} is not the manifest of an edition."]
    if not is_edition_name(name):
        faults.append(f"{name[:40]!r} is not the name of an edition, such as 2026.1.")
    if faults:
        return faults  # what is not as it left us is not read further
    tables = {table: pd.read_parquet(directory / f"{table}.parquet") for table in CONTRACTS}
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


def _unpack(source: Path, target: Path) -> None:
    """Unpack an archive: plain files of known kinds only, within bounds."""
    try:
        with zipfile.ZipFile(source) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            size = sum(entry.file_size for entry in entries)
            if len(entries) > MOST_FILES or size > MOST_BYTES:
                raise EditionRefusedError(
                    f"{source.name}: {len(entries)} files, {size} bytes: too many for an edition."
                )
            for entry in entries:
                path = PurePosixPath(entry.filename)
                if path.is_absolute() or ".." in path.parts or path.suffix not in (".parquet", ".json", ".toml"):
                    raise EditionRefusedError(f"{source.name}: {entry.filename[:80]!r} has no place in an edition.")
                inside = target / path
                inside.parent.mkdir(parents=True, exist_ok=True)
                inside.write_bytes(archive.read(entry))
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
        raise EditionRefusedError(f"{source.name}: not an archive that can be read ({error}).") from error
    target.mkdir(parents=True, exist_ok=True)


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
