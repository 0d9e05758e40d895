"""Runs of pages: a few at a time, in the order in which they were asked for.

Python runs one thread at a time. When forty runs share it, each takes forty times as long, all end at the end, and the
thread that sends what is ready waits behind them all; one after the other, the first visitors are served at once, and
the last no later.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Final

AT_ONCE: Final = 3
"""One that is long, or waits for a file, does not stop the others."""
PATIENCE: Final = 2.0
"""Seconds after which a run begins all the same: it is never refused."""
HAND_OVER: Final = 0.0005
"""Seconds after which a run that computes lets another thread have the interpreter, a tenth of what Python does itself.

The thread that sends what is ready gives the interpreter up at each message, and gets it back after so long. A page is
thirty messages and more: beside a run that computes, each of its tabs waited for them by the tenth of a second.
"""


def hand_over_often() -> None:
    """Have threads that compute let go of the interpreter sooner: to be called while the server starts."""
    sys.setswitchinterval(HAND_OVER)


class Runs:
    """Those of this process.

    Parameters
    ----------
    at_once : int, optional
    patience : float, optional
    """

    def __init__(self, at_once: int = AT_ONCE, patience: float = PATIENCE) -> None:
        self._room, self._patience = threading.Semaphore(at_once), patience
        self._mine = threading.local()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the turn of a run, keep it until its end."""
        has_room = self._room.acquire(timeout=self._patience)
        self._mine.turn = True
        try:
            yield
        finally:
            self._mine.turn = False
            if has_room:
                self._room.release()

    @contextmanager
    def turn_of_a_part(self, counted: Callable[[], AbstractContextManager[None]] = nullcontext) -> Iterator[None]:
        """Wait for the turn of a part of a page that is drawn again alone; within the run of its page, it has one.

        Parameters
        ----------
        counted : callable, optional
            Gives what counts and times the run of a part alone, its wait included; that of its page counts for both.
        """
        if getattr(self._mine, "turn", False):
            yield
            return
        with counted(), self.turn():
            yield


RUNS: Final = Runs()
"""Those of this process."""
