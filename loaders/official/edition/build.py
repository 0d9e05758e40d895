"""An edition with official files: what ships, and what files add to it, in a folder of its own."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from loaders.official.edition.gathering import filled, given, grouped, tables
from loaders.official.edition.places import Places, places_of
from loaders.official.edition.taking import Taken, Unknown, take
from loaders.official.insee.served import POPULATION, with_served
from loaders.official.reading import Unexpected
from loaders.official.shelf import files_in
from loaders.official.wording import licence_told
from loaders.pipeline.errors import write_errors
from loaders.pipeline.manifest import NAME, describe_table, read_manifest, write_manifest
from loaders.pipeline.sources import SourceError
from loaders.pipeline.staging import write_parquet
from observatoire.model.catalog import Catalog
from observatoire.model.official.contracts import official_violations
from observatoire.model.official.tables import ZONINGS, column_of
from observatoire.model.store import PREPARED_DIR

One = TypeVar("One")
SUFFIX, TRIAL = 6, "-essai"
"""Signs of the digest of the files in the name of an edition, 2026.1-4f2a9c, and the end of that of a trial."""


@dataclass
class Report:
    """What became of each file, and of the whole.

    Attributes
    ----------
    edition : str
        Its name; empty when nothing was built.
    taken : list of Taken
    refused : dict of str to str
        Name of a file and why it is left out.
    notes : list of str
        What was lost.
    """

    edition: str = ""
    taken: list[Taken] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def build(
    folder: Path,
    out: Path,
    catalog: Catalog,
    *,
    extracts: bool = False,
    base: Path = PREPARED_DIR,
    say: Callable[[str], None] = print,
) -> Report:
    """Build an edition with the files of a folder; what was at `out` stays when it fails.

    Parameters
    ----------
    folder : Path
        Of the files; those of no known data set are said and left.
    out : Path
        Where the edition goes: absent, empty, or an earlier one.
    catalog : Catalog
        All that is known.
    extracts : bool
        Whether files that hold a part of their territories are taken: the edition says so.
    base : Path
        The edition that ships.
    say : callable
        Given a French sentence at each step.

    Raises
    ------
    SourceError
        When no file is of use, or when `out` is no place for an edition.
    """
    refuse_place(out, base)
    report = Report()
    territories = pd.read_parquet(base / "territories.parquet")
    places = places_of(territories, pd.read_parquet(base / "former_communes.parquet"))
    for path in files_in(folder):
        _take(path, places, catalog, report, say, extracts=extracts)
    zonings = _latest_zonings(report)
    taken, report.taken = sorted((one for one in report.taken if one.zones is None), key=_precedence), []
    groups, left = grouped(_handed(taken))
    report.refused |= left
    report.taken = [*(one for group in groups for one in group.files), *zonings]
    if not report.taken:
        raise SourceError(f"Aucun fichier de {folder.name} ne peut être ajouté.")
    say("Écriture de l’édition…")
    people = _population(base)
    whole = (filled(group, places.ids) for group in _handed(groups))
    blocks, doubts = given(replace(group, values=with_served(group.values, people)) for group in whole)
    for note in doubts:
        say(f"  {note}.")
    report.notes += [f"{note}." for note in doubts]
    made = tables(blocks, places.ids, catalog.measures)
    made.update((ZONINGS, one.zones) for one in zonings if one.zones is not None)
    wrong = official_violations(made, catalog.measures, territories)
    if wrong:
        raise SourceError("Les tables ne tiennent pas leurs contrats\u202f:\n" + "\n".join(wrong))
    with _swapped(out) as temporary:
        shutil.copytree(base, temporary, dirs_exist_ok=True)
        for name, table in made.items():
            write_parquet(table, temporary / f"{name}.parquet")
        report.edition = _write_manifest(temporary, report)
        write_errors(temporary)  # those that ship, and those of events that files bring with years enough
    return report


def _handed(held: list[One]) -> Iterator[One]:
    """Yield what a list holds, which is left empty: tens of millions of values are not to be there twice."""
    held.reverse()
    while held:
        yield held.pop()


def _latest_zonings(report: Report) -> list[Taken]:
    """Return the latest table of zonings, alone; the others are left, and it is said."""
    found = sorted((one for one in report.taken if one.zones is not None), key=_precedence)
    for one in found[:-1]:
        report.refused[one.path.name] = f"{one.path.name}\u202f: la table de {found[-1].edition} en tient lieu."
    return found[-1:]


def _population(base: Path) -> pd.Series:
    """Return the population by commune that an edition ships with, by which facilities are weighed."""
    column = column_of(*POPULATION)
    table = pd.read_parquet(base / "measures.parquet", columns=["code", column])
    return table.set_index("code")[column]


def refuse_place(out: Path, base: Path) -> None:
    """Refuse to write where something else is."""
    if out.resolve() == base.resolve():
        raise SourceError(f"{out.name} est l’édition livrée\u202f: donnez un autre dossier.")
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / NAME).is_file())):
        raise SourceError(f"{out.name} existe et n’est pas une édition\u202f: donnez un dossier vide ou nouveau.")


def _take(
    path: Path, places: Places, catalog: Catalog, report: Report, say: Callable[[str], None], *, extracts: bool
) -> None:
    """Take one file; one that fails leaves the others."""
    try:
        one = take(path, places, catalog.measures, extracts=extracts)
    except (Unexpected, Unknown) as error:
        report.refused[path.name] = str(error)
        say(f"Refusé\u202f: {error}")
        return
    except Exception as error:
        # A fault of a reader: the other files are not to be lost for it.
        report.refused[path.name] = f"{path.name}\u202f: le lecteur a échoué ({type(error).__name__}\u202f: {error})."
        say(f"Refusé\u202f: {report.refused[path.name]}")
        return
    report.taken.append(one)
    say(f"{path.name}\u202f: {one.dataset.producer}, {one.dataset.title}, {one.edition}.")
    for note in one.notes:
        report.notes.append(f"{path.name}\u202f: {note}.")
        say(f"  {note}.")


def _precedence(one: Taken) -> tuple[str, str, str]:
    return one.dataset.id, one.edition, one.path.name


def _write_manifest(directory: Path, report: Report) -> str:
    """Write the manifest of the new edition over the one that ships; return the name of the edition."""
    manifest = read_manifest(directory)
    files = [_described(one) for one in report.taken]
    partial = any(one["extract"] for one in files)
    digest = hashlib.sha256("".join(sorted(one["sha256"] for one in files)).encode()).hexdigest()
    edition = f"{manifest['edition']}-{digest[:SUFFIX]}{TRIAL if partial else ''}"
    paths = sorted(directory.rglob("*.parquet"))
    added = {path.relative_to(directory).as_posix(): describe_table(path) for path in paths}
    write_manifest(
        manifest
        | {
            "edition": edition,
            "shipped": manifest["edition"],
            "extracts": partial,
            "official": files,
            "refused": [{"file": name, "why": why} for name, why in sorted(report.refused.items())],
            "tables": added,
        },
        directory,
    )
    return edition


def _described(one: Taken) -> dict[str, Any]:
    """Return a file's line of the manifest."""
    dataset = one.dataset
    return {
        "file": one.path.name,
        "dataset": dataset.id,
        "producer": dataset.producer,
        "title": dataset.title,
        "source": dataset.source,
        "edition": one.edition,
        "geography": one.geography,
        "measures": {measure: list(years) for measure, years in one.held.items()},
        "levels": list(one.levels),
        "rhythm": dataset.rhythm,
        "page": dataset.page,
        "address": one.provenance.address or dataset.address,
        "retrieved": one.provenance.retrieved,
        "sha256": one.provenance.sha256,
        "bytes": one.path.stat().st_size,
        "licence": licence_told(dataset.licence),
        "extract": one.extract,
        "notes": list(one.notes),
    }


@contextmanager
def _swapped(out: Path) -> Iterator[Path]:
    """Give a temporary folder that takes the place of another, all at once, if all went well."""
    out.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=".building-", dir=out.parent))
    former = temporary.with_name(f"{temporary.name}-former")
    try:
        made = temporary / "edition"
        made.mkdir()
        yield made
        if out.exists():
            out.rename(former)
        made.rename(out)
    except BaseException:
        if former.exists() and not out.exists():
            former.rename(out)
        raise
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
        shutil.rmtree(former, ignore_errors=True)
