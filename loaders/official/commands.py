"""The commands of official files: `python -m loaders official list|add|fetch|build`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from loaders.official.adding import add
from loaders.official.datasets import datasets
from loaders.official.edition.build import Report, build
from loaders.official.edition.places import Places, places_of
from loaders.official.edition.taking import Taken, Unknown, take
from loaders.official.fetching.fetch import fetch
from loaders.official.fetching.transfer import Transfer
from loaders.official.listing import listed, sentences
from loaders.official.reading import Unexpected
from loaders.official.shelf import SHELF
from loaders.pipeline.sources import SourceError
from observatoire.model.catalog import load_catalog
from observatoire.model.official.tables import DATA_VARIABLE
from observatoire.model.store import PREPARED_DIR

Answer = tuple[Any, bool]
"""What a command answers, ready for JSON, and whether all went well."""


def main(arguments: Sequence[str]) -> int:
    """Run one command; return the exit status, 1 when something failed."""
    options = command_parser().parse_args(arguments)
    try:
        payload, well = options.run(options)
    except SourceError as error:
        print(error, file=sys.stderr)
        return 1
    if options.json:
        json.dump(payload, sys.stdout, ensure_ascii=False, indent=1)
        print()
    return 0 if well else 1


def command_parser() -> argparse.ArgumentParser:
    """Return the parser of the four commands."""
    parser = argparse.ArgumentParser(
        prog="python -m loaders official",
        description="Ajouter à l'édition livrée les fichiers officiels des producteurs.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    listing = commands.add_parser(
        "list",
        help="ce qui peut être ajouté, et ce qui est là",
        description="ce qui peut être ajouté, et ce qui est là",
    )
    listing.add_argument("--from", dest="folder", type=Path, default=SHELF, metavar="DIR", help="dossier des fichiers")
    listing.set_defaults(run=_list)
    adding = commands.add_parser(
        "add",
        help="garder des fichiers téléchargés, reconnus à leur contenu",
        description="garder des fichiers téléchargés, reconnus à leur contenu",
    )
    adding.add_argument("files", type=Path, nargs="+", metavar="FILE", help="un fichier")
    adding.add_argument("--into", type=Path, default=SHELF, metavar="DIR", help="dossier où les garder")
    adding.add_argument(
        "--year", type=int, choices=range(2000, 2100), metavar="YEAR", help="année des chiffres, si le fichier la tait"
    )
    adding.set_defaults(run=_add)
    fetching = commands.add_parser(
        "fetch",
        help="prendre les fichiers chez leurs producteurs",
        description="prendre les fichiers chez leurs producteurs",
    )
    fetching.add_argument("ids", nargs="*", metavar="ID", help="jeu de données (tous sans aucun)")
    fetching.add_argument("--into", type=Path, default=SHELF, metavar="DIR", help="dossier où les garder")
    fetching.set_defaults(run=_fetch)
    building = commands.add_parser(
        "build",
        help="faire une édition avec les fichiers qui sont là",
        description="faire une édition avec les fichiers qui sont là",
    )
    building.add_argument("--from", dest="folder", type=Path, default=SHELF, metavar="DIR", help="dossier des fichiers")
    building.add_argument("--out", type=Path, required=True, metavar="DIR2", help="dossier de l'édition")
    building.add_argument("--extracts", action="store_true", help="prendre aussi les extraits : édition d'essai")
    building.set_defaults(run=_build)
    for command in (listing, adding, fetching, building):
        command.add_argument("--json", action="store_true", help="sortie JSON")
    return parser


def _say(options: argparse.Namespace, sentence: str) -> None:
    """Print a step: beside the answer when this is JSON."""
    print(sentence, file=sys.stderr if options.json else sys.stdout, flush=True)


def _list(options: argparse.Namespace) -> Answer:
    found = listed(load_catalog(), options.folder, date.today())
    if not options.json:
        print(*(line for one in found for line in sentences(one)), sep="\n")
    return found, True


def _add(options: argparse.Namespace) -> Answer:
    catalog, places = load_catalog(), _shipped_places()
    answers = []
    for path in options.files:
        try:
            one = add(path, options.into, catalog, places, date.today(), options.year)
        except (Unknown, Unexpected, OSError) as error:
            said = (
                f"{path.name}\u202f: {error.strerror}" if isinstance(error, OSError) and error.strerror else str(error)
            )
            _say(options, f"Refusé\u202f: {said}")
            answers.append({"file": path.name, "dataset": None, "refused": said})
            continue
        _say(options, f"{path.name}\u202f: {one.sentence}")
        answers.append(
            {
                "file": path.name,
                "dataset": one.dataset.id,
                "edition": one.edition,
                "extract": one.extract,
                "kept": one.target.name,
                "here": one.here,
            }
        )
    return answers, all(answer["dataset"] for answer in answers)


def _fetch(options: argparse.Namespace) -> Answer:
    known = datasets()
    if unknown := [name for name in options.ids if name not in known]:
        raise SourceError(f"Jeu de données inconnu\u202f: {unknown[0]}. La commande «\u00a0list\u00a0» les donne tous.")
    transfer = Transfer(say=lambda sentence: _say(options, sentence))
    measures, places = load_catalog().measures, _shipped_places()

    def judge(path: Path) -> Taken:
        one = take(path, places, measures, extracts=True)
        if one.extract:
            _say(options, f"  c’est un extrait\u202f: {one.extract}.")
        return one

    answers = []
    for name in options.ids or known:
        dataset = known[name]
        _say(options, f"{name}\u202f: {dataset.producer}, {dataset.title}…")
        try:
            path = fetch(dataset, options.into, transfer, judge)
        except SourceError as error:
            _say(options, f"Échec\u202f: {error}")
            answers.append({"dataset": name, "file": None, "failed": str(error)})
            continue
        _say(options, f"  gardé sous {path}.")
        answers.append({"dataset": name, "file": path.name, "failed": None})
    return answers, all(answer["file"] for answer in answers)


def _build(options: argparse.Namespace) -> Answer:
    def say(sentence: str) -> None:
        _say(options, sentence)

    if not options.folder.is_dir():
        raise SourceError(f"{options.folder}\u202f: ce dossier n’existe pas. La commande «\u00a0add\u00a0» le remplit.")
    report = build(options.folder, options.out, load_catalog(), extracts=options.extracts, say=say)
    say(
        f"Édition {report.edition}\u202f: {len(report.taken)} fichiers ajoutés, {len(report.refused)} laissés. "
        f"Pour la lire\u202f: {DATA_VARIABLE}={options.out}"
    )
    return _told(report), True


def _told(report: Report) -> dict[str, Any]:
    return {
        "edition": report.edition,
        "taken": [
            {
                "file": one.path.name,
                "dataset": one.dataset.id,
                "producer": one.dataset.producer,
                "title": one.dataset.title,
                "edition": one.edition,
                "extract": one.extract,
                "notes": list(one.notes),
            }
            for one in report.taken
        ],
        "refused": report.refused,
    }


def _shipped_places() -> Places:
    territories = pd.read_parquet(PREPARED_DIR / "territories.parquet")
    return places_of(territories, pd.read_parquet(PREPARED_DIR / "former_communes.parquet"))
