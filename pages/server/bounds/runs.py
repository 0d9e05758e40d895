"""Runs of pages: a few at a time, in the order in which they were asked for.

Python runs one thread at a time. When forty runs share it, each takes forty times as long, all end at the end, and the
thread that sends what is ready waits behind them all; one after the other, the first visitors are served at once, and
the last no later.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

AT_ONCE: Final = 3
"""One that is long, or waits for a file, does not stop the others."""
PATIENCE: Final = 2.0
"""Seconds after which a run begins all the same: it is never refused."""
CROWDED_FOR: Final = 60.0
"""Seconds for which the server is held to be crowded once a run had to begin all the same."""


class Runs:
    """Those of this process.

    Parameters
    ----------
    at_once : int, optional
    patience : float, optional
    clock : callable, optional
        Seconds that only grow.
    """

    def __init__(
        self, at_once: int = AT_ONCE, patience: float = PATIENCE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._room, self._patience, self._clock = threading.Semaphore(at_once), patience, clock
        self._crowded_until = float("-inf")

    @property
    def crowded(self) -> bool:
        """Whether runs waited in vain for their turn a moment ago: who only begins is better served by plain pages."""
        return self._clock() < self._crowded_until

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the turn of a run, keep it until its end."""
        has_room = self._room.acquire(timeout=self._patience)
        if not has_room:
            self._crowded_until = self._clock() + CROWDED_FOR
        try:
            yield
        finally:
            if has_room:
                self._room.release()


RUNS: Final = Runs()
"""Those of this process."""
