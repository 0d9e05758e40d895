"""The server's side of the process that makes files: started at the first need, spoken to, stopped."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from pages.server.apart.bench import FORKS, messages, pack_message

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
        self._given: dict[int, Ended] = {}

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
            process = self._started()
            self._given[key] = ended
        self._say(process, ("make", key, packed, str(path)))

    def prepare(self) -> None:
        """Start the process if there is none, so that the first work does not wait for it."""
        with self._lock:
            self._started()

    def stop(self, key: int) -> None:
        """Stop a work that was given; `ended` is told of it."""
        with self._lock:
            process = self._process
        if process is None:
            return
        if FORKS:
            self._say(process, ("stop", key))
        else:
            process.kill()  # it works by itself: there is no other way

    def close(self) -> None:
        """End the process; works that it still had are told as stopped."""
        with self._lock:
            process, self._process = self._process, None
        if process is not None and process.stdin is not None:
            process.stdin.close()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            # One thread each: it is copied while it runs, and the pages need the processors more.
            alone = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "RAYON_NUM_THREADS": "1"}
            self._process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=os.environ | alone,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
            )
            threading.Thread(target=self._listen, args=(self._process,), name="files", daemon=True).start()
        return self._process

    def _say(self, process: subprocess.Popen[bytes], message: tuple[object, ...]) -> None:
        data = memoryview(pack_message(message))
        try:
            with self._lock:
                while data and process.stdin:
                    data = data[process.stdin.write(data) :]
        except (OSError, ValueError):  # it has ended: the thread that listens tells of its works
            process.kill()

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        if process.stdout is not None:
            with process.stdout as answers:
                for key, fault in messages(os.fdopen(os.dup(answers.fileno()), "rb")):
                    self._tell(key, fault)
        process.wait()
        with self._lock:
            if self._process not in (None, process):  # another one has its own works by now
                return
            left, self._process = list(self._given), None
        for key in left:
            self._tell(key, GONE)

    def _tell(self, key: int, fault: str) -> None:
        with self._lock:
            ended = self._given.pop(key, None)
        if ended is not None:
            ended(key, fault)
