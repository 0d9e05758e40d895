"""What cannot be answered for want of data, memory or room: one sentence to who asked, one to who runs the server.

Neither is the fault of a page: a traceback would say nothing to anybody, and fill the log.
"""

from __future__ import annotations

import errno
import logging
import time
from dataclasses import dataclass
from threading import Lock
from typing import Final

from observatoire.model.files import DataNotReadableError
from pages.server.readiness import NO_DATA

logger = logging.getLogger(__name__)

NO_ROOM: Final = "Le serveur manque de mémoire ou de place pour l’instant\u202f: essayez encore dans une minute."
AGAIN_AFTER: Final = 60.0
"""Seconds during which the same failure is written once in the log."""
_MEMORY: Final = (
    "La mémoire manque à ce serveur ({error}). Il lui faut environ 500 Mo, et ce que prennent ses visiteurs\u202f: "
    "donnez-lui-en davantage, ou moins de visiteurs"
)
_ROOM: Final = "Le disque est plein, ou ne s’écrit pas ({error})\u202f: faites de la place dans le dossier temporaire"
_OF_MEMORY: Final = {errno.ENOMEM, errno.EAGAIN, errno.EMFILE, errno.ENFILE}
_OF_ROOM: Final = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG}
_SAID_BY_OTHERS: Final = ("can't start new thread", "failed to map segment", "Cannot allocate memory")
"""How Python and the system say that memory lacks where they have no exception for it."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What is said of something that lacks: to the visitor, to who runs the server."""

    visitor: str
    operator: str


def failure_of(error: BaseException) -> Failure | None:
    """Return what an error says of data, memory or room that lack; None when it is about something else."""
    if isinstance(error, DataNotReadableError):
        return Failure(NO_DATA, str(error))
    number = error.errno if isinstance(error, OSError) else None
    said = str(error)
    if isinstance(error, MemoryError) or number in _OF_MEMORY or any(words in said for words in _SAID_BY_OTHERS):
        return Failure(NO_ROOM, _MEMORY.format(error=said or "mémoire refusée"))
    if number in _OF_ROOM:
        return Failure(NO_ROOM, _ROOM.format(error=said))
    return None


class Told:
    """Writes a sentence in the log, and not again for a minute."""

    def __init__(self) -> None:
        self._last: dict[str, float] = {}
        self._lock = Lock()

    def say(self, sentence: str) -> None:
        """Write a sentence, unless it was written a moment ago."""
        now = time.monotonic()
        with self._lock:
            self._last = {said: at for said, at in self._last.items() if now - at < AGAIN_AFTER}
            if sentence in self._last:
                return
            self._last[sentence] = now
        logger.error("%s.", sentence)


TOLD = Told()
"""That of this process."""
