"""Build the data: `python -m loaders fetch|stage|prepare|check|all`; compare editions: `diff OLD`.

`features`, `adjacency` and `errors` are the last steps of `prepare`, which can be run alone on what is prepared.
`edition` keeps what earlier links showed (`loaders/edition/archive.py`);
`kit` builds the offline kit (`loaders/kit/build.py`);
`official` adds the producers' own files (`loaders/official/commands.py`);
`local` installs a council's own figures for all visitors (`loaders/local/installing.py`).
"""

from __future__ import annotations

import argparse
import os
import sys
import zipfile
from pathlib import Path

import pyarrow as pa

from loaders.edition import archive
from loaders.edition.check import check
from loaders.edition.diff import diff, read_edition
from loaders.geography.adjacency import write_adjacency
from loaders.kit import build as kit
from loaders.local import installing as local
from loaders.official import commands as official
from loaders.pipeline.errors import write_errors
from loaders.pipeline.features import write_features
from loaders.pipeline.fetch import fetch
from loaders.pipeline.manifest import NAME as MANIFEST
from loaders.pipeline.passage import PassageError
from loaders.pipeline.prepare import prepare
from loaders.pipeline.sources import SourceError, load_sources
from loaders.pipeline.stage import stage

DATA = Path(__file__).parents[1] / "data"
STEPS = ("fetch", "stage", "prepare", "check")
LAST_STEPS = {"features": write_features, "adjacency": write_adjacency, "errors": write_errors}
SAID = {
    "fetch": "download the declared packages to data/sources, and refuse any that changed",
    "stage": "copy what producers wrote to data/staged, as it is, once its form is checked",
    "prepare": "build the edition, and move it to data/prepared only if all of it holds its contracts",
    "check": "check what ships: contracts, published figures, and that no person can be told",
    "all": "these four, one after the other",
    "features": "the step of `prepare` that computes by what territories are alike, alone",
    "adjacency": "the step of `prepare` that finds which territories are contiguous, alone",
    "errors": "the step of `prepare` that estimates how far counts of events vary by chance, alone",
    "diff": "say what changes from the edition of the directory OLD to the one that is prepared",
}
"""What each step does, for those who ask for help."""


def run(step: str, data: Path) -> bool:
    """Run one step and print what it did, one line each.

    Parameters
    ----------
    step : str
        One of `STEPS`, or of `LAST_STEPS`: a last step of `prepare` alone, on what is prepared.
    data : Path
        Directory that holds `sources`, `staged` and `prepared`.

    Returns
    -------
    bool
        Whether all is well.
    """
    if step == "check":
        results = check(edition_in(data))
        lines = [f"{'ok  ' if result.passed else 'FAIL'}  {result.sentence}" for result in results]
        passed = all(result.passed for result in results)
    elif step in LAST_STEPS:
        lines, passed = LAST_STEPS[step](edition_in(data)), True
    else:
        sources, artifacts, staged = load_sources(), data / "sources", data / "staged"
        if step == "fetch":
            lines = fetch(sources, artifacts)
        elif step == "stage":
            lines = stage(sources, artifacts, staged)
        else:
            lines = prepare(sources, artifacts, staged, data / "prepared")
        passed = True
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return passed


def edition_in(data: Path) -> Path:
    """Return the folder of an edition: what `--data` names when it is one (`official build`), else its `prepared`."""
    return data if (data / MANIFEST).is_file() else data / "prepared"


def command_parser() -> argparse.ArgumentParser:
    """Return the parser of the steps; `edition` and `kit` have their own."""
    said = "\n".join(f"  {step:<10} {words}" for step, words in SAID.items())
    parser = argparse.ArgumentParser(
        prog="python -m loaders",
        description="Build and check the data that ship.",
        epilog=f"steps:\n{said}\n\nAlso, with a --help of their own: edition (pack, add), kit, "
        "official (list, add, fetch, build), local (add, list, remove).",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("step", choices=list(SAID), metavar="STEP", help="one of the steps below")
    parser.add_argument(
        "old", type=Path, nargs="?", metavar="OLD", help="for diff: directory of another prepared edition"
    )
    parser.add_argument(
        "--data", type=Path, default=DATA, help="directory of sources, staged and prepared, or an edition"
    )
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run the asked steps; return the exit status, 1 when one of them fails.

    Parameters
    ----------
    arguments : list of str, optional
        The command line's when omitted.

    Returns
    -------
    int
    """
    try:
        status = _run(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # `| head` has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python writes what is left as it ends
        return 141  # what a shell tells of any other command whose output nobody reads
    except KeyboardInterrupt:
        return 130
    except (OSError, pa.ArrowException, zipfile.BadZipFile, MemoryError, RecursionError) as error:
        name = getattr(error, "filename", None)
        said = getattr(error, "strerror", None) or str(error) or "memory refused"
        sys.stderr.write(f"Cannot read or write{f' {name}' if name else ''}: {' '.join(said.split())}.\n")
        return 1


def _run(words: list[str]) -> int:
    if words[:1] == ["edition"]:
        return archive.main(words[1:], DATA)
    if words[:1] == ["official"]:
        return official.main(words[1:])
    if words[:1] == ["local"]:
        return local.main(words[1:])
    if words[:1] == ["kit"]:
        return kit.main(words[1:])
    parser = command_parser()
    options = parser.parse_args(words)
    if (options.step == "diff") != (options.old is not None):
        parser.error("`diff`, and only `diff`, takes the directory of another prepared edition.")
    steps = STEPS if options.step == "all" else (options.step,)
    try:
        if options.step == "diff":
            lines = diff(read_edition(options.old), read_edition(edition_in(options.data)))
            sys.stdout.writelines(f"{line}\n" for line in lines)
            return 0
        # A failed step raises; only `check` comes back with a no, and it is the last.
        return 0 if all(run(step, options.data) for step in steps) else 1
    except (SourceError, PassageError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except (KeyError, ValueError) as error:
        if options.step not in ("diff", "check"):
            raise
        where = options.old or options.data
        sys.stderr.write(f"{where}: not an edition that this program reads ({' '.join(str(error).split())}).\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
