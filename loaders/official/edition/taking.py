"""Taking one file: recognised, read, brought to today's territories, judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from loaders.official.containers import endings
from loaders.official.datasets import Dataset, datasets, reader_of, recognised
from loaders.official.edition import contents
from loaders.official.edition.places import Brought, Places, bring, bring_zones
from loaders.official.opened import Opened
from loaders.official.reading import LEVELS, Reading, Unexpected, checked
from loaders.official.shelf import Provenance, provenance_of
from loaders.official.tables import added
from loaders.pipeline.sources import sha256_of
from observatoire.model.files import plain_file
from observatoire.model.measures import Measure
from observatoire.model.store import STATUSES


@dataclass(frozen=True)
class Taken:
    """What a file gives to the edition.

    Attributes
    ----------
    path : Path
    dataset : Dataset
    edition : str
        What the producer calls it.
    geography : int
        Year of the COG of its communes.
    values : DataFrame
        Of today's territories, with `estimated` beside the columns of a reading.
    extract : str
        What it lacks of its territories; empty for a whole file.
    notes : tuple of str
        What was lost on the way.
    provenance : Provenance
    held : mapping of str to tuple of int
        Its measures, with the years of each.
    levels : tuple of str
        Of its territories.
    zones : DataFrame, optional
        Of a file that gives no values: which of today's communes make each zone.
    """

    path: Path
    dataset: Dataset
    edition: str
    geography: int
    values: pd.DataFrame
    extract: str
    notes: tuple[str, ...]
    provenance: Provenance
    zones: pd.DataFrame | None = None
    held: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    levels: tuple[str, ...] = ()

    def emptied(self) -> Taken:
        """Return what is said of the file, without its values: those of all files are hundreds of megabytes."""
        return replace(self, values=self.values.iloc[:0])


class Unknown(ValueError):  # noqa: N818 - said of a file, as `Unexpected` is
    """A file is of no known data set."""


def dataset_of(opened: Opened) -> Dataset:
    """Return the data set of a file, by its content.

    Raises
    ------
    Unknown
        When nobody knows it.
    Unexpected
        When it is one of ours, but changed; or may be two.
    """
    found = list(dict.fromkeys(recognised(opened)))
    if not found:
        raise Unknown(f"{opened.name}\u202f: ce fichier n’est d’aucun jeu de données connu.")
    if len(found) > 1:
        raise Unexpected(f"{opened.name}\u202f: ce fichier peut être {' ou '.join(found)}.")
    return datasets()[found[0]]


def take(
    path: Path, places: Places, measures: Mapping[str, Measure], *, extracts: bool, year: int | None = None
) -> Taken:
    """Take a file.

    Parameters
    ----------
    path : Path
    places : Places
        The territories of the edition.
    measures : mapping of str to Measure
        Of the catalogue.
    extracts : bool
        Whether a part of the territories is enough.
    year : int, optional
        Of a file that does not say it; without it, the one that was given when it was added.

    Raises
    ------
    Unknown
        When nobody knows the file.
    Unexpected
        When its layout changed, or when it holds what cannot be.
    """
    sha256, known = sha256_of(plain_file(path)), provenance_of(path)
    if known is not None and known.sha256 != sha256:
        known = None
    try:
        return _taken(path, known or Provenance("", "", "", sha256), places, measures, extracts=extracts, year=year)
    except RecursionError as error:
        raise Unexpected(f"{path.name}\u202f: ce fichier est trop imbriqué pour être celui d’un producteur.") from error
    except pa.ArrowException as error:
        raise Unexpected(f"{path.name}\u202f: fichier coupé ou abîmé ({error}).") from error


def _taken(
    path: Path,
    known: Provenance,
    places: Places,
    measures: Mapping[str, Measure],
    *,
    extracts: bool,
    year: int | None,
) -> Taken:
    """Take a file whose checksum is known."""
    opened = Opened(path, year or known.year)
    dataset = dataset_of(opened)
    reading = checked(reader_of(dataset.id).read(opened, dataset.id), path.name)
    if year is not None and str(year) not in reading.edition:
        raise Unexpected(
            f"{path.name}\u202f: son contenu dit son édition, {reading.edition}\u202f: ne donnez pas l’année {year}."
        )
    contents.refuse_strange_measures(reading.values, measures, path.name)
    extract = contents.missing_territories(_placed(reading), dataset)
    if extract and not extracts:
        raise Unexpected(f"{path.name}\u202f: c’est un extrait, {extract} ({dataset.title}).")
    if not extract:
        contents.refuse_broken_sums(reading.values, dataset, measures, path.name)
    notes = [endings.UNFINISHED] if opened.unfinished else []
    if extract or opened.unfinished:
        reading = added.doubted(reading, notes)
    zones = None if reading.zones is None else bring_zones(reading.zones, places, path.name, notes)
    brought = _brought(reading, places, dataset, measures, path.name)
    if not known.dataset:
        known = Provenance(dataset.id, "", "", known.sha256, reading.edition, year)
    told = (*notes, *brought.notes)
    values = _packed(brought.values, measures)
    years = reading.values.groupby("measure")["year"].unique()
    held = {str(name): tuple(sorted(int(one) for one in found)) for name, found in sorted(years.items())}
    levels = tuple(sorted(values["level"].unique()))
    return Taken(path, dataset, reading.edition, reading.geography, values, extract, told, known, zones, held, levels)


def _packed(values: pd.DataFrame, measures: Mapping[str, Measure]) -> pd.DataFrame:
    """Return values with each of the few texts written once: tens of millions of them are kept until all is written."""
    kinds: dict[str, Any] = {"level": pd.CategoricalDtype([*LEVELS]), "status": pd.CategoricalDtype([*STATUSES])}
    return values.astype(
        kinds | {"measure": pd.CategoricalDtype(list(measures)), "reason": "category", "year": "int16"}
    )


def _placed(reading: Reading) -> pd.DataFrame:
    """Return the territories of which a file speaks: those of its values, or of its zones."""
    if reading.zones is None:
        return reading.values
    return pd.DataFrame({"level": "commune", "code": reading.zones["commune"], "year": reading.geography})


def _brought(reading: Reading, places: Places, dataset: Dataset, measures: Mapping[str, Measure], file: str) -> Brought:
    """Return the values of today's territories, within the bounds of their measures."""
    if reading.zones is not None:
        return Brought(reading.values.assign(estimated=False))
    additive = {name: measure.additive for name, measure in measures.items()}
    brought = bring(reading.values, places, additive, file, zero=dataset.absent == "zero")
    contents.refuse_implausible(brought.values, measures, file)
    contents.refuse_excess(brought.values, measures, file)
    return brought
