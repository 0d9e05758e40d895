"""Surveys under load and under fire, on SQLite or on a PostgreSQL of their own: each prints, and fails by its status.

    python -m benchmarks.participation storage                # saves a second, against the storage itself
    python -m benchmarks.participation forms --minutes 10     # 200 people, the plain form, 5 visitors meanwhile
    python -m benchmarks.participation streamlit              # 25 to 200 people, the application's pages, visitors too
    python -m benchmarks.participation streamlit-kills        # the application killed under 100 people of its pages
    python -m benchmarks.participation streamlit-idle --minutes 60   # 200 tabs left open: what they hold of memory
    python -m benchmarks.participation kills --times 20       # the application killed under saves, then the database
    python -m benchmarks.participation campaigns              # nine forms, 60 organisations, from creation to results
    python -m benchmarks.participation publication            # 3 000 answers weighed, protected; their synthesis

`--engine postgresql` for the other engine, `--port` for the server's; nothing is left behind.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

import participation.one_thread  # noqa: F401 - before whatever loads numpy
from benchmarks.participation.application import Pace, in_the_application
from benchmarks.participation.campaigns import nine_forms
from benchmarks.participation.engines import ENGINES, PostgreSQL, engine
from benchmarks.participation.forms import through_the_form
from benchmarks.participation.holding import held_by_tabs
from benchmarks.participation.kills import kills
from benchmarks.participation.publishing import publishing
from benchmarks.participation.reconnecting import kills_of_tabs
from benchmarks.participation.storing import flat_out
from participation.configuration import Configuration
from participation.storage.opening import open_storage

MEASURES = (
    "storage", "forms", "streamlit", "streamlit-kills", "streamlit-idle", "kills", "campaigns", "publication",
)  # fmt: skip


def main() -> None:
    """Print the figures; the exit status is 1 when something was lost."""
    options = _parser().parse_args()
    print(f"{options.measure}, {options.engine}; load of the machine {os.getloadavg()[0]:.1f}", flush=True)
    with tempfile.TemporaryDirectory() as name, engine(options.engine, Path(name)) as (configuration, server):
        folder, sound = Path(name), False
        try:
            sound = _measured(options, configuration, server, folder)
        finally:
            log = folder / "server.log"
            if not sound and log.exists():
                print(log.read_text()[-5_000:], file=sys.stderr)
    sys.exit(not sound)


def _measured(
    options: argparse.Namespace, configuration: Configuration, server: PostgreSQL | None, folder: Path
) -> bool:
    """Run a measure; return whether nothing was lost."""
    if options.measure == "forms":
        return through_the_form(
            configuration, options.people, options.minutes, options.every, options.visitors, options.port, folder
        )
    if options.measure == "streamlit":
        pace = Pace(tuple(options.stages), 60 * options.minutes, options.every, options.visitors)
        return in_the_application(configuration, pace, options.port, folder)
    if options.measure == "streamlit-kills":
        return kills_of_tabs(configuration, options.people, options.times, options.port, folder)
    if options.measure == "streamlit-idle":
        return held_by_tabs(configuration, options.people, options.minutes, options.port, folder)
    if options.measure == "kills":
        return kills(configuration, server, options.times, options.port, folder)
    if options.measure == "campaigns":
        return nine_forms(configuration, options.organisations, options.port, folder)
    storage = open_storage(configuration)
    if options.measure == "publication":
        publishing(storage, options.answers, options.questionnaire)
    else:
        flat_out(storage, options.at_once, options.seconds)
    storage.close()
    return True


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.participation", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("measure", choices=MEASURES)
    parser.add_argument("--engine", choices=ENGINES, default="sqlite")
    parser.add_argument("--port", type=int, default=0, help="of the server that is started; a free one by default")
    parser.add_argument("--at-once", type=int, default=16, help="storage: people who save without a pause")
    parser.add_argument("--seconds", type=float, default=10.0, help="storage: how long")
    parser.add_argument("--people", type=int, default=200, help="forms, streamlit-…: respondents")
    parser.add_argument(
        "--stages", type=int, nargs="+", default=[25, 50, 100, 200], help="streamlit: respondents, stage after stage"
    )
    parser.add_argument(
        "--minutes", type=float, default=1.0, help="forms, streamlit-idle: how long; streamlit: each stage"
    )
    parser.add_argument(
        "--every", type=float, default=10.0, help="forms, streamlit: seconds between two saves of one of them"
    )
    parser.add_argument("--visitors", type=int, default=5, help="forms, streamlit: of the observatory, meanwhile")
    parser.add_argument("--times", type=int, default=20, help="kills, streamlit-kills: how many")
    parser.add_argument("--organisations", type=int, default=60, help="campaigns: how many answer all nine forms")
    parser.add_argument("--answers", type=int, default=3_000, help="publication: how many")
    parser.add_argument("--questionnaire", default="donnees_territoires", help="publication: of which form")
    return parser


if __name__ == "__main__":
    main()
