"""Runs of pages: a few at a time, in the order in which they were asked for.

Python runs one thread at a time. When forty runs share it, each takes forty times as long, all end at the end, and the
thread that sends what is ready waits behind them all; one after the other, the first visitors are served at once, and
the last no later.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

AT_ONCE: Final = 3
"""One that is long, or waits for a file, does not stop the others."""
PATIENCE: Final = 2.0
"""Seconds after which a run begins all the same: it is never refused."""
OVER: Final = 10.0
"""Seconds over which runs in hand, those that wait and those that run, are averaged."""
MANY, FEW = 2.0, 1.0
"""Runs in hand, on the average: from the first on the server is crowded, until they are fewer than the second.

Where runs take a share of what the interpreter has, up to share / (1 - share) of them are in hand: at two thirds, who
is there still gets an answer in a tenth of a second, and it is time to lead those who only begin elsewhere.
"""
CROWDED_FOR: Final = 60.0
"""Seconds for which a server is held to be crowded after it last was."""


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
        self._lock, self._mine = threading.Lock(), threading.local()
        self._in_hand, self._average, self._looked = 0, 0.0, clock()
        self._crowded_until = float("-inf")

    @property
    def crowded(self) -> bool:
        """Whether so many runs are in hand that who only begins to answer is better served by plain pages."""
        with self._lock:
            self._look()
            return self._looked < self._crowded_until

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the turn of a run, keep it until its end."""
        self._count(1)
        has_room = self._room.acquire(timeout=self._patience)
        self._mine.turn = True
        try:
            yield
        finally:
            self._mine.turn = False
            if has_room:
                self._room.release()
            self._count(-1)

    @contextmanager
    def turn_of_a_part(self) -> Iterator[None]:
        """Wait for the turn of a part of a page that is drawn again alone; within the run of its page, it has one."""
        if getattr(self._mine, "turn", False):
            yield
            return
        with self.turn():
            yield

    def _count(self, more: int) -> None:
        with self._lock:
            self._look()
            self._in_hand += more

    def _look(self) -> None:
        """Bring the average up to now; the lock is held."""
        now = self._clock()
        self._average += (self._in_hand - self._average) * -math.expm1((self._looked - now) / OVER)
        self._looked = now
        if self._average >= (FEW if now < self._crowded_until else MANY):
            self._crowded_until = now + CROWDED_FOR


RUNS: Final = Runs()
"""Those of this process."""
