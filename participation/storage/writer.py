"""One thread writes a database; who asks waits until what was asked is on the disk.

What is asked meanwhile joins the same transaction, for at most 20 ms: a flush serves many, and nobody is told «
enregistré » before it. Each piece of work has a savepoint: one that is refused undoes itself alone.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as WaitedTooLongError
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError

from participation.storage.refusals import UnavailableError

T = TypeVar("T")
WINDOW = 0.020
"""Seconds during which work joins one transaction."""
LONGEST_WAIT = 15.0
MOST_WAITING = 2_000


@dataclass(frozen=True, slots=True)
class _Job:
    work: Callable[[Connection], Any]
    future: Future[Any]


@dataclass(frozen=True, slots=True)
class Told:
    """What became of the work of a writer since it was opened.

    Attributes
    ----------
    waiting : int
        Work that is not begun.
    written, refused : int
        Work that is on the disk; that undid itself alone, for what it asked.
    lost : int
        Work that could not be written, and of which nothing was kept.
    """

    waiting: int
    written: int
    refused: int
    lost: int


class Writer:
    """The one writer of a database in this process."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._written = self._refused = self._lost = 0
        self._queue: queue.Queue[_Job | None] = queue.Queue(MOST_WAITING)
        self._thread: threading.Thread | None = None
        self._lock, self._counting = threading.Lock(), threading.Lock()

    def do(self, work: Callable[[Connection], T]) -> T:
        """Run a piece of work in a transaction and return what it returns, once that is committed.

        Parameters
        ----------
        work : callable
            It must not commit; it may raise, which undoes it alone and is raised here.

        Raises
        ------
        UnavailableError
            When the database cannot write, or too much is waiting: nothing of the work is kept.
        """
        self._start()
        future: Future[T] = Future()
        try:
            self._queue.put(_Job(work, future), timeout=1)
            return future.result(LONGEST_WAIT)
        except queue.Full:
            self._count_lost(1)
            raise UnavailableError from None
        except WaitedTooLongError:
            if future.cancel():
                self._count_lost(1)
                raise UnavailableError from None
            return future.result()  # it is being written: to say that nothing was would be guessing

    @property
    def told(self) -> Told:
        """What became of the work so far."""
        return Told(self._queue.qsize(), self._written, self._refused, self._lost)

    def _count_lost(self, count: int) -> None:
        with self._counting:  # several threads may lose work at once; the writer's own alone writes
            self._lost += count

    def close(self) -> None:
        """Write what is waiting, then stop."""
        with self._lock:
            if self._thread is not None:
                self._queue.put(None)
                self._thread.join()
                self._thread = None

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="participation-writer", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while (first := self._queue.get()) is not None:
            if not self._together(first):
                return

    def _together(self, first: _Job) -> bool:
        """Write a job and those that come within the window; tell whether to go on."""
        until = time.monotonic() + WINDOW
        taken: list[_Job] = []
        outcomes: list[tuple[_Job, Any, Exception | None]] = []
        job: _Job | None = first
        stop = False
        try:
            with self._engine.begin() as connection:
                while job is not None:
                    if job.future.set_running_or_notify_cancel():
                        taken.append(job)
                        outcomes.append((job, *_outcome(connection, job)))
                    job, stop = self._next(until)
        except SQLAlchemyError:
            # The transaction may not even have begun: the job that waited for it is refused with the others.
            lost = taken if job is None or job in taken else [*taken, job]
            for refused_job in lost:
                if refused_job.future.running() or refused_job.future.set_running_or_notify_cancel():
                    self._count_lost(1)
                    refused_job.future.set_exception(UnavailableError())
            return not stop
        for done, value, refused in outcomes:
            if refused is None:
                self._written += 1
                done.future.set_result(value)
            else:
                self._refused += 1
                done.future.set_exception(refused)
        return not stop

    def _next(self, until: float) -> tuple[_Job | None, bool]:
        """Return a job that is waiting, within the window; and whether the end was asked for."""
        if time.monotonic() >= until:
            return None, False
        try:
            job = self._queue.get_nowait()
        except queue.Empty:
            return None, False
        return job, job is None


def _outcome(connection: Connection, job: _Job) -> tuple[Any, Exception | None]:
    """Run a job within a savepoint; faults of the database itself undo the whole transaction."""
    try:
        with connection.begin_nested():
            return job.work(connection), None
    except (IntegrityError, DataError) as error:
        return None, error
    except SQLAlchemyError:
        raise
    except Exception as error:
        return None, error
