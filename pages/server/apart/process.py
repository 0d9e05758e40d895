"""The server's side of the process that makes files: started at the first need, spoken to, stopped."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from typing import Final

from pages.server.apart.bench import FORKS, messages, pack_message

Orders = SimpleQueue[bytes | None]
"""What the process is still to be told, in order; None ends it."""


ROOT: Final = Path(__file__).parents[3]
GONE: Final = "stopped"
"""What is said of a work whose process ended before it."""
Ended = Callable[[int, str], None]
"""Told of the key of a work, and of what went wrong; "" when its file is there."""


class BenchProcess:
    """One process, and the works that it was given.

    Parameters
    ----------
    command : sequence of str, optional
        What to start instead of the bench.
    """

    hands = 2 if FORKS else 1
    """Works at once: one visitor, who has one at a time, never takes all of them."""

    def __init__(self, command: tuple[str, ...] = (sys.executable, "-m", "pages.server.apart.bench")) -> None:
        self._command = command
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._orders: Orders = SimpleQueue()
        self._given: dict[int, tuple[subprocess.Popen[bytes], Ended]] = {}

    @property
    def pid(self) -> int | None:
        """The number of the process; None while there is none."""
        return self._process.pid if self._process else None

    def make(self, key: int, packed: bytes, path: Path, ended: Ended) -> None:
        """Have a work made into a file; the process is started if there is none.

        Parameters
        ----------
        key : int
            No other work has it.
        packed : bytes
            As `Work.packed` returns it.
        path : Path
            The file.
        ended : callable
            Called once, by another thread.
        """
        with self._lock:
            self._given[key] = self._started(), ended
            self._orders.put(pack_message(("make", key, packed, str(path))))

    def prepare(self) -> None:
        """Start the process if there is none, so that the first work does not wait for it."""
        with self._lock:
            self._started()

    def stop(self, key: int) -> None:
        """Stop a work that was given; `ended` is told of it."""
        with self._lock:
            if self._process is None:
                return
            if FORKS:
                self._orders.put(pack_message(("stop", key)))
            else:
                self._process.kill()  # it works by itself: there is no other way

    def close(self) -> None:
        """End the process; works that it still had are told as stopped."""
        with self._lock:
            if self._process is not None:
                self._orders.put(None)
            self._process = None

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            # One thread each: it is copied while it runs, and the pages need the processors more.
            alone = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "RAYON_NUM_THREADS": "1"}
            process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=os.environ | alone,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
            )
            orders: Orders = SimpleQueue()
            try:
                for does in (self._listen, self._say):
                    threading.Thread(target=does, args=(process, orders), name="files", daemon=True).start()
            except RuntimeError:  # no thread: kept, it would be given works that nobody tells it, nor hears of
                process.kill()
                raise
            self._process, self._orders = process, orders
        return self._process

    def _say(self, process: subprocess.Popen[bytes], orders: Orders) -> None:
        """Write what the process is told, by a thread of its own: one that starts, or is starved, reads late.

        Whoever asks for a file may be the server's loop, which all visitors wait for.
        """
        assert process.stdin is not None
        with process.stdin as pipe:
            while (message := orders.get()) is not None:
                data = memoryview(message)
                try:
                    while data:
                        data = data[pipe.write(data) :]
                except OSError:  # it has ended: the thread that listens tells of its works
                    process.kill()
                    return

    def _listen(self, process: subprocess.Popen[bytes], orders: Orders) -> None:
        if process.stdout is not None:
            with process.stdout as answers:
                for key, fault in messages(os.fdopen(os.dup(answers.fileno()), "rb")):
                    self._tell(key, fault)
        process.wait()
        orders.put(None)
        with self._lock:
            left = [key for key, (of, _) in self._given.items() if of is process]
            if self._process is process:  # else another one was started since
                self._process = None
        for key in left:
            self._tell(key, GONE)

    def _tell(self, key: int, fault: str) -> None:
        with self._lock:
            given = self._given.pop(key, None)
        if given is not None:
            given[1](key, fault)
