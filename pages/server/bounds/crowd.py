"""How many tabs wait for an answer: who only begins a survey is led to plain pages before those who are there suffer.

A tab waits from the message by which its browser asks for a run to the last one that it is sent of it. All that makes
people wait is in it: the turn, the interpreter that others have, the disk, the messages on their way. On the average as
many tabs wait as runs are asked for in a second, times the seconds that each takes (Little 1961).
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from typing import Final

OVER: Final = 10.0
"""Seconds over which tabs that wait are averaged."""
MANY, FEW = 1.5, 0.75
"""Tabs that wait, on the average: from the first on there is a crowd, until they are fewer than the second.

Two hundred people who save each ten seconds make half a tab wait on a quiet machine, where each save is answered in 25
milliseconds; one and a half wait when it takes 75, or when people save so often that seven tenths of the interpreter
are taken. Beyond, waits grow fast.
"""
LASTS: Final = 60.0
"""Seconds for which a crowd is held to be there after it last was."""
FORGOTTEN: Final = 30.0
"""Seconds after which a tab is not waited for any more: the framework leaves some messages without an answer."""


class Crowd:
    """The tabs of this process that wait.

    Parameters
    ----------
    clock : callable, optional
        Seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._since: dict[object, float] = {}
        self._average, self._looked, self._until = 0.0, clock(), float("-inf")

    @property
    def is_here(self) -> bool:
        """Whether so many tabs wait that who only begins to answer is better served by plain pages."""
        with self._lock:
            return self._look() < self._until

    @property
    def waiting(self) -> float:
        """How many tabs wait, averaged over the last seconds: what a crowd is told by."""
        with self._lock:
            self._look()
            return self._average

    def waits(self, tab: object) -> None:
        """Note that a tab asked for something."""
        with self._lock:
            self._since.setdefault(tab, self._look())

    def is_served(self, tab: object) -> None:
        """Note that a tab has its answer, or closed."""
        with self._lock:
            self._look()
            self._since.pop(tab, None)

    def _look(self) -> float:
        """Bring the average up to now, which is returned; the lock is held."""
        now = self._clock()
        self._average += (len(self._since) - self._average) * -math.expm1((self._looked - now) / OVER)
        self._looked = now
        while self._since and now - self._since[oldest := next(iter(self._since))] >= FORGOTTEN:
            del self._since[oldest]
        if self._average >= (FEW if now < self._until else MANY):
            self._until = now + LASTS
        return now


CROWD: Final = Crowd()
"""Those of this process."""
