"""The process that makes files and heavy answers: `python -m pages.server.apart.bench`, started by the server.

It loads the data once and never changes. Each work is made by a copy of it (a fork shares what is loaded: a copy takes
the memory of its own work alone), which writes a file and ends: all that it took is given back, and it can be stopped
at any moment. It has one thread, so that a copy is whole. Where the system has no such copies, it works by itself.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import pickle
import selectors
import signal
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

from observatoire.exports.work import Work
from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.statistics.offering import open_offered
from pages.server.memory import spare_memory

MOST_MEGABYTES: Final = 700
"""Memory of a copy, what it shares included, beyond which it is stopped."""
LONGEST: Final = 120
"""Seconds after which a work is given up."""
NICE: Final = 10
"""Visitors' pages come before files."""
FORKS: Final = sys.platform == "linux"
_LOOK: Final = 0.25
"""Seconds between two looks at the memory of copies."""
_HEAVY: Final = (
    "observatoire.exports.formats.registry", "observatoire.exports.fiche.files", "observatoire.exports.fiche.content",
    "observatoire.exports.maps.files", "observatoire.exports.maps.html", "observatoire.exports.pictures.docx",
    "observatoire.exports.pictures.sharing", "observatoire.exports.notes.docx", "observatoire.api.answering",
)  # fmt: skip
"""What copies find loaded already."""
_SIZE: Final = struct.Struct(">I")


def pack_message(message: Any) -> bytes:
    """Return a message between the server and this process, as it goes through a pipe."""
    body = pickle.dumps(message)
    return _SIZE.pack(len(body)) + body


def messages(pipe: BinaryIO) -> Iterator[Any]:
    """Yield the messages of a pipe until the other side closes it."""
    while len(head := pipe.read(_SIZE.size)) == _SIZE.size:
        yield pickle.loads(pipe.read(_SIZE.unpack(head)[0]))


def main() -> None:
    """Make what the server asks for, until it closes the pipe; nobody else writes to this process."""
    os.umask(0o077)  # what is made is for this user alone
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # that of a terminal stops the server, which then stops this process
    with contextlib.suppress(OSError, AttributeError):  # not on Windows
        os.nice(NICE)
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))  # never woken before a page that is waited for
    spare_memory()
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # what a library prints must not be read as an answer
    data = open_offered()
    for name in _HEAVY:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # copies would otherwise write to all that they share
    if FORKS:
        _Copies(answers, data).serve()
        return
    for order, key, *rest in messages(sys.stdin.buffer):
        if order == "make":
            answers.write(pack_message((key, _made(rest[0], rest[1], data))))


def _made(packed: bytes, path: str, data: tuple[Store, Catalog]) -> str:
    """Make a work into a file; return what went wrong, or ""."""
    try:
        Path(path).write_bytes(Work.unpacked(packed, *data)())
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


class _Copies:
    """Copies of this process, each at its work."""

    def __init__(self, answers: BinaryIO, data: tuple[Store, Catalog]) -> None:
        self._answers, self._data = answers, data
        self._watched = selectors.DefaultSelector()
        self._at_work: dict[int, tuple[int, int]] = {}  # key -> process, pipe
        self._held = b""

    def serve(self) -> None:
        """Serve until the server closes the pipe."""
        self._watched.register(0, selectors.EVENT_READ)
        while True:
            for ready, _ in self._watched.select(_LOOK if self._at_work else None):
                if ready.fd != 0:
                    self._end(ready.data)
                elif not self._listen():
                    for key in list(self._at_work):
                        self._stop(key)
                    return
            for key, (process, _) in list(self._at_work.items()):
                if _megabytes(process) > MOST_MEGABYTES:
                    self._stop(key)

    def _listen(self) -> bool:
        """Take what the server wrote; False once it has closed the pipe."""
        read = os.read(0, 1 << 16)
        self._held += read
        while len(self._held) >= _SIZE.size:
            end = _SIZE.size + _SIZE.unpack_from(self._held)[0]
            if len(self._held) < end:
                break
            order, key, *rest = pickle.loads(self._held[_SIZE.size : end])
            self._held = self._held[end:]
            if order == "make":
                self._begin(key, *rest)
            elif key in self._at_work:
                self._stop(key)
        return bool(read)

    def _begin(self, key: int, packed: bytes, path: str) -> None:
        reading, writing = os.pipe()
        process = os.fork()
        if process == 0:
            signal.alarm(LONGEST)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)  # the orders are the first process's; a library looks at it
            os.write(writing, _made(packed, path, self._data).encode()[:2_000] + b"\n")
            os._exit(0)
        os.close(writing)
        self._at_work[key] = process, reading
        self._watched.register(reading, selectors.EVENT_READ, key)

    def _stop(self, key: int) -> None:
        os.kill(self._at_work[key][0], signal.SIGKILL)

    def _end(self, key: int) -> None:
        """Say how a copy ended: a line of its own, empty when all went well; none when it was stopped."""
        process, reading = self._at_work.pop(key)
        self._watched.unregister(reading)
        said = os.read(reading, 4_000)
        os.close(reading)
        os.waitpid(process, 0)
        self._answers.write(pack_message((key, said.decode(errors="replace").strip() if said else "stopped")))


def _megabytes(process: int) -> float:
    """Return the resident memory of a process; 0 when it has ended."""
    try:
        fields = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()
    except OSError:
        return 0.0
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    main()
