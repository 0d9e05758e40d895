"""The data sets that can be added, each declared by a module of `producers` or of its rooms, found by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol, cast

from loaders.official import producers
from loaders.official.opened import Opened
from loaders.official.reading import Reading
from loaders.pipeline.discovery import modules_of


@dataclass(frozen=True)
class Dataset:
    """A data set of a producer, as one file or answer.

    Attributes
    ----------
    id : str
        A slug, one word in commands: "dares-defm", "ds-rp-emploi-lr-princ".
    producer, title : str
        As the producer says, in French.
    source : str
        Id of its source in the catalogue.
    opens : tuple of str
        Ids of the measures that it gives.
    page : str
        Where the producer presents it.
    address : str
        Where its file is; empty when `data_gouv` says.
    data_gouv : tuple of str, optional
        Its resource on data.gouv.fr, never by its dated address, which dies at each update: id or slug of the data set,
        beginning of the resource's title (of several, the last published), format ("csv", "csv.gz", "xlsx", "zip"…).
    licence : str
        As the producer gives it.
    size : int
        Bytes, about.
    rhythm : str
        In French: "chaque année, en octobre".
    expected : mapping of str to int
        Least number of territories of a whole file, by level: fewer make an extract.
    without : tuple of str
        Metropolitan départements of whose communes a whole file has none.
    sums : tuple of (str, str)
        Levels of which one makes up the other, ("departement", "france"): additive measures must add up.
    absent : str
        What a commune is that a whole file does not name: "zero" or a state.
    absent_reason : str
        The French sentence that goes with that state.
    kept_as : str
        Name under which it is kept once fetched, where the file itself does not say its year; its id without it.
    note : str
        What whoever fetches or adds it must know, in French.
    """

    id: str
    producer: str
    title: str
    source: str
    page: str
    licence: str
    rhythm: str
    opens: tuple[str, ...] = ()
    address: str = ""
    data_gouv: tuple[str, str, str] | None = None
    size: int = 0
    expected: Mapping[str, int] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    sums: tuple[tuple[str, str], ...] = ()
    absent: str = "not_published"
    absent_reason: str = ""
    kept_as: str = ""
    note: str = ""


class Reader(Protocol):
    """What a module of `producers` has."""

    DATASETS: tuple[Dataset, ...]
    recognise: Callable[[Opened], str | None]
    read: Callable[[Opened, str], Reading]


@cache
def readers() -> dict[str, Reader]:
    """Return the modules of `producers` by their path in it, in order of these: by subject."""
    return {name: cast(Reader, module) for name, module in modules_of(producers).items()}


@cache
def datasets() -> dict[str, Dataset]:
    """Return every data set by id, in order of modules.

    Raises
    ------
    ValueError
        When two modules declare one id.
    """
    found: dict[str, Dataset] = {}
    for name, reader in readers().items():
        for dataset in reader.DATASETS:
            if dataset.id in found:
                raise ValueError(f"loaders/official/producers/{name}.py declares {dataset.id}, which exists already.")
            found[dataset.id] = dataset
    return found


def reader_of(dataset: str) -> Reader:
    """Return the module that declares a data set."""
    return next(reader for reader in readers().values() if dataset in {known.id for known in reader.DATASETS})


def recognised(opened: Opened) -> Iterator[str]:
    """Yield the data sets that a file may be: one, none when nobody knows it."""
    for reader in readers().values():
        dataset = reader.recognise(opened)
        if dataset is not None:
            yield dataset
