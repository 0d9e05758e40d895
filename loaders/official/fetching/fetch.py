"""Fetching a data set: resolved, brought, checked, recognised; what is there is kept until the new one is sound."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

from loaders.official.datasets import Dataset
from loaders.official.edition.taking import Taken, Unknown
from loaders.official.fetching.resolving import DATA_GOUV, MELODI, Resource, resource_of
from loaders.official.fetching.transfer import Transfer
from loaders.official.reading import Unexpected
from loaders.official.shelf import Provenance, note_provenance
from loaders.pipeline.sources import SourceError


def fetch(
    dataset: Dataset,
    folder: Path,
    transfer: Transfer,
    judge: Callable[[Path], Taken],
    *,
    data_gouv: str = DATA_GOUV,
    melodi: str = MELODI,
    day: Callable[[], date] = date.today,
) -> Path:
    """Bring the latest file of a data set to a folder.

    Parameters
    ----------
    dataset : Dataset
    folder : Path
        Of the files.
    transfer : Transfer
        How they are brought.
    judge : callable
        Takes a file (`taking.take`), or refuses it.
    data_gouv, melodi : str
        Beginnings of the addresses of the two catalogues.
    day : callable
        Gives the day on which it is brought.

    Returns
    -------
    Path
        Where it is.

    Raises
    ------
    SourceError
        When it cannot be found or brought, or is not what it should be; an earlier one stays.
    """
    resource = resource_of(dataset, transfer.json, data_gouv=data_gouv, melodi=melodi)
    target = folder / f"{dataset.kept_as or dataset.id}.{resource.extension}"
    fresh = folder / ".fetching" / target.name
    transfer.bring(resource.address, fresh, dataset.title)
    try:
        _verify(resource, fresh)
        found = judge(fresh)
        if found.dataset.id != dataset.id:
            raise Unexpected(f"ce fichier est {found.dataset.id}, et non {dataset.id}.")
    except (Unexpected, Unknown, SourceError) as error:
        fresh.unlink(missing_ok=True)
        raise SourceError(f"{dataset.title} ({resource.address})\u202f: {error}") from error
    fresh.replace(target)
    known = Provenance(dataset.id, resource.address, day().isoformat(), found.provenance.sha256, found.edition)
    note_provenance(target, known)
    return target


def _verify(resource: Resource, path: Path) -> None:
    """Hold a file against the checksum of its portal, where there is one of a known kind."""
    if resource.checksum is None or resource.checksum[0] not in hashlib.algorithms_guaranteed:
        return
    kind, expected = resource.checksum
    with path.open("rb") as file:
        found = hashlib.file_digest(file, kind).hexdigest()
    if found != expected.lower():
        raise SourceError(
            f"la somme de contrôle ({kind}) est {found}, et non {expected}\u202f: fichier abîmé en route."
        )
