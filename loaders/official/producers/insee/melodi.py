"""INSEE's Melodi: every set of `loaders/official/sets.toml`."""

from __future__ import annotations

from dataclasses import replace

from loaders.official.datasets import Dataset
from loaders.official.insee import series
from loaders.official.insee.served import SERVED
from loaders.official.melodi import read_set, set_of
from loaders.official.opened import Opened
from loaders.official.reading import Reading
from loaders.official.sets import MelodiSet, sets


def _dataset(one: MelodiSet) -> Dataset:
    return Dataset(
        id=one.dataset,
        producer="Insee",
        title=one.title,
        source=one.source,
        opens=_opens(one),
        page=one.page,
        address=one.address,
        licence="Licence Ouverte 2.0",
        size=one.size,
        rhythm=one.rhythm,
        expected=one.expected,
        sums=one.sums,
        absent="zero" if one.absent == "zero" else "not_published",
    )


def _opens(one: MelodiSet) -> tuple[str, ...]:
    """Return the measures that a set gives, those that are made of its own among them."""
    named = tuple(measure.id for measure in one.measures)
    served = tuple(SERVED[measure] for measure in named if measure in SERVED)
    return series.OPENS if one.id == series.SET else named + served


DATASETS = tuple(_dataset(one) for one in sets().values())


def recognise(opened: Opened) -> str | None:
    """Return the set that a file is of."""
    found = set_of(opened)
    return found.dataset if found else None


def read(opened: Opened, dataset: str) -> Reading:
    """Read a set; of the series of censuses, what births and deaths say of the change of population."""
    one = next(one for one in sets().values() if one.dataset == dataset)
    reading = read_set(opened, one)
    return replace(reading, values=series.balances(reading.values)) if one.id == series.SET else reading
