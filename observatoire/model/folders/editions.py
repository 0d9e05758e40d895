"""Earlier data editions, installed in `data/editions/<name>`: what a link of another time showed can still be read.

An edition is a folder laid out as `data/prepared`, with the catalogue of its time in `catalog/`
(`python -m loaders edition add`). It is opened when a link first asks for it: about 30 MB each, so that at most
`MOST_SERVED` are served, the latest ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from observatoire.model.catalog import Catalog, CatalogError, load_catalog
from observatoire.model.files import DataNotReadableError
from observatoire.model.store import PREPARED_DIR, Store

EDITIONS_DIR = PREPARED_DIR.parent / "editions"
CATALOG = "catalog"
MOST_SERVED = 4
_LONGEST = len("2026.12-4f2a9c-essai")
_NAME = re.compile(r"(20[0-9]{2})\.([1-9][0-9]?)(?:-[0-9a-f]{6}(?:-essai)?)?")


class EditionNotReadableError(LookupError):
    """This edition is not installed, or today's program no longer understands it."""


@dataclass(frozen=True, slots=True)
class Edition:
    """An earlier edition: its name, its data, its catalogue."""

    name: str
    store: Store
    catalog: Catalog


def is_edition_name(text: str) -> bool:
    """Tell whether a text has the shape of an edition's name: `2026.1`, or `2026.1-4f2a9c` with official files."""
    return len(text) <= _LONGEST and _NAME.fullmatch(text) is not None


def edition_order(name: str) -> tuple[int, int]:
    """Return what sorts editions by age; official files make none older or younger.

    Raises
    ------
    ValueError
        When the name has not the shape of an edition's.
    """
    found = _NAME.fullmatch(name)
    if found is None:
        raise ValueError(name)
    return int(found[1]), int(found[2])


def installed(directory: Path | None = None) -> tuple[str, ...]:
    """Return the names of the earlier editions that are served, latest first.

    Parameters
    ----------
    directory : Path, optional
        Where editions are installed; `EDITIONS_DIR` without it.
    """
    folder = EDITIONS_DIR if directory is None else directory
    if not folder.is_dir():
        return ()
    names = [path.name for path in folder.iterdir() if is_edition_name(path.name) and path.is_dir()]
    return tuple(sorted(names, key=edition_order, reverse=True)[:MOST_SERVED])


def open_edition(name: str, directory: Path | None = None) -> Edition:
    """Return an installed edition, opened at first need and shared.

    Parameters
    ----------
    name : str
        May come from a link: nothing is looked for on the disk unless it is one of `installed`.
    directory : Path, optional
        Where editions are installed; `data/editions/` by default.

    Raises
    ------
    EditionNotReadableError
        When it is not installed, or cannot be read.
    """
    folder = EDITIONS_DIR if directory is None else directory
    if name not in installed(folder):
        raise EditionNotReadableError(name)
    return _opened(folder / name)


@cache
def _opened(folder: Path) -> Edition:
    try:
        catalog = load_catalog(folder / CATALOG)
        store = Store(folder)
    except (CatalogError, DataNotReadableError, OSError, KeyError, ValueError) as error:
        raise EditionNotReadableError(folder.name) from error
    if store.edition != folder.name or not catalog.indicators:
        raise EditionNotReadableError(folder.name)
    return Edition(folder.name, store, catalog)
