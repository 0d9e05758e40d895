"""The commands of official files: `python -m loaders official list|add|fetch|build`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from loaders.official.build import Report, build
from loaders.official.shelf import SHELF
from loaders.pipeline.sources import SourceError
from observatoire.model.catalog import load_catalog
from observatoire.model.official import DATA_VARIABLE


def main(arguments: Sequence[str]) -> int:
    """Run one command; return the exit status."""
    options = _parser().parse_args(arguments)
    try:
        payload: Any = options.run(options)
    except SourceError as error:
        print(error, file=sys.stderr)
        return 1
    if options.json:
        json.dump(payload, sys.stdout, ensure_ascii=False, indent=1)
        print()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m loaders official", description="Ajouter à l'édition livrée des fichiers officiels."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    building = commands.add_parser("build", help="faire une édition avec les fichiers qui sont là")
    building.add_argument("--from", dest="folder", type=Path, default=SHELF, metavar="DIR", help="dossier des fichiers")
    building.add_argument("--out", type=Path, required=True, metavar="DIR2", help="dossier de l'édition")
    building.add_argument("--extracts", action="store_true", help="prendre aussi les extraits : édition d'essai")
    building.set_defaults(run=_build)
    for command in (building,):
        command.add_argument("--json", action="store_true", help="sortie JSON")
    return parser


def _say(options: argparse.Namespace, sentence: str) -> None:
    """Print a step: beside the answer when this is JSON."""
    print(sentence, file=sys.stderr if options.json else sys.stdout, flush=True)


def _build(options: argparse.Namespace) -> dict[str, Any]:
    def say(sentence: str) -> None:
        _say(options, sentence)

    report = build(options.folder, options.out, load_catalog(), extracts=options.extracts, say=say)
    say(
        f"Édition {report.edition}\u202f: {len(report.taken)} fichiers ajoutés, {len(report.refused)} laissés. "
        f"Pour la lire\u202f: {DATA_VARIABLE}={options.out}"
    )
    return _told(report)


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
