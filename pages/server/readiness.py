"""Whether the data can be read: said to those who watch the server, to its operator, to visitors.

`/_stcore/health` answers « ok » while nothing is known to be wrong with the data; `/_ready` does so once they are
loaded, and until the server is asked to stop. Both look at their files each time, and read again those that changed.
Without data, both say so (503), and pages do in French.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from enum import Enum
from threading import Event

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from observatoire.api.problems import MEDIA_TYPE, ProblemError
from observatoire.model.store import Store
from observatoire.views.html.page import no_data_page_html

logger = logging.getLogger(__name__)

READY_PATH = "_ready"
HEALTH_PATH = "_stcore/health"
LOADING = "Les données se chargent."
LEAVING = "Ce serveur s’arrête\u202f: un autre prend le relais."
NO_DATA = "Les données de l’Observatoire ne peuvent pas être lues\u202f: ses pages n’ont rien à montrer pour l’instant."
_NEVER_KEPT = {"Cache-Control": "no-store"}
TRY_AGAIN = 30
"""Seconds after which a browser or a monitor may ask again."""


class Stage(Enum):
    """Where the loading of the data is."""

    LOADING = "loading"
    LOADED = "loaded"
    FAILED = "failed"


class Readiness:
    """What is known of the data of this process."""

    def __init__(self) -> None:
        self.stage = Stage.LOADING
        self._leaving = Event()
        self._look: Callable[[], Collection[str]] = tuple
        self._told = ""

    @property
    def leaving(self) -> bool:
        """Whether the server is about to stop."""
        return self._leaving.is_set()

    def leave(self) -> None:
        """Say that the server is about to stop, and takes no newcomer."""
        self._leaving.set()

    def leaves_within(self, seconds: float) -> bool:
        """Wait some seconds; tell at once if the server is about to stop."""
        return self._leaving.wait(seconds)

    def loaded(self, store: Store) -> None:
        """Say that the data are loaded: their files are looked at again at each question, and read if they changed."""
        self._look = store.damage
        self.stage = Stage.LOADED

    def failed(self) -> None:
        """Say that the data cannot be read."""
        self.stage = Stage.FAILED

    def fault(self) -> str:
        """Return what prevents the data from being read, in a sentence; empty when nothing does, or not yet known."""
        found = "\u202f; ".join(self._look())
        if found and found != self._told:
            logger.error("Les données ont changé sous le serveur\u202f: %s.", found)
        self._told = found
        return NO_DATA if self.stage is Stage.FAILED or found else ""

    def refusal(self) -> str:
        """Return why newcomers are not taken, in a sentence; empty when they are."""
        if self.leaving:
            return LEAVING
        return LOADING if self.stage is Stage.LOADING else self.fault()


READINESS = Readiness()
"""That of this process."""


def ready(_request: Request) -> Response:
    """Answer « ok » when the data are loaded, their files are there, and the server stays; else 503 and a sentence."""
    sentence = READINESS.refusal()
    return _refusal(sentence) if sentence else PlainTextResponse("ok", headers=_NEVER_KEPT)


class DataGate:
    """Answers in the place of Streamlit, which knows nothing of our data, while these cannot be read."""

    def __init__(self, app: ASGIApp, readiness: Readiness = READINESS) -> None:
        self.app = app
        self._readiness = readiness

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, unless nothing can be served."""
        path = scope.get("path", "")
        asks_health = path.endswith(f"/{HEALTH_PATH}")
        if scope["type"] != "http" or not (asks_health or self._readiness.stage is Stage.FAILED):
            await self.app(scope, receive, send)
            return
        sentence = self._readiness.fault()
        if not sentence:
            await self.app(scope, receive, send)
        elif asks_health or path.endswith(f"/{READY_PATH}"):
            await _refusal(sentence)(scope, receive, send)
        elif "/api/" in path:
            again = {**_NEVER_KEPT, "Retry-After": str(TRY_AGAIN)}
            told = ProblemError("donnees-absentes", sentence).document("")
            await JSONResponse(told, 503, again, MEDIA_TYPE)(scope, receive, send)
        else:
            await _apology(sentence)(scope, receive, send)


def _refusal(sentence: str) -> Response:
    return PlainTextResponse(sentence, status_code=503, headers={**_NEVER_KEPT, "Retry-After": str(TRY_AGAIN)})


def _apology(sentence: str) -> Response:
    page = no_data_page_html(sentence)
    return HTMLResponse(page, status_code=503, headers={**_NEVER_KEPT, "Retry-After": str(TRY_AGAIN)})
