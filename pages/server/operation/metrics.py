"""Figures to watch, as Prometheus reads them: runs of pages and how long they take, what waits, memory, edition.

They are for the machine itself: `pages/server/protection/closed.py` answers anybody else that there is nothing here.
"""

from __future__ import annotations

import contextlib
import os
import resource
import threading
import time
from bisect import bisect_left
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from pages.server.apart.pool import POOL, Pool
from pages.server.apart.turns import TURNS, Turns
from pages.server.bounds.crowd import CROWD
from pages.server.operation.draining import TABS
from pages.server.plain import PICTURES
from pages.server.readiness import READINESS, Stage
from pages.state.data import shared_data
from participation.configuration import configured

METRICS_PATH: Final = "_metrics"
BOUNDS: Final = (0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 1.5, 3.0, 10.0)
"""Seconds that the runs of pages are sorted by; 0.3 and 1.5 are those that we promise for 100 and 200 visitors."""
RECENT: Final = 1_000
"""Runs that the 95th centile is of: those of the last minutes where many visit."""
LINES: Final[dict[str, Pool | Turns]] = {"files": POOL, "answers": TURNS, "pictures": PICTURES}
"""Heavy work, by kind: made by another process; computed here in turn; pictures of links, which wait for both."""


class Runs:
    """How many times pages were drawn, and how long it took. A run costs two clock readings and a lock.

    Parameters
    ----------
    name : str, optional
        What begins the names of their figures.
    told : str, optional
        What one is.
    """

    def __init__(self, name: str = "run", told: str = "a run of a page, from the first line of its script on") -> None:
        self._name, self._told = name, told
        self._lock = threading.Lock()
        self._counts = [0] * (len(BOUNDS) + 1)
        self._seconds = 0.0
        self._recent: deque[float] = deque(maxlen=RECENT)
        self._under_way = 0

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Count a run, however it ends."""
        with self._lock:
            self._under_way += 1
        start = time.perf_counter()
        try:
            yield
        finally:
            self.add(time.perf_counter() - start)
            with self._lock:
                self._under_way -= 1

    def add(self, seconds: float) -> None:
        """Count a run that took some seconds."""
        with self._lock:
            self._counts[bisect_left(BOUNDS, seconds)] += 1
            self._seconds += seconds
            self._recent.append(seconds)

    def lines(self) -> Iterator[str]:
        """Yield what Prometheus reads: a histogram, the 95th centile of the last runs, runs under way."""
        with self._lock:
            counts, seconds, recent = list(self._counts), self._seconds, sorted(self._recent)
            under_way = self._under_way
        name, reached = f"observatoire_{self._name}_seconds", 0
        yield f"# HELP {name} Seconds of {self._told} to the last."
        yield f"# TYPE {name} histogram"
        for bound, count in zip((*map(str, BOUNDS), "+Inf"), counts, strict=True):
            reached += count
            yield f'{name}_bucket{{le="{bound}"}} {reached}'
        yield f"{name}_sum {seconds:.6f}"
        yield f"{name}_count {reached}"
        if recent:
            at = recent[-(-95 * len(recent) // 100) - 1]  # the smallest that 95 runs in 100 do not exceed
            last = f"95th centile of the last {RECENT}, of {self._told} to the last."
            yield from gauge(f"{self._name}_p95_seconds", last, round(at, 6))
        begun = "Those that have begun and are not over: one at a time computes."
        yield from gauge(f"{self._name}s_under_way", begun, under_way)


RUNS = Runs()
"""Those of this process."""
PARTS = Runs("part", "a run of a part of a page that is drawn again alone, a save in a survey, from its wait")
"""Those of this process, which are no runs of pages: who answers a survey makes one at each answer."""


def gauge(name: str, told: str, value: float, labels: str = "") -> Iterator[str]:
    """Yield the lines of a figure that goes up and down.

    Parameters
    ----------
    name : str
        Without what all of ours begin by.
    told : str
        What it is.
    value : float
        What it is now.
    labels : str
        As Prometheus writes them, braces included.
    """
    yield from family(name, "gauge", told, {labels: value})


def family(name: str, sort: str, told: str, values: Mapping[str, float | str]) -> Iterator[str]:
    """Yield the lines of a figure that has a value for each of its labels.

    Parameters
    ----------
    name : str
        Without what all of ours begin by.
    sort : str
        "gauge" for what goes up and down, "counter" for what only grows.
    told : str
        What it is.
    values : mapping of str to float or str
        What it is now, by labels as Prometheus writes them, braces included; "" for none.
    """
    yield f"# HELP observatoire_{name} {told}"
    yield f"# TYPE observatoire_{name} {sort}"
    yield from (f"observatoire_{name}{labels} {value}" for labels, value in values.items())


def metrics(_request: Request) -> Response:
    """Answer with the figures of this process."""
    text = "\n".join([*RUNS.lines(), *PARTS.lines(), *_heavy_work(), *_participation(), *_lines_of_the_process(), ""])
    return Response(text, media_type="text/plain; version=0.0.4", headers={"Cache-Control": "no-store"})


def _heavy_work() -> Iterator[str]:
    standing = {f'{{kind="{kind}"}}': line.standing for kind, line in LINES.items()}
    for name, sort, told in (
        ("waiting", "gauge", "Heavy work that has not begun."),
        ("running", "gauge", "Heavy work that is being made."),
        ("refused_total", "counter", "Heavy work that found no room in its line."),
    ):
        field = name.partition("_")[0]
        yield from family(f"work_{name}", sort, told, {kind: getattr(one, field) for kind, one in standing.items()})


def _participation() -> Iterator[str]:
    """Yield the figures of answers, where surveys are on.

    Of the database of answers alone: beside those of the vault, which change when an invitation is spent, they would be
    the common diary that the two databases are made not to have.
    """
    if configured() is None:
        return
    from pages.server.participer.desk import storage  # its libraries are loaded where surveys are on

    told = None
    with contextlib.suppress(Exception):  # a database that is lost, a disk that is full: told as such
        told = storage().answers.writer.told
    yield from gauge("participation_open", "1 when the databases of surveys can be opened.", int(told is not None))
    if told is None:
        return
    yield from gauge("participation_waiting", "Acts of respondents that wait to be written.", told.waiting)
    ends = {"written": told.written, "refused": told.refused, "lost": told.lost}
    yield from family(
        "participation_acts_total",
        "counter",
        "Acts of respondents: written, refused (changed elsewhere, too late…), lost because nothing could be written.",
        {f'{{end="{end}"}}': count for end, count in ends.items()},
    )


def _lines_of_the_process() -> Iterator[str]:
    loaded = READINESS.stage is Stage.LOADED
    yield from gauge("ready", "1 when pages can be shown and newcomers are taken.", int(not READINESS.refusal()))
    yield from gauge("tabs", "Tabs of visitors that are connected.", len(TABS))
    waiting = "Tabs that wait for what they asked for, averaged over ten seconds."
    yield from gauge("tabs_waiting", waiting, round(CROWD.waiting, 3))
    led = "1 while who only begins a survey is led to its plain pages, because many tabs wait."
    yield from gauge("crowd", led, int(CROWD.is_here))
    if resident := _resident_bytes():
        yield from gauge("resident_bytes", "Memory of the process.", resident)
    used = resource.getrusage(resource.RUSAGE_SELF)
    taken = f"{used.ru_utime + used.ru_stime:.3f}"
    yield from family("processor_seconds_total", "counter", "Processor time that the process has taken.", {"": taken})
    if loaded:
        edition = shared_data()[0].edition
        yield from gauge("edition_info", "The edition of the data that is served.", 1, f'{{edition="{edition}"}}')


def _resident_bytes() -> int:
    """Return the memory that the process holds; 0 where the system does not tell."""
    with contextlib.suppress(OSError, ValueError):
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0
