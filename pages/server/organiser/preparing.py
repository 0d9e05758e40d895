"""Publications that are being computed, apart from the pages: asked for, waited for, read by whoever may.

One a campaign, whoever asked for it: an organiser may leave the page and come back, a colleague finds the same. All of
it is in the memory of this process; what the other one makes goes through a file of which only ciphertext is on the
disk, for a moment.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Final

from observatoire.exports.work import Work
from observatoire.model.store import Store
from observatoire.views.french.numerals import plural
from observatoire.views.french.wording import spaced
from pages.server.apart import line
from pages.server.apart.downloads import visitor_of
from pages.server.apart.pool import POOL, Pool, taken
from participation.configuration import configured
from participation.organising.office import Office
from participation.organising.publishing import Prepared, check_preparing, prepare_apart, prepared_apart
from participation.storage.publishing import passing_key
from participation.storage.refusals import NotNowError, RefusedError

KEPT: Final = 3_600.0
"""Seconds that what was computed can be read; then it is computed again, of the answers of that moment."""
MOST: Final = 8
"""Campaigns whose publication is held at once; beyond, the one that was asked for first goes."""
NOT_COMPUTED: Final = (
    "Le calcul s’est arrêté sans aboutir. Rien n’est publié, rien n’est perdu\u202f: relancez-le. S’il s’arrête "
    "encore, qui héberge le site peut publier par la commande `publish`, que rien ne limite."
)
NO_ROOM: Final = "Le site prépare déjà beaucoup de choses\u202f: relancez le calcul dans quelques minutes."


@dataclass(frozen=True, slots=True)
class Computing:
    """A publication that is not ready.

    Attributes
    ----------
    seconds : int
        Since it was asked for.
    ahead : int
        Works of others that come before it.
    """

    seconds: int
    ahead: int

    @property
    def sentence(self) -> str:
        """How far it is, in French."""
        if self.ahead:
            return spaced(f"Le calcul attend son tour : {plural(self.ahead, 'travail', 'travaux')} avant lui.")
        since = f", depuis {plural(self.seconds, 'seconde', 'secondes')}" if self.seconds else ""
        return spaced(f"Calcul des résultats en cours{since}.")


@dataclass(frozen=True, slots=True)
class Failed:
    """A publication that was not computed, and the French sentence that says why."""

    sentence: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked for: when, by whom, under which key; what came of it, once it came."""

    since: float
    visitor: str
    key: bytes
    came: Prepared | Failed | None = None


class Preparations:
    """Those of a process.

    Parameters
    ----------
    pool : Pool, optional
        Where they are made.
    clock : callable, optional
        Gives the seconds.
    """

    def __init__(self, pool: Pool = POOL, clock: Callable[[], float] = time.monotonic) -> None:
        self._pool, self._clock = pool, clock
        self._asked: dict[str, _Asked] = {}
        self._lock = Lock()

    def begin(self, office: Office, store: Store, identifier: str) -> None:
        """Have the publication of a campaign computed, unless it is being so already.

        Parameters
        ----------
        office : Office
            Whose right is checked.
        store : Store
            The edition, of which the other process has its own copy.
        identifier : str
            The campaign.

        Raises
        ------
        ForbiddenError, NotNowError
            As `check_preparing`; or when there is no room in the line.
        """
        check_preparing(office, identifier)
        configuration = configured()
        assert configuration is not None, "these pages are served only where participation is on"
        one = _Asked(self._clock(), visitor_of(office.person), passing_key())
        with self._lock:
            held = self._asked.pop(identifier, None)
            if held is not None and held.came is None:
                self._asked[identifier] = held
                return
            while len(self._asked) >= MOST:
                del self._asked[next(iter(self._asked))]
            self._asked[identifier] = one
        work = Work(prepare_apart, store, replace(configuration, key=b""), identifier, office.day, one.key)
        try:
            job = self._pool.ask(one.visitor, work)
        except line.RefusedError as refused:
            self.forget(identifier)
            raise NotNowError(NO_ROOM) from refused
        job.file.add_done_callback(lambda file: self._came(identifier, one, file))

    def look(self, office: Office, identifier: str) -> Computing | Prepared | Failed | None:
        """Return how far the publication of a campaign is; None when nobody asked for it, or too long ago.

        Raises
        ------
        ForbiddenError, NotNowError
            As `check_preparing`: what was computed is read only by who may publish it, at each look.
        """
        check_preparing(office, identifier)
        with self._lock:
            one = self._asked.get(identifier)
        if one is None:
            return None
        seconds = self._clock() - one.since
        if one.came is None:
            return Computing(int(seconds), self._pool.ahead(one.visitor) or 0)
        if seconds > KEPT:
            self.forget(identifier)
            return None
        return one.came

    def forget(self, identifier: str) -> None:
        """Forget what was computed of a campaign: it is published, or to be computed again."""
        with self._lock:
            self._asked.pop(identifier, None)

    def _came(self, identifier: str, one: _Asked, file: Future[Path]) -> None:
        """Take what the other process made, by the thread that is told of it: nothing of it stays on the disk."""
        try:
            came: Prepared | Failed = prepared_apart(identifier, taken(file.result()), one.key)
        except RefusedError as refused:
            came = Failed(str(refused))
        except Exception as error:  # it failed, was stopped, the process died, the file cannot be read
            # Its kind alone: what it says may hold what somebody answered.
            logging.getLogger(__name__).error("a publication was not computed: %s", str(error).partition(":")[0])
            came = Failed(NOT_COMPUTED)
        with self._lock:
            if self._asked.get(identifier) is one:
                self._asked[identifier] = replace(one, came=came)


PREPARATIONS: Final = Preparations()
"""Those of this process."""
