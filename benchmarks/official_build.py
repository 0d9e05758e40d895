"""An edition with every file at full size: `python -m benchmarks.official_build [DIR]` prints time and memory.

The files are made up in the published form: all communes and territories above, all years, as many details beside what
is read as the real files have. Figures mean nothing; their number, and the size of the files, do.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as arrow_csv

from benchmarks.producers.books import write_others
from loaders.official.datasets import datasets
from loaders.official.melodi import OBJECTS, WHOLE_FRANCE
from loaders.official.sets import MelodiSet, SetMeasure, sets
from loaders.pipeline.manifest import read_manifest
from observatoire.model.catalog import load_catalog
from observatoire.model.measures import Measure
from observatoire.model.store import open_store

CENSUSES = (2012, 2017, 2023)
YEARS: Mapping[str, tuple[int, ...]] = {
    "DS_RP_DIPLOMES_PRINC": (2017, 2023),
    "DS_RP_SERIE_HISTORIQUE": (1968, 1975, 1982, 1990, 1999, 2006, 2012, 2017, 2023),
    "DS_FILOSOFI_CC": (2023,),
    "DS_BPE": (2025,),
    "DS_FLORES_A5": (2024,),
    "DS_SIDE_CREA_ENT_COM": tuple(range(2012, 2026)),
    "DS_SIDE_STOCKS_COM": tuple(range(2014, 2025)),
    "DS_ETAT_CIVIL_NAIS_COMMUNES": tuple(range(2008, 2026)),
    "DS_ETAT_CIVIL_DECES_COMMUNES": tuple(range(2008, 2026)),
    "DS_TOUR_CAP": (2026,),
    "DS_BTS_SAL_EQTP_SEX_AGE": (2022, 2023),
}
"""Of each set; those of the census without a line here have `CENSUSES`."""
CROSSINGS: Mapping[str, int] = {
    "DS_RP_EMPLOI_LR_PRINC": 170,
    "DS_RP_LOGEMENT_PRINC": 140,
    "DS_RP_POPULATION_COMP": 70,
    "DS_RP_FAMILLE_COMP": 20,
    "DS_RP_SERIE_HISTORIQUE": 8,
    "DS_BPE": 240,
    "DS_SIDE_CREA_ENT_COM": 20,
    "DS_SIDE_STOCKS_COM": 20,
    "DS_ETAT_CIVIL_NAIS_COMMUNES": 1,
    "DS_ETAT_CIVIL_DECES_COMMUNES": 1,
}
"""Lines for each territory and year: 17.9 million in the first, the others by the size of their files."""
OTHERWISE = 25
LINES = 1_000_000
"""Written at a time."""
ALWAYS = {"OBS_STATUS": "A", "CONF_STATUS": "F", "UNIT_MULT": "0"}
MOST_SECONDS, MOST_BYTES = 300, 4_000_000_000

Combination = tuple[tuple[str, str], ...]


def main(folder: Path) -> int:
    """Make the files, build twice, print; return 1 when a budget is exceeded or the second build differs."""
    files = folder / "files"
    files.mkdir(exist_ok=True)
    measures = load_catalog().measures
    lines = 0
    for one in sets().values():
        path = files / f"{one.product}.zip"
        if not path.is_file():
            start = time.perf_counter()
            number = write_set(path, one, measures)
            print(f"{path.name}: {number:,} lines, {path.stat().st_size / 1e6:.0f} MB, {_since(start)}", flush=True)
            lines += number
    lines += write_others(files)
    made = list(files.iterdir())
    print(f"{len(made)} files, {sum(path.stat().st_size for path in made) / 1e6:.0f} MB, {lines:,} lines", flush=True)
    seconds = _built(files, folder / "first")
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    peak, worked = spent.ru_maxrss * 1024, spent.ru_utime + spent.ru_stime
    _built(files, folder / "second")
    first, second = (read_manifest(folder / name) for name in ("first", "second"))
    same = first == second
    held = f"{peak / 1e9:.2f} GB of {MOST_BYTES / 1e9:.0f}"
    print(f"build: {seconds:.0f} s of {MOST_SECONDS}, {worked:.0f} s of them of a processor; at most {held}")
    print(f"{len(first['official'])} files taken, {len(first['refused'])} refused, twice the same bytes: {same}")
    print(*(f"  {one['why']}" for one in first["refused"]), sep="\n")
    if lacking := datasets().keys() - {one["dataset"] for one in first["official"]}:
        print(f"no file of {', '.join(sorted(lacking))}")
    return 0 if same and not first["refused"] and seconds <= MOST_SECONDS and peak <= MOST_BYTES else 1


def _since(start: float) -> str:
    return f"{time.perf_counter() - start:.1f} s"


def _built(files: Path, out: Path) -> float:
    """Run the command in a process of its own, whose memory is then known; return its seconds."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "loaders", "official", "build", "--from", str(files), "--out", str(out)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def write_set(path: Path, one: MelodiSet, measures: Mapping[str, Measure]) -> int:
    """Write the file of a set as INSEE packs it; return its number of lines."""
    places = Places(one)
    columns = ["GEO", "GEO_OBJECT", *_dimensions(one), *ALWAYS, "TIME_PERIOD", "OBS_VALUE"]
    lines = 0
    unfinished = path.with_suffix(".part")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(f"{one.id}_metadata.csv", "COD_VAR;LIB_VAR;COD_MOD;LIB_MOD\n")
        with archive.open(f"{one.id}_data.csv", "w", force_zip64=True) as held:
            options = arrow_csv.WriteOptions(delimiter=";", include_header=False, quoting_style="none")
            held.write((";".join(columns) + "\n").encode())
            for table in _tables(one, places, measures):
                arrow_csv.write_csv(table.select(columns), held, options)
                lines += len(table)
    unfinished.replace(path)
    return lines


