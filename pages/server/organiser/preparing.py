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
from pages.server.apart.pool import POOL, NotMadeError, Pool, taken
from participation.configuration import configured
from participation.organising.office import Office
from participation.organising.publishing import Prepared, check_preparing, prepare_apart, prepared_apart
from participation.storage.publishing import counted_now, passing_key
from participation.storage.refusals import NotNowError, RefusedError

KEPT: Final = 3_600.0
"""Seconds that what was computed can be read; then it is computed again, of the answers of that moment."""
MOST: Final = 8
"""Campaigns whose publication is held at once; beyond, the one that was read or failed first goes, never one that is
being computed."""
NOT_COMPUTED: Final = (
    "Le calcul s’est arrêté sans aboutir. Rien n’est publié, rien n’est perdu\u202f: relancez-le. S’il s’arrête "
    "encore, qui héberge le site peut publier par la commande `publish`, que rien ne limite."
)
CHANGED: Final = (
    "Une réponse a été retirée ou effacée depuis ce calcul\u202f: il est jeté, et ne se lit plus. Relancez-le."
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
            if len(self._asked) >= MOST:
                gone = next((name for name, held in self._asked.items() if held.came is not None), None)
                if gone is None:
                    raise NotNowError(NO_ROOM)
                del self._asked[gone]
            self._asked[identifier] = one
        work = Work(prepare_apart, store, replace(configuration, key=b""), identifier, office.day, one.key)
        try:
            job = self._pool.ask(one.visitor, work)
        except line.RefusedError as refused:
            self.forget(identifier)
            raise NotNowError(NO_ROOM) from refused
        except Exception as error:  # no room on the disk, no memory: nothing is being computed
            self.forget(identifier)
            _log(error)
            raise NotNowError(NOT_COMPUTED) from error
        job.file.add_done_callback(lambda file: self._came(identifier, one, file))

    def look(self, office: Office, identifier: str) -> Computing | Prepared | Failed | None:
        """Return how far the publication of a campaign is; None when nobody asked for it, or too long ago.

        Raises
        ------
        ForbiddenError, NotNowError
            As `check_preparing`: what was computed is read only by who may publish it, at each look, and not when a
            response that it counts was withdrawn or erased since, in whatever process.
        """
        check_preparing(office, identifier)
        one = self._held(identifier)
        if one is None:
            return None
        if one.came is None:
            return Computing(int(self._clock() - one.since), self._pool.ahead(one.visitor) or 0)
        if isinstance(one.came, Prepared) and one.came.counted != counted_now(office.storage, identifier):
            self._put(identifier, one, Failed(CHANGED))
            return Failed(CHANGED)
        return one.came

    def _held(self, identifier: str) -> _Asked | None:
        """Return what was asked for of a campaign; of any campaign, what came too long ago is dropped."""
        with self._lock:
            for name, one in list(self._asked.items()):
                if one.came is not None and self._clock() - one.since > KEPT:
                    del self._asked[name]
            return self._asked.get(identifier)

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
            _log(error)
            came = Failed(NOT_COMPUTED)
        self._put(identifier, one, came)

    def _put(self, identifier: str, one: _Asked, came: Prepared | Failed) -> None:
        """Hold what came of something that was asked for, unless it was forgotten or asked for anew."""
        with self._lock:
            if self._asked.get(identifier) is one:
                self._asked[identifier] = replace(one, came=came)


def _log(error: Exception) -> None:
    """Say that a publication was not computed, and the kind of what failed: what it says may be an answer."""
    kind = str(error).partition(":")[0] if isinstance(error, NotMadeError) else type(error).__name__
    logging.getLogger(__name__).error("a publication was not computed: %s", kind)


PREPARATIONS: Final = Preparations()
"""Those of this process."""
