"""Compressed bytes of what many visitors ask for: made once, kept within a bound, shared by all answers."""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

LIMIT = 64_000_000


def pack(body: bytes, level: int = 6) -> bytes:
    """Compress a body: the same bytes give the same bytes."""
    return gzip.compress(body, compresslevel=level, mtime=0)


def unpacked(packed: bytes) -> bytes:
    """Return the body that was packed, for what takes no compressed answer."""
    return gzip.decompress(packed)


@dataclass(slots=True)
class _Turn:
    """Who builds a key, and how many wait for it or build it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    users: int = 0


class PackedCache:
    """Keeps the compressed bytes asked for last; the oldest leave beyond a number of bytes."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()
        self._turns: dict[str, _Turn] = {}

    def find(self, key: str) -> bytes | None:
        """Return the bytes of a key, if they are kept."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def get(self, key: str, build: Callable[[], bytes]) -> bytes:
        """Return the compressed bytes of a key, built at first need; a build that fails leaves nothing behind."""
        kept = self.find(key)
        if kept is not None:
            return kept
        # Built outside the lock: a slow map must not hold up the others; but once, for all who ask for it.
        with self._turn(key):
            kept = self.find(key)
            if kept is not None:
                return kept
            packed = pack(build())
            self.keep(key, packed)
        return packed

    @contextmanager
    def _turn(self, key: str) -> Iterator[None]:
        with self._lock:
            turn = self._turns.setdefault(key, _Turn())
            turn.users += 1
        try:
            with turn.lock:
                yield
        finally:
            with self._lock:
                turn.users -= 1
                if not turn.users:
                    del self._turns[key]

    def keep(self, key: str, packed: bytes) -> None:
        """Keep bytes that were compressed elsewhere."""
        with self._lock:
            self._size -= len(self._kept.pop(key, b""))
            self._kept[key] = packed
            self._size += len(packed)
            while self._size > self._limit and len(self._kept) > 1:
                self._size -= len(self._kept.popitem(last=False)[1])


PACKED = PackedCache()
"""The one of the process: our maps, and the scripts and styles of Streamlit."""
