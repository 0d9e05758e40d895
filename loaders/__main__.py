"""Build the data: `python -m loaders fetch|stage|prepare|check|all`; compare editions: `diff OLD`.

`features` and `adjacency` are the last steps of `prepare`, which can be run alone on what is prepared.
`edition` keeps what earlier links showed (`loaders/edition/archive.py`);
`kit` builds the offline kit (`loaders/kit/build.py`).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from loaders.edition import archive
from loaders.edition.check import check
from loaders.edition.diff import diff, read_edition
from loaders.geography.adjacency import write_adjacency
from loaders.kit import build as kit
from loaders.pipeline.features import write_features
from loaders.pipeline.fetch import fetch
from loaders.pipeline.passage import PassageError
from loaders.pipeline.prepare import prepare
from loaders.pipeline.sources import SourceError, load_sources
from loaders.pipeline.stage import stage

DATA = Path(__file__).parents[1] / "data"
STEPS = ("fetch", "stage", "prepare", "check")
LAST_STEPS = {"features": write_features, "adjacency": write_adjacency}


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
        results = check(data / "prepared")
        lines = [f"{'ok  ' if result.passed else 'FAIL'}  {result.sentence}" for result in results]
        passed = all(result.passed for result in results)
    elif step in LAST_STEPS:
        lines, passed = LAST_STEPS[step](data / "prepared"), True
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
    words = sys.argv[1:] if arguments is None else arguments
    if words[:1] == ["edition"]:
        return archive.main(words[1:], DATA)
    if words[:1] == ["kit"]:
        return kit.main(words[1:])
    parser = argparse.ArgumentParser(
        prog="python -m loaders",
        description="Build and check the data that ship.",
        epilog="Also: edition, kit (--help of each).",
    )
    parser.add_argument("step", choices=[*STEPS, "all", *LAST_STEPS, "diff"], help="what to do; `all`: the first four")
    parser.add_argument("old", type=Path, nargs="?", help="for `diff`: directory of another prepared edition")
    parser.add_argument("--data", type=Path, default=DATA, help="directory of sources, staged and prepared")
    options = parser.parse_args(words)
    if (options.step == "diff") != (options.old is not None):
        parser.error("`diff`, and only `diff`, takes the directory of another prepared edition.")
    steps = STEPS if options.step == "all" else (options.step,)
    try:
        if options.step == "diff":
            lines = diff(read_edition(options.old), read_edition(options.data / "prepared"))
            sys.stdout.writelines(f"{line}\n" for line in lines)
            return 0
        # A failed step raises; only `check` comes back with a no, and it is the last.
        return 0 if all(run(step, options.data) for step in steps) else 1
    except (SourceError, PassageError) as error:
        sys.stderr.write(f"{error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