class Places:
    """The territories of a set's levels, and how large each is beside Paris."""

    def __init__(self, one: MelodiSet) -> None:
        store = open_store()
        objects = {level: name for name, level in OBJECTS.items()}
        frames = [store.level(level) for level in one.levels]
        codes = np.concatenate([frame["code"].to_numpy(dtype=object) for frame in frames])
        self.codes = pa.array(np.where(codes == "france", WHOLE_FRANCE, codes))
        self.kinds = pa.array(np.repeat([objects[level] for level in one.levels], [len(frame) for frame in frames]))
        people = np.maximum(store.level("commune")["population"].to_numpy(dtype=np.float64), 1)
        sums = [_summed(people, store.membership(level)) for level in one.levels]
        self.shares = np.concatenate(sums) / people.max()


def _summed(people: npt.NDArray[np.float64], places: npt.NDArray[np.intp]) -> npt.NDArray[np.float64]:
    """Return the inhabitants of the territories of a level, given the place of each commune among them; -1 for none."""
    return np.bincount(places[places >= 0], weights=people[places >= 0]).astype(np.float64)


def _dimensions(one: MelodiSet) -> list[str]:
    beside = [name for measure in one.measures for name in one.codes_of(measure)]
    return list(dict.fromkeys([*one.dimensions, *beside]))


def _tables(one: MelodiSet, places: Places, measures: Mapping[str, Measure]) -> Iterator[pa.Table]:
    """Yield the lines: every place of a combination of codes and a year, then the next."""
    sizes = dict(_combinations(one, measures))
    waiting: list[pa.Table] = []
    for year in YEARS.get(one.id, CENSUSES):
        for combination, (size, additive) in sizes.items():
            waiting.append(_lines(combination, year, places, size, additive=additive))
            if len(waiting) * len(places.codes) > LINES:
                yield pa.concat_tables(waiting)
                waiting = []
    if waiting:
        yield pa.concat_tables(waiting)


def _lines(combination: Combination, year: int, places: Places, size: float, *, additive: bool) -> pa.Table:
    values: npt.NDArray[np.float64] = size * places.shares if additive else np.full(len(places.codes), size)
    texts = {**dict(combination), **{name: text for name, text in ALWAYS.items() if name not in dict(combination)}}
    repeated = {name: pa.repeat(pa.scalar(text), len(values)) for name, text in texts.items()}
    years = pa.repeat(pa.scalar(str(year)), len(values))
    where = {"GEO": places.codes, "GEO_OBJECT": places.kinds}
    return pa.table({**where, **repeated, "TIME_PERIOD": years, "OBS_VALUE": values})


def _combinations(one: MelodiSet, measures: Mapping[str, Measure]) -> Iterator[tuple[Combination, tuple[float, bool]]]:
    """Yield each combination of codes with the value of Paris, or of all where it does not add up.

    Those that are read come first, then others.
    """
    given: dict[Combination, tuple[float, bool]] = {}
    asked = sorted(one.measures, key=lambda measure: len(_crossed(one, measure)))
    for measure in asked:
        crossed = _crossed(one, measure)
        counted = None if measure.over else measures.get(measure.id)  # births of a census are only made into a balance
        size, additive = (50.0, True) if counted is None else (_size(counted, measures), counted.additive)
        for combination in crossed:
            given.setdefault(combination, (size / len(crossed), additive))
        for combination in _crossed(one, measure.whole) if measure.whole else ():
            given.setdefault(combination, (100.0, True))
    yield from given.items()
    template = next(iter(given))
    more = CROSSINGS.get(one.id, OTHERWISE) - len(given)
    for at in range(max(more, 0)):
        name = one.dimensions[at % len(one.dimensions)]
        yield tuple((key, f"D{at}" if key == name else code) for key, code in template), (1.0, True)


def _crossed(one: MelodiSet, measure: SetMeasure) -> list[Combination]:
    found: list[Combination] = [()]
    for name, codes in one.codes_of(measure).items():
        found = [(*before, (name, code)) for before in found for code in codes]
    return found


def _size(measure: Measure, measures: Mapping[str, Measure]) -> float:
    """Return a value within the bounds of a measure, below that of the whole of which it is a part."""
    low, high = measure.min, measure.max
    whole = measures.get(measure.part_of or "")
    if not measure.additive:
        return (low + high) / 2
    return high / 2 if whole is None else min(high, _size(whole, measures)) / 2


if __name__ == "__main__":
    if len(sys.argv) > 1:
        Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
        sys.exit(main(Path(sys.argv[1])))
    with tempfile.TemporaryDirectory() as made:
        sys.exit(main(Path(made)))
