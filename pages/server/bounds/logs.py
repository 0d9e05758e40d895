"""Lines of the log: the same one is written a few times a minute, then counted.

We write no file: the log goes to the terminal, or to the journal of the system, which bounds its own size. But a line a
request, with its traceback, would fill any disk on a hostile evening.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

MOST_A_MINUTE: Final = 10
MINUTE: Final = 60.0
OF_FORMS: Final = "python_multipart"
"""What reads forms: it warns of each that a client made wrong, in twenty lines of its code. They are one to us, written
once a minute. Its errors, those of a disk, are faults of ours, and counted as all others."""
_MOST_ORIGINS: Final = 1_000


class FewOfEach(logging.Filter):
    """Lets a line of code write ten records a minute, and malformed forms one.

    The next one that it lets through says how many it held back.

    Parameters
    ----------
    clock : callable, optional
        Gives the seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._written: dict[tuple[str, int], tuple[float, int]] = {}
        self._lock = threading.Lock()

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a record is written."""
        if getattr(record, "counted", False):  # by the same filter, at the handler of another logger
            return True
        of_forms = record.levelno < logging.ERROR and record.name.partition(".")[0] == OF_FORMS
        origin, most = ((OF_FORMS, 0), 1) if of_forms else ((record.pathname, record.lineno), MOST_A_MINUTE)
        now = self._clock()
        with self._lock:
            if len(self._written) > _MOST_ORIGINS:
                self._written.clear()
            since, count = self._written.get(origin, (now, 0))
            held_back = max(0, count - most) if now - since >= MINUTE else 0
            if now - since >= MINUTE:
                since, count = now, 0
            self._written[origin] = since, count + 1
        if count >= most:
            return False
        if held_back:
            record.msg = f"{record.getMessage()} ({held_back} more like it were not written)"
            record.args = ()
        record.counted = True
        return True


def write_few_of_each() -> None:
    """Put the bound on every handler that there is: those of the framework, of the server, the last resort."""
    few = FewOfEach()
    names = list(logging.root.manager.loggerDict)
    loggers = [logging.root, *(logging.getLogger(name) for name in names)]
    handlers = [handler for logger in loggers for handler in logger.handlers]
    for handler in [*dict.fromkeys(handlers), *([logging.lastResort] if logging.lastResort else [])]:
        handler.addFilter(few)
