"""One thread writes a database; who asks waits until what was asked is on the disk.

All that waits joins the same transaction, and what comes within 20 ms too: a flush serves many, and nobody is told «
enregistré » before it. What many ask alike (saving answers) is written by a few statements whatever its number: on a
server, each statement is a journey. Other work has a savepoint: what is refused undoes itself alone.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as WaitedTooLongError
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError

from participation.storage.refusals import UnavailableError

A = TypeVar("A")
T = TypeVar("T")
WINDOW = 0.020
"""Seconds during which work joins one transaction."""
LONGEST_WAIT = 15.0
MOST_WAITING = 2_000
MOST_TOGETHER = 200
"""Pieces of work that are taken at once."""
_CONFLICTS = ("40001", "40P01")
"""What PostgreSQL says when two processes wait for one another: it undoes one of them, which may try again."""
_OF_DATA = (IntegrityError, DataError)
"""Faults of what is written, not of the database."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    work: Callable[..., Any]
    future: Future[Any]
    asked: Any = None
    shared: bool = False
    """Whether `work` takes what several asked at once."""


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
        future: Future[T] = Future()
        return self._done(_Job(work, future), future)

    def do_together(self, work: Callable[[Connection, Sequence[A]], Sequence[T | Exception]], asked: A) -> T:
        """Have something done with all that is asked alike at the same moment; return its own outcome once committed.

        Parameters
        ----------
        work : callable
            Takes all that is asked, in the order in which it came; returns an outcome for each, an exception for what
            is refused and of which it has written nothing. When it raises a fault of the data, each is tried alone.
        asked : object

        Raises
        ------
        UnavailableError
            As `do`.
        """
        future: Future[T] = Future()
        return self._done(_Job(work, future, asked, shared=True), future)

    def _done(self, job: _Job, future: Future[T]) -> T:
        self._start()
        try:
            self._queue.put(job, timeout=1)
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
        going = True
        while going and (first := self._queue.get()) is not None:
            more, going = self._waiting(MOST_TOGETHER - 1)
            going = self._write([first, *more], time.monotonic() + WINDOW, going)

    def _waiting(self, most: int) -> tuple[list[_Job], bool]:
        """Return what waits; and whether to go on, the end not having been asked for."""
        jobs: list[_Job] = []
        while len(jobs) < most:
            try:
                job = self._queue.get_nowait()
            except queue.Empty:
                break
            if job is None:
                return jobs, False
            jobs.append(job)
        return jobs, True

    def _write(self, jobs: list[_Job], until: float, going: bool) -> bool:
        """Write jobs, and those that come until then, in one transaction; tell whether to go on."""
        jobs = _claimed(jobs)
        taken, outcomes = list(jobs), list[Any]()
        try:
            with self._engine.begin() as connection:
                while jobs:
                    outcomes += _outcomes(connection, jobs)
                    jobs = []
                    if going and time.monotonic() < until:
                        jobs, going = self._waiting(MOST_TOGETHER)
                        jobs = _claimed(jobs)
                        taken += jobs
        except Exception as error:
            # Whatever it is, this thread outlives it: without it nothing would be written any more, nor be refused.
            self._failed(taken, error)
            return going
        for job, outcome in zip(taken, outcomes, strict=True):
            if isinstance(outcome, Exception):
                self._refused += 1
                job.future.set_exception(outcome)
            else:
                self._written += 1
                job.future.set_result(outcome)
        return going

    def _failed(self, taken: list[_Job], error: Exception) -> None:
        """Refuse what a transaction lost; where one piece of it is at fault, all are written again, one by one."""
        of_one = _is_of_one(error)
        if of_one and len(taken) > 1:
            for job in taken:
                self._write([job], 0.0, going=False)
            return
        if not of_one:  # never the message itself: it may hold what somebody answered
            logger.error("%s cannot be written: %s.", self._engine.url.database, type(error).__name__)
        raised = of_one and (isinstance(error, _OF_DATA) or not isinstance(error, SQLAlchemyError))
        if raised:
            self._refused += len(taken)
        else:
            self._count_lost(len(taken))
        for job in taken:
            job.future.set_exception(_quiet(error) if raised else UnavailableError())


def _claimed(jobs: list[_Job]) -> list[_Job]:
    """Return the jobs that nobody has given up waiting for."""
    return [job for job in jobs if job.future.running() or job.future.set_running_or_notify_cancel()]


def _quiet(error: Exception) -> Exception:
    """Return a fault of the data without its message: PostgreSQL writes the whole row in it, for logs to keep."""
    state = getattr(getattr(error, "orig", None), "sqlstate", "")
    return type(error)(None, None, ValueError(state)) if isinstance(error, _OF_DATA) else error


def _is_of_one(error: Exception) -> bool:
    """Tell whether a transaction was lost for what one piece of work wrote or raised, or met in another process."""
    if isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", "") in _CONFLICTS:
        return True
    return isinstance(error, _OF_DATA) or not isinstance(error, SQLAlchemyError | OSError | MemoryError)


def _outcomes(connection: Connection, jobs: list[_Job]) -> list[Any]:
    """Run jobs, those that are alike together; return what each gives or raises."""
    outcomes: list[Any] = []
    for shared, alike in groupby(jobs, lambda job: job.work if job.shared else None):
        if shared is None:
            outcomes += [_outcome(connection, job) for job in alike]
        else:
            outcomes += shared(connection, [job.asked for job in alike])
    return outcomes


def _outcome(connection: Connection, job: _Job) -> Any:
    """Run a job within a savepoint; faults of the database itself undo the whole transaction."""
    try:
        with connection.begin_nested():
            return job.work(connection)
    except _OF_DATA as error:
        return _quiet(error)
    except SQLAlchemyError:
        raise
    except Exception as error:
        return error
