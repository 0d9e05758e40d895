"""Command line: `python -m participation check FILE… --json`.

Bad input ends with exit status 2 and French sentences on standard error.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from observatoire.command_input import InputError, Parser
from participation.model.reading import QuestionnaireError, read_questionnaires


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit status."""
    json_asked = False
    try:
        options = command_parser().parse_args(arguments)
        json_asked = options.json
        lines, payload = options.run(options)
    except QuestionnaireError as error:
        print(error if not json_asked else _dumped([asdict(f) for f in error.faults]), file=sys.stderr)
        return 2
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    print(_dumped(payload) if options.json else "\n".join(lines))
    return 0


Outcome = tuple[list[str], Any]
"""What a command says: sentences, and the same as data for `--json`."""


def _dumped(payload: Any) -> str:
    return json.dumps(payload, ensure_ascii=False, indent=1, allow_nan=False)


def command_parser() -> Parser:
    """Return the parser of all commands."""
    parser = Parser(prog="python -m participation", description="Enquêtes et contributions")
    commands = parser.add_subparsers(dest="command", required=True, parser_class=Parser)
    check = commands.add_parser("check", help="relire des questionnaires, et dire tout ce qui ne va pas")
    check.add_argument("files", nargs="+", type=Path, metavar="FICHIER", help="fichier TOML d’un questionnaire")
    check.set_defaults(run=_check)
    for command in (check,):
        command.add_argument("--json", action="store_true", help="sortie JSON")
    return parser


def _check(options: argparse.Namespace) -> Outcome:
    reading = read_questionnaires(options.files)
    if reading.faults:
        raise QuestionnaireError(reading.faults)
    told: list[dict[str, Any]] = [
        {
            "file": name, "id": form.id, "version": form.version, "questions": len(form.questions),
            "minutes": form.minutes, "sha": form.sha,
        }
        for name, form in reading.forms.items()
    ]  # fmt: skip
    lines = [
        f"{t['file']} : {t['questions']} questions, {t['minutes']:g} min, empreinte {t['sha'][:12]}." for t in told
    ]
    return lines, told


if __name__ == "__main__":
    sys.exit(main())
