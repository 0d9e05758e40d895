"""Earlier data releases, installed in `data/releases/<name>`: what a link of another time showed can still be read.

A release is a folder laid out as `data/prepared`, with the catalogue of its time in `catalog/`
(`python -m loaders release add`). It is opened when a link first asks for it: about 30 MB each, so that at most
`MOST_SERVED` are served, the latest ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from observatoire.model.catalog import Catalog, CatalogError, load_catalog
from observatoire.model.store import PREPARED_DIR, Store

RELEASES_DIR = PREPARED_DIR.parent / "releases"
CATALOG = "catalog"
MOST_SERVED = 4
_NAME = re.compile(r"(20[0-9]{2})\.([1-9][0-9]?)")


class ReleaseNotReadableError(LookupError):
    """This release is not installed, or today's program no longer understands it."""


@dataclass(frozen=True, slots=True)
class Release:
    """An earlier release: its name, its data, its catalogue."""

    name: str
    store: Store
    catalog: Catalog


def is_release_name(text: str) -> bool:
    """Tell whether a text has the shape of a release's name: `2026.1`."""
    return len(text) <= 8 and _NAME.fullmatch(text) is not None


def release_order(name: str) -> tuple[int, int]:
    """Return what sorts releases by age.

    Raises
    ------
    ValueError
        When the name has not the shape of a release's.
    """
    found = _NAME.fullmatch(name)
    if found is None:
        raise ValueError(name)
    return int(found[1]), int(found[2])


def installed(directory: Path | None = None) -> tuple[str, ...]:
    """Return the names of the earlier releases that are served, latest first.

    Parameters
    ----------
    directory : Path, optional
        Where releases are installed; `RELEASES_DIR` without it.
    """
    folder = RELEASES_DIR if directory is None else directory
    if not folder.is_dir():
        return ()
    names = [path.name for path in folder.iterdir() if is_release_name(path.name) and path.is_dir()]
    return tuple(sorted(names, key=release_order, reverse=True)[:MOST_SERVED])


def open_release(name: str, directory: Path | None = None) -> Release:
    """Return an installed release, opened at first need and shared.

    Parameters
    ----------
    name : str
        May come from a link: nothing is looked for on the disk unless it is one of `installed`.
    directory : Path, optional
        Where releases are installed; `data/releases/` by default.

    Raises
    ------
    ReleaseNotReadableError
        When it is not installed, or cannot be read.
    """
    folder = RELEASES_DIR if directory is None else directory
    if name not in installed(folder):
        raise ReleaseNotReadableError(name)
    return _opened(folder / name)


@cache
def _opened(folder: Path) -> Release:
    try:
        catalog = load_catalog(folder / CATALOG)
        store = Store(folder)
    except (CatalogError, OSError, KeyError, ValueError) as error:
        raise ReleaseNotReadableError(folder.name) from error
    if store.release != folder.name or not catalog.indicators:
        raise ReleaseNotReadableError(folder.name)
    return Release(folder.name, store, catalog)
