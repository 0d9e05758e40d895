"""What could be added and what is here: each data set, its producer, what it opens, how old its file is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from loaders.official.datasets import Dataset, datasets
from loaders.official.edition.taking import Unknown, dataset_of
from loaders.official.opened import Opened
from loaders.official.reading import Unexpected
from loaders.official.shelf import Provenance, files_in, provenance_of
from loaders.official.wording import counted, licence_told
from observatoire.model.catalog import Catalog


def listed(catalog: Catalog, folder: Path, day: date) -> list[dict[str, Any]]:
    """Describe every data set.

    Parameters
    ----------
    catalog : Catalog
        All that is known.
    folder : Path
        Of the files.
    day : date
        Today: ages are counted to it.

    Returns
    -------
    list of dict
        One for each data set, ready for JSON.
    """
    here: dict[str, list[dict[str, Any]]] = {}
    for dataset, path, known in _files(folder):
        here.setdefault(dataset, []).append(_file(path, known, day))
    return [
        {
            "id": dataset.id,
            "producer": dataset.producer,
            "title": dataset.title,
            "opens": opened_by(dataset, catalog),
            "files": here.get(dataset.id, []),
            "size": dataset.size,
            "address": dataset.address or dataset.page,
            "data_gouv": list(dataset.data_gouv) if dataset.data_gouv else None,
            "page": dataset.page,
            "licence": licence_told(dataset.licence),
            "rhythm": dataset.rhythm,
            "note": dataset.note,
        }
        for dataset in datasets().values()
    ]


def opened_by(dataset: Dataset, catalog: Catalog) -> list[str]:
    """Return the indicators of which a data set gives a measure."""
    given = set(dataset.opens) or {m.id for m in catalog.measures.values() if m.source == dataset.source}
    return [name for name, indicator in catalog.indicators.items() if given & set(indicator.used_measures)]


def sentences(one: dict[str, Any]) -> Iterator[str]:
    """Say what is known of a data set, a line each."""
    count = len(one["opens"])
    opens = f"ouvre {counted(count, 'indicateur', 'indicateurs')}" if count else "n’ouvre aucun indicateur"
    size = f", environ {max(1, round(one['size'] / 1e6))} Mo" if one["size"] else ""
    yield f"{one['id']} — {one['producer']}, {one['title']}"
    yield f"  {opens}\u202f; {one['rhythm']}{size}\u202f; {one['licence']}"
    for file in one["files"]:
        edition = f", édition {file['edition']}" if file["edition"] else ""
        age = f", pris il y a {counted(file['age'], 'jour', 'jours')}" if file["age"] is not None else ""
        yield f"  ici\u202f: {file['file']}{edition}{age}"
    if not one["files"]:
        yield f"  à prendre\u202f: {one['address']}"


def _files(folder: Path) -> Iterator[tuple[str, Path, Provenance | None]]:
    """Yield the files of a folder with their data set: as it is noted beside them, else by their content."""
    for path in files_in(folder) if folder.is_dir() else ():
        known = provenance_of(path)
        if known is not None:
            yield known.dataset, path, known
            continue
        try:
            yield dataset_of(Opened(path)).id, path, None
        except (Unexpected, Unknown):
            continue


def _file(path: Path, known: Provenance | None, day: date) -> dict[str, Any]:
    retrieved = known.retrieved if known else ""
    return {
        "file": path.name,
        "bytes": path.stat().st_size,
        "edition": known.edition if known else "",
        "retrieved": retrieved or None,
        "age": (day - date.fromisoformat(retrieved)).days if retrieved else None,
        "address": known.address if known else "",
    }
