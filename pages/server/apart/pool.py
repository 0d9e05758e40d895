"""Files and heavy answers made away from the pages, in a line that is fair between visitors.

Whoever needs one asks for it: `POOL.ask(visitor, work)` at once, `await made(visitor, work, is_there)` for its bytes.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import secrets
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from observatoire.exports.work import Work
from pages.server.apart.line import Line, RefusedError, Standing, Ticket
from pages.server.apart.process import BenchProcess, Ended

MOST_OF_ONE: Final = 4
"""Files of one visitor in the line, the one that is being made included."""
MOST: Final = 40
"""Files that wait in all."""
IDLE: Final = 600.0
"""Seconds without any work after which the process is ended: it holds some 250 MB."""
NOT_MADE: Final = "Ce fichier n’a pas pu être fait. La page dit la même chose."
_LOOK: Final = 1.0
"""Seconds between two looks at whether who asked is still there."""


class NotMadeError(RuntimeError):
    """A work failed, took too long or too much memory; the message says which, for the log."""


class Bench(Protocol):
    """What makes works: see `BenchProcess`."""

    hands: int

    def make(self, key: int, packed: bytes, path: Path, ended: Ended) -> None:
        """Have a work made.

        Parameters
        ----------
        key : int
            No other work has it.
        packed : bytes
            As `Work.packed` returns it.
        path : Path
            Where its file goes.
        ended : callable
            Called once, when it has ended.
        """

    def prepare(self) -> None: ...
    def stop(self, key: int) -> None: ...
    def close(self) -> None: ...


@dataclass(eq=False, slots=True)
class Job:
    """A work that was asked for.

    Attributes
    ----------
    key : int
    ticket : Ticket
        Its place in the line.
    packed : bytes
        The work.
    path : Path
        Its file, once `file` has it.
    file : Future of Path
        The file, which belongs to who asked; else `NotMadeError`.
    """

    key: int
    ticket: Ticket
    packed: bytes
    path: Path
    file: Future[Path] = field(default_factory=Future)


class Pool:
    """The line, and who makes what waits in it. Safe to call from any thread.

    Parameters
    ----------
    bench : Bench, optional
    """

    def __init__(self, bench: Bench | None = None) -> None:
        self._bench = bench or BenchProcess()
        self._line = Line(self._bench.hands, MOST_OF_ONE, MOST)
        self._lock = threading.RLock()
        self._keys = itertools.count(1)
        self._jobs: dict[Ticket, Job] = {}
        self._served: dict[int, Job] = {}
        self._last = time.monotonic()
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def ask(self, visitor: str, work: Work) -> Job:
        """Put a work in the line.

        Parameters
        ----------
        visitor : str
            Who asks: a session, else an address.
        work : Work

        Raises
        ------
        RefusedError
            When there is no room; its message is for the visitor.
        NotMadeError
            When there is no folder to make it in: the disk is full.
        """
        packed = work.packed()
        with self._lock:
            try:  # before a place in the line: one without its work would stop all that come after
                path = self.folder / f"{secrets.token_hex(12)}.part"
            except OSError as error:
                raise NotMadeError(f"{type(error).__name__}: {error}") from error
            ticket = self._line.join(visitor)
            job = self._jobs[ticket] = Job(next(self._keys), ticket, packed, path)
        self._go_on()
        return job

    def drop(self, job: Job) -> None:
        """Give up a work that nobody waits for any more: it leaves the line, or is stopped; its file goes."""
        job.file.cancel()
        with self._lock:
            served = job.key in self._served
            if not served:
                self._line.leave(job.ticket)
                self._jobs.pop(job.ticket, None)
        if served:
            self._bench.stop(job.key)
        else:
            job.path.unlink(missing_ok=True)

    def ahead(self, visitor: str) -> int | None:
        """Return how many others come before the next work of a visitor; None when they wait for nothing."""
        with self._lock:
            return self._line.ahead(visitor)

    @property
    def standing(self) -> Standing:
        """How the line fares."""
        with self._lock:
            return self._line.standing

    @property
    def folder(self) -> Path:
        """Where files are made: a folder that only this user can read, removed when the server ends."""
        with self._lock:
            if self._folder is None:
                self._folder = tempfile.TemporaryDirectory(prefix="observatoire-", ignore_cleanup_errors=True)
            return Path(self._folder.name)

    def prepare(self) -> None:
        """Get ready for a work that is likely to be asked for; where that fails, it is said of the work itself."""
        with self._lock:
            self._last = time.monotonic()
        with contextlib.suppress(OSError, RuntimeError):  # no process, no thread: the page itself is whole
            self._bench.prepare()

    def rest(self, idle: float = IDLE) -> None:
        """End the process when nothing was asked of it for so many seconds."""
        with self._lock:
            rests = self._line.is_empty and time.monotonic() - self._last > idle
        if rests:
            self._bench.close()

    def close(self) -> None:
        """End the process, and remove the files that are left."""
        self._bench.close()
        with self._lock:
            folder, self._folder = self._folder, None
        if folder is not None:
            folder.cleanup()

    def _go_on(self) -> None:
        """Begin what is next."""
        with self._lock:
            called = [self._jobs.pop(ticket) for ticket in self._line.call()]
            self._served |= {job.key: job for job in called}
            self._last = time.monotonic()
        for job in called:
            try:
                self._bench.make(job.key, job.packed, job.path, self._ended)
            except (OSError, RuntimeError) as error:  # no process, no thread, no memory: said as any other fault
                self._ended(job.key, str(error))

    def _ended(self, key: int, fault: str) -> None:
        with self._lock:
            job = self._served.pop(key, None)
            if job is not None:
                self._line.leave(job.ticket)
        if job is not None:
            given_up = not job.file.set_running_or_notify_cancel()
            if fault or given_up:
                job.path.unlink(missing_ok=True)
            if not given_up:
                job.file.set_exception(NotMadeError(fault)) if fault else job.file.set_result(job.path)
        self._go_on()


POOL: Final = Pool()
"""That of this process."""


async def made_file(
    visitor: str, work: Work, is_there: Callable[[], Awaitable[bool]] | None = None, pool: Pool = POOL
) -> Path:
    """Return the file of a work, which belongs to the caller from then on.

    Parameters
    ----------
    visitor : str
        Who asks: a session, else an address.
    work : Work
    is_there : callable, optional
        Asked each second whether who asked still waits; once they do not, the work is given up.
    pool : Pool

    Raises
    ------
    RefusedError
        When there is no room; its message is for the visitor.
    NotMadeError
        When it could not be made.
    asyncio.CancelledError
        When nobody waits any more.
    """
    job = pool.ask(visitor, work)
    waited = asyncio.wrap_future(job.file)
    try:
        while not waited.done():
            await asyncio.wait({waited}, timeout=_LOOK if is_there else None)
            if is_there and not waited.done() and not await is_there():
                raise asyncio.CancelledError
        return waited.result()
    except asyncio.CancelledError:
        pool.drop(job)
        raise


async def made(
    visitor: str, work: Work, is_there: Callable[[], Awaitable[bool]] | None = None, pool: Pool = POOL
) -> bytes:
    """Return the bytes of a work; it fails as `made_file` does.

    Parameters
    ----------
    visitor : str
        Who asks: a session, else an address.
    work : Work
    is_there : callable, optional
        Asked each second whether who asked still waits; once they do not, the work is given up.
    pool : Pool
    """
    path = await made_file(visitor, work, is_there, pool)
    return await asyncio.to_thread(taken, path)


def made_in_thread(visitor: str, work: Work) -> bytes:
    """Return the bytes of a work, for a thread that may wait; errors are those of `made_file`."""
    job = POOL.ask(visitor, work)
    return taken(job.file.result())


def taken(path: Path) -> bytes:
    """Return the bytes of a file that was made, which is there no more."""
    content = path.read_bytes()
    with contextlib.suppress(OSError):
        path.unlink()
    return content


def said(error: Exception) -> str:
    """Return the sentence of a refusal or of a failure; a failure is written in the log."""
    if isinstance(error, RefusedError):
        return str(error)
    logging.getLogger(__name__).error("a file could not be made: %s", error)
    return NOT_MADE
