"""Files that are ready, on the disk until they were fetched: memory of the server is for pages."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

KEPT: Final = 300.0
"""Seconds that a file can be fetched, again if the network failed."""
MOST_BYTES: Final = 400_000_000
"""Of all files together; beyond, the oldest go."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is ready: where, the name and the kind that the browser is told, its size, when it came."""

    path: Path
    name: str
    mime: str
    size: int
    since: float


class Shelf:
    """Ready files, each under a name that nobody guesses.

    Parameters
    ----------
    clock : callable, optional
        Gives the seconds.
    most_bytes : int, optional
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, most_bytes: int = MOST_BYTES) -> None:
        self._clock, self._most_bytes = clock, most_bytes
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, path: Path, name: str, mime: str) -> str:
        """Keep a file, which is the shelf's from now on; return the name that it is fetched by.

        Parameters
        ----------
        path : Path
        name, mime : str
            What the browser is told.
        """
        token = secrets.token_urlsafe(24)
        kept = Kept(path, name, mime, path.stat().st_size, self._clock())
        with self._lock:
            self._kept[token] = kept
        self.tidy()
        return token

    def find(self, token: str) -> Kept | None:
        """Return the file that was kept under a name; None when it is there no more."""
        self.tidy()
        with self._lock:
            return self._kept.get(token)

    def tidy(self) -> None:
        """Take away what was kept long enough, and the oldest when all are too large together."""
        with self._lock:
            gone, size = [], sum(kept.size for kept in self._kept.values())
            for token, kept in list(self._kept.items()):
                if size <= self._most_bytes and self._clock() - kept.since <= KEPT:
                    break
                if len(self._kept) == 1 and self._clock() - kept.since <= KEPT:
                    break  # one alone is kept, however large
                gone.append(self._kept.pop(token))
                size -= kept.size
        for kept in gone:
            kept.path.unlink(missing_ok=True)


SHELF: Final = Shelf()
"""That of this process."""
