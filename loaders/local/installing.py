"""`python -m loaders local add FILE`: a council's own figures for all visitors; `list`, `remove NAME`.

FILE is what « Mes données » saves: data, description and checks in one. Nothing else is installed, for a table without
its description has no source to show.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path

from observatoire.local.bounds import LocalDataError
from observatoire.local.file import read_local
from observatoire.local.record import LocalData
from observatoire.model.files import plain_file
from observatoire.model.folders.installed import LARGEST, MOST_FILES, installed_files, local_directory


class NotInstalledError(Exception):
    """What was asked cannot be done; the message is a French sentence."""


def command_parser() -> argparse.ArgumentParser:
    """Return the parser of these commands."""
    parser = argparse.ArgumentParser(
        prog="python -m loaders local",
        description="Install a file of local data for all visitors, badged as such; a server shows it once restarted.",
    )
    parser.add_argument(
        "--into", type=Path, metavar="DIR", help="folder of installed files; `local` beside the edition without it"
    )
    commands = parser.add_subparsers(dest="command", required=True)
    add = commands.add_parser("add", description="Install a file.", help="install a file that « Mes données » saved")
    add.add_argument("file", type=Path, metavar="FILE", help="the .json file that « Mes données » saved")
    commands.add_parser("list", description="List what is installed.", help="list what is installed")
    remove = commands.add_parser("remove", description="Remove a file.", help="remove an installed file")
    remove.add_argument("name", metavar="NAME", help="as `list` gives it")
    return parser


def add(file: Path, directory: Path) -> str:
    """Install a file, once all of it is checked; return what to say of it.

    Parameters
    ----------
    file : Path
        As « Mes données » saved it.
    directory : Path
        Where installed files are.

    Raises
    ------
    NotInstalledError
        When the file cannot be read, or there are too many.
    """
    try:
        with plain_file(file).open("rb") as opened:
            content = opened.read(LARGEST + 1)  # read_local refuses what is longer
        data = read_local(content)
    except OSError as error:
        raise NotInstalledError(f"{file}\u202f: ce fichier ne se lit pas ({error.strerror}).") from error
    except LocalDataError as error:
        raise NotInstalledError(f"{file}\u202f: {error}") from error
    name = f"{hashlib.sha256(content).hexdigest()[:12]}.json"
    here = installed_files(directory)
    if name not in here and len(here) >= MOST_FILES:
        raise NotInstalledError(f"{MOST_FILES} fichiers sont déjà installés\u202f: retirez-en un d’abord.")
    directory.mkdir(parents=True, exist_ok=True)
    beside = directory / f"{name}.part"
    beside.write_bytes(content)
    beside.replace(directory / name)
    return f"{name}\u202f: {_told(data)}"


def listed(directory: Path) -> list[str]:
    """Return a line for each installed file: its name and what it holds, or why it is not shown."""
    lines = []
    for name, content in installed_files(directory).items():
        try:
            lines.append(f"{name}\u202f: {_told(read_local(content))}")
        except LocalDataError as error:
            lines.append(f"{name}\u202f: n’est pas montré. {error}")
    return lines or ["Aucune donnée locale n’est installée."]


def remove(name: str, directory: Path) -> str:
    """Remove an installed file; return what to say of it.

    Raises
    ------
    NotInstalledError
        When none has this name.
    """
    if name not in installed_files(directory):
        raise NotInstalledError(f"Aucun fichier installé ne s’appelle {name}.")
    (directory / name).unlink()
    return f"{name}\u202f: retiré."


def _told(data: LocalData) -> str:
    titles = [one.description.title for one in data.indicators] + [group.description.title for group in data.points]
    return "\u202f; ".join(titles) or "rien"


def main(words: list[str]) -> int:
    """Run a command; return its exit status."""
    options = command_parser().parse_args(words)
    directory = options.into or local_directory()
    try:
        if options.command == "add":
            lines = [add(options.file, directory)]
        elif options.command == "remove":
            lines = [remove(options.name, directory)]
        else:
            lines = listed(directory)
    except NotInstalledError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 0
