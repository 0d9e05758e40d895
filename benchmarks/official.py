"""Official files of a folder, one by one: recognised or refused, and why: `python -m benchmarks.official DIR`."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pandas as pd

from loaders.official.edition.places import Places, places_of
from loaders.official.edition.taking import Unknown, take
from loaders.official.reading import Unexpected
from loaders.official.shelf import files_in
from observatoire.model.catalog import Catalog, load_catalog
from observatoire.model.store import PREPARED_DIR


def main(folder: Path) -> None:
    """Take each file as a build with extracts would, and print what becomes of it."""
    catalog = load_catalog()
    former = pd.read_parquet(PREPARED_DIR / "former_communes.parquet")
    places = places_of(pd.read_parquet(PREPARED_DIR / "territories.parquet"), former)
    counts = {"taken": 0, "refused": 0, "unknown": 0}
    for path in files_in(folder):
        start = time.perf_counter()
        word, told = outcome(path, places, catalog)
        counts[word] += 1
        print(f"{word:<8} {time.perf_counter() - start:6.2f} s  {path.relative_to(folder)}: {told}", flush=True)
    print(", ".join(f"{number} {word}" for word, number in counts.items()))


def outcome(path: Path, places: Places, catalog: Catalog) -> tuple[str, str]:
    """Return what becomes of a file, and why."""
    try:
        one = take(path, places, catalog.measures, extracts=True)
    except Unknown:
        return "unknown", "of no data set"
    except Unexpected as error:
        return "refused", str(error)
    values = one.values  # noqa: PD011 - a table of ours
    levels = values.groupby("level")["code"].nunique()
    told = ", ".join(f"{number} {level}" for level, number in levels.items())
    measures = values["measure"].nunique()
    part = f", an extract ({one.extract})" if one.extract else ""
    return "taken", f"{one.dataset.id}, {one.edition}, {measures} measures, {told}{part}"


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        sys.exit("usage: python -m benchmarks.official DIR")
    main(Path(sys.argv[1]))
