"""A line that is fair between visitors: each has one thing made at a time, and the next is whose turn it is.

It knows nothing of processes, threads or clocks: whoever owns it calls it from one thread at a time.
"""

from __future__ import annotations

import itertools
from collections import OrderedDict, deque
from dataclasses import dataclass
from typing import Final, NamedTuple

YOURS_FIRST: Final = (
    "Vos demandes précédentes sont encore en préparation\u202f: redemandez celle-ci quand elles seront prêtes."
)
CROWDED: Final = "Beaucoup de fichiers sont demandés en ce moment\u202f: redemandez celui-ci dans quelques minutes."


class RefusedError(RuntimeError):
    """There is no room in the line; the message says so in French."""


@dataclass(frozen=True, slots=True, eq=False)
class Ticket:
    """A place in the line: whose it is."""

    visitor: str


class Standing(NamedTuple):
    """How a line fares, as who watches the server is told.

    Attributes
    ----------
    waiting, running : int
        Things that have not begun, that are being made.
    refused : int
        Things that found no room, since the server started.
    """

    waiting: int
    running: int
    refused: int


class Line:
    """Who waits, who is served; visitors one after the other, whatever each asks for.

    Parameters
    ----------
    hands : int
        How many are served at once.
    most_of_one : int
        What a visitor may have in the line, served or waiting.
    most : int
        How many may wait in all.
    """

    def __init__(self, hands: int, most_of_one: int, most: int) -> None:
        self._hands, self._most_of_one, self._most = hands, most_of_one, most
        self._refused = 0
        self._waiting: OrderedDict[str, deque[Ticket]] = OrderedDict()
        self._served: dict[str, Ticket] = {}

    def join(self, visitor: str) -> Ticket:
        """Let a visitor wait for one thing more.

        Raises
        ------
        RefusedError
            When this visitor, or all together, wait for too much already.
        """
        standing = self.standing
        own = len(self._waiting.get(visitor, ())) + (visitor in self._served)
        if own >= self._most_of_one or standing.waiting >= self._most:
            self._refused += 1
            raise RefusedError(YOURS_FIRST if own >= self._most_of_one else CROWDED)
        ticket = Ticket(visitor)
        self._waiting.setdefault(visitor, deque()).append(ticket)
        return ticket

    def call(self) -> list[Ticket]:
        """Return those whose turn has come since the last call; they are served from now on."""
        called = []
        while len(self._served) < self._hands:
            visitor = next((one for one in self._waiting if one not in self._served), None)
            if visitor is None:
                break
            ticket = self._waiting[visitor].popleft()
            self._forget(visitor)
            self._served[visitor] = ticket
            called.append(ticket)
        return called

    def leave(self, ticket: Ticket) -> None:
        """Take out who was served, or no longer wants to be; a ticket that has left already changes nothing."""
        visitor = ticket.visitor
        if self._served.get(visitor) is ticket:
            del self._served[visitor]
            if visitor in self._waiting:
                self._waiting.move_to_end(visitor)  # others first, even those who came while this one was served
        elif ticket in self._waiting.get(visitor, ()):
            self._waiting[visitor].remove(ticket)
            self._forget(visitor)

    def ahead(self, visitor: str) -> int | None:
        """Return how many others come before the next thing of a visitor: those served, those whose turn is before.

        0 when something of theirs is made now; None when they wait for nothing.
        """
        if visitor in self._served:
            return 0
        if visitor not in self._waiting:
            return None
        before = itertools.takewhile(lambda one: one != visitor, self._waiting)
        return len(self._served) + sum(one not in self._served for one in before)

    @property
    def standing(self) -> Standing:
        """How many wait, are served, were refused."""
        waiting = list(self._waiting.values())  # at once: who watches the server asks from another thread
        return Standing(sum(map(len, waiting)), len(self._served), self._refused)

    @property
    def is_empty(self) -> bool:
        """Whether nobody waits nor is served."""
        return not self._waiting and not self._served

    def _forget(self, visitor: str) -> None:
        if not self._waiting[visitor]:
            del self._waiting[visitor]
