"""Bringing a file over HTTP: slowly where a producer asks it, again when it fails, from where it stopped."""

from __future__ import annotations

import email.utils
import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from loaders.pipeline.sources import SourceError

SECONDS_BETWEEN = {"api.insee.fr": 2.0}
"""Between two requests to one host: INSEE answers thirty a minute."""
TRIES = 5
LONGEST_WAIT = 120.0
MOST_BYTES = 3_000_000_000
_PIECE = 1 << 18
_TOLD_EVERY = 0.1
_WORTH_TRYING = {408, 425, 429, 500, 502, 503, 504}
_AGENT = "observatoire-territorial-citoyen (loaders official fetch)"


class _InterruptedError(OSError):
    """The answer stopped before its end."""


@dataclass
class Transfer:
    """Requests of one run, that keep their distance from each other.

    Attributes
    ----------
    wait, clock : callable
        How time passes; tests have their own.
    say : callable
        Given a French sentence now and then.
    between : mapping of str to float
        Seconds between two requests, by host.
    """

    say: Callable[[str], None]
    wait: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    between: Mapping[str, float] = field(default_factory=lambda: SECONDS_BETWEEN)
    _last: dict[str, float] = field(default_factory=dict)

    def json(self, address: str) -> Any:
        """Return what an address answers, as JSON.

        Raises
        ------
        SourceError
            When it does not answer, or not in JSON.
        """

        def read() -> Any:
            with self._open(address, {}) as answer:
                return json.loads(answer.read(200_000_000))

        try:
            return self._tried(address, read)
        except ValueError as error:
            raise SourceError(f"{address}\u202f: la réponse n’est pas du JSON ({error}).") from error

    def bring(self, address: str, target: Path, title: str) -> str:
        """Bring a file to its place, whole; what was begun is gone on with.

        Parameters
        ----------
        address : str
            Of http or https.
        target : Path
            Its place, taken once all is there.
        title : str
            What is brought, in French.

        Returns
        -------
        str
            The mark by which the server tells this version from others; empty when it has none.

        Raises
        ------
        SourceError
            When it cannot be brought whole.
        """
        part, beside = target.with_name(target.name + ".part"), target.with_name(target.name + ".part.json")
        target.parent.mkdir(parents=True, exist_ok=True)
        mark = str(self._tried(address, lambda: self._go_on(address, part, beside, title)))
        part.replace(target)
        beside.unlink(missing_ok=True)
        return mark

    def _go_on(self, address: str, part: Path, beside: Path, title: str) -> str:
        """Ask for what is missing of a file, or for all of it when it changed since."""
        begun = _read_beside(beside)
        have = part.stat().st_size if part.is_file() and begun.get("address") == address and begun.get("mark") else 0
        asked = {"Range": f"bytes={have}-", "If-Range": begun["mark"]} if have else {}
        try:
            with self._open(address, asked) as answer:
                mark = answer.headers.get("ETag") or answer.headers.get("Last-Modified") or ""
                resumed = answer.status == 206 and _begins_at(answer, have)
                if answer.status == 206 and not resumed:
                    part.unlink(missing_ok=True)  # a piece of another place: alone it would pass for the file
                    raise _InterruptedError(f"la reprise à {have} octets reçoit un autre morceau")
                length = answer.headers.get("Content-Length")
                total = (have if resumed else 0) + int(length) if length else 0
                if total > MOST_BYTES:
                    raise SourceError(f"{address}\u202f: {total // 1_000_000} Mo, plus que ce que l’on attend.")
                beside.write_text(json.dumps({"address": address, "mark": mark}), encoding="utf-8")
                with part.open("ab" if resumed else "wb") as file:
                    self._copy(answer, file, have if resumed else 0, total, title)
        except urllib.error.HTTPError as error:
            if error.code != 416:
                raise
            # More than the file has: it changed, or all of it is there. Begun again, it is surely whole.
            part.unlink(missing_ok=True)
            raise _InterruptedError(f"la reprise à {have} octets est refusée") from error
        return mark

    def _copy(self, answer: http.client.HTTPResponse, file: Any, have: int, total: int, title: str) -> None:
        told = have
        while piece := answer.read(_PIECE):
            file.write(piece)
            have += len(piece)
            if have > MOST_BYTES:
                raise SourceError(
                    f"{title}\u202f: plus de {MOST_BYTES // 1_000_000} Mo, ce n’est pas ce que l’on attend."
                )
            if have - told >= max(_TOLD_EVERY * total, 5_000_000):
                told = have
                of_all = f" sur {total / 1e6:.0f}" if total else ""
                self.say(f"  {title}\u202f: {have / 1e6:.0f}{of_all} Mo".replace(".", ","))
        if total and have != total:
            raise _InterruptedError(f"{have} octets reçus sur {total}")

    def _open(self, address: str, headers: Mapping[str, str]) -> http.client.HTTPResponse:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise SourceError(f"{address}\u202f: ce n’est pas une adresse du web.")
        pause = self.between.get(parts.hostname, 0.0)
        since = self.clock() - self._last.get(parts.hostname, -pause)
        if since < pause:
            self.wait(pause - since)
        self._last[parts.hostname] = self.clock()
        request = urllib.request.Request(address, headers={"User-Agent": _AGENT, **headers})
        answer: http.client.HTTPResponse = _web().open(request, timeout=60)
        return answer

    def _tried(self, address: str, ask: Callable[[], Any]) -> Any:
        """Ask again, a little later each time, what may succeed: a server that is busy, an answer that was cut."""
        for attempt in range(1, TRIES + 1):
            try:
                return ask()
            except urllib.error.HTTPError as error:
                error.close()
                if error.code not in _WORTH_TRYING or attempt == TRIES:
                    raise SourceError(f"{address}\u202f: le serveur répond {error.code} ({error.reason}).") from error
                pause = _asked_pause(error.headers.get("Retry-After")) or 2.0**attempt
                why = f"réponse {error.code}"
            except (OSError, http.client.HTTPException) as error:
                if attempt == TRIES:
                    raise SourceError(f"{address}\u202f: rien n’arrive ({error}).") from error
                pause, why = 2.0**attempt, str(error)
            pause = min(pause, LONGEST_WAIT)
            self.say(f"  {why}\u202f; nouvel essai dans {pause:.0f} s.")
            self.wait(pause)
        raise AssertionError("the last attempt returns or raises")


@cache
def _web() -> urllib.request.OpenerDirector:
    """Return what opens addresses of the web, and no other that one of them may lead to."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    return opener


def _asked_pause(text: str | None) -> float:
    """Read Retry-After: seconds, or a date; 0 for neither."""
    if not text:
        return 0.0
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - time.time())
    except ValueError:
        return 0.0


def _begins_at(answer: http.client.HTTPResponse, have: int) -> bool:
    """Tell whether a partial answer begins where we stopped."""
    return (answer.headers.get("Content-Range") or "").startswith(f"bytes {have}-")


def _read_beside(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
