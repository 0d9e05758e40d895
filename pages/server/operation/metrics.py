"""Figures to watch, as Prometheus reads them: runs of pages and how long they take, what waits, memory, edition.

They are for the machine itself. A proxy says for whom it asks, and is then answered that there is nothing here,
whatever it lets through; the one that we ship does not ask.
"""

from __future__ import annotations

import contextlib
import os
import resource
import threading
import time
from bisect import bisect_left
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from pages.server.operation.draining import TABS
from pages.server.plain import pictures_waiting
from pages.server.readiness import READINESS, Stage
from pages.state.data import shared_data

METRICS_PATH: Final = "_metrics"
BOUNDS: Final = (0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 1.5, 3.0, 10.0)
"""Seconds that the runs of pages are sorted by; 0.3 and 1.5 are those that we promise for 100 and 200 visitors."""
RECENT: Final = 1_000
"""Runs that the 95th centile is of: those of the last minutes where many visit."""
NOT_HERE: Final = "Cette adresse n’existe pas."


class Runs:
    """How many times pages were drawn, and how long it took. A run costs two clock readings and a lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts = [0] * (len(BOUNDS) + 1)
        self._seconds = 0.0
        self._recent: deque[float] = deque(maxlen=RECENT)
        self._under_way = 0

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Count the run of a page, however it ends."""
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
        name, reached = "observatoire_run_seconds", 0
        yield f"# HELP {name} Seconds of a run of a page, from the first line of its script to the last."
        yield f"# TYPE {name} histogram"
        for bound, count in zip((*map(str, BOUNDS), "+Inf"), counts, strict=True):
            reached += count
            yield f'{name}_bucket{{le="{bound}"}} {reached}'
        yield f"{name}_sum {seconds:.6f}"
        yield f"{name}_count {reached}"
        if recent:
            at = recent[-(-95 * len(recent) // 100) - 1]  # the smallest that 95 runs in 100 do not exceed
            yield from gauge("run_p95_seconds", f"95th centile of the last {RECENT} runs.", round(at, 6))
        yield from gauge("runs_under_way", "Runs that have begun and are not over: one at a time computes.", under_way)


RUNS = Runs()
"""Those of this process."""


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
    yield f"# HELP observatoire_{name} {told}"
    yield f"# TYPE observatoire_{name} gauge"
    yield f"observatoire_{name}{labels} {value}"


def metrics(request: Request) -> Response:
    """Answer with the figures of this process; to a proxy, that there is no such address."""
    if "x-forwarded-host" in request.headers or "x-forwarded-for" in request.headers:
        return PlainTextResponse(NOT_HERE, status_code=404, headers={"Cache-Control": "no-store"})
    text = "\n".join([*RUNS.lines(), *_lines_of_the_process(), ""])
    return Response(text, media_type="text/plain; version=0.0.4", headers={"Cache-Control": "no-store"})


def _lines_of_the_process() -> Iterator[str]:
    loaded = READINESS.stage is Stage.LOADED
    yield from gauge("ready", "1 when pages can be shown and newcomers are taken.", int(not READINESS.refusal()))
    yield from gauge("tabs", "Tabs of visitors that are connected.", len(TABS))
    yield from gauge("pictures_waiting", "Pictures of shared links that wait for their turn.", pictures_waiting())
    if resident := _resident_bytes():
        yield from gauge("resident_bytes", "Memory of the process.", resident)
    used = resource.getrusage(resource.RUSAGE_SELF)
    yield "# HELP observatoire_processor_seconds_total Processor time that the process has taken."
    yield "# TYPE observatoire_processor_seconds_total counter"
    yield f"observatoire_processor_seconds_total {used.ru_utime + used.ru_stime:.3f}"
    if loaded:
        edition = shared_data()[0].edition
        yield from gauge("edition_info", "The edition of the data that is served.", 1, f'{{edition="{edition}"}}')


def _resident_bytes() -> int:
    """Return the memory that the process holds; 0 where the system does not tell."""
    with contextlib.suppress(OSError, ValueError):
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0
