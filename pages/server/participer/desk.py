"""What every page of a respondent needs: the databases, who is there by their ticket, tries of codes."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from ipaddress import ip_address, ip_network
from threading import Lock, RLock
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from pages.state.data import shared_data
from participation.configuration import configured
from participation.model.campaigns import Campaign
from participation.model.organisations import Organisation
from participation.model.questionnaire import Questionnaire
from participation.model.strata import Stratum
from participation.results.covariates import stored_classes
from participation.storage.answering import draft_of_ticket
from participation.storage.campaigns import all_campaigns, form_of
from participation.storage.opening import Storage, open_storage
from participation.storage.refusals import RefusedError
from participation.storage.responses import Draft
from participation.storage.vault import Contacts

T = TypeVar("T")
COOKIE = "otc-reponse"
LIFETIME = 12 * 3_600
PARIS = ZoneInfo("Europe/Paris")
TRIES, PAUSE = 5, 300.0
"""Wrong codes in a row from one address, and the seconds of the pause that follows."""
MOST_ADDRESSES = 10_000
TOO_MANY = "Trop de codes essayés depuis cet accès à internet. Attendez cinq minutes, puis réessayez."


class Once(Generic[T]):
    """What is made at first need and kept: once, even for those who need it at the same moment."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make, self._lock, self._made = make, RLock(), list[T]()

    def __call__(self) -> T:
        """Return it."""
        with self._lock:
            if not self._made:
                self._made.append(self._make())
            return self._made[0]

    @property
    def is_made(self) -> bool:
        """Whether anybody has needed it."""
        return bool(self._made)

    def cache_clear(self) -> None:
        """Forget it."""
        self._made.clear()


@Once
def storage() -> Storage:
    """Return the databases, opened at first need and shared."""
    configuration = configured()
    assert configuration is not None, "these pages are served only where participation is on"
    return open_storage(configuration)


@Once
def contacts() -> Contacts:
    """Return the contacts on their way to the vault: those that wait are in the memory of this process alone."""
    return Contacts(storage())


def close_desk() -> None:
    """Write what waits, and let go of the databases: to be called when the server stops."""
    if not storage.is_made:
        return
    try:
        contacts().flush()
    except RefusedError as refusal:
        print(f"Des adresses données pour une synthèse sont perdues\u202f: {refusal}", file=sys.stderr, flush=True)
    storage().close()


def now() -> datetime:
    """Return the time of the respondents' clock."""
    return datetime.now(PARIS)


def today() -> date:
    """Return the day of the respondents' calendar."""
    return now().date()


@dataclass(frozen=True)
class Answering:
    """A response that somebody has in hand."""

    identifier: str
    draft: Draft
    campaign: Campaign
    form: Questionnaire

    @property
    def mark(self) -> str:
        """What the forms of its pages bear: it opens nothing, and tells one response from another."""
        return mark_of(self.identifier)


def mark_of(identifier: str) -> str:
    """Return the mark of a response."""
    return hashlib.sha256(identifier.encode()).hexdigest()[:12]


def answering(opened: str) -> Answering | None:
    """Return the response of a ticket, as a browser sends it; None without one that holds."""
    found = draft_of_ticket(storage(), opened, datetime.now(UTC)) if opened else None
    if found is None:
        return None
    draft, campaign = found
    return Answering(draft.id, draft, campaign, _form(campaign.sha))


@lru_cache(maxsize=32)
def _form(sha: str) -> Questionnaire:
    """Return a frozen questionnaire, read once: its digest is all that it is known by."""
    for campaign in all_campaigns(storage()):
        if campaign.sha == sha:
            return form_of(storage(), campaign)
    raise LookupError(sha)


def set_ticket(response: Response, ticket: str, request: Request, home: str) -> None:
    """Give a browser its ticket: no script reads it, no other site sends it.

    Parameters
    ----------
    response : Response
    ticket : str
        As `open_ticket` returns it.
    request : Request
        Says whether the line is encrypted: the ticket then never leaves without.
    home : str
        Address of the list of surveys.
    """
    secure = request.url.scheme == "https" or request.headers.get("x-forwarded-proto") == "https"
    for path in _ticket_paths(home):
        response.set_cookie(COOKIE, ticket, LIFETIME, path=path, secure=secure, httponly=True, samesite="strict")


def take_ticket(response: Response, home: str) -> None:
    """Have a browser forget its ticket."""
    for path in _ticket_paths(home):
        response.delete_cookie(COOKIE, path=path)


def _ticket_paths(home: str) -> tuple[str, str]:
    """Return the only addresses that get a ticket: the line of the application's pages, and the plain pages."""
    return f"{home.rpartition('/')[0]}/_stcore", home


@lru_cache(maxsize=8)
def _classes(campaign: Campaign) -> dict[str, Stratum]:
    return stored_classes(*shared_data(), campaign)


def stratum_of(campaign: Campaign, organisation: Organisation | str) -> Stratum:
    """Return the class that an anonymous response keeps of its organisation: nothing finer than twenty share."""
    identifier = organisation if isinstance(organisation, str) else organisation.id
    return _classes(campaign).get(identifier, ())


@dataclass
class Tries:
    """Wrong codes by internet address, in memory only, under a key that changes each day: no address is kept."""

    clock: Callable[[], float] = time.monotonic
    _wrong: dict[bytes, tuple[int, float]] = field(default_factory=dict)
    _key: tuple[int, bytes] = (-1, b"")
    _lock: Lock = field(default_factory=Lock)

    def _of(self, host: str) -> bytes:
        """Return what stands for an address; that of a whole home where it is one of IPv6, who has 2^64 of them."""
        day = int(self.clock() // 86_400)
        if self._key[0] != day:
            self._key = (day, secrets.token_bytes(32))
            self._wrong.clear()
        return hmac.digest(self._key[1], _home_of(host).encode(), hashlib.sha256)

    def refused(self, host: str) -> bool:
        """Tell whether an address must wait."""
        with self._lock:
            count, since = self._wrong.get(self._of(host), (0, 0.0))
            return count >= TRIES and self.clock() - since < PAUSE

    def note(self, host: str, *, right: bool) -> None:
        """Remember a wrong code. A right one forgets none: who has one could try others without end."""
        if right:
            return
        with self._lock:
            of = self._of(host)
            count, since = self._wrong.pop(of, (0, 0.0))
            over = self.clock() - since >= PAUSE
            self._wrong[of] = (1 if over else count + 1, self.clock())
            while len(self._wrong) > MOST_ADDRESSES:
                self._wrong.pop(next(iter(self._wrong)))


def _home_of(host: str) -> str:
    try:
        address = ip_address(host)
    except ValueError:  # a socket's name
        return host
    return host if address.version == 4 else str(ip_network((address, 64), strict=False))


CODES = Tries()
GIVEN_CONTACTS = Tries()
"""Contacts given by one response, so that nobody fills the vault."""
